import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from kreward_pos.cards import CardId, Email, OpaqueCode
from kreward_pos.scan.camera.camera import Camera, Frame
from kreward_pos.scan.camera.demo_camera import DemoCamera, DemoCard
from kreward_pos.scan.camera.health import BLACK_AFTER_S, REOPEN_AFTER_S
from kreward_pos.scan.decoding.decoder import Decoder, Reading
from kreward_pos.scan.decoding.decoders import standard_decoder
from kreward_pos.scan.errors import CameraBlack, CameraMissing, CameraUnplugged, NotACard, ScannerFault
from kreward_pos.scan.scanner import Scanner

from .recorder import WAIT_S, CallbackRecorder

Pixels = NDArray[np.uint8]
JANE = Email.parse("jane@example.com")
UUID = "6f1c2b7e-58d3-4a6b-9c0e-3d2f1a4b5c6d"


class Lockstep:
    """A camera's clock that runs in lockstep with the scanner: a sleep lasts until the last frame was processed."""

    def __init__(self, recorder: CallbackRecorder) -> None:
        self._recorder = recorder
        self._now_s = 50.0
        self.delivered = 0
        self.is_over = False

    def __call__(self) -> float:
        return self._now_s

    def sleep(self, seconds: float) -> None:
        self._recorder.wait_for(lambda: self.is_over or self._recorder.previews >= self.delivered)
        self._now_s += seconds


class Script:
    """Cameras that follow a script, one entry per frame: a brightness, a failure, or a bug.

    Its time is the number of frames delivered times `interval_s`. At the end of a script, the camera waits until it is
    closed by the end of the test.
    """

    name = "Counter cam"

    def __init__(self, recorder: CallbackRecorder, *sessions: list[int | Exception], interval_s: float = 0.5) -> None:
        self._recorder = recorder
        self._sessions = deque(sessions)
        self._interval_s = interval_s
        self._delivered = self._expected = 0
        self._script: deque[int | Exception] = deque()
        self.opened = self.closed = 0
        self.at_end = threading.Event()
        self.over = threading.Event()

    def open(self) -> Camera:
        self.opened += 1
        self._expected = self._recorder.previews
        self._script = deque(self._sessions.popleft() if self._sessions else [])
        if self._script and isinstance(self._script[0], CameraMissing):
            raise self._script[0]
        return self

    def read(self) -> Frame:
        self._recorder.wait_for(lambda: self.over.is_set() or self._recorder.previews >= self._expected)
        if not self._script:
            self.at_end.set()
            self.over.wait(WAIT_S)
            raise CameraUnplugged(camera=self.name)
        entry = self._script.popleft()
        if isinstance(entry, Exception):
            raise entry
        self._delivered += 1
        self._expected += 1
        return Frame(np.full((72, 128, 3), entry, np.uint8), self._delivered * self._interval_s)

    def skip(self) -> float:
        return (self._delivered + 1) * self._interval_s

    def close(self) -> None:
        self.closed += 1


class FixedDecoder:
    """A decoder that reads the same in every frame, or fails once."""

    def __init__(self, *texts: str, fails_first: bool = False) -> None:
        corners = ((32.0, 18.0), (96.0, 18.0), (96.0, 54.0), (32.0, 54.0))
        self.readings = [Reading(text, corners, "fixed") for text in texts]
        self.shapes: list[tuple[int, ...]] = []
        self._fails = fails_first

    def decode(self, grey: Pixels) -> list[Reading]:
        self.shapes.append(grey.shape)
        if self._fails:
            self._fails = False
            raise RuntimeError("jane@example.com")
        return self.readings

    def decode_still(self, grey: Pixels) -> list[Reading]:
        return self.decode(grey)


Start = Callable[..., Scanner]


@pytest.fixture
def recorder() -> CallbackRecorder:
    return CallbackRecorder()


