"""Watching a film as the counter would: the newest frame only, until a scan is accepted.

Measures, and judges nothing.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from kreward_pos.scan.acceptance import Acceptance
from kreward_pos.scan.decoding.decoder import Reading
from tests.scan_bench.films import LENGTH, RATE, Film
from tests.scan_bench.kinds import HEIGHT, WIDTH
from tests.scan_bench.readers import APP, Read, app_stream, texts
from tests.scan_bench.scenes import Grey

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
    """One film seen by all: from which frame on its code was readable, None where it never was.

    `readable` goes by what reads a frame live: a library as it comes, or this app's stream seeing that frame alone or
    in its turn. `in_hindsight` also counts the still reader, which takes up to a second over a frame.
    """

    kind: str
    showings: tuple[Showing, ...]
    readable: int | None
    in_hindsight: int | None

    def by(self, reader: str) -> Showing:
        """What became of it before one reader."""
        return next(showing for showing in self.showings if showing.reader == reader)


def watched(film: Film, readers: dict[str, Read]) -> Watched:
    """The film before this app and each of the `readers`."""
    ours = _showing(APP, app_stream().decode, film)
    others = tuple(_showing(name, read, film) for name, read in readers.items())
    frames = [showing.frame for showing in (ours, *others) if showing.frame is not None]
    readable = _first_read(film, [*readers.values(), _read_alone], min(frames, default=LENGTH))
    in_hindsight = _first_read(film, [app_stream().decode_still], readable)
    return Watched(film.kind, (ours, *others), _known(readable), _known(in_hindsight))


def _showing(name: str, read: Read, film: Film) -> Showing:
    acceptance, wrong, number = Acceptance(), 0, 0
    while number < LENGTH:
        frame = film.frame(number)
        began_s = time.thread_time()  # of this thread alone, or whatever else runs here would count
        readings = read(frame)
        took_s = time.thread_time() - began_s
        wrong += sum(text != film.phone.text for text in texts(readings))
        focus = acceptance.update(readings, WIDTH, HEIGHT, number / RATE)
        if focus and focus.is_new and focus.reading.text == film.phone.text:
            return Showing(name, number, number * 1000 / RATE + took_s * 1000, wrong)
        # The frames that came while it was busy are gone, but for the last.
        number += max(1, int(took_s * RATE))
    return Showing(name, None, _LENGTH_MS, wrong)


def _first_read(film: Film, readers: Sequence[Read], before: int) -> int:
    """The first frame that any of the readers reads, or `before`."""
    frames = ((number, film.frame(number)) for number in range(before))
    of_film = (number for number, frame in frames if any(film.phone.text in texts(read(frame)) for read in readers))
    return next(of_film, before)


def _read_alone(frame: Grey) -> list[Reading]:
    """What this app's stream makes of a frame in its time, with none before it."""
    return app_stream().decode(frame)


def _known(frame: int) -> int | None:
    return frame if frame < LENGTH else None
