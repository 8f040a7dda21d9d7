"""From the first picture in which a shown card can be read until Kreward has the look-up, and until it is painted."""

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
from tests.benchmarks.programs.painting import PaintWatch
from tests.end_to_end.real_counter import Floor, Script, Terms, run

WHO = ("jane@example.com", "zoe@example.com", "tai.man@example.com", "amir@example.com") * 2


class WitnessCamera(DemoCamera):
    """The demo's camera, which remembers what it showed since `forget`."""

    def __init__(self) -> None:
        super().__init__(demo_cards(), automatic=False)
        self._lock_of_seen = threading.Lock()
        self._seen: list[Frame] = []
        self._is_on = False
        self.payload = ""

    def show(self, card: str | int) -> None:
        """See `DemoCamera.show`."""
        self.payload = demo_cards()[card].payload if isinstance(card, int) else card
        super().show(card)

    def read(self) -> Frame:
        """See `DemoCamera.read`; the picture's time becomes that at which it is handed over."""
        drawn = super().read()
        picture = Frame(drawn.pixels, time.monotonic())
        with self._lock_of_seen:
            if self._is_on:
                self._seen.append(picture)
        return picture

    def begin(self) -> None:
        """Remember from now on."""
        with self._lock_of_seen:
            self._seen, self._is_on = [], True

    def end(self) -> list[Frame]:
        """What was shown since."""
        with self._lock_of_seen:
            seen, self._seen, self._is_on = self._seen, [], False
            return seen


class Scans:
    """The figures, and what they are made of. Times are of `time.monotonic`."""

    def __init__(self) -> None:
        self.arrivals_s: list[float] = []
        self.sent_ms: list[float] = []
        self.painted_ms: list[float] = []
        self.decode_ms: list[float] = []

    def clock(self) -> float:
        """The sandbox's clock, which it asks as it admits a request."""
        self.arrivals_s.append(time.monotonic())
        return time.time()

    def judge(self, pictures: list[Frame], payload: str, painted_s: float) -> None:
        """Find the first picture in which the card can be read, and hold the other times against its own."""
        decoder = standard_decoder()
        first = next(picture for picture in pictures if _shows(decoder, picture, payload))
        arrived_s = next(at_s for at_s in self.arrivals_s if at_s >= first.taken_s)
        self.sent_ms.append((arrived_s - first.taken_s) * 1000)
        self.painted_ms.append((painted_s - first.taken_s) * 1000)
        self.decode_ms.append(median(_decode_ms(first) for _ in range(5)))


def _shows(decoder: Decoder, picture: Frame, payload: str) -> bool:
    return any(reading.text == payload for reading in decoder.decode(to_decoder_input(picture.pixels)))


def _decode_ms(picture: Frame) -> float:
    decoder = standard_decoder()
    began_s = time.monotonic()
    decoder.decode(to_decoder_input(picture.pixels))
    return (time.monotonic() - began_s) * 1000


def showing(floor: Floor, camera: WitnessCamera, scans: Scans) -> Script:
    """Show one card after the other."""
    yield floor.is_online
    label = floor.child(QLabel, "customerName")
    for email in WHO:
        watch = PaintWatch(label, floor.shows(email))
        scans.arrivals_s.clear()
        camera.begin()
        floor.stage.show_card(email)
        yield watch.is_done
        yield from floor.elsewhere(partial(scans.judge, camera.end(), camera.payload, watch.painted_s or 0))


def main() -> int:
    """Print `{"sent_ms": […], "painted_ms": […], "decode_ms": […]}`."""
    scans, camera = Scans(), WitnessCamera()
    with Sandbox(clock=scans.clock) as sandbox:
        stage = DemoShop(sandbox)
        stage.camera = camera
        run(lambda floor: showing(floor, camera, scans), Terms(), sandbox, stage)
    if len(scans.sent_ms) != len(WHO):
        raise AssertionError("not every card was read")
    told = {"sent_ms": scans.sent_ms, "painted_ms": scans.painted_ms, "decode_ms": scans.decode_ms}
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
