"""Converts what files and drivers deliver to the one pixel format of this package."""

from typing import Final

import numpy as np

from kreward_pos.scan.camera.camera import Pixels
from kreward_pos.scan.camera.opencv import cv2

MAX_SIDE: Final = 16_384
"""Pixels: no camera has more, so a driver that reports more is wrong."""


def to_bgr(loaded: np.ndarray) -> Pixels:
    """Return a grey, BGR, BGRA (on white) or YUYV picture of 8 or 16 bits as BGR; raise `ValueError` for others."""
    if loaded.ndim not in {2, 3} or not loaded.size or max(loaded.shape) > MAX_SIDE:
        message = f"no picture: {loaded.shape}"
        raise ValueError(message)
    pixels = _to_8_bits(loaded)
    channels = pixels.shape[2] if pixels.ndim == 3 else 1
    if channels == 1:
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR), np.uint8)
    if channels == 2:
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_YUV2BGR_YUYV), np.uint8)
    if channels == 4:
        solid = pixels[:, :, 3:].astype(np.float32) / 255
        return np.asarray(pixels[:, :, :3] * solid + 255 * (1 - solid), np.uint8)
    if channels != 3:
        message = f"no picture: {loaded.shape}"
        raise ValueError(message)
    return pixels


def _to_8_bits(loaded: np.ndarray) -> Pixels:
    if loaded.dtype == np.uint8:
        return np.asarray(loaded, np.uint8)
    if loaded.dtype == np.uint16:
        return np.asarray(loaded >> 8, np.uint8)
    return np.asarray(cv2.normalize(loaded, None, 0, 255, cv2.NORM_MINMAX, cv2.CV_8U), np.uint8)  # type: ignore[call-overload]
