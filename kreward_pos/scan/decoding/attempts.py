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
from kreward_pos.scan.decoding.engines import Located, SecondOpinion, find_codes
from kreward_pos.scan.decoding.filters import WHOLE_PICTURE, Pass, crop_passes, resized
from kreward_pos.scan.decoding.regions import Place, handy, moved, scaled
from kreward_pos.scan.decoding.stacking import Evidence

_SPLIT: Final = crop_passes(1)[1]


@dataclass(frozen=True, slots=True)
class Look:
    """A way to read, not taken yet. `read` gives the codes it reads, in the coordinates of the whole picture."""

    name: str
    read: Callable[[], list[Reading]]


def readings_of(located: Sequence[Located], engine: str) -> list[Reading]:
    """Those of the located codes that were read."""
    return [Reading(code.text, code.corners, engine) for code in located if code.text is not None]


def whole_looks(picture: Pixels, size: float = 1.0) -> list[Look]:
    """Every variant of the whole picture, made `size` times as large first."""
    larger = functools.cache(lambda: resized(picture, size))

    def read(each: Pass) -> list[Reading]:
        return [scaled(reading, 1 / size) for reading in _through(each, larger())]

    return [Look(each.name, functools.partial(read, each)) for each in WHOLE_PICTURE]


def crop_looks(picture: Pixels, place: Place) -> list[Look]:
    """The variants of what is seen at a place."""
    crop = place.cut(picture)
    if not crop.size:
        return []

    def read(each: Pass) -> list[Reading]:
        return [moved(reading, place) for reading in _through(each, crop)]

    passes = (*crop_passes(max(crop.shape)), *WHOLE_PICTURE)
    return [Look(f"at-{each.name}", functools.partial(read, each)) for each in passes]


def deblur_looks(picture: Pixels, place: Place, blurs: Sequence[Blur]) -> list[Look]:
    """What is seen at a place, with each of the blurs undone."""
    if not place.cut(picture).size:
        return []
    crop, scale = handy(place.cut(picture))
    blurred = functools.cache(lambda: Blurred(crop))

    def read(blur: Blur) -> list[Reading]:
        readings = readings_of(find_codes(blurred().restored(blur)), f"zxing:{blur.name}")
        return [moved(scaled(reading, 1 / scale), place) for reading in readings]

    return [Look(blur.name, functools.partial(read, blur)) for blur in blurs]


def pile_looks(evidence: Evidence, place: Place) -> list[Look]:
    """What several pictures of a place show together, in two ways of laying them on top of each other."""

    def read(pile: Callable[[], Pixels], name: str) -> list[Reading]:
        crop = pile()
        readings = readings_of(find_codes(crop), f"zxing:{name}") or _through(_SPLIT, crop)
        return [moved(scaled(reading, 1 / evidence.scale), place) for reading in readings]

    piles = (("pile-mean", evidence.mean), ("pile-darkest", evidence.darkest))
    return [Look(name, functools.partial(read, pile, name)) for name, pile in piles]


def second_look(second: SecondOpinion, picture: Pixels, place: Place) -> Look:
    """The second opinion on what is seen at a place."""

    def read() -> list[Reading]:
        crop, scale = handy(place.cut(picture))
        return [moved(scaled(reading, 1 / scale), place) for reading in second(crop)]

    return Look("second", read)


def _through(each: Pass, grey: Pixels) -> list[Reading]:
    located = find_codes(each.variant(grey), each.binarizer)
    return [scaled(reading, 1 / each.scale) for reading in readings_of(located, f"zxing:{each.name}")]
