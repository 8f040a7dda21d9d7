"""Each fault of cameras, through the real scanner."""

from collections.abc import Callable, Iterator

import cv2
import numpy as np
import pytest

from kreward_pos.cards import Email
from kreward_pos.scan.camera.camera import Camera
from kreward_pos.scan.camera.health import FROZEN_AFTER_S, REOPEN_AFTER_S
from kreward_pos.scan.camera.oriented import OrientedCamera
from kreward_pos.scan.camera.reader import MAX_HUNG_SESSIONS, DriverTimeouts
from kreward_pos.scan.camera.webcam import open_webcam
from kreward_pos.scan.decoding.decoder import Decoder, Reading
from kreward_pos.scan.decoding.decoders import standard_decoder
from kreward_pos.scan.errors import (
    CameraBlack,
    CameraBusy,
    CameraDenied,
    CameraFrozen,
    CameraMissing,
    CameraStuck,
    CameraUnplugged,
)
from kreward_pos.scan.preview import to_decoder_input
from kreward_pos.scan.scanner import Scanner
from kreward_pos.system.settings import CameraOrientation
from tests.scan.faulty_camera import CameraWorld, FaultyCamera, FaultyDriver, Grey
from tests.scan.recorder import WAIT_S, CallbackRecorder

JANE = Email.parse("jane@example.com")
SHORT = DriverTimeouts(open_s=0.3, read_s=0.3, close_s=0.3)


class NoDecoder:
    """A decoder that reads nothing, for tests that are not about reading."""

    def decode(self, _grey: Grey) -> list[Reading]:
        return []

    def decode_still(self, grey: Grey) -> list[Reading]:
        return self.decode(grey)


class Bench:
    """A camera, the scanner that uses it, and what the scanner reports."""

    def __init__(self, scene: Grey) -> None:
        self.recorder = CallbackRecorder()
        self.world = CameraWorld(lambda: self.recorder.previews, self.recorder.wait_for)
        self.camera = FaultyCamera(self.world, scene)
        self.driver = FaultyDriver(self.camera)
        self.is_denied = False
        self.scanners: list[Scanner] = []

    def start(
        self,
        spec: str = "Counter cam",
        orientation: CameraOrientation | None = None,
        *,
        decoder: Callable[[], Decoder] = NoDecoder,
        timeouts: DriverTimeouts | None = None,
    ) -> Scanner:
        def open_camera() -> Camera:
            webcam = open_webcam(
                spec,
                driver=self.driver,
                is_denied=lambda _device: self.is_denied,
                clock=self.world.clock,
                sleep=self.world.sleep,
            )
            return OrientedCamera(webcam, orientation) if orientation else webcam

        scanner = Scanner(
            open_camera, self.recorder.callbacks(), decoder=decoder, reopen_delays_s=(0.0, 0.001), timeouts=timeouts
        )
        self.scanners.append(scanner)
        scanner.start()
        return scanner

    def wait_for_frames(self, more: int = 3) -> None:
        """Wait until so many more frames have been processed."""
        wanted = self.recorder.previews + more
        self.recorder.wait_for(lambda: self.recorder.previews >= wanted)

    def wait_for_seconds(self, seconds: float) -> None:
        """Wait until so much of the camera's time has passed."""
        until_s = self.world.clock() + seconds
        self.recorder.wait_for(lambda: self.world.clock() >= until_s)

    def pause(self) -> None:
        """Pause the scanner, which drops the frame that it has not processed."""
        self.world.is_ignored = True
        self.recorder.notify()
        self.scanners[-1].pause()

    def stop(self) -> None:
        self.world.is_over = True
        for gate in (self.camera.opening, self.camera.reading, self.camera.closing):
            gate.open()
        self.recorder.notify()
        for scanner in self.scanners:
            scanner.stop()


@pytest.fixture
def scene(counter: Callable[..., Grey]) -> Grey:
    return counter(JANE.address)


@pytest.fixture
def bench(scene: Grey) -> Iterator[Bench]:
    made = Bench(np.dstack([scene] * 3))
    yield made
    made.stop()


def test_unplugged_camera_is_found_by_name_at_any_index(bench: Bench) -> None:
    bench.start()
    bench.wait_for_frames()
    bench.camera.is_plugged = False
    bench.recorder.wait_for_failure(CameraMissing)
    assert bench.recorder.failure_kinds() == ["CameraUnplugged", "CameraMissing"]
    bench.camera.index = 4
    bench.camera.is_plugged = True
    bench.recorder.wait_for_failure(None)
    bench.wait_for_frames()
    assert (bench.camera.opened[0], bench.camera.opened[-1]) == (0, 4)


