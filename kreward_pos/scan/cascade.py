"""Reading a code the way that was measured best: zxing-cpp first, then ever more trouble for what it left unread.

1. The picture as it is.
2. A code was located, not read: five variants of a crop round it, within `RESCUE_S`.
3. Nothing was located: the place where a code was read a moment ago, then one variant of the whole picture,
   another one for each picture, with the second opinion taking its turn among them.

Knows no camera and no meaning of a text.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from kreward_pos.scan.camera import Clock, Pixels
from kreward_pos.scan.decoder import Corners, Reading
from kreward_pos.scan.engines import Located, SecondOpinion, find_codes
from kreward_pos.scan.passes import (
    LARGEST_SIDE,
    WHOLE_PICTURE,
    Pass,
    as_grey,
    box_round,
    crop_passes,
    resized,
)

RESCUE_S: Final = 0.012
"""Time for one picture's crops: a third of a picture at 30 a second."""
_REMEMBERED_PICTURES = 15
_SMALL_SIDE = 1000


@dataclass(slots=True)
class _LastPlace:
    """Where a code was last read, for the few pictures after it."""

    corners: Corners
    pictures_ago: int = 0


class Cascade:
    """The pipeline with its memory between pictures: whose turn it is, and where a code was last. One thread's."""

    def __init__(self, second: SecondOpinion | None = None, clock: Clock = time.monotonic) -> None:
        self._second = second
        self._clock = clock
        self._turn = 0
        self._last: _LastPlace | None = None

    def decode(self, grey: Pixels) -> list[Reading]:
        """The codes in the next picture of a stream; never raises, whatever the array is."""
        picture, scale = _fitted(grey)
        if picture is None:
            return []
        readings = self._read(picture)
        self._remember(readings)
        return [_scaled(reading, 1 / scale) for reading in readings]

    def decode_still(self, grey: Pixels) -> list[Reading]:
        """The codes in a picture of its own, by every pass; remembers nothing."""
        picture, scale = _fitted(grey)
        if picture is None:
            return []
        return [_scaled(reading, 1 / scale) for reading in self._read_still(picture)]

    def _read(self, picture: Pixels) -> list[Reading]:
        located = find_codes(picture)
        if readings := _readings_of(located, "zxing"):
            return readings
        deadline_s = self._clock() + RESCUE_S
        if located:
            return self._rescued(picture, (code.corners for code in located), deadline_s)
        if self._last and (readings := self._rescued(picture, [self._last.corners], deadline_s)):
            return readings
        return self._another_look(picture)

    def _read_still(self, picture: Pixels) -> list[Reading]:
        located = find_codes(picture)
        readings = _readings_of(located, "zxing")
        readings = readings or self._rescued(picture, (code.corners for code in located), float("inf"))
        sizes = [1.0, 2.0] if max(picture.shape) < _SMALL_SIDE else [1.0]
        for size in sizes:
            larger = resized(picture, size)
            for each in WHOLE_PICTURE:
                readings = readings or [_scaled(r, 1 / size) for r in self._through(each, larger)]
        if self._second and not readings:
            readings = self._second(picture)
        return readings

    def _rescued(self, picture: Pixels, places: Iterable[Corners], deadline_s: float) -> list[Reading]:
        """Codes read in crops round `places`, until the deadline."""
        readings: list[Reading] = []
        for corners in places:
            left, top, right, bottom = box_round(corners, picture.shape)
            crop = picture[top:bottom, left:right]
            if not crop.size:
                continue
            for each in crop_passes(max(crop.shape)):
                if self._clock() > deadline_s:
                    return readings
                if found := _readings_of(find_codes(each.variant(crop), each.binarizer), f"zxing:{each.name}"):
                    readings += [_moved(_scaled(reading, 1 / each.scale), left, top) for reading in found]
                    break
        return readings

    def _another_look(self, picture: Pixels) -> list[Reading]:
        turns = len(WHOLE_PICTURE) + (self._second is not None)
        self._turn = (self._turn + 1) % turns
        if self._second and self._turn == len(WHOLE_PICTURE):
            return self._second(picture)
        return self._through(WHOLE_PICTURE[self._turn], picture)

    def _through(self, each: Pass, picture: Pixels) -> list[Reading]:
        located = find_codes(each.variant(picture), each.binarizer)
        return [_scaled(reading, 1 / each.scale) for reading in _readings_of(located, f"zxing:{each.name}")]

    def _remember(self, readings: list[Reading]) -> None:
        if readings:
            self._last = _LastPlace(readings[0].corners)
        elif self._last:
            self._last.pictures_ago += 1
            if self._last.pictures_ago > _REMEMBERED_PICTURES:
                self._last = None


def _fitted(pixels: Pixels) -> tuple[Pixels | None, float]:
    """A grey picture no larger than is worth reading, and its scale against what was handed in."""
    grey = as_grey(pixels)
    if grey is None:
        return None, 1.0
    scale = min(1.0, LARGEST_SIDE / max(grey.shape))
    return resized(grey, scale), scale


def _readings_of(located: list[Located], engine: str) -> list[Reading]:
    return [Reading(code.text, code.corners, engine) for code in located if code.text is not None]


def _scaled(reading: Reading, scale: float) -> Reading:
    if scale == 1.0:
        return reading
    first, second, third, fourth = ((x * scale, y * scale) for x, y in reading.corners)
    return replace(reading, corners=(first, second, third, fourth))


def _moved(reading: Reading, left: int, top: int) -> Reading:
    first, second, third, fourth = ((x + left, y + top) for x, y in reading.corners)
    return replace(reading, corners=(first, second, third, fourth))
