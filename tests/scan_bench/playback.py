"""Plays a film to readers as the counter would: the newest frame only, until a scan is accepted.

Makes no judgement.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from kreward_pos.scan.acceptance import Acceptance
from kreward_pos.scan.decoding.decoder import Reading
from tests.scan_bench.films import FILM_FRAMES, FRAME_RATE, Film
from tests.scan_bench.kinds import HEIGHT, WIDTH
from tests.scan_bench.readers import APP, Read, new_decoder, texts
from tests.scan_bench.scenes import Grey

_FILM_MS = FILM_FRAMES * 1000 / FRAME_RATE


@dataclass(frozen=True, slots=True)
class ReaderResult:
    """One film read by one reader: when its scan was accepted, counted from the code's first appearance.

    `frame` is None if it never was; `scan_ms` then is the length of the film.
    """

    reader: str
    frame: int | None
    scan_ms: float
    wrong: int


@dataclass(frozen=True, slots=True)
class FilmResult:
    """One film read by all readers, and the first frame in which its code was readable, None if there is none.

    `readable` is the first frame that is read live: by a plain library, or by this app's stream from that frame alone
    or in turn. `in_hindsight` also counts the still reader, which takes up to a second per frame.
    """

    kind: str
    results: tuple[ReaderResult, ...]
    readable: int | None
    in_hindsight: int | None

    def of(self, reader: str) -> ReaderResult:
        """Return the result of one reader."""
        return next(result for result in self.results if result.reader == reader)


def play(film: Film, readers: dict[str, Read]) -> FilmResult:
    """Return the results of this app and of each of the `readers` for the film."""
    ours = _play_for(APP, new_decoder().decode, film)
    others = tuple(_play_for(name, read, film) for name, read in readers.items())
    frames = [result.frame for result in (ours, *others) if result.frame is not None]
    readable = _first_readable(film, [*readers.values(), _read_alone], min(frames, default=FILM_FRAMES))
    in_hindsight = _first_readable(film, [new_decoder().decode_still], readable)
    return FilmResult(film.kind, (ours, *others), _or_none(readable), _or_none(in_hindsight))


def _play_for(name: str, read: Read, film: Film) -> ReaderResult:
    acceptance, wrong, number = Acceptance(), 0, 0
    while number < FILM_FRAMES:
        frame = film.frame(number)
        began_s = time.thread_time()  # this thread's CPU time, so that other processes do not count
        readings = read(frame)
        took_s = time.thread_time() - began_s
        wrong += sum(text != film.phone.text for text in texts(readings))
        focus = acceptance.update(readings, WIDTH, HEIGHT, number / FRAME_RATE)
        if focus and focus.is_new and focus.reading.text == film.phone.text:
            return ReaderResult(name, number, number * 1000 / FRAME_RATE + took_s * 1000, wrong)
        # Of the frames that came while it was busy, only the last is left.
        number += max(1, int(took_s * FRAME_RATE))
    return ReaderResult(name, None, _FILM_MS, wrong)


def _first_readable(film: Film, readers: Sequence[Read], before: int) -> int:
    """Return the first frame that any of the readers reads, or `before`."""
    frames = ((number, film.frame(number)) for number in range(before))
    of_film = (number for number, frame in frames if any(film.phone.text in texts(read(frame)) for read in readers))
    return next(of_film, before)


def _read_alone(frame: Grey) -> list[Reading]:
    """Return what this app's stream reads in one frame, without earlier ones."""
    return new_decoder().decode(frame)


def _or_none(frame: int) -> int | None:
    return frame if frame < FILM_FRAMES else None
