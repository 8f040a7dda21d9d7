"""Reading a picture that stands alone: every look there is, the likeliest first, until one reads a code.

Knows no stream. May take a second over a picture in which there is nothing.
"""

import functools
from collections.abc import Iterator
from typing import Final

import numpy as np

from kreward_pos.scan.camera.camera import Pixels
from kreward_pos.scan.decoding.attempts import Look, crop_looks, deblur_looks, readings_of, whole_looks
from kreward_pos.scan.decoding.deblur import THOROUGH
from kreward_pos.scan.decoding.decoder import Reading
from kreward_pos.scan.decoding.engines import SecondOpinion, find_codes
from kreward_pos.scan.decoding.filters import WHOLE_PICTURE, Pass
from kreward_pos.scan.decoding.regions import Place, likely_places, place_round, scaled

_SMALL_SIDE: Final = 1000
"""Pixels: a picture smaller than this is also looked at twice as large."""
_PLACES: Final = 3
_SECOND_VARIANTS: Final = frozenset(("half-sharp", "split15"))


def read_still(picture: Pixels, second: SecondOpinion | None) -> list[Reading]:
    """The codes in a grey picture by the first look that reads any."""
    located = find_codes(picture)
    if readings := readings_of(located, "zxing"):
        return readings
    places = [place_round(code.corners, picture.shape) for code in located]
    return next((readings for look in _looks(picture, places, second) if (readings := look.read())), [])


def _looks(picture: Pixels, located: list[Place], second: SecondOpinion | None) -> Iterator[Look]:
    for place in located:
        yield from crop_looks(picture, place)
    yield from whole_looks(picture)
    if max(picture.shape) < _SMALL_SIDE:
        yield from whole_looks(picture, 2.0)
    if second:
        yield from _second_looks(second, picture)
    for place in located:
        yield from deblur_looks(picture, place, THOROUGH)
    for place in likely_places(picture, _PLACES):
        yield from crop_looks(picture, place)
        yield from deblur_looks(picture, place, THOROUGH)


def _second_looks(second: SecondOpinion, picture: Pixels) -> Iterator[Look]:
    """The picture, its negative, since zbar reads no light code on dark, and two variants."""
    yield Look("second", lambda: second(picture))
    yield Look("second", lambda: second(np.asarray(255 - picture, np.uint8)))
    for each in WHOLE_PICTURE:
        if each.name in _SECOND_VARIANTS:
            yield Look("second", functools.partial(_second_through, second, each, picture))


def _second_through(second: SecondOpinion, each: Pass, picture: Pixels) -> list[Reading]:
    return [scaled(reading, 1 / each.scale) for reading in second(each.variant(picture))]
