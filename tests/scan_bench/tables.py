"""The tables of a run. Knows nothing of how it was measured."""

import statistics
from collections.abc import Sequence

from tests.columns import aligned
from tests.scan_bench.measure import UNION, FrameTimes, Tally
from tests.scan_bench.playback import FilmResult


def of_stills(tally: Tally) -> list[str]:
    """Return the share read by kind of damage and reader."""
    readers = [name for name in tally.read if name != UNION] + [UNION]
    rows = [["single pictures, % read", "n", *readers]]
    for kind, number in tally.pictures.items():
        rows.append([kind, str(number), *(f"{tally.share(reader, kind):.0%}" for reader in readers)])
    everything = max(1, tally.pictures.total())
    rows.append(["all", str(everything), *(f"{tally.total(reader) / everything:.1%}" for reader in readers)])
    rows.append(["wrong reads", str(everything + tally.empty), *(str(tally.wrong[reader]) for reader in readers)])
    return aligned(rows)


def of_frame_times(frame_times: Sequence[FrameTimes]) -> list[str]:
    """Return the median and the 99th percentile of the time per frame."""
    rows = [["ms a frame", "n", "median", "99th"]]
    for times in frame_times:
        name = f"{times.height}p {'with' if times.has_code else 'without'} a code, {times.reader}"
        rows.append([name, str(len(times.times_ms)), f"{times.median_ms:.1f}", f"{times.p99_ms:.1f}"])
    return aligned(rows)


def of_films(films: Sequence[FilmResult]) -> list[str]:
    """Return the mean time to the accepted scan, in ms, and the misses, by kind and reader."""
    readers = [result.reader for result in films[0].results]
    rows = [["video: mean ms to the scan / misses", "n", *readers, "readable"]]
    kinds = list(dict.fromkeys(film.kind for film in films))
    for kind in (*kinds, "all"):
        of_kind = [film for film in films if kind in {film.kind, "all"}]
        readable = sum(film.readable is not None for film in of_kind)
        cells = [_time_and_misses(of_kind, reader) for reader in readers]
        rows.append([kind, str(len(of_kind)), *cells, str(readable)])
    return aligned(rows)


def _time_and_misses(films: Sequence[FilmResult], reader: str) -> str:
    mean_ms = statistics.mean(film.of(reader).scan_ms for film in films)
    return f"{mean_ms:.0f} / {sum(film.of(reader).frame is None for film in films)}"
