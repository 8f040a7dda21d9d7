from collections import deque
from typing import Any

import cv2
import numpy as np
import pytest

from kreward_pos.scan.failures import CameraUnplugged
from kreward_pos.scan.webcam import FIRST_PICTURE_S, PATIENCE_S, Webcam

PIXELS = np.full((48, 64, 3), 120, np.uint8)


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s

    def pause(self, seconds: float) -> None:
        self.now_s += seconds


class Device:
    """A capture device that answers by a script; at the script's end, as `then`."""

    def __init__(self, *script: Any, then: Any = (False, None)) -> None:
        self.script = deque(script)
        self.then = then
        self.is_open = True

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        return self.is_open

    def read(self) -> tuple[bool, Any]:
        answer = self.script.popleft() if self.script else self.then
        if isinstance(answer, Exception):
            raise answer
        is_good, pixels = answer
        return is_good, pixels

    def release(self) -> None:
        self.is_open = False


def webcam(device: Device) -> tuple[Webcam, Clock]:
    clock = Clock()
    return Webcam("Counter cam", device, clock=clock, pause=clock.pause), clock


def test_missed_pictures_are_waited_out() -> None:
    camera, clock = webcam(Device((False, None), (True, None), (True, np.zeros((0, 0, 3), np.uint8)), (True, PIXELS)))
    picture = camera.read()
    assert picture.pixels is PIXELS
    assert 0 < picture.taken_s <= clock.now_s < PATIENCE_S


def test_a_camera_without_pictures_for_a_while_is_unplugged() -> None:
    camera, clock = webcam(Device((True, PIXELS)))
    camera.read()
    began_s = clock.now_s
    with pytest.raises(CameraUnplugged) as failed:
        camera.read()
    assert PATIENCE_S <= clock.now_s - began_s < PATIENCE_S + 0.5
    assert "Counter cam" in failed.value.sentence


def test_a_camera_may_take_longer_for_its_first_picture() -> None:
    camera, clock = webcam(Device())
    with pytest.raises(CameraUnplugged):
        camera.read()
    assert clock.now_s >= FIRST_PICTURE_S > PATIENCE_S


def test_what_opencv_raises_is_an_unplugged_camera() -> None:
    camera, _ = webcam(Device(cv2.error("gone")))
    with pytest.raises(CameraUnplugged):
        camera.read()


def test_a_device_that_never_waits_is_held_to_a_pace() -> None:
    camera, clock = webcam(Device(then=(True, PIXELS)))
    for _ in range(240):
        camera.read()
    assert clock.now_s > 0.9


def test_closing_lets_go_of_the_device() -> None:
    device = Device()
    camera, _ = webcam(device)
    camera.close()
    assert not device.is_open
