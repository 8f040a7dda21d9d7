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
def scanner_holder(camera: StillCamera) -> Iterator[ScannerHolder]:
    with ScannerHolder(camera) as scanner_holder:
        yield scanner_holder


class Listener:
    """Counts the pictures that arrive."""

    def __init__(self, scans: ScanBridge) -> None:
        self.shown = 0
        self.troubles = 0
        scans.preview_ready.connect(self.save_preview)
        scans.camera_failure_changed.connect(self.fail_on_problem)

    def save_preview(self, shown: PreviewImage) -> None:
        self.shown += not shown.image.isNull()

    def fail_on_problem(self, _trouble: object) -> None:
        self.troubles += 1


@pytest.fixture
def listener(scanner_holder: ScannerHolder) -> Listener:
    """Of the window, which the lens tells of its pictures."""
    scans = ScanBridge()
    scanner_holder.set_callbacks(scans)
    return Listener(scans)


def test_camera_is_open_only_while_the_window_is_visible(
    qtbot: QtBot, camera: StillCamera, scanner_holder: ScannerHolder, listener: Listener
) -> None:
    scanner_holder.use("demo", UPRIGHT)
    qtbot.waitUntil(lambda: listener.shown > 2, timeout=WAIT_S * 1000)
    scanner_holder.set_visible(False)
    assert camera.closed.acquire(timeout=WAIT_S)
    seen = listener.shown
    scanner_holder.set_visible(True)
    qtbot.waitUntil(lambda: listener.shown > seen + 2, timeout=WAIT_S * 1000)
    assert listener.troubles == 0


def test_camera_chosen_while_the_window_is_hidden_is_not_opened(
    qtbot: QtBot, camera: StillCamera, scanner_holder: ScannerHolder, listener: Listener
) -> None:
    scanner_holder.set_visible(False)
    scanner_holder.use("demo", UPRIGHT)
    assert camera.reads == 0
    scanner_holder.set_visible(True)
    qtbot.waitUntil(lambda: listener.shown > 0, timeout=WAIT_S * 1000)


def test_another_setting_replaces_the_camera_and_the_same_one_does_not(
    qtbot: QtBot, camera: StillCamera, scanner_holder: ScannerHolder, listener: Listener
) -> None:
    scanner_holder.use("demo", UPRIGHT)
    qtbot.waitUntil(lambda: listener.shown > 0, timeout=WAIT_S * 1000)
    scanner_holder.use("demo", UPRIGHT)
    assert not camera.closed.acquire(blocking=False)
    scanner_holder.use("none", UPRIGHT)
    assert camera.closed.acquire(timeout=WAIT_S)
    qtbot.waitUntil(lambda: listener.troubles == 1, timeout=WAIT_S * 1000)


def test_camera_is_not_opened_without_a_listener(camera: StillCamera, scanner_holder: ScannerHolder) -> None:
    scanner_holder.use("demo", UPRIGHT)
    scanner_holder.set_visible(False)
    assert camera.reads == 0
