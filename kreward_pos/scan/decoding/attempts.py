"""Decode attempts: named ways to read a frame, ready to run, used for both streams and stills.

Combines filters, regions and engines; knows no order among them, no time and no earlier frame.
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
    """One way to read, not run yet. `read` returns the codes in the coordinates of the whole frame."""

    name: str
    read: Callable[[], list[Reading]]


def readings_of(located: Sequence[LocatedCode], engine: str) -> list[Reading]:
    """Return readings of the located codes that were read."""
    return [Reading(code.text, code.corners, engine) for code in located if code.text is not None]


def whole_frame_attempts(frame: Pixels, scale: float = 1.0) -> list[DecodeAttempt]:
    """Return an attempt with each filter for whole frames, after scaling the frame by `scale`."""
    larger = functools.cache(lambda: resized(frame, scale))

    def read(filter_: Filter) -> list[Reading]:
        return [scaled(reading, 1 / scale) for reading in _read_filtered(filter_, larger())]

    return [DecodeAttempt(filter_.name, functools.partial(read, filter_)) for filter_ in WHOLE_FRAME_FILTERS]


def crop_attempts(frame: Pixels, region: Region) -> list[DecodeAttempt]:
    """Return an attempt with each filter on a region."""
    crop = region.crop_from(frame)
    if not crop.size:
        return []

    def read(filter_: Filter) -> list[Reading]:
        return [shifted(reading, region) for reading in _read_filtered(filter_, crop)]

    filters = (*crop_filters(max(crop.shape)), *WHOLE_FRAME_FILTERS)
    return [DecodeAttempt(f"at-{filter_.name}", functools.partial(read, filter_)) for filter_ in filters]


def deblur_attempts(frame: Pixels, region: Region, blurs: Sequence[Blur]) -> list[DecodeAttempt]:
    """Return an attempt on a region with each of the blurs undone."""
    if not region.crop_from(frame).size:
        return []
    crop, scale = to_working_size(region.crop_from(frame))
    image = functools.cache(lambda: BlurredImage(crop))

    def read(blur: Blur) -> list[Reading]:
        readings = readings_of(find_codes(image().restore(blur)), f"zxing:{blur.name}")
        return [shifted(scaled(reading, 1 / scale), region) for reading in readings]

    return [DecodeAttempt(blur.name, functools.partial(read, blur)) for blur in blurs]


def stacked_attempts(stack: FrameStack, region: Region) -> list[DecodeAttempt]:
    """Return attempts on several frames of a region together, merged in two ways."""

    def read(merge: Callable[[], Pixels], name: str) -> list[Reading]:
        crop = merge()
        readings = readings_of(find_codes(crop), f"zxing:{name}") or _read_filtered(_THRESHOLD_FILTER, crop)
        return [shifted(scaled(reading, 1 / stack.scale), region) for reading in readings]

    merges = (("pile-mean", stack.mean), ("pile-darkest", stack.darkest))
    return [DecodeAttempt(name, functools.partial(read, merge, name)) for name, merge in merges]


def second_engine_attempt(second_engine: SecondEngine, frame: Pixels, region: Region) -> DecodeAttempt:
    """Return the attempt of the second engine on a region."""

    def read() -> list[Reading]:
        crop, scale = to_working_size(region.crop_from(frame))
        return [shifted(scaled(reading, 1 / scale), region) for reading in second_engine(crop)]

    return DecodeAttempt("second", read)


def _read_filtered(filter_: Filter, grey: Pixels) -> list[Reading]:
    located = find_codes(filter_.apply(grey), filter_.binarizer)
    return [scaled(reading, 1 / filter_.scale) for reading in readings_of(located, f"zxing:{filter_.name}")]
