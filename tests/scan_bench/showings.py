"""Watching a film as the counter would: the newest frame only, until a scan is accepted.

Measures, and judges nothing.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from kreward_pos.scan.acceptance import Acceptance
from tests.scan_bench.films import LENGTH, RATE, Film
from tests.scan_bench.kinds import HEIGHT, WIDTH
from tests.scan_bench.readers import APP, Read, app_stream, texts

_LENGTH_MS = LENGTH * 1000 / RATE


@dataclass(frozen=True, slots=True)
class Showing:
    """One film seen by one reader: when its scan was accepted, counted from the code's first appearance.

    `frame` is None where it never was; `took_ms` then is the length of the film.
    """

    reader: str
    frame: int | None
    took_ms: float
    wrong: int


@dataclass(frozen=True, slots=True)
class Watched:
    """One film seen by all; `readable` is the first frame that anything reads, None where nothing reads any."""

    kind: str
    showings: tuple[Showing, ...]
    readable: int | None

    def by(self, reader: str) -> Showing:
        """What became of it before one reader."""
        return next(showing for showing in self.showings if showing.reader == reader)


def watched(film: Film, readers: dict[str, Read]) -> Watched:
    """The film before this app and each of the `readers`."""
    ours = _showing(APP, app_stream().decode, film)
    others = tuple(_showing(name, read, film) for name, read in readers.items())
    frames = [showing.frame for showing in (ours, *others) if showing.frame is not None]
    return Watched(film.kind, (ours, *others), _first_readable(film, readers, min(frames, default=LENGTH)))


def _showing(name: str, read: Read, film: Film) -> Showing:
    acceptance, wrong, number = Acceptance(), 0, 0
    while number < LENGTH:
        frame = film.frame(number)
        began_s = time.thread_time()  # of this thread alone, or whatever else runs here would count
        readings = read(frame)
        took_s = time.thread_time() - began_s
        wrong += sum(text != film.phone.text for text in texts(readings))
        focus = acceptance.consider(readings, WIDTH, HEIGHT, number / RATE)
        if focus and focus.is_new and focus.reading.text == film.phone.text:
            return Showing(name, number, number * 1000 / RATE + took_s * 1000, wrong)
        # The frames that came while it was busy are gone, but for the last.
        number += max(1, int(took_s * RATE))
    return Showing(name, None, _LENGTH_MS, wrong)


def _first_readable(film: Film, readers: dict[str, Read], before: int) -> int | None:
    """The first frame that any library, or this app taking all its time, reads."""
    still = app_stream().decode_still
    every: list[Callable[[int], bool]] = [
        lambda number, read=read: film.phone.text in texts(read(film.frame(number)))  # type: ignore[misc]
        for read in (*readers.values(), still)
    ]
    for number in range(before):
        if any(reads(number) for reads in every):
            return number
    return before if before < LENGTH else None
