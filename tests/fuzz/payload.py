"""Feeds `reference_in` with the inputs of a coverage-guided fuzzer: `make fuzz`.

A finding is any result other than a card reference or a `CardRefused`, a result that takes more than 50 ms of CPU time,
and any attempt to reach a file, a socket, a process or a module. libFuzzer writes its input beside the corpus; once
fixed, it is kept under `found/`, where the ordinary tests read it.
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


class OutsideAccess(BaseException):
    """Reading a text accessed something outside."""


class TooSlow(BaseException):
    """Reading a text took too long."""


def refuse_outside_access(event: str, _arguments: tuple[object, ...]) -> None:
    """Raise `OutsideAccess` while a text is read. This is an audit hook."""
    if is_reading and event.startswith(FORBIDDEN):
        raise OutsideAccess(event)


def read(data: bytes) -> None:
    """Read one input in the encoding of either kind of scanner."""
    for encoding in ("utf-8", "latin-1"):
        read_text(data.decode(encoding, "surrogateescape"))


def read_text(text: str) -> None:
    """Read one text under the rules above."""
    global is_reading  # noqa: PLW0603 - an audit hook cannot be removed, only disabled
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
    """Fuzz with the options of the command line."""
    for text in ("jane@example.com", "josé@exämple.com", "jane@xn--exmple-cua.com", "é@[127.0.0.1]"):
        read(text.encode())  # runs the late imports
    sys.addaudithook(refuse_outside_access)
    atheris.Setup(sys.argv, read)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
