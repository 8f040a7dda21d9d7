"""Turns a camera's frames upright and unmirrors them, as the owner has set.

The result is what the eye sees, so a code is decoded the right way round. The viewfinder may still mirror it.
"""

from dataclasses import replace

import numpy as np

from kreward_pos.scan.camera.camera import Camera, Frame, Pixels
from kreward_pos.scan.camera.opencv import cv2
from kreward_pos.system.settings import CameraOrientation

_ROTATIONS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


class OrientedCamera:
    """A camera whose frames are rotated clockwise, then mirrored left to right.

    In this order "mirrored" describes the upright frame, however the camera is mounted.
    """

    def __init__(self, camera: Camera, orientation: CameraOrientation) -> None:
        self.name = camera.name
        self._camera = camera
        self._orientation = orientation

    def read(self) -> Frame:
        """Return the next frame, upright."""
        frame = self._camera.read()
        return replace(frame, pixels=to_upright(frame.pixels, self._orientation))

    def skip(self) -> float:
        """Skip the next frame; return when it was taken."""
        return self._camera.skip()

    def close(self) -> None:
        """Close the camera."""
        self._camera.close()


def to_upright(pixels: Pixels, orientation: CameraOrientation) -> Pixels:
    """Return the pixels rotated and mirrored as `orientation` says."""
    if orientation.turn:
        pixels = np.asarray(cv2.rotate(pixels, _ROTATIONS[orientation.turn]), np.uint8)
    if orientation.is_mirrored:
        pixels = np.asarray(cv2.flip(pixels, 1), np.uint8)
    return pixels
