"""Opens whatever camera the settings name. OpenCV is loaded only when something that needs it is opened."""

import time
from pathlib import Path

from kreward_pos.scan.camera import Camera, Clock, Pause
from kreward_pos.scan.failures import CameraOff


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
