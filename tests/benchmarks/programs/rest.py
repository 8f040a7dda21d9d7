"""What a minute costs in which nobody comes, in shares of one core: process time over wall time, second by second.

`scanner` is the scanner before the demo's camera at 30 pictures a second, `counter` the whole counter with its window,
till and sandbox; `reading` takes and drops the same pictures, which is what any scanner must do at least.
"""

import json
import sys
import threading
import time

from kreward_pos.sandbox.server import Sandbox
from kreward_pos.scan.camera.demo_camera import DemoCamera
from kreward_pos.scan.motion import SLEEP_AFTER_S
from kreward_pos.scan.scanner import Callbacks, Scanner

BEGIN_S, AWAKE_S, ASLEEP_S = 4.0, SLEEP_AFTER_S - 6.0, 30.0
"""The first seconds load and settle; then it is awake, until `SLEEP_AFTER_S` after the last movement."""

MINUTE_S, SPAN_S = 50, 10


class Meter:
    """Shares of a core, one a second, from a thread of its own."""

    def __init__(self) -> None:
        self._awake: list[float] = []
        self._asleep: list[float] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def measure(self, seconds: float) -> list[float]:
        """Wait so long; the percentages of a core that each second of it took."""
        shares = []
        until_s = time.monotonic() + seconds
        while time.monotonic() < until_s:
            cpu_s, wall_s = time.process_time(), time.monotonic()
            self._over.wait(1.0)
            shares.append(100 * (time.process_time() - cpu_s) / (time.monotonic() - wall_s))
        return shares

    def start(self) -> None:
        """Measure the minute."""
        self._thread.start()

    def join(self) -> dict[str, list[float]]:
        """The minute's shares, awake and asleep."""
        self._thread.join()
        return {"awake": self._awake, "asleep": self._asleep}

    def is_done(self) -> bool:
        """Whether the minute is over."""
        return not self._thread.is_alive()

    def _run(self) -> None:
        self.measure(BEGIN_S)
        self._awake = self.measure(AWAKE_S)
        self.measure(4.0)
        self._asleep = self.measure(ASLEEP_S)


def scanner() -> dict[str, list[float]]:
    """The scanner alone."""
    camera = DemoCamera(automatic=False)
    callbacks = Callbacks(lambda _sight: None, lambda _scan: None, lambda _refusal: None, lambda _trouble: None)
    running = Scanner(lambda: camera, callbacks)
    running.start()
    meter = Meter()
    meter.start()
    told = meter.join()
    running.stop()
    return told


def reading() -> dict[str, list[float]]:
    """A camera whose pictures nobody looks at."""
    camera, meter = DemoCamera(automatic=False), Meter()
    meter.start()
    while not meter.is_done():
        camera.read()
    return meter.join()


def counter() -> dict[str, list[float]]:
    """The whole counter."""
    from tests.end_to_end.real_counter import Floor, Script, Terms, after, run  # late: the others need no Qt

    meter = Meter()

    def idling(floor: Floor) -> Script:
        yield floor.is_online
        meter.start()
        # In spans that are shorter than what a script may wait for.
        for _ in range(MINUTE_S // SPAN_S):
            yield after(SPAN_S)
        yield meter.is_done

    with Sandbox() as sandbox:
        run(idling, Terms(beat_ms=1000), sandbox)
    return meter.join()


if __name__ == "__main__":
    sys.stdout.write(json.dumps({"scanner": scanner, "reading": reading, "counter": counter}[sys.argv[1]]()) + "\n")
