from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from kreward_pos.scan.decoding.deblur import ALL_BLURS, QUICK_BLURS, Blur, BlurredImage
from kreward_pos.scan.decoding.engines import find_codes

Grey = NDArray[np.uint8]
DrawImage = Callable[..., Grey]
TEXT = "jane@example.com"


def shaken(image: Grey, length: int, degrees: float) -> Grey:
    way = np.zeros((length, length), np.float32)
    way[length // 2] = 1
    turn = cv2.getRotationMatrix2D(((length - 1) / 2, (length - 1) / 2), degrees, 1)
    turned = cv2.warpAffine(way, turn, (length, length))
    return np.asarray(cv2.filter2D(image, -1, turned / turned.sum()), np.uint8)


def read_in(image: Grey) -> list[str | None]:
    return [found.text for found in find_codes(image) if found.text is not None]


@pytest.mark.parametrize(("length", "degrees"), [(11, 20), (11, 110), (13, 30), (13, 60), (15, 0), (15, 140)])
def test_motion_blur_is_undone_in_every_direction(code: DrawImage, length: int, degrees: float) -> None:
    image = shaken(code(TEXT), length, degrees)
    assert read_in(image) == []
    assert {text for blur in ALL_BLURS for text in read_in(BlurredImage(image).restore(blur))} == {TEXT}


def test_defocus_is_undone(code: DrawImage) -> None:
    image = np.asarray(cv2.GaussianBlur(code(TEXT), (0, 0), 4.4), np.uint8)
    assert read_in(image) == []
    assert read_in(BlurredImage(image).restore(Blur(4.0, noise=0.001))) == [TEXT]


@settings(max_examples=40)
@given(
    arrays.arrays(np.uint8, st.tuples(st.integers(1, 60), st.integers(1, 60))),
    st.sampled_from((*QUICK_BLURS, *ALL_BLURS)),
)
def test_restored_image_keeps_its_size(image: Grey, blur: Blur) -> None:
    restored = BlurredImage(image).restore(blur)
    assert restored.shape == image.shape
    assert restored.dtype == np.uint8


def test_each_blur_is_listed_once() -> None:
    assert len(set(ALL_BLURS)) == len(ALL_BLURS)
    assert {blur.name for blur in QUICK_BLURS} <= {blur.name for blur in ALL_BLURS}
