"""Real cameras, through OpenCV: finding one by number or name, opening it, and telling a hiccup from an end.

Knows no decoder and no thread. What OpenCV says or raises is mapped to a `CameraFailure` here and nowhere else.
"""

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from kreward_pos.errors import CameraFailure, capped
from kreward_pos.scan.camera import Clock, Pause, Picture, Pixels
from kreward_pos.scan.failures import CameraBusy, CameraDenied, CameraMissing, CameraUnplugged
from kreward_pos.scan.opencv import cv2

FIRST_PICTURE_S: Final = 6.0
"""How long a camera may warm up before its first picture."""
PATIENCE_S: Final = 1.5
"""How long one that has given pictures may go without."""
_RETRY_S = 0.05
_SHORTEST_S = 1 / 120

# Windows has two ways in: MSMF is the system's own, DSHOW opens some older cameras that MSMF does not.
_BACKENDS: Final[dict[str, tuple[int, ...]]] = {
    "win32": (cv2.CAP_MSMF, cv2.CAP_DSHOW),
    "darwin": (cv2.CAP_AVFOUNDATION,),
    "linux": (cv2.CAP_V4L2,),
}
_PREFIXES: Final = {"dshow:": cv2.CAP_DSHOW, "msmf:": cv2.CAP_MSMF}


class Capture(Protocol):
    """The part of `cv2.VideoCapture` that is used."""

    def isOpened(self) -> bool: ...  # noqa: D102, N802 - OpenCV's name
    def read(self) -> tuple[bool, Any]: ...  # noqa: D102
    def release(self) -> None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Device:
    """A camera as one of OpenCV's back ends counts it."""

    name: str
    index: int
    backend: int


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
        self._last_s = -_SHORTEST_S

    def read(self) -> Picture:
        """The next picture; raises `CameraUnplugged`."""
        since_s = self._clock()
        while (pixels := self._grabbed()) is None:
            if self._clock() - since_s >= self._patience_s:
                raise CameraUnplugged(camera=self.name)
            self._pause(_RETRY_S)
        self._patience_s = PATIENCE_S
        now_s = self._clock()
        if now_s - self._last_s < _SHORTEST_S:
            # Some virtual cameras never wait and hand out the same picture as fast as it is asked for.
            self._pause(_SHORTEST_S)
        self._last_s = now_s
        return Picture(pixels, now_s)

    def close(self) -> None:
        """Let go of the device."""
        self._capture.release()

    def _grabbed(self) -> Pixels | None:
        try:
            is_good, pixels = self._capture.read()
        except cv2.error as error:
            raise CameraUnplugged(camera=self.name) from error
        if not is_good or pixels is None or pixels.ndim != 3 or not pixels.size:
            return None
        grabbed: Pixels = pixels
        return grabbed


def open_webcam(spec: str, *, clock: Clock = time.monotonic, pause: Pause = time.sleep) -> Webcam:
    """Open a camera by number or by (part of) its name; raises `CameraMissing`, `CameraBusy` or `CameraDenied`."""
    candidates = list(_candidates(spec))
    for device in candidates:
        if (capture := _opened(device)) is not None:
            return Webcam(device.name, capture, clock=clock, pause=pause)
    raise _why_not(spec, candidates)


def devices(prefix: str) -> list[Device]:
    """The cameras that the system lists; `prefix` narrows to one back end (`dshow:`), "" means all."""
    from cv2_enumerate_cameras import enumerate_cameras, supported_backends  # late: scans the system's devices

    found = []
    for backend in _backends(prefix):
        if backend in supported_backends:
            found += [
                Device(capped(camera.name or f"{camera.index}"), camera.index, backend)
                for camera in sorted(enumerate_cameras(backend), key=lambda camera: camera.index)
            ]
    return found


def _backends(prefix: str) -> tuple[int, ...]:
    if prefix:
        return (_PREFIXES[prefix],)
    return _BACKENDS.get(sys.platform, (cv2.CAP_ANY,))


def _candidates(spec: str) -> Iterator[Device]:
    """Every device that `spec` may mean, best first: the number, the exact name, then a part of the name."""
    prefix = next((prefix for prefix in _PREFIXES if spec.lower().startswith(prefix)), "")
    wanted = spec[len(prefix) :].strip().casefold()
    listed = devices(prefix)
    if wanted.isdecimal() and len(wanted) < 4:
        named = {(device.backend, device.index): device for device in listed}
        for backend in _backends(prefix):
            yield named.get((backend, int(wanted)), Device(wanted, int(wanted), backend))
        return
    yield from (device for device in listed if device.name.casefold() == wanted)
    yield from (device for device in listed if wanted in device.name.casefold() != wanted)


def _opened(device: Device) -> Capture | None:
    """The device, opened at 1280 x 720; None where it does not open."""
    try:
        capture = cv2.VideoCapture(device.index, device.backend)
        if not capture.isOpened():
            return None
        if device.backend in (cv2.CAP_V4L2, cv2.CAP_DSHOW):
            # Unpacked pictures of this size come at 10 a second over USB 2.
            capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, 1280)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, 720)
        # A hint that some back ends ignore: reading without pause is what keeps pictures fresh.
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    except cv2.error:
        return None
    return capture


def _why_not(spec: str, candidates: list[Device]) -> CameraFailure:
    listed = devices("")
    if not any((device.index, device.backend) in {(d.index, d.backend) for d in listed} for device in candidates):
        return CameraMissing(camera=spec)
    name = candidates[0].name
    node = Path(f"/dev/video{candidates[0].index}")
    if sys.platform == "linux" and node.exists() and not os.access(node, os.R_OK | os.W_OK):
        return CameraDenied(camera=name)
    return CameraBusy(camera=name)
