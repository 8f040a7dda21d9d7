"""Reading a stream the way that was measured best: zxing-cpp first, then ever more trouble for what it left unread.

1. The picture as it is.
2. A code seems to be there and is unread: zxing-cpp located one, read one there a moment ago, or something that looks
   like one has come and stays. Crops of that place, its last pictures laid on each other, and blur undone, until
   `SUSPECT_S`.
3. Else, in turn: variants of the place that looks most like a code, nothing, and variants of the whole picture, until
   `IDLE_SHARE`.

What does not fit into one picture's time has its turn in the next. Knows no camera and no meaning of a text.
"""

import sys
import time
from dataclasses import dataclass, replace
from typing import Final

from kreward_pos.scan.camera.camera import Clock, Pixels
from kreward_pos.scan.decoding.attempts import (
    DecodeAttempt,
    crop_attempts,
    deblur_attempts,
    readings_of,
    second_engine_attempt,
    stacked_attempts,
    whole_frame_attempts,
)
from kreward_pos.scan.decoding.budget import AttemptCosts, TimeBudget
from kreward_pos.scan.decoding.deblur import QUICK
from kreward_pos.scan.decoding.decoder import Reading
from kreward_pos.scan.decoding.engines import SecondOpinion, find_codes
from kreward_pos.scan.decoding.filters import LARGEST_SIDE, as_grey, resized
from kreward_pos.scan.decoding.regions import SMALLEST_WIDTH, Region, likely_regions, region_around, scaled
from kreward_pos.scan.decoding.stacking import FrameStack
from kreward_pos.scan.decoding.stills import read_still

SUSPECT_S: Final = 0.02
"""Time for a picture in which a code seems to be and is unread: two thirds of what there is at 30 a second."""
IDLE_SHARE: Final = 1.5
"""Time for a picture in which nothing seems to be, in times of its first look; one more look it gets at least."""
WORK_CLOCK: Final[Clock] = time.perf_counter if sys.platform == "win32" else time.thread_time
"""What a picture's time is told by: this thread's own work, or a busy machine would take the looks away.

Windows tells a thread's work in steps of a sixty-fourth of a second, which is most of a picture's time.
"""
_NEWS_PICTURES = 30
_STAY = 4
"""Looks in a row at one of two likely places, so that its pictures can be laid on each other."""
_REMEMBERED_PICTURES = 15


@dataclass(frozen=True, slots=True)
class _Sighting:
    """A place, and how many pictures it has been remembered for."""

    place: Region
    pictures: int = 0


class Pipeline:
    """The pipeline with its memory between pictures: whose turn it is, and where a code was last. One thread's."""

    def __init__(self, second: SecondOpinion | None = None, clock: Clock = WORK_CLOCK) -> None:
        self._second = second
        self._clock = clock
        costs = AttemptCosts(clock)
        self._suspect, self._likely, self._whole = TimeBudget(costs), TimeBudget(costs), TimeBudget(costs)
        self._evidence = FrameStack()
        self._last: _Sighting | None = None
        self._likeliest: list[_Sighting] = []
        self._likely_turn = 0
        self._turn = 0
        self._has_news = False

    def decode(self, grey: Pixels) -> list[Reading]:
        """The codes in the next picture of a stream; never raises, whatever the array is."""
        picture, scale = _fitted(grey)
        if picture is None:
            return []
        return [scaled(reading, 1 / scale) for reading in self._read(picture)]

    def decode_still(self, grey: Pixels) -> list[Reading]:
        """The codes in a picture of its own, by every look there is; remembers nothing."""
        picture, scale = _fitted(grey)
        if picture is None:
            return []
        return [scaled(reading, 1 / scale) for reading in read_still(picture, self._second)]

    def _read(self, picture: Pixels) -> list[Reading]:
        began_s = self._clock()
        located = find_codes(picture)
        if readings := readings_of(located, "zxing"):
            return self._remembered(readings, picture)
        idle_until_s = began_s + IDLE_SHARE * (self._clock() - began_s)
        if located:
            places = [region_around(code.corners, picture.shape) for code in located]
            self._last = _Sighting(max(places, key=lambda place: place.area))
        self._turn = (self._turn + 1) % 3
        if self._turn == 1:
            readings = self._at_likely(picture, began_s, idle_until_s)
        elif self._last:
            readings = self._at_suspect(self._last.place, picture, began_s)
        elif self._turn == 2 and self._has_news:
            readings = self._at_likely(picture, began_s, idle_until_s)
        if self._turn == 0 and not readings:
            readings = self._whole.read(whole_frame_attempts(picture), idle_until_s)
        return self._remembered(readings, picture)

    def _at_likely(self, picture: Pixels, began_s: float, idle_until_s: float) -> list[Reading]:
        """What is read where the picture looks most like a code: a suspect while that is news, then furniture."""
        places = likely_regions(picture, 2, SMALLEST_WIDTH)
        self._likeliest = [_Sighting(place, self._pictures_of(place)) for place in places]
        least = 0 if self._last else 1
        news = [seen.place for seen in self._likeliest if least <= seen.pictures < _NEWS_PICTURES]
        # What was just come upon may be news in the next picture.
        self._has_news = any(seen.pictures < _NEWS_PICTURES for seen in self._likeliest)
        if news:
            self._likely_turn += 1
            news.sort(key=lambda place: place.left)  # the likelier of two may change from picture to picture
            return self._at_suspect(news[self._likely_turn // _STAY % len(news)], picture, began_s)
        looks = crop_attempts(picture, places[0]) + self._second_at(places[0], picture) if places else []
        return self._likely.read(looks, idle_until_s)

    def _pictures_of(self, place: Region) -> int:
        """How many pictures a likely place has been one for."""
        return max((seen.pictures + 1 for seen in self._likeliest if seen.place.is_near(place)), default=0)

    def _at_suspect(self, place: Region, picture: Pixels, began_s: float) -> list[Reading]:
        """What is read where a code seems to be, in this picture or in the last few together."""
        pile = self._evidence.add(picture, place)
        looks = crop_attempts(picture, place)
        looks += stacked_attempts(self._evidence, pile) if pile else []
        looks += self._second_at(place, picture) + deblur_attempts(picture, place, QUICK)
        return self._suspect.read(looks, began_s + SUSPECT_S)

    def _second_at(self, place: Region, picture: Pixels) -> list[DecodeAttempt]:
        return [second_engine_attempt(self._second, picture, place)] if self._second else []

    def _remembered(self, readings: list[Reading], picture: Pixels) -> list[Reading]:
        if readings:
            self._last = _Sighting(region_around(readings[0].corners, picture.shape))
            self._evidence.forget()
        elif self._last:
            ago = self._last.pictures + 1
            self._last = replace(self._last, pictures=ago) if ago <= _REMEMBERED_PICTURES else None
        return readings


def _fitted(pixels: Pixels) -> tuple[Pixels | None, float]:
    """A grey picture no larger than is worth reading, and its scale against what was handed in."""
    grey = as_grey(pixels)
    if grey is None:
        return None, 1.0
    scale = min(1.0, LARGEST_SIDE / max(grey.shape))
    return resized(grey, scale), scale