@pytest.fixture
def start(recorder: CallbackRecorder) -> Iterator[Start]:
    """Return `start(open, decoder=…)`, which starts a scanner and stops it after the test."""
    running: list[Scanner] = []

    def begin(open_camera: Callable[[], Camera], decoder: Callable[[], Decoder] = FixedDecoder) -> Scanner:
        scanner = Scanner(open_camera, recorder.callbacks(), decoder=decoder, reopen_delays_s=(0.0, 0.001))
        running.append(scanner)
        scanner.start()
        return scanner

    yield begin
    for scanner in running:
        scanner.stop()


class CountedCamera(DemoCamera):
    """The demo camera with a lockstep that counts its frames; skipped frames are not processed."""

    def __init__(self, lockstep: Lockstep, cards: list[DemoCard]) -> None:
        super().__init__(cards, clock=lockstep, sleep=lockstep.sleep)
        self._lockstep = lockstep

    def read(self) -> Frame:
        frame = super().read()
        self._lockstep.delivered += 1
        return frame


def demo(recorder: CallbackRecorder, *payloads: str) -> tuple[Lockstep, Callable[[], Camera]]:
    lockstep = Lockstep(recorder)
    cards = [DemoCard("Jane", payload) for payload in payloads]
    camera = CountedCamera(lockstep, cards)
    return lockstep, lambda: camera


def test_each_showing_of_the_demo_camera_is_exactly_one_scan(recorder: CallbackRecorder, start: Start) -> None:
    payloads = ("jane@example.com", UUID, "KW-0042")
    lockstep, open_camera = demo(recorder, *payloads)
    start(open_camera, standard_decoder)
    recorder.wait_for(lambda: len(recorder.scans) >= 4)
    lockstep.is_over = True
    assert [type(reference) for reference in recorder.scans[:4]] == [Email, CardId, OpaqueCode, Email]
    assert recorder.scans[0] == recorder.scans[3] == JANE
    # Four showings and three gaps take that long; a second scan of one showing would have come earlier.
    assert recorder.previews > 3 * 30 * 4
    assert recorder.refusals == []
    assert recorder.failures == []


def test_refused_code_is_reported_once_per_showing(recorder: CallbackRecorder, start: Start) -> None:
    lockstep, open_camera = demo(recorder, "WIFI:T:WPA;S:Cafe;P:secret;;")
    start(open_camera, standard_decoder)
    recorder.wait_for(lambda: recorder.previews >= 30 * 5)
    lockstep.is_over = True
    assert [type(refusal) for refusal in recorder.refusals] == [NotACard]
    assert recorder.scans == []


def test_preview_is_small_rgb_and_outlined(recorder: CallbackRecorder, start: Start) -> None:
    lockstep, open_camera = demo(recorder, "jane@example.com")
    start(open_camera, standard_decoder)
    recorder.wait_for(lambda: bool(recorder.scans))
    lockstep.is_over = True
    preview = recorder.last_preview
    assert preview is not None
    assert preview.pixels.shape == (360, 640, 3)
    assert preview.pixels.dtype == np.uint8
    assert preview.pixels.flags.c_contiguous
    assert preview.outline is not None
    assert all(0 <= share <= 1 for corner in preview.outline for share in corner)
    assert "jane" not in repr(preview)


def test_small_frame_keeps_its_size_and_becomes_rgb(recorder: CallbackRecorder, start: Start) -> None:
    class Blue(Script):
        def read(self) -> Frame:
            frame = super().read()
            frame.pixels[:] = (200, 100, 50)
            return frame

    blue = Blue(recorder, [100])
    decoder = FixedDecoder("jane@example.com")
    start(blue.open, lambda: decoder)
    recorder.wait_for(lambda: bool(recorder.scans))
    blue.over.set()
    assert recorder.last_preview is not None
    assert tuple(recorder.last_preview.pixels[0, 0]) == (50, 100, 200)
    assert recorder.last_preview.outline == ((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75))
    assert decoder.shapes[0] == (72, 128)


