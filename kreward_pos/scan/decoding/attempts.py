"""One look at a picture in one way, named and ready to be taken: what both a stream and a still are read by.

Puts passes, places and engines together and knows no order among them, no time and no earlier picture.
"""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from kreward_pos.scan.camera.camera import Pixels
from kreward_pos.scan.decoding.deblur import Blur, Blurred
from kreward_pos.scan.decoding.decoder import Reading
from kreward_pos.scan.decoding.engines import LocatedCode, SecondOpinion, find_codes
from kreward_pos.scan.decoding.filters import WHOLE_PICTURE, Filter, crop_filters, resized
from kreward_pos.scan.decoding.regions import Region, moved, scaled, working_size
from kreward_pos.scan.decoding.stacking import FrameStack

_SPLIT: Final = crop_filters(1)[1]


@dataclass(frozen=True, slots=True)
class DecodeAttempt:
    """A way to read, not taken yet. `read` gives the codes it reads, in the coordinates of the whole picture."""

    name: str
    read: Callable[[], list[Reading]]


def readings_of(located: Sequence[LocatedCode], engine: str) -> list[Reading]:
    """Those of the located codes that were read."""
    return [Reading(code.text, code.corners, engine) for code in located if code.text is not None]


def whole_frame_attempts(picture: Pixels, size: float = 1.0) -> list[DecodeAttempt]:
    """Every variant of the whole picture, made `size` times as large first."""
    larger = functools.cache(lambda: resized(picture, size))

    def read(each: Filter) -> list[Reading]:
        return [scaled(reading, 1 / size) for reading in _through(each, larger())]

    return [DecodeAttempt(each.name, functools.partial(read, each)) for each in WHOLE_PICTURE]


def crop_attempts(picture: Pixels, place: Region) -> list[DecodeAttempt]:
    """The variants of what is seen at a place."""
    crop = place.cut(picture)
    if not crop.size:
        return []

    def read(each: Filter) -> list[Reading]:
        return [moved(reading, place) for reading in _through(each, crop)]

    passes = (*crop_filters(max(crop.shape)), *WHOLE_PICTURE)
    return [DecodeAttempt(f"at-{each.name}", functools.partial(read, each)) for each in passes]


def deblur_attempts(picture: Pixels, place: Region, blurs: Sequence[Blur]) -> list[DecodeAttempt]:
    """What is seen at a place, with each of the blurs undone."""
    if not place.cut(picture).size:
        return []
    crop, scale = working_size(place.cut(picture))
    blurred = functools.cache(lambda: Blurred(crop))

    def read(blur: Blur) -> list[Reading]:
        readings = readings_of(find_codes(blurred().restored(blur)), f"zxing:{blur.name}")
        return [moved(scaled(reading, 1 / scale), place) for reading in readings]

    return [DecodeAttempt(blur.name, functools.partial(read, blur)) for blur in blurs]


def stacked_attempts(evidence: FrameStack, place: Region) -> list[DecodeAttempt]:
    """What several pictures of a place show together, in two ways of laying them on top of each other."""

    def read(pile: Callable[[], Pixels], name: str) -> list[Reading]:
        crop = pile()
        readings = readings_of(find_codes(crop), f"zxing:{name}") or _through(_SPLIT, crop)
        return [moved(scaled(reading, 1 / evidence.scale), place) for reading in readings]

    piles = (("pile-mean", evidence.mean), ("pile-darkest", evidence.darkest))
    return [DecodeAttempt(name, functools.partial(read, pile, name)) for name, pile in piles]


def second_engine_attempt(second: SecondOpinion, picture: Pixels, place: Region) -> DecodeAttempt:
    """The second opinion on what is seen at a place."""

    def read() -> list[Reading]:
        crop, scale = working_size(place.cut(picture))
        return [moved(scaled(reading, 1 / scale), place) for reading in second(crop)]

    return DecodeAttempt("second", read)


def _through(each: Filter, grey: Pixels) -> list[Reading]:
    located = find_codes(each.variant(grey), each.binarizer)
    return [scaled(reading, 1 / each.scale) for reading in readings_of(located, f"zxing:{each.name}")]
