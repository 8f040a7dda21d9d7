import threading
from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from kreward_pos.app.camera_switch import ScannerHolder
from kreward_pos.scan.camera.camera import Frame
from kreward_pos.system.settings import CameraOrientation as Setting
from kreward_pos.ui.runtime.bridge import PreviewImage, ScanBridge

WAIT_S = 30
UPRIGHT = Setting()


class StillCamera:
    """A demo camera that counts how often it is closed."""

    name = "demo"

    def __init__(self) -> None:
        self.reads = 0
        self.closed = threading.Semaphore(0)
        self._never = threading.Event()

    def read(self) -> Frame:
        self.reads += 1
        self._never.wait(0.001)
        return Frame(np.full((72, 128, 3), 90, np.uint8), self.reads / 30)

    def skip(self) -> float:
        return self.read().taken_s

    def close(self) -> None:
        self.closed.release()


@pytest.fixture
def camera() -> StillCamera:
    return StillCamera()


@pytest.fixture
def lens(camera: StillCamera) -> Iterator[ScannerHolder]:
    with ScannerHolder(camera) as lens:
        yield lens


class Ear:
    """Counts the pictures that arrive."""

    def __init__(self, scans: ScanBridge) -> None:
        self.shown = 0
        self.troubles = 0
        scans.preview_ready.connect(self.hear)
        scans.camera_failure_changed.connect(self.fail)

    def hear(self, shown: PreviewImage) -> None:
        self.shown += not shown.image.isNull()

    def fail(self, _trouble: object) -> None:
        self.troubles += 1


@pytest.fixture
def ear(lens: ScannerHolder) -> Ear:
    """Of the window, which the lens tells of its pictures."""
    scans = ScanBridge()
    lens.tell(scans)
    return Ear(scans)


def test_pictures_come_while_they_are_watched_and_the_camera_is_let_go_else(
    qtbot: QtBot, camera: StillCamera, lens: ScannerHolder, ear: Ear
) -> None:
    lens.use("demo", UPRIGHT)
    qtbot.waitUntil(lambda: ear.shown > 2, timeout=WAIT_S * 1000)
    lens.look(False)
    assert camera.closed.acquire(timeout=WAIT_S)
    seen = ear.shown
    lens.look(True)
    qtbot.waitUntil(lambda: ear.shown > seen + 2, timeout=WAIT_S * 1000)
    assert ear.troubles == 0


def test_a_camera_chosen_while_nobody_watches_is_not_opened(
    qtbot: QtBot, camera: StillCamera, lens: ScannerHolder, ear: Ear
) -> None:
    lens.look(False)
    lens.use("demo", UPRIGHT)
    assert camera.reads == 0
    lens.look(True)
    qtbot.waitUntil(lambda: ear.shown > 0, timeout=WAIT_S * 1000)


def test_another_setting_lets_the_first_camera_go_and_the_same_one_does_nothing(
    qtbot: QtBot, camera: StillCamera, lens: ScannerHolder, ear: Ear
) -> None:
    lens.use("demo", UPRIGHT)
    qtbot.waitUntil(lambda: ear.shown > 0, timeout=WAIT_S * 1000)
    lens.use("demo", UPRIGHT)
    assert not camera.closed.acquire(blocking=False)
    lens.use("none", UPRIGHT)
    assert camera.closed.acquire(timeout=WAIT_S)
    qtbot.waitUntil(lambda: ear.troubles == 1, timeout=WAIT_S * 1000)


def test_without_anybody_to_tell_nothing_is_opened(camera: StillCamera, lens: ScannerHolder) -> None:
    lens.use("demo", UPRIGHT)
    lens.look(False)
    assert camera.reads == 0
