r"""`kreward-pos decode FILE…`: what the QR code in each picture file says, one line a file.

A line is the file as it was named, a tab, and the text, which is empty where nothing is read. So that a text stays
on its line, a backslash in it is written `\\`, newline, tab and carriage return `\n`, `\t` and `\r`, and any other
character that does not print `\xNN`, `\uNNNN` or `\UNNNNNNNN`. Addresses and links come out as they are.

With `--json` a line is an object: `file`; `text`, of the code nearest the middle, or null; `ms`, how long it took to
look; `problem`, a sentence where nothing could be looked at, else null; and `codes`, that one first, each
with `text`, `engine`, `pass` ("" for the picture as it is) and `corners`, four times x and y in pixels of the picture
as it is shown.
"""

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from kreward_pos.errors import capped
from kreward_pos.scan.acceptance import most_central
from kreward_pos.scan.decoding.decoder import Decoder, Reading
from kreward_pos.scan.decoding.decoders import standard_decoder
from kreward_pos.scan.errors import FilmUnreadable

_SHORT = {"\\": r"\\", "\n": r"\n", "\t": r"\t", "\r": r"\r"}


@dataclass(frozen=True, slots=True)
class _Seen:
    """What came of one file: its codes, the one nearest the middle first, or what kept it from being looked at."""

    file: str
    readings: Sequence[Reading] = ()
    took_ms: float = 0.0
    problem: str = ""

    @property
    def line(self) -> str:
        text = escaped(self.readings[0].text) if self.readings else ""
        return f"{_one_line(self.file)}\t{text}\n"

    @property
    def json_line(self) -> str:
        told = {
            "file": self.file,
            "text": self.readings[0].text if self.readings else None,
            "ms": round(self.took_ms, 1),
            "problem": self.problem or None,
            "codes": [_told(reading) for reading in self.readings],
        }
        return json.dumps(told) + "\n"


def run(files: Sequence[str], *, is_json: bool = False) -> int:
    """Print a line for each file, the code nearest its centre; 1 where a file was missing or no picture, else 0."""
    decoder = standard_decoder()
    status = 0
    for file in files:
        seen = _looked_at(file, decoder)
        if seen.problem:
            status = 1
            _write(sys.stderr, f"{_one_line(file)}: {seen.problem}\n")
        _write(sys.stdout, seen.json_line if is_json else seen.line)
    return status


def escaped(text: str) -> str:
    """Return `text` on one line, by the rules above."""
    return "".join(_SHORT.get(c) or (c if c.isprintable() else _code_of(c)) for c in text)


def _looked_at(file: str, decoder: Decoder) -> _Seen:
    from kreward_pos.scan.camera.film import load_picture  # late: loads OpenCV

    try:
        pixels = load_picture(Path(file))
    except FilmUnreadable:
        return _Seen(file, problem="not a picture that can be read")
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        return _Seen(file, problem=capped(getattr(error, "strerror", None) or "cannot be opened"))
    height, width = pixels.shape[:2]
    began_s = time.perf_counter()
    readings = decoder.decode_still(pixels)
    took_ms = (time.perf_counter() - began_s) * 1000
    nearest = most_central(readings, width, height)
    return _Seen(file, sorted(readings, key=lambda reading: reading is not nearest), took_ms)


def _told(reading: Reading) -> dict[str, object]:
    engine, _, name = reading.engine.partition(":")
    corners = [[round(x, 1), round(y, 1)] for x, y in reading.corners]
    return {"text": reading.text, "engine": engine, "pass": name, "corners": corners}


def _one_line(name: str) -> str:
    # Backslashes stay: they are how Windows writes a path.
    return "".join(c if c.isprintable() else _code_of(c) for c in name)


def _code_of(c: str) -> str:
    return c.encode("unicode_escape", "surrogatepass").decode("ascii")


def _write(stream: TextIO, text: str) -> None:
    """Write text to a console that may not know all of its characters."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
