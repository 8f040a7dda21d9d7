from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from kreward_pos.scan.decoding.engines import find_codes
from kreward_pos.scan.decoding.filters import WHOLE_PICTURE, Filter, crop_filters

Grey = NDArray[np.uint8]
MakePicture = Callable[..., Grey]
TEXT = "jane@example.com"


def crop_pass(name: str, picture: Grey) -> Filter:
    return next(each for each in crop_filters(max(picture.shape)) if each.name == name)


def texts(picture: Grey) -> list[str]:
    return [found.text for found in find_codes(picture) if found.text is not None]


def woven(picture: Grey) -> Grey:
    y, x = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]]
    waves = 70 * np.sin(2 * np.pi * (0.8 * x + 0.6 * y) / 9)
    return np.asarray(np.clip(picture * 0.3 + 90 + waves, 0, 255), np.uint8)


def woven_both_ways(picture: Grey) -> Grey:
    y, x = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]]
    light = 0.4 * np.ones(picture.shape)
    for across, period in ((0.8 * x + 0.6 * y, 6), (0.6 * x - 0.8 * y, 4)):
        light *= 0.65 + 0.35 * np.sin(2 * np.pi * across / period)
    return np.asarray(np.clip(picture * light + 20, 0, 255), np.uint8)


def in_the_dark(picture: Grey) -> Grey:
    grain = np.random.default_rng(5).normal(0, 2.4, picture.shape)
    return np.asarray(np.clip(picture * 0.02 + 5 + grain, 0, 255), np.uint8)


@pytest.mark.parametrize(
    ("damage", "name"),
    [(woven, "crop-unwoven"), (woven_both_ways, "crop-unwoven-split"), (in_the_dark, "crop-lit")],
)
def test_a_pass_brings_out_what_it_is_made_for(code: MakePicture, damage: Callable[[Grey], Grey], name: str) -> None:
    picture = damage(code(TEXT, 5))
    assert texts(picture) == []
    assert texts(crop_pass(name, picture).variant(picture)) == [TEXT]


@settings(max_examples=60)
@given(arrays.arrays(np.uint8, st.tuples(st.integers(1, 70), st.integers(1, 70))), st.data())
def test_any_picture_comes_out_at_the_scale_of_the_pass(picture: Grey, data: st.DataObject) -> None:
    each = data.draw(st.sampled_from((*WHOLE_PICTURE, *crop_filters(max(picture.shape)))))
    variant = each.variant(picture)
    assert variant.dtype == np.uint8
    assert variant.shape == tuple(max(1, round(side * each.scale)) for side in picture.shape)


def test_names_are_told_apart() -> None:
    names = [each.name for each in (*WHOLE_PICTURE, *crop_filters(100))]
    assert len(set(names)) == len(names)
