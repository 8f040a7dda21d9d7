"""Each fault that cameras have, through the real scanner."""

from collections.abc import Callable, Iterator

import cv2
import numpy as np
import pytest

from kreward_pos.cards import Email
from kreward_pos.scan.camera.camera import Camera
from kreward_pos.scan.camera.health import FROZEN_AFTER_S, REOPEN_AFTER_S
from kreward_pos.scan.camera.oriented import OrientedCamera
from kreward_pos.scan.camera.reader import MOST_LEFT_BEHIND, DriverTimeouts
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
from kreward_pos.scan.preview import grey_of
from kreward_pos.scan.scanner import Scanner
from kreward_pos.system.settings import CameraOrientation as Setting
from tests.scan.faulty_camera import FaultyCamera, FaultyDriver, Grey, World
from tests.scan.recorder import WAIT_S, Heard

JANE = Email.parse("jane@example.com")
SHORT = DriverTimeouts(open_s=0.3, read_s=0.3, close_s=0.3)


class Nothing:
    """A decoder that reads nothing, for what is not about reading."""

    def decode(self, _grey: Grey) -> list[Reading]:
        return []

    def decode_still(self, grey: Grey) -> list[Reading]:
        return self.decode(grey)


class Bench:
    """A camera, the scanner before it, and what the scanner tells."""

    def __init__(self, scene: Grey) -> None:
        self.heard = Heard()
        self.world = World(lambda: self.heard.sights, self.heard.wait_for)
        self.camera = FaultyCamera(self.world, scene)
        self.driver = FaultyDriver(self.camera)
        self.is_denied = False
        self.scanners: list[Scanner] = []

    def start(
        self,
        spec: str = "Counter cam",
        setting: Setting | None = None,
        *,
        decoder: Callable[[], Decoder] = Nothing,
        patience: DriverTimeouts | None = None,
    ) -> Scanner:
        def open_camera() -> Camera:
            webcam = open_webcam(
                spec,
                driver=self.driver,
                is_denied=lambda _device: self.is_denied,
                clock=self.world.clock,
                pause=self.world.pause,
            )
            return OrientedCamera(webcam, setting) if setting else webcam

        scanner = Scanner(
            open_camera, self.heard.callbacks(), decoder=decoder, reopen_after_s=(0.0, 0.001), patience=patience
        )
        self.scanners.append(scanner)
        scanner.start()
        return scanner

    def await_pictures(self, more: int = 3) -> None:
        """Wait until so many more have been looked at."""
        wanted = self.heard.sights + more
        self.heard.wait_for(lambda: self.heard.sights >= wanted)

    def await_seconds(self, seconds: float) -> None:
        """Wait until so much of the camera's time has passed."""
        until_s = self.world.clock() + seconds
        self.heard.wait_for(lambda: self.world.clock() >= until_s)

    def pause(self) -> None:
        """Let the scanner pause, which throws away what it has not looked at."""
        self.world.is_unwatched = True
        self.heard.nudge()
        self.scanners[-1].pause()

    def end(self) -> None:
        self.world.is_over = True
        for gate in (self.camera.opening, self.camera.reading, self.camera.closing):
            gate.open()
        self.heard.nudge()
        for scanner in self.scanners:
            scanner.stop()


@pytest.fixture
def scene(counter: Callable[..., Grey]) -> Grey:
    return counter(JANE.address)


@pytest.fixture
def bench(scene: Grey) -> Iterator[Bench]:
    made = Bench(np.dstack([scene] * 3))
    yield made
    made.end()


def test_an_unplugged_camera_is_found_again_by_its_name_wherever_it_is_plugged_in(bench: Bench) -> None:
    bench.start()
    bench.await_pictures()
    bench.camera.is_plugged = False
    bench.heard.wait_for_trouble(CameraMissing)
    assert bench.heard.trouble_kinds() == ["CameraUnplugged", "CameraMissing"]
    bench.camera.index = 4
    bench.camera.is_plugged = True
    bench.heard.wait_for_trouble(None)
    bench.await_pictures()
    assert (bench.camera.opened[0], bench.camera.opened[-1]) == (0, 4)


