"""What is asked of the scanner, each as a ratio of what the same run measured; and whether it is met."""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tests.scan_bench.counts import UNION, Pace, Tally
from tests.scan_bench.films import LENGTH
from tests.scan_bench.readers import APP, PYZBAR
from tests.scan_bench.showings import Watched

_KIND_LEVELS = {"inverted": 1.0, "dark": 0.95, "moire": 0.95}
_BUDGET_MS = 33


@dataclass(frozen=True, slots=True)
class Demand:
    """A sentence with the figure in it, and whether the figure is good enough."""

    what: str
    is_met: bool

    def __str__(self) -> str:
        return f"{'PASS' if self.is_met else 'MISS'}  {self.what}"


def of_stills(tally: Tally, *, are_made: bool) -> Iterator[Demand]:
    """Single pictures; what is asked of kinds of damage is asked of the made pictures alone."""
    ours, theirs, union = tally.total(APP), tally.total(PYZBAR), tally.total(UNION)
    if tally.pictures:
        ratio = ours / max(1, theirs)
        yield Demand(f"single pictures: {ours} read, {ratio:.2f} times pyzbar's {theirs} (1.40)", ratio >= 1.4)
        share = ours / max(1, union)
        yield Demand(f"single pictures: {share:.1%} of the union's {union} (97 %)", share >= 0.97)
    yield Demand(f"single pictures: {tally.wrong[APP]} wrong reads (0)", tally.wrong[APP] == 0)
    for kind, level in _KIND_LEVELS.items() if are_made else ():
        share = tally.share(APP, kind)
        yield Demand(f"single pictures, {kind}: {share:.0%} read ({level:.0%})", share >= level)


def of_paces(paces: Sequence[Pace]) -> Iterator[Demand]:
    """Frames without a code."""
    by = {(pace.reader, pace.height): pace for pace in paces if not pace.has_code}
    for (reader, height), pace in by.items():
        other = by.get((PYZBAR, height))
        if reader == APP and other:
            ratio = pace.median_ms / other.median_ms
            yield Demand(f"empty frames, {height}p: median {ratio:.2f} of pyzbar's (0.20)", ratio <= 0.2)
        if reader == APP and height == 1080:
            peak = pace.peak_ms
            yield Demand(f"empty frames, {height}p: 99th percentile {peak:.1f} ms ({_BUDGET_MS})", peak <= _BUDGET_MS)


def of_films(films: Sequence[Watched]) -> Iterator[Demand]:
    """Video: the time to an accepted scan, misses, and frames lost after the first that anything reads live."""
    ours = statistics.mean(film.by(APP).took_ms for film in films)
    if any(showing.reader == PYZBAR for showing in films[0].showings):
        ratio = ours / statistics.mean(film.by(PYZBAR).took_ms for film in films)
        yield Demand(f"video: mean time to the scan {ratio:.2f} of pyzbar's (0.60)", ratio <= 0.6)
    readable = [film for film in films if film.readable is not None]
    missed = sum(film.by(APP).frame is None for film in readable)
    more = sum(film.in_hindsight is not None for film in films) - len(readable)
    said = f"video: {missed} of {len(readable)} readable films missed (0); {more} more that only a still reader reads"
    yield Demand(said, missed == 0)
    wrong = sum(film.by(APP).wrong for film in films)
    yield Demand(f"video: {wrong} wrong reads (0)", wrong == 0)
    lags = [_lag(film, film.readable) for film in readable]
    hindsight = [_lag(film, film.in_hindsight) for film in films if film.in_hindsight is not None]
    if lags:
        (usual, late), (_, strictly) = _spread(lags), _spread(hindsight)
        yield Demand(f"video: accepted {usual:g} frames after the first readable, median (3)", usual <= 3)
        since = f"{strictly:.1f} after the first that a still reader with a second for each reads"
        yield Demand(f"video: accepted {late:.1f} frames after the first readable, 99 in 100 (10); {since}", late <= 10)


def _lag(film: Watched, since: int | None) -> int:
    frame = film.by(APP).frame
    return (LENGTH if frame is None else frame) - (since or 0)


def _spread(lags: Sequence[int]) -> tuple[float, float]:
    """The median, and what 99 in 100 are not above."""
    return statistics.median(lags), float(np.percentile(lags, 99))
