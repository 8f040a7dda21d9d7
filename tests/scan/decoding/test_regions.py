from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from kreward_pos.scan.decoding.decoder import Reading
from kreward_pos.scan.decoding.regions import (
    QUICK_SEARCH_WIDTH,
    Region,
    likely_regions,
    region_around,
    scaled,
    shifted,
    to_working_size,
)

Grey = NDArray[np.uint8]
DrawFrame = Callable[..., Grey]
SQUARE = ((10.0, 10.0), (30.0, 10.0), (30.0, 30.0), (10.0, 30.0))


@pytest.mark.parametrize("width", [240, QUICK_SEARCH_WIDTH])
@pytest.mark.parametrize("blur", [0.5, 6.0])
def test_code_is_the_likeliest_region_however_blurred(counter: DrawFrame, width: int, blur: float) -> None:
    scene = counter("jane@example.com", 6, (700, 300))
    scene[100:500, 100:300] = 20
    (region,) = likely_regions(np.asarray(cv2.GaussianBlur(scene, (0, 0), blur), np.uint8), 1, width)
    assert region.left <= 724
    assert region.top <= 324
    assert region.right >= 874
    assert region.bottom >= 474
    assert region.area < 4 * 198**2


def test_stripes_and_flat_frames_have_no_likely_region() -> None:
    stripes = np.tile(np.where(np.arange(1280) % 24 < 12, 40, 220).astype(np.uint8), (720, 1))
    assert likely_regions(stripes, 2) == []
    assert likely_regions(np.full((720, 1280), 90, np.uint8), 2) == []


@given(
    st.tuples(*[st.tuples(st.floats(-50, 200), st.floats(-50, 200))] * 4),
    st.tuples(st.integers(1, 150), st.integers(1, 150)),
)
def test_region_never_exceeds_the_frame(corners: tuple[tuple[float, float], ...], shape: tuple[int, int]) -> None:
    region = region_around((corners[0], corners[1], corners[2], corners[3]), shape)
    assert region.left >= 0
    assert region.top >= 0
    assert region.right <= shape[1]
    assert region.bottom <= shape[0]


def test_region_is_near_one_of_similar_size_and_position() -> None:
    region = Region(100, 100, 200, 200)
    assert region.is_near(Region(110, 95, 205, 210))
    assert not region.is_near(Region(140, 100, 240, 200))
    assert not region.is_near(Region(100, 100, 300, 300))


@pytest.mark.parametrize(("side", "scale"), [(100, 2.0), (300, 1.0), (900, 0.5)])
def test_crop_is_scaled_to_working_size(side: int, scale: float) -> None:
    crop, given_scale = to_working_size(np.zeros((side, side // 2), np.uint8))
    assert given_scale == scale
    assert crop.shape == (side * scale, side // 2 * scale)


def test_readings_are_converted_to_the_whole_frame() -> None:
    reading = scaled(Reading("x", SQUARE, "zxing"), 0.5)
    assert shifted(reading, Region(100, 200, 150, 250)).corners == ((105, 205), (115, 205), (115, 215), (105, 215))