def test_unplugged_camera_is_reported_once_and_recovers_by_itself(recorder: CallbackRecorder, start: Start) -> None:
    gone = CameraUnplugged(camera="Counter cam")
    missing = CameraMissing(camera="Counter cam")
    camera = Script(recorder, [90, 90, gone], [missing], [missing], [gone], [90, 90])
    start(camera.open)
    recorder.wait_for(lambda: recorder.previews >= 4)
    camera.over.set()
    assert recorder.failure_kinds()[:4] == ["CameraUnplugged", "CameraMissing", "CameraUnplugged", None]


def test_every_opened_camera_is_closed(recorder: CallbackRecorder, start: Start) -> None:
    gone = CameraUnplugged(camera="Counter cam")
    camera = Script(recorder, [90, gone], [90, gone], [90])
    scanner = start(camera.open)
    assert camera.at_end.wait(WAIT_S)
    camera.over.set()
    scanner.stop()
    assert camera.closed == camera.opened


def test_black_frames_are_reported_after_a_while_and_so_is_their_end(recorder: CallbackRecorder, start: Start) -> None:
    dark = [3] * (round(BLACK_AFTER_S / 0.5) + 3)
    camera = Script(recorder, [90, 3, 90, *dark, 90, 90])
    start(camera.open)
    assert camera.at_end.wait(WAIT_S)
    recorder.wait_for(lambda: len(recorder.failures) == 2)
    assert recorder.failure_kinds() == ["CameraBlack", None]
    assert isinstance(recorder.failures[0], CameraBlack)
    assert camera.opened == 1
    camera.over.set()


def test_camera_that_stays_black_is_reopened_and_reported_once(recorder: CallbackRecorder, start: Start) -> None:
    dark: list[int | Exception] = [3] * (round(REOPEN_AFTER_S / 0.5) + 1)
    camera = Script(recorder, list(dark), list(dark), [90])
    start(camera.open)
    recorder.wait_for(lambda: len(recorder.failures) == 2)
    assert recorder.failure_kinds() == ["CameraBlack", None]
    assert camera.opened == 3
    camera.over.set()


@pytest.mark.expected_logs(r"ERROR kreward_pos\.scan\.camera\.open_session: Reading pictures failed: ZeroDivisionError")
def test_bug_in_a_camera_is_logged_reported_and_survived(recorder: CallbackRecorder, start: Start) -> None:
    camera = Script(recorder, [90, ZeroDivisionError("jane@example.com")], [90])
    start(camera.open)
    recorder.wait_for(lambda: recorder.previews >= 2 and len(recorder.failures) == 2)
    assert recorder.failure_kinds() == ["ScannerFault", None]
    camera.over.set()