def test_camera_in_use_is_busy_until_it_is_released(bench: Bench) -> None:
    bench.camera.is_busy = True
    bench.start()
    bench.recorder.wait_for_failure(CameraBusy)
    assert "Counter cam" in bench.recorder.failures[-1].sentence  # type: ignore[union-attr]
    bench.camera.is_busy = False
    bench.recorder.wait_for_failure(None)
    bench.wait_for_frames()


def test_camera_that_the_system_refuses_is_denied(bench: Bench) -> None:
    bench.camera.is_busy = bench.is_denied = True
    bench.start()
    bench.recorder.wait_for_failure(CameraDenied)


def test_black_frames_are_reported_and_recover_by_themselves(bench: Bench) -> None:
    bench.camera.is_black = True
    bench.start()
    bench.recorder.wait_for_failure(CameraBlack)
    bench.camera.is_black = False
    bench.recorder.wait_for_failure(None)
    assert bench.recorder.failure_kinds() == ["CameraBlack", None]


def test_frozen_frames_are_reported_and_recover_by_themselves(bench: Bench) -> None:
    bench.start()
    bench.wait_for_frames()
    bench.camera.is_frozen = True
    frozen_s = bench.world.clock()
    bench.recorder.wait_for_failure(CameraFrozen)
    assert bench.world.clock() - frozen_s >= FROZEN_AFTER_S
    bench.camera.is_frozen = False
    bench.recorder.wait_for_failure(None)
    assert len(bench.camera.opened) == 1


def test_camera_that_stays_frozen_is_reopened_and_reported_once(bench: Bench) -> None:
    bench.start()
    bench.wait_for_frames()
    bench.camera.is_frozen = True
    bench.wait_for_seconds(2.5 * REOPEN_AFTER_S)
    assert len(bench.camera.opened) >= 2
    assert bench.recorder.failure_kinds() == ["CameraFrozen"]


def test_still_scene_is_not_frozen(bench: Bench) -> None:
    bench.start()
    bench.wait_for_seconds(3 * FROZEN_AFTER_S)
    assert bench.recorder.failures == []


def test_slow_opening_blocks_nothing(bench: Bench) -> None:
    bench.camera.opening.close()
    scanner = bench.start()
    assert bench.camera.opening.reached.wait(WAIT_S)
    bench.pause()
    scanner.resume()
    assert bench.recorder.previews == 0
    bench.camera.opening.open()
    bench.wait_for_frames()
    assert bench.recorder.failures == []


def test_driver_that_hangs_while_opening_is_abandoned_and_reported(bench: Bench) -> None:
    bench.camera.opening.close()
    bench.start(timeouts=SHORT)
    bench.recorder.wait_for_failure(CameraStuck)
    bench.camera.opening.open()
    bench.recorder.wait_for_failure(None)
    bench.wait_for_frames()


def test_driver_that_hangs_while_reading_is_abandoned_and_reported(bench: Bench) -> None:
    bench.start(timeouts=SHORT)
    bench.wait_for_frames()
    bench.camera.reading.close()
    bench.recorder.wait_for_failure(CameraStuck)
    closed = bench.camera.closed
    bench.camera.reading.open()
    bench.recorder.wait_for_failure(None)
    bench.wait_for_frames()
    bench.recorder.wait_for(lambda: len(bench.camera.opened) - bench.camera.closed == 1)
    assert bench.camera.closed > closed


def test_only_a_few_hanging_drivers_are_abandoned(bench: Bench) -> None:
    bench.camera.opening.close()
    bench.start(timeouts=SHORT)
    bench.recorder.wait_for_failure(CameraStuck)
    bench.camera.opening.open()
    bench.wait_for_frames(10)
    assert bench.recorder.failure_kinds()[:2] == ["CameraStuck", None]
    assert bench.camera.opening.max_held <= MAX_HUNG_SESSIONS


def test_driver_that_hangs_while_closing_does_not_prevent_reopening(bench: Bench) -> None:
    scanner = bench.start(timeouts=SHORT)
    bench.wait_for_frames()
    bench.camera.closing.close()
    bench.pause()
    assert bench.camera.closing.reached.wait(WAIT_S)
    scanner.resume()
    bench.wait_for_frames()
    assert len(bench.camera.opened) == 2


