"""Opens the camera that the settings name. Loads OpenCV only when a camera needs it."""

import time
from pathlib import Path

from kreward_pos.scan.camera.camera import Camera, Clock, Sleep
from kreward_pos.scan.errors import CameraOff
from kreward_pos.system.settings import CameraOrientation


def open_camera(
    spec: str, orientation: CameraOrientation | None = None, *, clock: Clock = time.monotonic, sleep: Sleep = time.sleep
) -> Camera:
    """Open the camera that `spec` names. May take seconds, so never call it on the window's thread.

    `spec` is `demo`; a number or a part of a camera's name (on Windows, the prefix `dshow:` or `msmf:` picks one of the
    two back ends); the path of a video or of a folder of pictures, both of which repeat for ever; or `none`. Frames are
    turned upright as `orientation` says. Raises a `CameraFailure`: `CameraOff` for `none`, otherwise what is wrong with
    the camera named.
    """
    camera = _open(spec.strip(), clock, sleep)
    if orientation is None or orientation == CameraOrientation():
        return camera
    from kreward_pos.scan.camera.oriented import OrientedCamera  # late: loads OpenCV

    return OrientedCamera(camera, orientation)


def _open(spec: str, clock: Clock, sleep: Sleep) -> Camera:
    if spec.lower() in {"", "none"}:
        raise CameraOff
    if spec.lower() == "demo":
        from kreward_pos.scan.camera.demo_camera import DemoCamera  # late: loads OpenCV

        return DemoCamera(clock=clock, sleep=sleep)
    path = Path(spec)
    if not spec.isdecimal() and path.exists() and not path.is_char_device():
        from kreward_pos.scan.camera.film import open_film  # late: loads OpenCV

        return open_film(path, clock=clock, sleep=sleep)
    from kreward_pos.scan.camera.webcam import open_webcam  # late: loads OpenCV

    return open_webcam(spec, clock=clock, sleep=sleep)


def camera_names() -> list[str]:
    """Return the names of the cameras plugged in, for a person to choose from; each of them is a `spec`.

    May take a second, so never call it on the window's thread. Two cameras of one name are `Webcam` and `Webcam (2)`. A
    name in the settings that is not in the list belongs to a camera that is not plugged in now.
    """
    from kreward_pos.scan.camera.devices import SystemDriver, list_devices  # late: loads OpenCV

    return list(dict.fromkeys(device.name for device in list_devices(SystemDriver())))
