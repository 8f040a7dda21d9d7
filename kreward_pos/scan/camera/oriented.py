"""Puts a camera's pictures right: turned, and mirrored back, as the owner has set it.

What comes out is as the eye sees it, so that a code is decoded the right way round; whether a viewfinder then shows it
as a mirror is the viewfinder's own matter.
"""

from dataclasses import replace

import numpy as np

from kreward_pos.scan.camera.camera import Camera, Frame, Pixels
from kreward_pos.scan.camera.opencv import cv2
from kreward_pos.system.settings import CameraOrientation

_ROTATIONS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


class OrientedCamera:
    """A camera whose pictures are turned clockwise, then mirrored left to right.

    In this order "mirrored" means the same to whoever looks at the upright picture, however the camera hangs.
    """

    def __init__(self, camera: Camera, orientation: CameraOrientation) -> None:
        self.name = camera.name
        self._camera = camera
        self._orientation = orientation

    def read(self) -> Frame:
        """See `Camera.read`."""
        frame = self._camera.read()
        return replace(frame, pixels=to_upright(frame.pixels, self._orientation))

    def skip(self) -> float:
        """See `Camera.skip`."""
        return self._camera.skip()

    def close(self) -> None:
        """See `Camera.close`."""
        self._camera.close()


def to_upright(pixels: Pixels, orientation: CameraOrientation) -> Pixels:
    """The same picture, upright and unmirrored."""
    if orientation.turn:
        pixels = np.asarray(cv2.rotate(pixels, _ROTATIONS[orientation.turn]), np.uint8)
    if orientation.is_mirrored:
        pixels = np.asarray(cv2.flip(pixels, 1), np.uint8)
    return pixels
