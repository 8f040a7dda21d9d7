"""The decoding pipeline for a stream, as measured best: zxing-cpp first, then ever costlier attempts.

1. The frame as it is.
2. If a code seems to be there, unread: attempts on its region (crops, stacked frames and deblurring) until
   `SUSPECT_BUDGET_S`. A code seems to be there if zxing-cpp located one, if one was read there a moment ago, or if
   something like a code is new in view.
3. Otherwise, in turn: filters on the region that looks most like a code, nothing, and filters on the whole frame, until
   `IDLE_BUDGET_FACTOR`.

Attempts that do not fit into one frame's time run in the next. Knows no camera and no meaning of a text.
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
from kreward_pos.scan.decoding.deblur import QUICK_BLURS
from kreward_pos.scan.decoding.decoder import Reading
from kreward_pos.scan.decoding.engines import SecondEngine, find_codes
from kreward_pos.scan.decoding.filters import MAX_SIDE, resized, to_grey
from kreward_pos.scan.decoding.regions import QUICK_SEARCH_WIDTH, Region, likely_regions, region_around, scaled
from kreward_pos.scan.decoding.stacking import FrameStack
from kreward_pos.scan.decoding.stills import read_still

SUSPECT_BUDGET_S: Final = 0.02
"""Time for a frame in which a code seems to be, unread: two thirds of a frame's time at 30 a second."""
IDLE_BUDGET_FACTOR: Final = 1.5
"""Time for a frame in which no code seems to be, as a multiple of its first attempt; it gets at least one more."""
CPU_CLOCK: Final[Clock] = time.perf_counter if sys.platform == "win32" else time.thread_time
"""Measures a frame's time: this thread's CPU time, so that a busy machine does not reduce the attempts.

Windows counts a thread's CPU time in steps of 1/64 s, which is most of a frame's time.
"""
_NEW_REGION_FRAMES = 30
_FRAMES_PER_REGION = 4
"""Attempts in a row on one of two likely regions, so that its frames can be stacked."""
_REMEMBERED_FRAMES = 15


@dataclass(frozen=True, slots=True)
class _TrackedRegion:
    """A region, and how many frames it has been remembered for."""

    region: Region
    frames: int = 0


class Pipeline:
    """The pipeline with its state between frames: whose turn it is, and where a code was last. One thread owns it."""

    def __init__(self, second_engine: SecondEngine | None = None, clock: Clock = CPU_CLOCK) -> None:
        self._second_engine = second_engine
        self._clock = clock
        costs = AttemptCosts(clock)
        self._suspect_budget = TimeBudget(costs)
        self._likely_budget = TimeBudget(costs)
        self._whole_frame_budget = TimeBudget(costs)
        self._stack = FrameStack()
        self._last_code: _TrackedRegion | None = None
        self._candidates: list[_TrackedRegion] = []
        self._likely_turn = 0
        self._turn = 0
        self._has_new_region = False

    def decode(self, grey: Pixels) -> list[Reading]:
        """Return the codes in the next frame of a stream. Never raise, whatever the array is."""
        frame, scale = _fit(grey)
        if frame is None:
            return []
        return [scaled(reading, 1 / scale) for reading in self._read(frame)]

    def decode_still(self, grey: Pixels) -> list[Reading]:
        """Return the codes in a still image, trying every attempt; keep no state."""
        frame, scale = _fit(grey)
        if frame is None:
            return []
        return [scaled(reading, 1 / scale) for reading in read_still(frame, self._second_engine)]

    def _read(self, frame: Pixels) -> list[Reading]:
        began_s = self._clock()
        located = find_codes(frame)
        if readings := readings_of(located, "zxing"):
            return self._remember(readings, frame)
        idle_until_s = began_s + IDLE_BUDGET_FACTOR * (self._clock() - began_s)
        if located:
            regions = [region_around(code.corners, frame.shape) for code in located]
            self._last_code = _TrackedRegion(max(regions, key=lambda region: region.area))
        self._turn = (self._turn + 1) % 3
        if self._turn == 1:
            readings = self._read_likely(frame, began_s, idle_until_s)
        elif self._last_code:
            readings = self._read_suspect(self._last_code.region, frame, began_s)
        elif self._turn == 2 and self._has_new_region:
            readings = self._read_likely(frame, began_s, idle_until_s)
        if self._turn == 0 and not readings:
            readings = self._whole_frame_budget.read(whole_frame_attempts(frame), idle_until_s)
        return self._remember(readings, frame)

    def _read_likely(self, frame: Pixels, began_s: float, idle_until_s: float) -> list[Reading]:
        """Read the regions that look most like a code: new ones as suspects, later ones as background."""
        regions = likely_regions(frame, 2, QUICK_SEARCH_WIDTH)
        self._candidates = [_TrackedRegion(region, self._frames_seen(region)) for region in regions]
        least = 0 if self._last_code else 1
        new_regions = [tracked.region for tracked in self._candidates if least <= tracked.frames < _NEW_REGION_FRAMES]
        # A region that was just found may be new in the next frame too.
        self._has_new_region = any(tracked.frames < _NEW_REGION_FRAMES for tracked in self._candidates)
        if new_regions:
            self._likely_turn += 1
            new_regions.sort(key=lambda region: region.left)  # the likelier of two may change from frame to frame
            region = new_regions[self._likely_turn // _FRAMES_PER_REGION % len(new_regions)]
            return self._read_suspect(region, frame, began_s)
        attempts = crop_attempts(frame, regions[0]) + self._second_engine_attempts(regions[0], frame) if regions else []
        return self._likely_budget.read(attempts, idle_until_s)

    def _frames_seen(self, region: Region) -> int:
        """Return for how many frames a region has been a likely one."""
        return max((tracked.frames + 1 for tracked in self._candidates if tracked.region.is_near(region)), default=0)

    def _read_suspect(self, region: Region, frame: Pixels, began_s: float) -> list[Reading]:
        """Read a region where a code seems to be, in this frame or in the last few stacked."""
        stacked_region = self._stack.add(frame, region)
        attempts = crop_attempts(frame, region)
        attempts += stacked_attempts(self._stack, stacked_region) if stacked_region else []
        attempts += self._second_engine_attempts(region, frame) + deblur_attempts(frame, region, QUICK_BLURS)
        return self._suspect_budget.read(attempts, began_s + SUSPECT_BUDGET_S)

    def _second_engine_attempts(self, region: Region, frame: Pixels) -> list[DecodeAttempt]:
        return [second_engine_attempt(self._second_engine, frame, region)] if self._second_engine else []

    def _remember(self, readings: list[Reading], frame: Pixels) -> list[Reading]:
        if readings:
            self._last_code = _TrackedRegion(region_around(readings[0].corners, frame.shape))
            self._stack.reset()
        elif self._last_code:
            age = self._last_code.frames + 1
            self._last_code = replace(self._last_code, frames=age) if age <= _REMEMBERED_FRAMES else None
        return readings


def _fit(pixels: Pixels) -> tuple[Pixels | None, float]:
    """Return a grey frame no larger than worth reading, and its scale."""
    grey = to_grey(pixels)
    if grey is None:
        return None, 1.0
    scale = min(1.0, MAX_SIDE / max(grey.shape))
    return resized(grey, scale), scale
