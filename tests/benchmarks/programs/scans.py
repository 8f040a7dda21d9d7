"""From the first frame in which a card is readable until Kreward gets the look-up, and until it is painted."""

import json
import sys
import threading
import time
from functools import partial
from statistics import median

from PySide6.QtWidgets import QLabel

from kreward_pos.app.demo import DemoShop, demo_cards
from kreward_pos.sandbox.server import Sandbox
from kreward_pos.scan.camera.camera import Frame
from kreward_pos.scan.camera.demo_camera import DemoCamera
from kreward_pos.scan.decoding.decoder import Decoder
from kreward_pos.scan.decoding.decoders import standard_decoder
from kreward_pos.scan.preview import to_decoder_input
from tests.benchmarks.programs.painting import PaintTimer
from tests.end_to_end.counter_driver import CounterDriver, Script, Timings, run

EMAILS = ("jane@example.com", "zoe@example.com", "tai.man@example.com", "amir@example.com") * 2


class RecordingCamera(DemoCamera):
    """The demo camera, recording its frames between `start_recording` and `stop_recording`."""

    def __init__(self) -> None:
        super().__init__(demo_cards(), automatic=False)
        self._frames_lock = threading.Lock()
        self._frames: list[Frame] = []
        self._is_recording = False
        self.payload = ""

    def show(self, card: str | int) -> None:
        """Show a card, and remember its payload."""
        self.payload = demo_cards()[card].payload if isinstance(card, int) else card
        super().show(card)

    def read(self) -> Frame:
        """Return the next frame, timed when it is delivered."""
        frame_ = super().read()
        frame = Frame(frame_.pixels, time.monotonic())
        with self._frames_lock:
            if self._is_recording:
                self._frames.append(frame)
        return frame

    def start_recording(self) -> None:
        """Start recording frames."""
        with self._frames_lock:
            self._frames, self._is_recording = [], True

    def stop_recording(self) -> list[Frame]:
        """Stop recording; return the frames."""
        with self._frames_lock:
            frames, self._frames, self._is_recording = self._frames, [], False
            return frames


class ScanTimes:
    """The figures and the times they are made of, all of `time.monotonic`."""

    def __init__(self) -> None:
        self.arrivals_s: list[float] = []
        self.sent_ms: list[float] = []
        self.painted_ms: list[float] = []
        self.decode_ms: list[float] = []

    def clock(self) -> float:
        """Return the time, recording when the sandbox admits a request."""
        self.arrivals_s.append(time.monotonic())
        return time.time()

    def add_scan(self, frames: list[Frame], payload: str, painted_s: float) -> None:
        """Find the first frame in which the card is readable, and add the other times relative to its own."""
        decoder = standard_decoder()
        first = next(frame for frame in frames if _shows(decoder, frame, payload))
        arrived_s = next(at_s for at_s in self.arrivals_s if at_s >= first.taken_s)
        self.sent_ms.append((arrived_s - first.taken_s) * 1000)
        self.painted_ms.append((painted_s - first.taken_s) * 1000)
        self.decode_ms.append(median(_decode_ms(first) for _ in range(5)))


def _shows(decoder: Decoder, frame: Frame, payload: str) -> bool:
    return any(reading.text == payload for reading in decoder.decode(to_decoder_input(frame.pixels)))


def _decode_ms(frame: Frame) -> float:
    decoder = standard_decoder()
    began_s = time.monotonic()
    decoder.decode(to_decoder_input(frame.pixels))
    return (time.monotonic() - began_s) * 1000


def show_cards(driver: CounterDriver, camera: RecordingCamera, times: ScanTimes) -> Script:
    """Show one card after the other."""
    yield driver.is_online
    label = driver.child(QLabel, "customerName")
    for email in EMAILS:
        timer = PaintTimer(label, driver.shows(email))
        times.arrivals_s.clear()
        camera.start_recording()
        driver.demo.show_card(email)
        yield timer.is_done
        yield from driver.run_on_thread(
            partial(times.add_scan, camera.stop_recording(), camera.payload, timer.painted_s or 0)
        )


def main() -> int:
    """Print `{"sent_ms": […], "painted_ms": […], "decode_ms": […]}`."""
    times, camera = ScanTimes(), RecordingCamera()
    with Sandbox(clock=times.clock) as sandbox:
        demo = DemoShop(sandbox)
        demo.camera = camera
        run(lambda driver: show_cards(driver, camera, times), Timings(), sandbox, demo)
    if len(times.sent_ms) != len(EMAILS):
        raise AssertionError("not every card was read")
    figures = {"sent_ms": times.sent_ms, "painted_ms": times.painted_ms, "decode_ms": times.decode_ms}
    sys.stdout.write(json.dumps(figures) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
