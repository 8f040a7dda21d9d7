"""Asks the system for the camera where it wants to be asked: on macOS, and from the window's thread alone."""

import sys
from collections.abc import Callable

from PySide6.QtCore import QCameraPermission, QCoreApplication, Qt


def ask_for_camera(
    app: QCoreApplication, then: Callable[[], object], *, must_ask: bool = sys.platform == "darwin"
) -> None:
    """Do `then` on the window's thread once a person has answered, whatever they said.

    A refusal is not looked at here: the camera that does not open tells of it, with what to do.
    """
    permission = QCameraPermission()
    if must_ask and app.checkPermission(permission) is Qt.PermissionStatus.Undetermined:
        app.requestPermission(permission, app, lambda _permission: then())
    else:
        then()
