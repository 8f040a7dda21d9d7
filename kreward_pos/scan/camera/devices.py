"""Finds the cameras that are plugged in and the ones that a setting means: the `Driver` protocol over OpenCV.

Knows no frame's content. Names are the system's. Cameras of the same name are numbered `Webcam` and `Webcam (2)` in the
order of their USB location, which survives a restart if the system reports it.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol

from kreward_pos.errors import capped
from kreward_pos.scan.camera.opencv import cv2

# Windows has two back ends: MSMF is the system's own, DSHOW opens some older cameras that MSMF does not.
_BACKENDS: Final[dict[str, tuple[int, ...]]] = {
    "win32": (cv2.CAP_MSMF, cv2.CAP_DSHOW),
    "darwin": (cv2.CAP_AVFOUNDATION,),
    "linux": (cv2.CAP_V4L2,),
}
_BACKEND_PREFIXES: Final = {"dshow:": cv2.CAP_DSHOW, "msmf:": cv2.CAP_MSMF}
_LINKS_BY_PATH = Path("/dev/v4l/by-path")


class Capture(Protocol):
    """The part of `cv2.VideoCapture` that is used."""

    def isOpened(self) -> bool: ...  # noqa: D102 - OpenCV's name
    def set(self, property_id: int, value: float, /) -> bool: ...  # noqa: D102
    def grab(self) -> bool: ...  # noqa: D102
    def retrieve(self) -> tuple[bool, Any]: ...  # noqa: D102
    def release(self) -> None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Device:
    """A camera as listed by one of OpenCV's back ends; `location` is where it is plugged in, "" if unknown."""

    name: str
    index: int
    backend: int
    location: str = ""


class Driver(Protocol):
    """The system's cameras."""

    def devices(self, backend: int) -> Sequence[Device]:
        """Return the cameras that this back end lists; none if the system lacks the back end."""

    def open(self, device: Device) -> Capture:
        """Open the device with its defaults. May take seconds, and may return a capture that is not opened."""


class SystemDriver:
    """The cameras that OpenCV opens, with names from `cv2_enumerate_cameras`, as OpenCV has none."""

    def devices(self, backend: int) -> list[Device]:
        """Return the cameras that this back end lists; none if the system lacks the back end."""
        from cv2_enumerate_cameras import enumerate_cameras, supported_backends  # late: scans the system's devices

        if backend not in supported_backends:
            return []
        return [
            Device(camera.name or f"{camera.index}", camera.index, backend, _location_of(camera.path or ""))
            for camera in enumerate_cameras(backend)
        ]

    def open(self, device: Device) -> Capture:
        """Open the device with OpenCV."""
        return cv2.VideoCapture(device.index, device.backend)


def _location_of(path: str) -> str:
    """Return where a device is plugged in. On Linux, resolve udev's link: `/dev/video0` is whichever came first."""
    if sys.platform == "linux" and _LINKS_BY_PATH.is_dir():
        target = Path(path).resolve()
        return next((link.name for link in sorted(_LINKS_BY_PATH.iterdir()) if link.resolve() == target), path)
    return path


def list_devices(driver: Driver, prefix: str = "") -> list[Device]:
    """Return the cameras plugged in, with unique names per back end; `prefix` selects one back end (`dshow:`)."""
    found: list[Device] = []
    for backend in backends_for(prefix):
        count: Counter[str] = Counter()
        for device in sorted(driver.devices(backend), key=lambda device: (device.location, device.index)):
            name = capped(device.name)
            count[name] += 1
            found.append(replace(device, name=name if count[name] == 1 else f"{name} ({count[name]})"))
    return found


def backends_for(prefix: str, platform: str = sys.platform) -> tuple[int, ...]:
    """Return a system's back ends for cameras, the best first."""
    return (_BACKEND_PREFIXES[prefix],) if prefix else _BACKENDS.get(platform, (cv2.CAP_ANY,))


def matching_devices(spec: str, driver: Driver) -> Iterator[Device]:
    """Yield every device that `spec` may mean, the best first: by number, by exact name, then by part of the name.

    `0` is the first camera, whatever number the system gives it.
    """
    prefix = next((prefix for prefix in _BACKEND_PREFIXES if spec.lower().startswith(prefix)), "")
    wanted = spec[len(prefix) :].strip().casefold()
    devices = list_devices(driver, prefix)
    if re.fullmatch(r"[0-9]{1,3}", wanted):
        yield from _by_number(int(wanted), devices, backends_for(prefix))
        return
    yield from (device for device in devices if device.name.casefold() == wanted)
    yield from (device for device in devices if wanted in device.name.casefold() != wanted)


def _by_number(number: int, devices: Sequence[Device], backends: Sequence[int]) -> Iterator[Device]:
    for backend in backends:
        listed = sorted((device for device in devices if device.backend == backend), key=lambda device: device.index)
        exact = [device for device in listed if device.index == number]
        # Not every system lists all its cameras, so an unlisted one may still open.
        yield from exact or (listed[:1] if number == 0 else []) or [Device(f"{number}", number, backend)]
