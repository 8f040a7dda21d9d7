"""Measures how many single pictures each reader reads, by kind of damage, and how long frames take.

Makes no judgement.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from tests.scan_bench.kinds import Sample, empty_frame, make_sample
from tests.scan_bench.readers import APP, Read, new_decoder, read_variants, texts
from tests.scan_bench.scenes import Grey

UNION: Final = "union"

IsTimeUp = Callable[[], bool]


@dataclass(slots=True)
class Tally:
    """Pictures read and misread, by reader and kind; `pictures` counts those with a code."""

    pictures: Counter[str] = field(default_factory=Counter)
    empty: int = 0
    read: dict[str, Counter[str]] = field(default_factory=dict)
    wrong: Counter[str] = field(default_factory=Counter)

    def total(self, reader: str) -> int:
        """Return how many pictures a reader read."""
        return self.read.get(reader, Counter()).total()

    def share(self, reader: str, kind: str) -> float:
        """Return the share of the pictures of a kind that a reader read, 0 to 1."""
        return self.read.get(reader, Counter())[kind] / max(1, self.pictures[kind])


def count_reads(samples: Iterable[Sample], readers: dict[str, Read], is_time_up: IsTimeUp) -> Tally:
    """Try every reader on every sample, until the time is up or the samples end."""
    tally, read_still = Tally(), new_decoder().decode_still
    for sample in samples:
        is_read = [
            _record(tally, name, texts(read(sample.pixels)), sample) for name, read in _with_app(read_still, readers)
        ]
        if sample.text is None:
            tally.empty += 1
        else:
            tally.pictures[sample.kind] += 1
            tally.read.setdefault(UNION, Counter())[sample.kind] += any(is_read) or _is_readable(sample, readers)
        if is_time_up():
            break
    return tally


def _is_readable(sample: Sample, readers: dict[str, Read]) -> bool:
    return any(_matches(got, sample.text or "") for got in read_variants(readers, sample.pixels))


def _with_app(read_still: Read, readers: dict[str, Read]) -> list[tuple[str, Read]]:
    return [(APP, read_still), *readers.items()]


def _record(tally: Tally, reader: str, got: list[str], sample: Sample) -> bool:
    is_read = sample.text is not None and _matches(got, sample.text)
    tally.read.setdefault(reader, Counter())[sample.kind] += is_read
    tally.wrong[reader] += bool(got) and not is_read
    return is_read


def _matches(got: list[str], wanted: str) -> bool:
    # Expected texts come from files whose last line ending an editor may have changed.
    return any(text.strip() == wanted.strip() for text in got)


@dataclass(frozen=True, slots=True)
class FrameTimes:
    """What each frame took a reader, in milliseconds: frames of `height` rows, with a code or without."""

    reader: str
    height: int
    has_code: bool
    times_ms: Sequence[float]

    @property
    def median_ms(self) -> float:
        """Return the median time."""
        return float(np.median(self.times_ms))

    @property
    def p99_ms(self) -> float:
        """Return the 99th percentile of the times."""
        return float(np.percentile(self.times_ms, 99))


def time_frames(
    readers: dict[str, Read], height: int, *, has_code: bool, max_frames: int, is_time_up: IsTimeUp
) -> list[FrameTimes]:
    """Time up to `max_frames` frames with each reader and this app's stream; all get the same frames, in turn."""
    times_by_reader: dict[str, list[float]] = {}
    stream = new_decoder().decode
    for name, read in _with_app(stream, readers):
        read(_frame(0, height, has_code=has_code))  # late imports are not part of a frame's time
        times_by_reader[name] = []
    for number in range(max_frames):
        frame = _frame(number, height, has_code=has_code)
        for name, read in _with_app(stream, readers):
            began_s = time.thread_time()  # this thread's CPU time, so that other processes do not count
            read(frame)
            times_by_reader[name].append((time.thread_time() - began_s) * 1000)
        if is_time_up():
            break
    return [FrameTimes(name, height, has_code, times_ms) for name, times_ms in times_by_reader.items()]


def _frame(number: int, height: int, *, has_code: bool) -> Grey:
    width = height * 16 // 9
    if not has_code:
        return empty_frame(number, width, height)
    return make_sample("clean", 10_000 + number, width, height).pixels
