"""Reading of a still image: every attempt, the likeliest first, until one reads a code.

Knows no stream. May take a second for an image without a code.
"""

import functools
from collections.abc import Iterator
from typing import Final

import numpy as np

from kreward_pos.scan.camera.camera import Pixels
from kreward_pos.scan.decoding.attempts import (
    DecodeAttempt,
    crop_attempts,
    deblur_attempts,
    readings_of,
    whole_frame_attempts,
)
from kreward_pos.scan.decoding.deblur import ALL_BLURS
from kreward_pos.scan.decoding.decoder import Reading
from kreward_pos.scan.decoding.engines import SecondEngine, find_codes
from kreward_pos.scan.decoding.filters import WHOLE_FRAME_FILTERS, Filter
from kreward_pos.scan.decoding.regions import Region, likely_regions, region_around, scaled

_SMALL_IMAGE_SIDE: Final = 1000
"""Pixels: a smaller image is also tried at twice its size."""
_MAX_REGIONS: Final = 3
_SECOND_ENGINE_FILTERS: Final = frozenset(("half-sharp", "split15"))


def read_still(image: Pixels, second_engine: SecondEngine | None) -> list[Reading]:
    """Return the codes in a grey image, from the first attempt that reads any."""
    located = find_codes(image)
    if readings := readings_of(located, "zxing"):
        return readings
    regions = [region_around(code.corners, image.shape) for code in located]
    return next((readings for attempt in _attempts(image, regions, second_engine) if (readings := attempt.read())), [])


def _attempts(image: Pixels, located: list[Region], second_engine: SecondEngine | None) -> Iterator[DecodeAttempt]:
    for region in located:
        yield from crop_attempts(image, region)
    yield from whole_frame_attempts(image)
    if max(image.shape) < _SMALL_IMAGE_SIDE:
        yield from whole_frame_attempts(image, 2.0)
    if second_engine:
        yield from _second_engine_attempts(second_engine, image)
    for region in located:
        yield from deblur_attempts(image, region, ALL_BLURS)
    for region in likely_regions(image, _MAX_REGIONS):
        yield from crop_attempts(image, region)
        yield from deblur_attempts(image, region, ALL_BLURS)


def _second_engine_attempts(second_engine: SecondEngine, image: Pixels) -> Iterator[DecodeAttempt]:
    """Yield the image, its negative (zbar reads no light code on dark), and two filtered variants."""
    yield DecodeAttempt("second", lambda: second_engine(image))
    yield DecodeAttempt("second", lambda: second_engine(np.asarray(255 - image, np.uint8)))
    for filter_ in WHOLE_FRAME_FILTERS:
        if filter_.name in _SECOND_ENGINE_FILTERS:
            yield DecodeAttempt("second", functools.partial(_read_filtered, second_engine, filter_, image))


def _read_filtered(second_engine: SecondEngine, filter_: Filter, image: Pixels) -> list[Reading]:
    return [scaled(reading, 1 / filter_.scale) for reading in second_engine(filter_.apply(image))]