def test_a_camera_that_another_program_has_taken_is_busy_until_it_is_let_go(bench: Bench) -> None:
    bench.camera.is_busy = True
    bench.start()
    bench.heard.wait_for_trouble(CameraBusy)
    assert "Counter cam" in bench.heard.troubles[-1].sentence  # type: ignore[union-attr]
    bench.camera.is_busy = False
    bench.heard.wait_for_trouble(None)
    bench.await_pictures()


def test_a_camera_that_the_system_refuses_is_denied(bench: Bench) -> None:
    bench.camera.is_busy = bench.is_denied = True
    bench.start()
    bench.heard.wait_for_trouble(CameraDenied)


def test_black_pictures_delivered_as_a_success_are_told_and_recover_by_themselves(bench: Bench) -> None:
    bench.camera.is_black = True
    bench.start()
    bench.heard.wait_for_trouble(CameraBlack)
    bench.camera.is_black = False
    bench.heard.wait_for_trouble(None)
    assert bench.heard.trouble_kinds() == ["CameraBlack", None]


def test_frozen_pictures_are_told_and_recover_by_themselves(bench: Bench) -> None:
    bench.start()
    bench.await_pictures()
    bench.camera.is_frozen = True
    frozen_s = bench.world.clock()
    bench.heard.wait_for_trouble(CameraFrozen)
    assert bench.world.clock() - frozen_s >= FROZEN_AFTER_S
    bench.camera.is_frozen = False
    bench.heard.wait_for_trouble(None)
    assert len(bench.camera.opened) == 1


def test_a_camera_that_stays_frozen_is_opened_anew_and_told_of_once(bench: Bench) -> None:
    bench.start()
    bench.await_pictures()
    bench.camera.is_frozen = True
    bench.await_seconds(2.5 * REOPEN_AFTER_S)
    assert len(bench.camera.opened) >= 2
    assert bench.heard.trouble_kinds() == ["CameraFrozen"]


def test_a_still_scene_before_a_lens_is_not_frozen(bench: Bench) -> None:
    bench.start()
    bench.await_seconds(3 * FROZEN_AFTER_S)
    assert bench.heard.troubles == []


def test_a_slow_opening_holds_nobody_up(bench: Bench) -> None:
    bench.camera.opening.shut()
    scanner = bench.start()
    assert bench.camera.opening.reached.wait(WAIT_S)
    bench.pause()
    scanner.resume()
    assert bench.heard.sights == 0
    bench.camera.opening.open()
    bench.await_pictures()
    assert bench.heard.troubles == []


def test_a_driver_that_hangs_while_opening_is_left_behind_and_said(bench: Bench) -> None:
    bench.camera.opening.shut()
    bench.start(patience=SHORT)
    bench.heard.wait_for_trouble(CameraStuck)
    bench.camera.opening.open()
    bench.heard.wait_for_trouble(None)
    bench.await_pictures()


def test_a_driver_that_hangs_while_reading_is_left_behind_and_said(bench: Bench) -> None:
    bench.start(patience=SHORT)
    bench.await_pictures()
    bench.camera.reading.shut()
    bench.heard.wait_for_trouble(CameraStuck)
    closed = bench.camera.closed
    bench.camera.reading.open()
    bench.heard.wait_for_trouble(None)
    bench.await_pictures()
    bench.heard.wait_for(lambda: len(bench.camera.opened) - bench.camera.closed == 1)
    assert bench.camera.closed > closed


def test_no_more_than_a_few_hanging_drivers_are_left_behind(bench: Bench) -> None:
    bench.camera.opening.shut()
    bench.start(patience=SHORT)
    bench.heard.wait_for_trouble(CameraStuck)
    bench.camera.opening.open()
    bench.await_pictures(10)
    assert bench.heard.trouble_kinds()[:2] == ["CameraStuck", None]
    assert bench.camera.opening.most_held <= MOST_LEFT_BEHIND


def test_a_driver_that_hangs_while_closing_does_not_keep_the_camera_from_coming_back(bench: Bench) -> None:
    scanner = bench.start(patience=SHORT)
    bench.await_pictures()
    bench.camera.closing.shut()
    bench.pause()
    assert bench.camera.closing.reached.wait(WAIT_S)
    scanner.resume()
    bench.await_pictures()
    assert len(bench.camera.opened) == 2


