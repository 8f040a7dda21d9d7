"""The system's permission for the camera, which macOS asks a person for, from the window's thread alone."""

import sys
from collections.abc import Callable

from PySide6.QtCore import QCameraPermission, QCoreApplication, Qt


def ask_for_camera(
    app: QCoreApplication, then: Callable[[], object], *, must_ask: bool = sys.platform == "darwin"
) -> None:
    """Ask for the camera and call `then` on the window's thread after the answer, whatever it was.

    A refusal shows when the camera does not open: that failure says what to do.
    """
    permission = QCameraPermission()
    if must_ask and app.checkPermission(permission) is Qt.PermissionStatus.Undetermined:
        app.requestPermission(permission, app, lambda _permission: then())
    else:
        then()
