"""Real cameras: opens one in a way that delivers frames, and distinguishes a missed frame from an unplugged camera.

Knows no decoder and no thread. Only this module maps OpenCV's results and errors to `CameraFailure`.
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
"""How long a camera may take for its first frame; after that, it is opened in another way."""
FRAME_TIMEOUT_S: Final = 1.5
"""How long a camera that has delivered frames may go without."""
_RETRY_INTERVAL_S = 0.05
_MIN_FRAME_INTERVAL_S = 1 / 120

_T = TypeVar("_T")


class Webcam:
    """An open camera. It waits out missed frames; after `FRAME_TIMEOUT_S` without one, it is unplugged."""

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
        """Wait for the first frame, which the next `read` returns; raise `CameraUnplugged` if none comes."""
        self._first_frame = self.read()

    def read(self) -> Frame:
        """Return the next frame; raise `CameraUnplugged`."""
        first, self._first_frame = self._first_frame, None
        if first is not None:
            return first
        pixels = self._wait_for(self._grab_frame)
        return Frame(pixels, self._paced_time_s(), is_live=True)

    def skip(self) -> float:
        """Take the next frame from the driver without unpacking it, which is most of the work; return the time."""
        if self._first_frame is not None:
            return self._first_frame.taken_s
        self._wait_for(lambda: self._capture.grab() or None)
        return self._paced_time_s()

    def close(self) -> None:
        """Release the device."""
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
        """Return the time, after a pause if needed: some virtual cameras deliver the same frame at any rate."""
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
    """Open a camera by number or by (part of) its name; raise `CameraMissing`, `CameraBusy` or `CameraDenied`.

    Tries each of the system's back ends until one delivers a frame; in each, first 1280 x 720 as Motion JPEG, then the
    camera's defaults.
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
    """Return the device once it has delivered a frame; None if it delivers none."""
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
        # Uncompressed frames of this size come at 10 a second over USB 2.
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, 1280)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, 720)
    # Some back ends ignore this; reading without pause keeps frames fresh.
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)


def _keep_defaults(_capture: Capture, _device: Device) -> None:
    """Set nothing: some cameras claim a format in which they then deliver nothing."""


def _listed_indices(driver: Driver) -> set[tuple[int, int]]:
    return {(device.index, device.backend) for device in list_devices(driver)}