def test_camera_that_fails_with_mjpg_is_opened_without_it(bench: Bench) -> None:
    bench.camera.gives_no_mjpg = True
    bench.start()
    bench.wait_for_frames()
    assert [cv2.CAP_PROP_FOURCC in requested for requested in bench.camera.requested] == [True, False]
    assert bench.recorder.failures == []


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("is_mirrored", [False, True])
def test_rotated_or_mirrored_camera_is_turned_upright(bench: Bench, scene: Grey, turn: int, is_mirrored: bool) -> None:
    orientation = CameraOrientation(turn=turn, is_mirrored=is_mirrored)  # type: ignore[arg-type]
    askew = np.fliplr(scene) if is_mirrored else scene
    bench.camera.scene = np.dstack([np.ascontiguousarray(np.rot90(askew, turn // 90))] * 3)
    bench.start(orientation=orientation, decoder=standard_decoder)
    bench.recorder.wait_for(lambda: bool(bench.recorder.scans))
    assert bench.recorder.scans == [JANE]
    preview = bench.recorder.last_preview
    assert preview is not None
    assert preview.outline is not None
    assert preview.pixels.shape == (360, 640, 3)
    # The viewfinder is a mirror: what is left of the centre for the camera is right of it.
    expected = np.fliplr(cv2.resize(scene, (640, 360), interpolation=cv2.INTER_AREA))
    assert np.abs(preview.pixels[:, :, 0].astype(int) - expected).mean() < 4
    shown = np.array(preview.outline).mean(axis=0)
    code = np.array([(400 + 4 * 6 + 0.5 * 25 * 6) / 1280, (200 + 4 * 6 + 0.5 * 25 * 6) / 720])
    assert np.abs(shown - (1 - code[0], code[1])).max() < 0.05


@pytest.mark.parametrize("size", [(320, 240), (640, 480), (720, 1280), (1920, 1080), (3840, 2160)])
def test_cameras_of_every_size_scan(bench: Bench, code: Callable[..., Grey], size: tuple[int, int]) -> None:
    width, height = size
    drawn = code(JANE.address, max(3, min(size) // 90))
    scene = np.full((height, width), 90, np.uint8)
    top, left = (height - drawn.shape[0]) // 2, (width - drawn.shape[1]) // 2
    scene[top : top + drawn.shape[0], left : left + drawn.shape[1]] = drawn
    bench.camera.scene = np.dstack([scene] * 3)
    bench.start(decoder=standard_decoder)
    bench.recorder.wait_for(lambda: bool(bench.recorder.scans))
    assert bench.recorder.scans == [JANE]
    assert bench.recorder.last_preview is not None
    assert bench.recorder.last_preview.pixels.shape[1] <= 640


@pytest.mark.parametrize("form", ["grey", "with alpha", "yuyv"])
def test_cameras_of_unusual_formats_scan(bench: Bench, scene: Grey, form: str) -> None:
    full = np.full_like(scene, 255)
    bench.camera.scene = {
        "grey": scene,
        "with alpha": np.dstack([scene, scene, scene, full]),
        "yuyv": np.dstack([scene, np.full_like(scene, 128)]),
    }[form]
    bench.start(decoder=standard_decoder)
    bench.recorder.wait_for(lambda: bool(bench.recorder.scans))
    assert bench.recorder.scans == [JANE]


def test_tiny_frame_is_shown_and_has_no_scan(bench: Bench) -> None:
    bench.camera.scene = np.full((2, 3, 3), 90, np.uint8)
    bench.start(decoder=standard_decoder)
    bench.wait_for_frames()
    assert bench.recorder.scans == []


def test_4k_frame_is_decoded_at_1080p() -> None:
    assert to_decoder_input(np.zeros((2160, 3840, 3), np.uint8)).shape == (1080, 1920)
    assert to_decoder_input(np.zeros((3840, 2160, 3), np.uint8)).shape == (1920, 1080)
    assert to_decoder_input(np.zeros((720, 1280, 3), np.uint8)).shape == (720, 1280)


def test_camera_rests_without_motion_and_wakes_when_a_card_appears(bench: Bench, scene: Grey) -> None:
    empty = np.full((720, 1280, 3), 90, np.uint8)
    bench.camera.scene = empty
    bench.start(decoder=standard_decoder)
    bench.wait_for_seconds(30)
    before, since_s = bench.recorder.previews, bench.world.clock()
    bench.wait_for_seconds(10)
    rate = (bench.recorder.previews - before) / (bench.world.clock() - since_s)
    assert 3 < rate < 8
    bench.camera.scene = np.dstack([scene] * 3)
    shown_s = bench.world.clock()
    bench.recorder.wait_for(lambda: bool(bench.recorder.scans))
    assert bench.world.clock() - shown_s < 0.5
    assert bench.recorder.scans == [JANE]
    bench.wait_for_frames(30)
    assert bench.recorder.failures == []


def test_resting_camera_notices_that_it_was_unplugged(bench: Bench) -> None:
    bench.start()
    bench.wait_for_seconds(30)
    bench.camera.is_plugged = False
    bench.recorder.wait_for(lambda: bool(bench.recorder.failures))
    assert isinstance(bench.recorder.failures[0], CameraUnplugged)