@pytest.mark.expected_logs(r"ERROR kreward_pos\.scan\.scanner: Scanning failed: RuntimeError$")
def test_bug_in_a_decoder_is_logged_without_the_text_reported_and_survived(
    recorder: CallbackRecorder, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    class Endless(Script):
        def read(self) -> Frame:
            self.over.wait(0.002)
            return Frame(np.full((72, 128, 3), 90, np.uint8), 1.0)

    camera = Endless(recorder)
    decoder = FixedDecoder("jane@example.com", fails_first=True)
    start(camera.open, lambda: decoder)
    recorder.wait_for(lambda: len(recorder.failures) == 2)
    assert recorder.failure_kinds() == ["ScannerFault", None]
    assert isinstance(recorder.failures[0], ScannerFault)
    assert recorder.scans == [JANE]
    assert "jane" not in caplog.text
    camera.over.set()


@pytest.mark.expected_logs(r"ERROR kreward_pos\.scan\.scanner: Scanning failed: KeyError$")
def test_failing_callback_does_not_end_scanning(recorder: CallbackRecorder, start: Start) -> None:
    recorder.fails_next = True
    camera = Script(recorder, [90, 90, 90])
    start(camera.open)
    recorder.wait_for(lambda: recorder.previews >= 3 and len(recorder.failures) == 2)
    assert recorder.failure_kinds() == ["ScannerFault", None]
    camera.over.set()


def test_decoder_gets_only_the_newest_frame(recorder: CallbackRecorder, start: Start) -> None:
    class Slow(FixedDecoder):
        def __init__(self) -> None:
            super().__init__()
            self.entered, self.go = threading.Event(), threading.Event()

        def decode(self, grey: Pixels) -> list[Reading]:
            self.shapes.append((int(grey[0, 0]),))
            self.entered.set()
            self.go.wait(WAIT_S)
            return []

    class Rush(Script):
        def read(self) -> Frame:
            if self._delivered == 1:
                slow.entered.wait(WAIT_S)
            if self._delivered == 100:
                self.at_end.set()
                self.over.wait(WAIT_S)
                raise CameraUnplugged(camera=self.name)
            self._delivered += 1
            return Frame(np.full((72, 128, 3), 100 + self._delivered, np.uint8), self._delivered / 30)

    slow = Slow()
    camera = Rush(recorder)
    start(camera.open, lambda: slow)
    assert camera.at_end.wait(WAIT_S)
    slow.go.set()
    recorder.wait_for(lambda: recorder.previews == 2)
    camera.over.set()
    assert slow.shapes[:2] == [(101,), (200,)]


def test_callbacks_run_on_the_decoding_thread(recorder: CallbackRecorder, start: Start) -> None:
    camera = Script(recorder, [90, CameraUnplugged(camera="c")], [90])
    start(camera.open, lambda: FixedDecoder("jane@example.com"))
    recorder.wait_for(lambda: recorder.previews >= 2)
    camera.over.set()
    assert recorder.threads == {"decoder"}


def test_pause_closes_the_camera_and_resume_reopens_it(recorder: CallbackRecorder, start: Start) -> None:
    class Endless(Script):
        def __init__(self, recorder: CallbackRecorder) -> None:
            super().__init__(recorder)
            self.shut = threading.Event()

        def read(self) -> Frame:
            self.over.wait(0.002)
            return Frame(np.full((72, 128, 3), 90, np.uint8), 1.0)

        def close(self) -> None:
            super().close()
            self.shut.set()

    camera = Endless(recorder)
    scanner = start(camera.open)
    recorder.wait_for(lambda: recorder.previews >= 2)
    scanner.pause()
    assert camera.shut.wait(WAIT_S)
    seen = recorder.previews
    scanner.resume()
    recorder.wait_for(lambda: recorder.previews >= seen + 3)
    assert (camera.opened, camera.closed) == (2, 1)
    assert recorder.failures == []
    camera.over.set()


def test_scanner_stops_within_a_second_although_the_camera_hangs(recorder: CallbackRecorder, start: Start) -> None:
    camera = Script(recorder, [90])
    scanner = start(camera.open)
    assert camera.at_end.wait(WAIT_S)
    stopped = threading.Event()

    def stop() -> None:
        scanner.stop()
        stopped.set()

    threading.Thread(target=stop, daemon=True).start()
    assert stopped.wait(1.5)
    camera.over.set()
    scanner.stop()
    assert not scanner.is_running


def test_scanner_stops_while_paused_or_waiting_and_before_it_started(recorder: CallbackRecorder) -> None:
    def missing() -> Camera:
        raise CameraMissing(camera="Counter cam")

    scanner = Scanner(missing, recorder.callbacks(), decoder=FixedDecoder, reopen_delays_s=(3600,))
    scanner.start()
    recorder.wait_for(lambda: len(recorder.failures) == 1)
    scanner.pause()
    scanner.stop()
    assert not scanner.is_running
    Scanner(missing, recorder.callbacks(), decoder=FixedDecoder).stop()


def test_ordinary_day_logs_no_text(recorder: CallbackRecorder, start: Start, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    camera = Script(recorder, [90, CameraUnplugged(camera="c")], [90])
    start(camera.open, lambda: FixedDecoder("jane@example.com"))
    recorder.wait_for(lambda: bool(recorder.scans) and recorder.previews >= 2)
    camera.over.set()
    assert "jane" not in caplog.text
