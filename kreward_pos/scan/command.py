r"""`kreward-pos decode FILE…`: what the QR code in each picture file says, one line a file.

A line is the file as it was named, a tab, and the text, which is empty where nothing is read. So that a text stays
on its line, a backslash in it is written `\\`, newline, tab and carriage return `\n`, `\t` and `\r`, and any other
character that does not print `\xNN`, `\uNNNN` or `\UNNNNNNNN`. Addresses and links come out as they are.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from kreward_pos.errors import capped
from kreward_pos.scan.acceptance import nearest_centre
from kreward_pos.scan.decoder import Decoder
from kreward_pos.scan.decoders import standard_decoder
from kreward_pos.scan.failures import FilmUnreadable

_SHORT = {"\\": r"\\", "\n": r"\n", "\t": r"\t", "\r": r"\r"}


def run(files: Sequence[str]) -> int:
    """Print a line for each file, the code nearest its centre; 1 where a file was missing or no picture, else 0."""
    decoder = standard_decoder()
    status = 0
    for file in files:
        text, problem = _text_in(Path(file), decoder)
        if problem:
            status = 1
            _write(sys.stderr, f"{_one_line(file)}: {problem}\n")
        _write(sys.stdout, f"{_one_line(file)}\t{escaped(text)}\n")
    return status


def escaped(text: str) -> str:
    """`text` on one line, by the rules above."""
    return "".join(_SHORT.get(c) or (c if c.isprintable() else _code_of(c)) for c in text)


def _text_in(file: Path, decoder: Decoder) -> tuple[str, str]:
    """The text in a picture file, and what kept it from being looked at."""
    from kreward_pos.scan.film import load_picture  # late: loads OpenCV

    try:
        pixels = load_picture(file)
    except FilmUnreadable:
        return "", "not a picture that can be read"
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        return "", capped(getattr(error, "strerror", None) or "cannot be opened")
    height, width = pixels.shape[:2]
    reading = nearest_centre(decoder.decode_still(pixels), width, height)
    return (reading.text if reading else ""), ""


def _one_line(name: str) -> str:
    # Backslashes stay: they are how Windows writes a path.
    return "".join(c if c.isprintable() else _code_of(c) for c in name)


def _code_of(c: str) -> str:
    return c.encode("unicode_escape", "surrogatepass").decode("ascii")


def _write(stream: TextIO, text: str) -> None:
    """Write text to a console that may not know all of its characters."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
