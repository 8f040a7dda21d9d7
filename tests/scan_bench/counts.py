"""How many single pictures each reader reads, by kind of damage; and how long frames take.

Measures, and judges nothing.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from tests.scan_bench.kinds import Sample, empty_picture, sample_of
from tests.scan_bench.readers import APP, Read, app_stream, read_variants, texts
from tests.scan_bench.scenes import Grey

UNION: Final = "union"

IsOver = Callable[[], bool]


@dataclass(slots=True)
class Tally:
    """Pictures read and misread, by reader and kind; `pictures` counts those that hold a code."""

    pictures: Counter[str] = field(default_factory=Counter)
    empty: int = 0
    read: dict[str, Counter[str]] = field(default_factory=dict)
    wrong: Counter[str] = field(default_factory=Counter)

    def total(self, reader: str) -> int:
        """Pictures that a reader read."""
        return self.read.get(reader, Counter()).total()

    def share(self, reader: str, kind: str) -> float:
        """Of the pictures of a kind, 0 to 1."""
        return self.read.get(reader, Counter())[kind] / max(1, self.pictures[kind])


def tallied(samples: Iterable[Sample], readers: dict[str, Read], is_over: IsOver) -> Tally:
    """Every reader before every sample, until the time is over or the samples end."""
    tally, still = Tally(), app_stream().decode_still
    for sample in samples:
        is_read = [_enter(tally, name, texts(read(sample.pixels)), sample) for name, read in _all(still, readers)]
        if sample.text is None:
            tally.empty += 1
        else:
            tally.pictures[sample.kind] += 1
            tally.read.setdefault(UNION, Counter())[sample.kind] += any(is_read) or _is_readable(sample, readers)
        if is_over():
            break
    return tally


def _is_readable(sample: Sample, readers: dict[str, Read]) -> bool:
    return any(_says(got, sample.text or "") for got in read_variants(readers, sample.pixels))


def _all(still: Read, readers: dict[str, Read]) -> list[tuple[str, Read]]:
    return [(APP, still), *readers.items()]


def _enter(tally: Tally, reader: str, got: list[str], sample: Sample) -> bool:
    is_read = sample.text is not None and _says(got, sample.text)
    tally.read.setdefault(reader, Counter())[sample.kind] += is_read
    tally.wrong[reader] += bool(got) and not is_read
    return is_read


def _says(got: list[str], wanted: str) -> bool:
    # Expected texts are kept in files whose last line end an editor may have touched.
    return any(text.strip() == wanted.strip() for text in got)


@dataclass(frozen=True, slots=True)
class Pace:
    """What one frame took a reader, in milliseconds: each frame of `height` rows, with a code or without."""

    reader: str
    height: int
    has_code: bool
    each_ms: Sequence[float]

    @property
    def median_ms(self) -> float:
        """Half of the frames took less."""
        return float(np.median(self.each_ms))

    @property
    def peak_ms(self) -> float:
        """99 in 100 frames took less."""
        return float(np.percentile(self.each_ms, 99))


def paced(readers: dict[str, Read], height: int, *, has_code: bool, most: int, is_over: IsOver) -> list[Pace]:
    """Up to `most` frames before each reader, and this app's stream; all see the same frames, in turn."""
    taken: dict[str, list[float]] = {}
    stream = app_stream().decode
    for name, read in _all(stream, readers):
        read(_frame(0, height, has_code=has_code))  # what is loaded at the first frame is not a frame's time
        taken[name] = []
    for number in range(most):
        frame = _frame(number, height, has_code=has_code)
        for name, read in _all(stream, readers):
            began_s = time.thread_time()  # of this thread alone, or whatever else runs here would count
            read(frame)
            taken[name].append((time.thread_time() - began_s) * 1000)
        if is_over():
            break
    return [Pace(name, height, has_code, each_ms) for name, each_ms in taken.items()]


def _frame(number: int, height: int, *, has_code: bool) -> Grey:
    width = height * 16 // 9
    if not has_code:
        return empty_picture(number, width, height)
    return sample_of("clean", 10_000 + number, width, height).pixels
