"""Feeds `reference_in` whatever a coverage-guided fuzzer comes up with: `make fuzz`.

A finding is anything but a card reference or a `CardRefused`, an answer that takes over 50 ms of the processor's
time, and any attempt to reach a file, a socket, a process or a module. libFuzzer writes its input beside the corpus;
once mended, it is kept under `found/`, where the ordinary tests read it.
"""

import sys
import time
from contextlib import suppress

import atheris

LIMIT_S = 0.05
FORBIDDEN = ("open", "socket.", "subprocess.", "os.", "import", "exec", "compile", "shutil.", "ctypes.")

with atheris.instrument_imports(include=["kreward_pos", "email_validator", "urllib", "json", "base64", "idna"]):
    from kreward_pos.errors import CardRefused
    from kreward_pos.scan.payload.reference import reference_in

is_reading = False


class Reached(BaseException):
    """Reading a text reached for something outside."""


class TooSlow(BaseException):
    """Reading a text took too long."""


def refuse(event: str, _arguments: tuple[object, ...]) -> None:
    """An audit hook: while a text is read, nothing outside is touched."""
    if is_reading and event.startswith(FORBIDDEN):
        raise Reached(event)


def read(data: bytes) -> None:
    """One input, as a scanner of either encoding would hand it over."""
    for encoding in ("utf-8", "latin-1"):
        read_text(data.decode(encoding, "surrogateescape"))


def read_text(text: str) -> None:
    """Read one text under the rules above."""
    global is_reading  # noqa: PLW0603 - an audit hook cannot be taken off again, only told to look away
    began_s = time.process_time()
    is_reading = True
    try:
        with suppress(CardRefused):
            reference_in(text)
    finally:
        is_reading = False
    if time.process_time() - began_s > LIMIT_S:
        raise TooSlow(len(text))


def main() -> None:
    """Fuzz as the command line says."""
    for text in ("jane@example.com", "josé@exämple.com", "jane@xn--exmple-cua.com", "é@[127.0.0.1]"):
        read(text.encode())  # loads what is loaded late
    sys.addaudithook(refuse)
    atheris.Setup(sys.argv, read)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
