from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from kreward_pos.scan.decoding.engines import find_codes
from kreward_pos.scan.decoding.filters import WHOLE_FRAME_FILTERS, Filter, crop_filters

Grey = NDArray[np.uint8]
DrawFrame = Callable[..., Grey]
TEXT = "jane@example.com"


def crop_filter(name: str, frame: Grey) -> Filter:
    return next(filter_ for filter_ in crop_filters(max(frame.shape)) if filter_.name == name)


def texts(frame: Grey) -> list[str]:
    return [found.text for found in find_codes(frame) if found.text is not None]


def with_moire(frame: Grey) -> Grey:
    y, x = np.mgrid[0 : frame.shape[0], 0 : frame.shape[1]]
    waves = 70 * np.sin(2 * np.pi * (0.8 * x + 0.6 * y) / 9)
    return np.asarray(np.clip(frame * 0.3 + 90 + waves, 0, 255), np.uint8)


def with_crossed_moire(frame: Grey) -> Grey:
    y, x = np.mgrid[0 : frame.shape[0], 0 : frame.shape[1]]
    light = 0.4 * np.ones(frame.shape)
    for across, period in ((0.8 * x + 0.6 * y, 6), (0.6 * x - 0.8 * y, 4)):
        light *= 0.65 + 0.35 * np.sin(2 * np.pi * across / period)
    return np.asarray(np.clip(frame * light + 20, 0, 255), np.uint8)


def in_the_dark(frame: Grey) -> Grey:
    grain = np.random.default_rng(5).normal(0, 2.4, frame.shape)
    return np.asarray(np.clip(frame * 0.02 + 5 + grain, 0, 255), np.uint8)


@pytest.mark.parametrize(
    ("damage", "name"),
    [(with_moire, "crop-unwoven"), (with_crossed_moire, "crop-unwoven-split"), (in_the_dark, "crop-lit")],
)
def test_filter_makes_its_damage_readable(code: DrawFrame, damage: Callable[[Grey], Grey], name: str) -> None:
    frame = damage(code(TEXT, 5))
    assert texts(frame) == []
    assert texts(crop_filter(name, frame).apply(frame)) == [TEXT]


@settings(max_examples=60)
@given(arrays.arrays(np.uint8, st.tuples(st.integers(1, 70), st.integers(1, 70))), st.data())
def test_filtered_image_has_the_filters_scale(frame: Grey, data: st.DataObject) -> None:
    filter_ = data.draw(st.sampled_from((*WHOLE_FRAME_FILTERS, *crop_filters(max(frame.shape)))))
    apply = filter_.apply(frame)
    assert apply.dtype == np.uint8
    assert apply.shape == tuple(max(1, round(side * filter_.scale)) for side in frame.shape)


def test_filter_names_are_unique() -> None:
    names = [filter_.name for filter_ in (*WHOLE_FRAME_FILTERS, *crop_filters(100))]
    assert len(set(names)) == len(names)
