"""Reading a picture that stands alone: every look there is, the likeliest first, until one reads a code.

Knows no stream. May take a second over a picture in which there is nothing.
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
from kreward_pos.scan.decoding.deblur import THOROUGH
from kreward_pos.scan.decoding.decoder import Reading
from kreward_pos.scan.decoding.engines import SecondOpinion, find_codes
from kreward_pos.scan.decoding.filters import WHOLE_PICTURE, Filter
from kreward_pos.scan.decoding.regions import Region, likely_regions, region_around, scaled

_SMALL_SIDE: Final = 1000
"""Pixels: a picture smaller than this is also looked at twice as large."""
_PLACES: Final = 3
_SECOND_VARIANTS: Final = frozenset(("half-sharp", "split15"))


def read_still(picture: Pixels, second: SecondOpinion | None) -> list[Reading]:
    """The codes in a grey picture by the first look that reads any."""
    located = find_codes(picture)
    if readings := readings_of(located, "zxing"):
        return readings
    places = [region_around(code.corners, picture.shape) for code in located]
    return next((readings for look in _looks(picture, places, second) if (readings := look.read())), [])


def _looks(picture: Pixels, located: list[Region], second: SecondOpinion | None) -> Iterator[DecodeAttempt]:
    for place in located:
        yield from crop_attempts(picture, place)
    yield from whole_frame_attempts(picture)
    if max(picture.shape) < _SMALL_SIDE:
        yield from whole_frame_attempts(picture, 2.0)
    if second:
        yield from _second_looks(second, picture)
    for place in located:
        yield from deblur_attempts(picture, place, THOROUGH)
    for place in likely_regions(picture, _PLACES):
        yield from crop_attempts(picture, place)
        yield from deblur_attempts(picture, place, THOROUGH)


def _second_looks(second: SecondOpinion, picture: Pixels) -> Iterator[DecodeAttempt]:
    """The picture, its negative, since zbar reads no light code on dark, and two variants."""
    yield DecodeAttempt("second", lambda: second(picture))
    yield DecodeAttempt("second", lambda: second(np.asarray(255 - picture, np.uint8)))
    for each in WHOLE_PICTURE:
        if each.name in _SECOND_VARIANTS:
            yield DecodeAttempt("second", functools.partial(_second_through, second, each, picture))


def _second_through(second: SecondOpinion, each: Filter, picture: Pixels) -> list[Reading]:
    return [scaled(reading, 1 / each.scale) for reading in second(each.variant(picture))]
