"""From a camera frame to the decoder's input and to the viewfinder's preview. Knows no text of a code."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from kreward_pos.scan.acceptance import Focus
from kreward_pos.scan.camera.camera import Frame, Pixels
from kreward_pos.scan.decoding.decoder import Corners
from kreward_pos.scan.remark import Remark

PREVIEW_WIDTH: Final = 640
"""Maximum width of a preview, in pixels."""
MAX_DECODED_SIDE: Final = 1920
"""Longest side that is decoded, in pixels. A code too small in it is too far away to be held still."""


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """What a viewfinder shows: a small frame, and the outline of the code in focus. Belongs to the receiver alone.

    `pixels` is RGB, uint8, height x width x 3, contiguous, at most `PREVIEW_WIDTH` wide. The outline's corners are
    shares of width and height, 0 to 1; None if no code was read. Both are mirrored for a live camera, because people
    move a card as in front of a mirror. `remark` is the remark to show, if any.
    """

    pixels: Pixels = field(repr=False)
    outline: Corners | None
    remark: Remark | None = None


def to_decoder_input(pixels: Pixels) -> Pixels:
    """Return a BGR frame as grey, which halves the decoding time, and at most 1080p."""
    from kreward_pos.scan.camera.opencv import cv2  # late: loads OpenCV

    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)
    scale = MAX_DECODED_SIDE / max(grey.shape)
    if scale >= 1:
        return grey
    size = max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def make_preview(frame: Frame, grey: Pixels, focus: Focus | None, remark: Remark | None) -> Preview:
    """Return a small RGB copy of a frame, with the outline of the code in focus in `grey`."""
    from kreward_pos.scan.camera.opencv import cv2  # late: loads OpenCV

    pixels = frame.pixels
    height, width = pixels.shape[:2]
    if width > PREVIEW_WIDTH:
        size = (PREVIEW_WIDTH, max(1, round(height * PREVIEW_WIDTH / width)))
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    if frame.is_live:
        pixels = np.asarray(cv2.flip(pixels, 1), np.uint8)
    small = np.ascontiguousarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), np.uint8)
    outline = _relative_corners(focus.reading.corners, grey, frame.is_live) if focus else None
    return Preview(small, outline, remark)


def _relative_corners(corners: Corners, grey: Pixels, is_mirrored: bool) -> Corners:
    height, width = grey.shape

    def share(x: float, y: float) -> tuple[float, float]:
        across, down = min(1.0, max(0.0, x / width)), min(1.0, max(0.0, y / height))
        return (1 - across if is_mirrored else across), down

    first, second, third, fourth = corners
    return share(*first), share(*second), share(*third), share(*fourth)