def test_a_camera_that_gives_nothing_in_a_packed_format_is_opened_without_it(bench: Bench) -> None:
    bench.camera.has_no_packed_pictures = True
    bench.start()
    bench.await_pictures()
    assert [cv2.CAP_PROP_FOURCC in asked for asked in bench.camera.asked] == [True, False]
    assert bench.heard.troubles == []


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("is_mirrored", [False, True])
def test_a_camera_that_hangs_askew_is_put_right(bench: Bench, scene: Grey, turn: int, is_mirrored: bool) -> None:
    setting = Setting(turn=turn, is_mirrored=is_mirrored)  # type: ignore[arg-type]
    askew = np.fliplr(scene) if is_mirrored else scene
    bench.camera.scene = np.dstack([np.ascontiguousarray(np.rot90(askew, turn // 90))] * 3)
    bench.start(setting=setting, decoder=standard_decoder)
    bench.heard.wait_for(lambda: bool(bench.heard.scans))
    assert bench.heard.scans == [JANE]
    sight = bench.heard.last_sight
    assert sight is not None
    assert sight.outline is not None
    assert sight.pixels.shape == (360, 640, 3)
    # The viewfinder is a mirror: what is left of the middle for the lens is right of it.
    expected = np.fliplr(cv2.resize(scene, (640, 360), interpolation=cv2.INTER_AREA))
    assert np.abs(sight.pixels[:, :, 0].astype(int) - expected).mean() < 4
    shown = np.array(sight.outline).mean(axis=0)
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
    bench.heard.wait_for(lambda: bool(bench.heard.scans))
    assert bench.heard.scans == [JANE]
    assert bench.heard.last_sight is not None
    assert bench.heard.last_sight.pixels.shape[1] <= 640


@pytest.mark.parametrize("form", ["grey", "with alpha", "yuyv"])
def test_cameras_of_odd_formats_scan(bench: Bench, scene: Grey, form: str) -> None:
    full = np.full_like(scene, 255)
    bench.camera.scene = {
        "grey": scene,
        "with alpha": np.dstack([scene, scene, scene, full]),
        "yuyv": np.dstack([scene, np.full_like(scene, 128)]),
    }[form]
    bench.start(decoder=standard_decoder)
    bench.heard.wait_for(lambda: bool(bench.heard.scans))
    assert bench.heard.scans == [JANE]


def test_a_tiny_picture_is_shown_and_reads_nothing(bench: Bench) -> None:
    bench.camera.scene = np.full((2, 3, 3), 90, np.uint8)
    bench.start(decoder=standard_decoder)
    bench.await_pictures()
    assert bench.heard.scans == []


def test_a_4k_picture_is_decoded_at_1080p() -> None:
    assert grey_of(np.zeros((2160, 3840, 3), np.uint8)).shape == (1080, 1920)
    assert grey_of(np.zeros((3840, 2160, 3), np.uint8)).shape == (1920, 1080)
    assert grey_of(np.zeros((720, 1280, 3), np.uint8)).shape == (720, 1280)


def test_the_camera_rests_while_nobody_moves_and_wakes_for_whoever_comes(bench: Bench, scene: Grey) -> None:
    empty = np.full((720, 1280, 3), 90, np.uint8)
    bench.camera.scene = empty
    bench.start(decoder=standard_decoder)
    bench.await_seconds(30)
    before, since_s = bench.heard.sights, bench.world.clock()
    bench.await_seconds(10)
    rate = (bench.heard.sights - before) / (bench.world.clock() - since_s)
    assert 3 < rate < 8
    bench.camera.scene = np.dstack([scene] * 3)
    shown_s = bench.world.clock()
    bench.heard.wait_for(lambda: bool(bench.heard.scans))
    assert bench.world.clock() - shown_s < 0.5
    assert bench.heard.scans == [JANE]
    bench.await_pictures(30)
    assert bench.heard.troubles == []


def test_an_unplugged_camera_is_noticed_also_at_rest(bench: Bench) -> None:
    bench.start()
    bench.await_seconds(30)
    bench.camera.is_plugged = False
    bench.heard.wait_for(lambda: bool(bench.heard.troubles))
    assert isinstance(bench.heard.troubles[0], CameraUnplugged)
