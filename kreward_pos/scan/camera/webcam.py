"""Real cameras: opening one in the way that gives pictures, and telling a hiccup from an end.

Knows no decoder and no thread. What OpenCV says or raises is mapped to a `CameraFailure` here and nowhere else.
"""

import time
from collections.abc import Callable
from typing import Final, TypeVar

import numpy as np

from kreward_pos.errors import CameraFailure
from kreward_pos.scan.camera.bgr import to_bgr
from kreward_pos.scan.camera.camera import Clock, Frame, Pixels, Sleep
from kreward_pos.scan.camera.devices import Capture, Device, Driver, SystemDriver, list_devices, matching_devices
from kreward_pos.scan.camera.opencv import cv2
from kreward_pos.scan.camera.permission import is_denied
from kreward_pos.scan.errors import CameraBusy, CameraDenied, CameraMissing, CameraUnplugged

FIRST_FRAME_TIMEOUT_S: Final = 4.0
"""How long a camera may warm up before its first picture; after it, it is opened in another way."""
FRAME_TIMEOUT_S: Final = 1.5
"""How long one that has given pictures may go without."""
_RETRY_INTERVAL_S = 0.05
_MIN_FRAME_INTERVAL_S = 1 / 120

_T = TypeVar("_T")


class Webcam:
    """An open camera. A missed picture is waited out; `FRAME_TIMEOUT_S` without one means that it is gone."""

    def __init__(
        self, name: str, capture: Capture, *, clock: Clock = time.monotonic, sleep: Sleep = time.sleep
    ) -> None:
        self.name = name
        self._capture = capture
        self._clock = clock
        self._sleep = sleep
        self._timeout_s = FIRST_FRAME_TIMEOUT_S
        self._first_frame: Frame | None = None
        self._last_frame_s = -_MIN_FRAME_INTERVAL_S

    def warm_up(self) -> None:
        """Wait for the first picture, which the next `read` returns; raises `CameraUnplugged` where none comes."""
        self._first_frame = self.read()

    def read(self) -> Frame:
        """The next picture; raises `CameraUnplugged`."""
        first, self._first_frame = self._first_frame, None
        if first is not None:
            return first
        pixels = self._wait_for(self._grab_frame)
        return Frame(pixels, self._paced_time_s(), is_live=True)

    def skip(self) -> float:
        """Take the next picture from the driver without unpacking it, which is most of what a picture costs."""
        if self._first_frame is not None:
            return self._first_frame.taken_s
        self._wait_for(lambda: self._capture.grab() or None)
        return self._paced_time_s()

    def close(self) -> None:
        """Let go of the device."""
        self._capture.release()

    def _wait_for(self, attempt: Callable[[], _T | None]) -> _T:
        since_s = self._clock()
        while True:
            try:
                result = attempt()
            except cv2.error as error:
                raise CameraUnplugged(camera=self.name) from error
            if result is not None:
                self._timeout_s = FRAME_TIMEOUT_S
                return result
            if self._clock() - since_s >= self._timeout_s:
                raise CameraUnplugged(camera=self.name)
            self._sleep(_RETRY_INTERVAL_S)

    def _paced_time_s(self) -> float:
        """The time, held to a pace: some virtual cameras give the same picture as fast as it is asked for."""
        now_s = self._clock()
        if now_s - self._last_frame_s < _MIN_FRAME_INTERVAL_S:
            self._sleep(_MIN_FRAME_INTERVAL_S)
        self._last_frame_s = now_s
        return now_s

    def _grab_frame(self) -> Pixels | None:
        if not self._capture.grab():
            return None
        is_good, pixels = self._capture.retrieve()
        if not is_good or not isinstance(pixels, np.ndarray):
            return None
        try:
            return to_bgr(pixels)
        except ValueError:
            return None


def open_webcam(
    spec: str,
    *,
    driver: Driver | None = None,
    is_denied: Callable[[Device], bool] = is_denied,
    clock: Clock = time.monotonic,
    sleep: Sleep = time.sleep,
) -> Webcam:
    """Open a camera by number or by (part of) its name; raises `CameraMissing`, `CameraBusy` or `CameraDenied`.

    Every way in is tried until one gives a picture: each of the system's back ends, and in each 1280 x 720 packed as
    JPEG, then whatever the camera gives by itself.
    """
    driver = driver or SystemDriver()
    candidates = list(matching_devices(spec, driver))
    for device in candidates:
        for set_format in (_request_720p, _keep_defaults):
            webcam = _try_open(device, driver, set_format, clock, sleep)
            if webcam is not None:
                return webcam
    if not {(device.index, device.backend) for device in candidates} & _listed_indices(driver):
        raise CameraMissing(camera=spec)
    name = candidates[0].name
    raise CameraDenied(camera=name) if is_denied(candidates[0]) else CameraBusy(camera=name)


def _try_open(
    device: Device, driver: Driver, set_format: Callable[[Capture, Device], None], clock: Clock, sleep: Sleep
) -> Webcam | None:
    """The device, having given a picture; None where it gives none."""
    try:
        capture = driver.open(device)
        if not capture.isOpened():
            return None
        set_format(capture, device)
    except cv2.error:
        return None
    webcam = Webcam(device.name, capture, clock=clock, sleep=sleep)
    try:
        webcam.warm_up()
    except CameraFailure:
        webcam.close()
        return None
    return webcam


def _request_720p(capture: Capture, device: Device) -> None:
    if device.backend in {cv2.CAP_V4L2, cv2.CAP_DSHOW}:
        # Unpacked pictures of this size come at 10 a second over USB 2.
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, 1280)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, 720)
    # A hint that some back ends ignore: reading without pause is what keeps pictures fresh.
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)


def _keep_defaults(_capture: Capture, _device: Device) -> None:
    """As the camera comes: some claim a format and then give nothing in it."""


def _listed_indices(driver: Driver) -> set[tuple[int, int]]:
    return {(device.index, device.backend) for device in list_devices(driver)}
