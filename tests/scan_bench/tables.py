"""The tables of a run. Knows nothing of how it was measured."""

import statistics
from collections.abc import Sequence

from tests.columns import aligned
from tests.scan_bench.counts import UNION, Pace, Tally
from tests.scan_bench.showings import Watched


def of_stills(tally: Tally) -> list[str]:
    """Share read by kind of damage and reader."""
    readers = [name for name in tally.read if name != UNION] + [UNION]
    rows = [["single pictures, % read", "n", *readers]]
    for kind, number in tally.pictures.items():
        rows.append([kind, str(number), *(f"{tally.share(reader, kind):.0%}" for reader in readers)])
    everything = max(1, tally.pictures.total())
    rows.append(["all", str(everything), *(f"{tally.total(reader) / everything:.1%}" for reader in readers)])
    rows.append(["wrong reads", str(everything + tally.empty), *(str(tally.wrong[reader]) for reader in readers)])
    return aligned(rows)


def of_paces(paces: Sequence[Pace]) -> list[str]:
    """Median and 99th percentile a frame."""
    rows = [["ms a frame", "n", "median", "99th"]]
    for pace in paces:
        name = f"{pace.height}p {'with' if pace.has_code else 'without'} a code, {pace.reader}"
        rows.append([name, str(len(pace.each_ms)), f"{pace.median_ms:.1f}", f"{pace.peak_ms:.1f}"])
    return aligned(rows)


def of_films(films: Sequence[Watched]) -> list[str]:
    """Mean time to the accepted scan, in ms and frames, and misses, by kind and reader."""
    readers = [showing.reader for showing in films[0].showings]
    rows = [["video: mean ms to the scan / misses", "n", *readers, "readable"]]
    kinds = list(dict.fromkeys(film.kind for film in films))
    for kind in (*kinds, "all"):
        of_kind = [film for film in films if kind in {film.kind, "all"}]
        readable = sum(film.readable is not None for film in of_kind)
        cells = [_time_and_misses(of_kind, reader) for reader in readers]
        rows.append([kind, str(len(of_kind)), *cells, str(readable)])
    return aligned(rows)


def _time_and_misses(films: Sequence[Watched], reader: str) -> str:
    mean_ms = statistics.mean(film.by(reader).took_ms for film in films)
    return f"{mean_ms:.0f} / {sum(film.by(reader).frame is None for film in films)}"
