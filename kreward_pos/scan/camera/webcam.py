"""Real cameras: opening one in the way that gives pictures, and telling a hiccup from an end.

Knows no decoder and no thread. What OpenCV says or raises is mapped to a `CameraFailure` here and nowhere else.
"""

import time
from collections.abc import Callable
from typing import Final, TypeVar

import numpy as np

from kreward_pos.errors import CameraFailure
from kreward_pos.scan.camera.bgr import as_bgr
from kreward_pos.scan.camera.camera import Clock, Frame, Pause, Pixels
from kreward_pos.scan.camera.devices import Capture, Device, Driver, SystemDriver, listed, meant
from kreward_pos.scan.camera.opencv import cv2
from kreward_pos.scan.camera.permission import is_denied
from kreward_pos.scan.errors import CameraBusy, CameraDenied, CameraMissing, CameraUnplugged

FIRST_PICTURE_S: Final = 4.0
"""How long a camera may warm up before its first picture; after it, it is opened in another way."""
PATIENCE_S: Final = 1.5
"""How long one that has given pictures may go without."""
_RETRY_S = 0.05
_SHORTEST_S = 1 / 120

_T = TypeVar("_T")


class Webcam:
    """An open camera. A missed picture is waited out; `PATIENCE_S` without one means that it is gone."""

    def __init__(
        self, name: str, capture: Capture, *, clock: Clock = time.monotonic, pause: Pause = time.sleep
    ) -> None:
        self.name = name
        self._capture = capture
        self._clock = clock
        self._pause = pause
        self._patience_s = FIRST_PICTURE_S
        self._first: Frame | None = None
        self._last_s = -_SHORTEST_S

    def warm_up(self) -> None:
        """Wait for the first picture, which the next `read` returns; raises `CameraUnplugged` where none comes."""
        self._first = self.read()

    def read(self) -> Frame:
        """The next picture; raises `CameraUnplugged`."""
        first, self._first = self._first, None
        if first is not None:
            return first
        pixels = self._waited_for(self._grabbed)
        return Frame(pixels, self._paced_s(), is_live=True)

    def skip(self) -> float:
        """Take the next picture from the driver without unpacking it, which is most of what a picture costs."""
        if self._first is not None:
            return self._first.taken_s
        self._waited_for(lambda: self._capture.grab() or None)
        return self._paced_s()

    def close(self) -> None:
        """Let go of the device."""
        self._capture.release()

    def _waited_for(self, attempt: Callable[[], _T | None]) -> _T:
        since_s = self._clock()
        while True:
            try:
                got = attempt()
            except cv2.error as error:
                raise CameraUnplugged(camera=self.name) from error
            if got is not None:
                self._patience_s = PATIENCE_S
                return got
            if self._clock() - since_s >= self._patience_s:
                raise CameraUnplugged(camera=self.name)
            self._pause(_RETRY_S)

    def _paced_s(self) -> float:
        """The time, held to a pace: some virtual cameras give the same picture as fast as it is asked for."""
        now_s = self._clock()
        if now_s - self._last_s < _SHORTEST_S:
            self._pause(_SHORTEST_S)
        self._last_s = now_s
        return now_s

    def _grabbed(self) -> Pixels | None:
        if not self._capture.grab():
            return None
        is_good, pixels = self._capture.retrieve()
        if not is_good or not isinstance(pixels, np.ndarray):
            return None
        try:
            return as_bgr(pixels)
        except ValueError:
            return None


def open_webcam(
    spec: str,
    *,
    driver: Driver | None = None,
    is_denied: Callable[[Device], bool] = is_denied,
    clock: Clock = time.monotonic,
    pause: Pause = time.sleep,
) -> Webcam:
    """Open a camera by number or by (part of) its name; raises `CameraMissing`, `CameraBusy` or `CameraDenied`.

    Every way in is tried until one gives a picture: each of the system's back ends, and in each 1280 x 720 packed as
    JPEG, then whatever the camera gives by itself.
    """
    driver = driver or SystemDriver()
    candidates = list(meant(spec, driver))
    for device in candidates:
        for prepare in (_ask_for_720p, _ask_for_nothing):
            webcam = _opened(device, driver, prepare, clock, pause)
            if webcam is not None:
                return webcam
    if not {(device.index, device.backend) for device in candidates} & _places(driver):
        raise CameraMissing(camera=spec)
    name = candidates[0].name
    raise CameraDenied(camera=name) if is_denied(candidates[0]) else CameraBusy(camera=name)


def _opened(
    device: Device, driver: Driver, prepare: Callable[[Capture, Device], None], clock: Clock, pause: Pause
) -> Webcam | None:
    """The device, having given a picture; None where it gives none."""
    try:
        capture = driver.open(device)
        if not capture.isOpened():
            return None
        prepare(capture, device)
    except cv2.error:
        return None
    webcam = Webcam(device.name, capture, clock=clock, pause=pause)
    try:
        webcam.warm_up()
    except CameraFailure:
        webcam.close()
        return None
    return webcam


def _ask_for_720p(capture: Capture, device: Device) -> None:
    if device.backend in {cv2.CAP_V4L2, cv2.CAP_DSHOW}:
        # Unpacked pictures of this size come at 10 a second over USB 2.
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, 1280)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, 720)
    # A hint that some back ends ignore: reading without pause is what keeps pictures fresh.
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)


def _ask_for_nothing(_capture: Capture, _device: Device) -> None:
    """As the camera comes: some claim a format and then give nothing in it."""


def _places(driver: Driver) -> set[tuple[int, int]]:
    return {(device.index, device.backend) for device in listed(driver)}
