"""What an idle minute costs, in shares of one core: process time over wall time, second by second.

`scanner` is the scanner with the demo camera at 30 frames a second, `counter` the whole counter with its window, till
and sandbox; `reading` takes and drops the same frames, which is the least that any scanner must do.
"""

import json
import sys
import threading
import time

from kreward_pos.sandbox.server import Sandbox
from kreward_pos.scan.camera.demo_camera import DemoCamera
from kreward_pos.scan.motion import SLEEP_AFTER_S
from kreward_pos.scan.scanner import Callbacks, Scanner

WARM_UP_S, AWAKE_S, ASLEEP_S = 4.0, SLEEP_AFTER_S - 6.0, 30.0
"""Seconds to load and settle; then it is awake, until `SLEEP_AFTER_S` after the last motion."""

MEASURED_S, STEP_S = 50, 10


class Meter:
    """Measures the share of a core, once a second, on its own thread."""

    def __init__(self) -> None:
        self._awake: list[float] = []
        self._asleep: list[float] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def measure(self, seconds: float) -> list[float]:
        """Wait so long; return the percentage of a core used in each second."""
        shares = []
        until_s = time.monotonic() + seconds
        while time.monotonic() < until_s:
            cpu_s, wall_s = time.process_time(), time.monotonic()
            self._over.wait(1.0)
            shares.append(100 * (time.process_time() - cpu_s) / (time.monotonic() - wall_s))
        return shares

    def start(self) -> None:
        """Start the measurement."""
        self._thread.start()

    def join(self) -> dict[str, list[float]]:
        """Wait for the measurement; return the shares awake and asleep."""
        self._thread.join()
        return {"awake": self._awake, "asleep": self._asleep}

    def is_done(self) -> bool:
        """Return whether the measurement is over."""
        return not self._thread.is_alive()

    def _run(self) -> None:
        self.measure(WARM_UP_S)
        self._awake = self.measure(AWAKE_S)
        self.measure(4.0)
        self._asleep = self.measure(ASLEEP_S)


def scanner() -> dict[str, list[float]]:
    """Measure the scanner alone."""
    camera = DemoCamera(automatic=False)
    callbacks = Callbacks(lambda _sight: None, lambda _scan: None, lambda _refusal: None, lambda _trouble: None)
    running = Scanner(lambda: camera, callbacks)
    running.start()
    meter = Meter()
    meter.start()
    shares = meter.join()
    running.stop()
    return shares


def reading() -> dict[str, list[float]]:
    """Measure a camera whose frames are dropped."""
    camera, meter = DemoCamera(automatic=False), Meter()
    meter.start()
    while not meter.is_done():
        camera.read()
    return meter.join()


def counter() -> dict[str, list[float]]:
    """Measure the whole counter."""
    from tests.end_to_end.counter_driver import (  # late: the others need no Qt
        CounterDriver,
        Script,
        Timings,
        after,
        run,
    )

    meter = Meter()

    def idle(driver: CounterDriver) -> Script:
        yield driver.is_online
        meter.start()
        # In steps that are shorter than a script's timeout.
        for _ in range(MEASURED_S // STEP_S):
            yield after(STEP_S)
        yield meter.is_done

    with Sandbox() as sandbox:
        run(idle, Timings(tick_ms=1000), sandbox)
    return meter.join()


if __name__ == "__main__":
    sys.stdout.write(json.dumps({"scanner": scanner, "reading": reading, "counter": counter}[sys.argv[1]]()) + "\n")
