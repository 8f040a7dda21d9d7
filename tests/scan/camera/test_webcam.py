from collections import deque
from typing import Any

import cv2
import numpy as np
import pytest

from kreward_pos.scan.camera.webcam import FIRST_FRAME_TIMEOUT_S, FRAME_TIMEOUT_S, Webcam
from kreward_pos.scan.errors import CameraUnplugged
from tests.scan.conftest import ManualClock

PIXELS = np.full((48, 64, 3), 120, np.uint8)


class Device:
    """A capture device that follows a script, and repeats `then` at its end."""

    def __init__(self, *script: Any, then: Any = (False, None)) -> None:
        self.script = deque(script)
        self.then = then
        self.is_open = True
        self.unpacked = 0
        self._grabbed: Any = None

    def isOpened(self) -> bool:
        return self.is_open

    def set(self, property_id: int, value: float, /) -> bool:
        return bool(property_id or value)

    def grab(self) -> bool:
        answer = self.script.popleft() if self.script else self.then
        if isinstance(answer, Exception):
            raise answer
        is_good, self._grabbed = answer
        return bool(is_good)

    def retrieve(self) -> tuple[bool, Any]:
        self.unpacked += 1
        return self._grabbed is not None, self._grabbed

    def release(self) -> None:
        self.is_open = False


def webcam(device: Device) -> tuple[Webcam, ManualClock]:
    clock = ManualClock()
    return Webcam("Counter cam", device, clock=clock, sleep=clock.sleep), clock


def test_missed_frames_are_waited_out() -> None:
    camera, clock = webcam(Device((False, None), (True, None), (True, np.zeros((0, 0, 3), np.uint8)), (True, PIXELS)))
    began_s = clock()
    frame = camera.read()
    assert np.array_equal(frame.pixels, PIXELS)
    assert frame.is_live
    assert began_s < frame.taken_s <= clock.now_s < began_s + FRAME_TIMEOUT_S


def test_camera_without_frames_for_a_while_is_unplugged() -> None:
    camera, clock = webcam(Device((True, PIXELS)))
    camera.read()
    began_s = clock.now_s
    with pytest.raises(CameraUnplugged) as failed:
        camera.read()
    assert FRAME_TIMEOUT_S <= clock.now_s - began_s < FRAME_TIMEOUT_S + 0.5
    assert "Counter cam" in failed.value.sentence


def test_camera_may_take_longer_for_its_first_frame() -> None:
    camera, clock = webcam(Device())
    with pytest.raises(CameraUnplugged):
        camera.read()
    assert sum(clock.sleeps) >= FIRST_FRAME_TIMEOUT_S > FRAME_TIMEOUT_S


def test_opencv_error_means_an_unplugged_camera() -> None:
    camera, _ = webcam(Device(cv2.error("gone")))
    with pytest.raises(CameraUnplugged):
        camera.read()


def test_device_that_never_waits_is_slowed_down() -> None:
    camera, clock = webcam(Device(then=(True, PIXELS)))
    for _ in range(240):
        camera.read()
    assert sum(clock.sleeps) > 0.9


def test_close_releases_the_device() -> None:
    device = Device()
    camera, _ = webcam(device)
    camera.close()
    assert not device.is_open


def test_skipped_frame_is_not_unpacked_and_keeps_the_rate() -> None:
    device = Device(then=(True, PIXELS))
    camera, clock = webcam(device)
    times = [camera.skip() for _ in range(120)]
    assert device.unpacked == 0
    assert times == sorted(times)
    assert sum(clock.sleeps) > 0.45


def test_skipping_reports_an_unplugged_camera() -> None:
    camera, _ = webcam(Device((True, PIXELS)))
    camera.skip()
    with pytest.raises(CameraUnplugged):
        camera.skip()


def test_warm_up_frame_is_not_lost() -> None:
    camera, _ = webcam(Device((True, PIXELS), (True, PIXELS + 1)))
    camera.warm_up()
    assert camera.read().pixels[0, 0, 0] == 120
    assert camera.read().pixels[0, 0, 0] == 121


@pytest.mark.parametrize(
    "odd",
    [
        np.full((48, 64), 120, np.uint8),
        np.full((48, 64, 1), 120, np.uint8),
        np.dstack([np.full((48, 64, 3), 120, np.uint8), np.full((48, 64), 255, np.uint8)]),
        np.dstack([np.full((48, 64), 120, np.uint8), np.full((48, 64), 128, np.uint8)]),
        np.full((48, 64, 3), 120 << 8, np.uint16),
        np.full((96, 128, 3), 120, np.uint8)[::2, ::2],
    ],
    ids=["grey", "one channel", "with alpha", "yuyv", "16 bits", "strided"],
)
def test_unusual_formats_become_bgr(odd: np.ndarray) -> None:
    camera, _ = webcam(Device((True, odd)))
    frame = camera.read()
    assert frame.pixels.shape == (48, 64, 3)
    assert frame.pixels.dtype == np.uint8
    assert np.abs(frame.pixels.astype(int) - 120).max() < 5


@pytest.mark.parametrize("shape", [(0, 0, 3), (48, 64, 5), (4,), (2, 2, 2, 2), (1, 20_000, 3)])
def test_invalid_array_counts_as_a_missed_frame(shape: tuple[int, ...]) -> None:
    camera, _ = webcam(Device((True, np.zeros(shape, np.uint8)), (True, PIXELS)))
    assert camera.read().pixels.shape == PIXELS.shape
