"""`make bench-scan`: how many codes this app's scanner reads, how fast and how early, beside three plain libraries.

Generates its own pictures and films from seeds; `--pictures DIR` uses a folder's instead (`NAME.txt` beside a picture
holds its text; without that file, it holds no code). Prints PASS or MISS beside each target; the exit status is always
0.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

from tests.scan_bench import samples, tables, targets
from tests.scan_bench.films import FILMS, make_film
from tests.scan_bench.measure import FrameTimes, count_reads, time_frames
from tests.scan_bench.playback import FilmResult, play
from tests.scan_bench.readers import plain_readers

_FRAMES = 200
_SHARES = {"stills": 0.4, "frames": 0.2, "films": 0.4}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tests.scan_bench.run", description=__doc__)
    parser.add_argument("--pictures", type=Path, action="append", default=[], metavar="DIR", help="may be repeated")
    parser.add_argument("--seconds", type=float, default=300, help="about how long to measure (300)")
    parser.add_argument("--parts", nargs="+", choices=_SHARES, default=list(_SHARES), help="all of them")
    parser.add_argument("--seed", type=int, default=1, help="other pictures and films (1)")
    options = parser.parse_args(arguments)
    seconds = {part: share * options.seconds for part, share in _SHARES.items() if part in options.parts}
    results: list[targets.Target] = []
    for folder in options.pictures:
        results += _measure_folder(folder)
    if "stills" in seconds and not options.pictures:
        results += _measure_stills(seconds["stills"], options.seed)
    if "frames" in seconds:
        results += _measure_frame_times(seconds["frames"] / 4)
    if "films" in seconds:
        results += _measure_films(seconds["films"], options.seed)
    _print("", *map(str, results))
    return 0


def _measure_folder(folder: Path) -> list[targets.Target]:
    tally = count_reads(samples.from_folder(folder), plain_readers(), lambda: False)
    _print(f"\n{folder}", *tables.of_stills(tally))
    return list(targets.of_stills(tally, are_made=False))


def _measure_stills(seconds: float, seed: int) -> list[targets.Target]:
    tally = count_reads(samples.generated(seed), plain_readers(), _timer(seconds))
    _print("", *tables.of_stills(tally))
    return list(targets.of_stills(tally, are_made=True))


def _measure_frame_times(seconds_each: float) -> list[targets.Target]:
    frame_times: list[FrameTimes] = []
    for height in (720, 1080):
        for has_code in (False, True):
            is_time_up = _timer(seconds_each)
            frame_times += time_frames(
                plain_readers(), height, has_code=has_code, max_frames=_FRAMES, is_time_up=is_time_up
            )
    _print("", *tables.of_frame_times(frame_times))
    return list(targets.of_frame_times(frame_times))


def _measure_films(seconds: float, seed: int) -> list[targets.Target]:
    is_time_up, readers = _timer(seconds), plain_readers()
    seen: list[FilmResult] = []
    for number in count(seed):
        seen += [play(make_film(kind, number), readers) for kind in FILMS]
        if is_time_up():
            break
    _print("", *tables.of_films(seen))
    return list(targets.of_films(seen))


def _timer(seconds: float) -> Callable[[], bool]:
    until_s = time.monotonic() + seconds
    return lambda: time.monotonic() > until_s


def _print(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
