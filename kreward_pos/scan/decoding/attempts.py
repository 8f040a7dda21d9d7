"""One look at a picture in one way, named and ready to be taken: what both a stream and a still are read by.

Puts passes, places and engines together and knows no order among them, no time and no earlier picture.
"""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from kreward_pos.scan.camera.camera import Pixels
from kreward_pos.scan.decoding.deblur import Blur, BlurredImage
from kreward_pos.scan.decoding.decoder import Reading
from kreward_pos.scan.decoding.engines import LocatedCode, SecondEngine, find_codes
from kreward_pos.scan.decoding.filters import WHOLE_FRAME_FILTERS, Filter, crop_filters, resized
from kreward_pos.scan.decoding.regions import Region, scaled, shifted, to_working_size
from kreward_pos.scan.decoding.stacking import FrameStack

_THRESHOLD_FILTER: Final = crop_filters(1)[1]


@dataclass(frozen=True, slots=True)
class DecodeAttempt:
    """A way to read, not taken yet. `read` gives the codes it reads, in the coordinates of the whole picture."""

    name: str
    read: Callable[[], list[Reading]]


def readings_of(located: Sequence[LocatedCode], engine: str) -> list[Reading]:
    """Those of the located codes that were read."""
    return [Reading(code.text, code.corners, engine) for code in located if code.text is not None]


def whole_frame_attempts(frame: Pixels, scale: float = 1.0) -> list[DecodeAttempt]:
    """Every variant of the whole picture, made `scale` times as large first."""
    larger = functools.cache(lambda: resized(frame, scale))

    def read(filter_: Filter) -> list[Reading]:
        return [scaled(reading, 1 / scale) for reading in _read_filtered(filter_, larger())]

    return [DecodeAttempt(filter_.name, functools.partial(read, filter_)) for filter_ in WHOLE_FRAME_FILTERS]


def crop_attempts(frame: Pixels, region: Region) -> list[DecodeAttempt]:
    """The variants of what is seen at a place."""
    crop = region.crop_from(frame)
    if not crop.size:
        return []

    def read(filter_: Filter) -> list[Reading]:
        return [shifted(reading, region) for reading in _read_filtered(filter_, crop)]

    filters = (*crop_filters(max(crop.shape)), *WHOLE_FRAME_FILTERS)
    return [DecodeAttempt(f"at-{filter_.name}", functools.partial(read, filter_)) for filter_ in filters]


def deblur_attempts(frame: Pixels, region: Region, blurs: Sequence[Blur]) -> list[DecodeAttempt]:
    """What is seen at a place, with each of the blurs undone."""
    if not region.crop_from(frame).size:
        return []
    crop, scale = to_working_size(region.crop_from(frame))
    image = functools.cache(lambda: BlurredImage(crop))

    def read(blur: Blur) -> list[Reading]:
        readings = readings_of(find_codes(image().restore(blur)), f"zxing:{blur.name}")
        return [shifted(scaled(reading, 1 / scale), region) for reading in readings]

    return [DecodeAttempt(blur.name, functools.partial(read, blur)) for blur in blurs]


def stacked_attempts(stack: FrameStack, region: Region) -> list[DecodeAttempt]:
    """What several pictures of a place show together, in two ways of laying them on top of each other."""

    def read(merge: Callable[[], Pixels], name: str) -> list[Reading]:
        crop = merge()
        readings = readings_of(find_codes(crop), f"zxing:{name}") or _read_filtered(_THRESHOLD_FILTER, crop)
        return [shifted(scaled(reading, 1 / stack.scale), region) for reading in readings]

    merges = (("pile-mean", stack.mean), ("pile-darkest", stack.darkest))
    return [DecodeAttempt(name, functools.partial(read, merge, name)) for name, merge in merges]


def second_engine_attempt(second_engine: SecondEngine, frame: Pixels, region: Region) -> DecodeAttempt:
    """The second opinion on what is seen at a place."""

    def read() -> list[Reading]:
        crop, scale = to_working_size(region.crop_from(frame))
        return [shifted(scaled(reading, 1 / scale), region) for reading in second_engine(crop)]

    return DecodeAttempt("second", read)


def _read_filtered(filter_: Filter, grey: Pixels) -> list[Reading]:
    located = find_codes(filter_.apply(grey), filter_.binarizer)
    return [scaled(reading, 1 / filter_.scale) for reading in readings_of(located, f"zxing:{filter_.name}")]
