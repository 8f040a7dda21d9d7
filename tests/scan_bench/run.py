"""`make bench-scan`: how much, how fast and how early this app's scanner reads, beside three libraries as they come.

Makes its own pictures and films, from seeds; `--pictures DIR` takes a folder's instead (`NAME.txt` beside a picture
holds its text; where there is none, nothing is to be read). Prints PASS or MISS beside each demand; fails nobody.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

from tests.scan_bench import albums, demands, tables
from tests.scan_bench.counts import Pace, paced, tallied
from tests.scan_bench.films import FILMS, film_of
from tests.scan_bench.readers import plain_readers
from tests.scan_bench.showings import Watched, watched

_FRAMES = 200
_SHARES = {"stills": 0.4, "frames": 0.2, "films": 0.4}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tests.scan_bench.run", description=__doc__)
    parser.add_argument("--pictures", type=Path, action="append", default=[], metavar="DIR", help="may be repeated")
    parser.add_argument("--seconds", type=float, default=300, help="about how long to measure (300)")
    parser.add_argument("--parts", nargs="+", choices=_SHARES, default=list(_SHARES), help="all of them")
    parser.add_argument("--seed", type=int, default=1, help="other pictures and films (1)")
    given = parser.parse_args(arguments)
    seconds = {part: share * given.seconds for part, share in _SHARES.items() if part in given.parts}
    met: list[demands.Demand] = []
    for folder in given.pictures:
        met += _album(folder)
    if "stills" in seconds and not given.pictures:
        met += _stills(seconds["stills"], given.seed)
    if "frames" in seconds:
        met += _paces(seconds["frames"] / 4)
    if "films" in seconds:
        met += _films(seconds["films"], given.seed)
    _say("", *map(str, met))
    return 0


def _album(folder: Path) -> list[demands.Demand]:
    tally = tallied(albums.found(folder), plain_readers(), lambda: False)
    _say(f"\n{folder}", *tables.of_stills(tally))
    return list(demands.of_stills(tally, are_made=False))


def _stills(seconds: float, seed: int) -> list[demands.Demand]:
    tally = tallied(albums.made(seed), plain_readers(), _alarm(seconds))
    _say("", *tables.of_stills(tally))
    return list(demands.of_stills(tally, are_made=True))


def _paces(seconds_each: float) -> list[demands.Demand]:
    measured: list[Pace] = []
    for height in (720, 1080):
        for has_code in (False, True):
            over = _alarm(seconds_each)
            measured += paced(plain_readers(), height, has_code=has_code, most=_FRAMES, is_over=over)
    _say("", *tables.of_paces(measured))
    return list(demands.of_paces(measured))


def _films(seconds: float, seed: int) -> list[demands.Demand]:
    over, readers = _alarm(seconds), plain_readers()
    seen: list[Watched] = []
    for number in count(seed):
        seen += [watched(film_of(kind, number), readers) for kind in FILMS]
        if over():
            break
    _say("", *tables.of_films(seen))
    return list(demands.of_films(seen))


def _alarm(seconds: float) -> Callable[[], bool]:
    until_s = time.monotonic() + seconds
    return lambda: time.monotonic() > until_s


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
