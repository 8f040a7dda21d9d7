"""The scanner's targets, as ratios to what the same run measured, and whether they are met."""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tests.scan_bench.films import FILM_FRAMES
from tests.scan_bench.measure import UNION, FrameTimes, Tally
from tests.scan_bench.playback import FilmResult
from tests.scan_bench.readers import APP, PYZBAR

_KIND_LEVELS = {"inverted": 1.0, "dark": 0.95, "moire": 0.95}
_BUDGET_MS = 33


@dataclass(frozen=True, slots=True)
class Target:
    """A sentence with a figure in it, and whether the figure is good enough."""

    text: str
    is_met: bool

    def __str__(self) -> str:
        return f"{'PASS' if self.is_met else 'MISS'}  {self.text}"


def of_stills(tally: Tally, *, are_made: bool) -> Iterator[Target]:
    """Yield the targets of single pictures; targets of single kinds of damage apply only to generated pictures."""
    ours, theirs, union = tally.total(APP), tally.total(PYZBAR), tally.total(UNION)
    if tally.pictures:
        ratio = ours / max(1, theirs)
        yield Target(f"single pictures: {ours} read, {ratio:.2f} times pyzbar's {theirs} (1.40)", ratio >= 1.4)
        share = ours / max(1, union)
        yield Target(f"single pictures: {share:.1%} of the union's {union} (97 %)", share >= 0.97)
    yield Target(f"single pictures: {tally.wrong[APP]} wrong reads (0)", tally.wrong[APP] == 0)
    for kind, level in _KIND_LEVELS.items() if are_made else ():
        share = tally.share(APP, kind)
        yield Target(f"single pictures, {kind}: {share:.0%} read ({level:.0%})", share >= level)


def of_frame_times(frame_times: Sequence[FrameTimes]) -> Iterator[Target]:
    """Yield the targets of frames without a code."""
    of = {(times.reader, times.height): times for times in frame_times if not times.has_code}
    for (reader, height), times in of.items():
        other = of.get((PYZBAR, height))
        if reader == APP and other:
            ratio = times.median_ms / other.median_ms
            yield Target(f"empty frames, {height}p: median {ratio:.2f} of pyzbar's (0.20)", ratio <= 0.2)
        if reader == APP and height == 1080:
            peak = times.p99_ms
            yield Target(f"empty frames, {height}p: 99th percentile {peak:.1f} ms ({_BUDGET_MS})", peak <= _BUDGET_MS)


def of_films(films: Sequence[FilmResult]) -> Iterator[Target]:
    """Yield the targets of video: the time to a scan, misses, and frames lost after the first readable one."""
    ours = statistics.mean(film.of(APP).scan_ms for film in films)
    if any(result.reader == PYZBAR for result in films[0].results):
        ratio = ours / statistics.mean(film.of(PYZBAR).scan_ms for film in films)
        yield Target(f"video: mean time to the scan {ratio:.2f} of pyzbar's (0.60)", ratio <= 0.6)
    readable = [film for film in films if film.readable is not None]
    missed = sum(film.of(APP).frame is None for film in readable)
    more = sum(film.in_hindsight is not None for film in films) - len(readable)
    text = f"video: {missed} of {len(readable)} readable films missed (0); {more} more that only a still reader reads"
    yield Target(text, missed == 0)
    wrong = sum(film.of(APP).wrong for film in films)
    yield Target(f"video: {wrong} wrong reads (0)", wrong == 0)
    delays = [_delay(film, film.readable) for film in readable]
    hindsight = [_delay(film, film.in_hindsight) for film in films if film.in_hindsight is not None]
    if delays:
        (usual, late), (_, strictly) = _median_and_p99(delays), _median_and_p99(hindsight)
        yield Target(f"video: accepted {usual:g} frames after the first readable, median (3)", usual <= 3)
        since = f"{strictly:.1f} after the first that a still reader with a second for each reads"
        yield Target(f"video: accepted {late:.1f} frames after the first readable, 99 in 100 (10); {since}", late <= 10)


def _delay(film: FilmResult, since: int | None) -> int:
    frame = film.of(APP).frame
    return (FILM_FRAMES if frame is None else frame) - (since or 0)


def _median_and_p99(delays: Sequence[int]) -> tuple[float, float]:
    """Return the median and the 99th percentile."""
    return statistics.median(delays), float(np.percentile(delays, 99))
