"""The command `kreward-pos sandbox`: one line of JSON when it listens, then it serves until it is interrupted.

Knows signals and standard output; what the options say is `options`' matter.
"""

import json
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kreward_pos.sandbox.server import Sandbox

LOOK_AGAIN_S = 0.5
"""On Windows a wait without end cannot be interrupted from the keyboard."""


def run(sandbox: Sandbox) -> int:
    """Serve until SIGINT or SIGTERM; return the exit code. Call it on the main thread.

    Prints `{"base_url", "public_key", "secret_key"}` as one line, once the port accepts. Raises
    `SettingsRefused` for a port or a folder that cannot be used.
    """
    with _interruption() as is_interrupted, sandbox:
        opening = {
            "base_url": sandbox.base_url,
            "public_key": sandbox.public_key,
            "secret_key": sandbox.secret_key,
        }
        sys.stdout.write(json.dumps(opening) + "\n")
        sys.stdout.flush()
        while not is_interrupted.wait(LOOK_AGAIN_S):
            pass
    return 0


@contextmanager
def _interruption() -> Iterator[threading.Event]:
    """Yield an event that the signals set instead of ending the process; restore the handlers afterwards."""
    is_interrupted = threading.Event()
    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(each, lambda *_: is_interrupted.set()) for each in signals]
    try:
        yield is_interrupted
    finally:
        for each, handler in zip(signals, before, strict=True):
            signal.signal(each, handler)
