"""Where pictures come from: the `Camera` seam, and one function that opens whatever the settings name.

Knows no decoder, no card and no window. OpenCV is loaded only when something that needs it is opened.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kreward_pos.scan.failures import CameraOff

Pixels = NDArray[np.uint8]
"""uint8, height x width x 3 in BGR order, or height x width where a text says grey."""

Pause = Callable[[float], Any]
"""Waits for so many seconds, such as `time.sleep`."""

Clock = Callable[[], float]
"""Monotonic seconds, such as `time.monotonic`."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One picture: `pixels` (BGR) and when it was taken (`taken_s`, monotonic)."""

    pixels: Pixels = field(repr=False)
    taken_s: float


class Camera(Protocol):
    """A source of pictures. One thread opens, reads and closes it; it need not be safe for two."""

    @property
    def name(self) -> str:
        """What to call it before a person."""

    def read(self) -> Picture:
        """Wait for the next picture and return it; raises a `CameraFailure` where none will come.

        After a failure the camera is only good for closing.
        """

    def close(self) -> None:
        """Let go of the device; a second call does nothing."""


def open_camera(spec: str, *, clock: Clock = time.monotonic, pause: Pause = time.sleep) -> Camera:
    """Open what the settings call a camera; may take seconds, so never on the window's thread.

    `spec` is `demo`; a number or a part of a camera's name (on Windows `dshow:` or `msmf:` before it picks one
    of the two ways in); the path of a video or of a folder of pictures, both repeated for ever; or `none`.
    Raises a `CameraFailure`: `CameraOff` for `none`, else what is wrong with the camera named.
    """
    spec = spec.strip()
    if spec.lower() in ("", "none"):
        raise CameraOff
    if spec.lower() == "demo":
        from kreward_pos.scan.demo_camera import DemoCamera  # late: loads OpenCV

        return DemoCamera(clock=clock, pause=pause)
    path = Path(spec)
    if not spec.isdecimal() and path.exists() and not path.is_char_device():
        from kreward_pos.scan.film import open_film  # late: loads OpenCV

        return open_film(path, clock=clock, pause=pause)
    from kreward_pos.scan.webcam import open_webcam  # late: loads OpenCV

    return open_webcam(spec, clock=clock, pause=pause)


def camera_names() -> list[str]:
    """The names of the cameras plugged in, for a person to choose from; any of them is a `spec`."""
    from kreward_pos.scan.webcam import devices  # late: loads OpenCV

    return list(dict.fromkeys(device.name for device in devices("")))
