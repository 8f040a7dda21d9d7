"""Regions of a frame where a code may be: around a located one, or with edges in both directions, like a code.

Pure image arithmetic on grey uint8 arrays; knows no engine's results but corners, and keeps no state.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kreward_pos.scan.camera.camera import Pixels
from kreward_pos.scan.camera.opencv import cv2
from kreward_pos.scan.decoding.decoder import Corners, Reading
from kreward_pos.scan.decoding.filters import resized

SEARCH_WIDTH: Final = 240
"""Pixels: at about this width, a code's modules blend into an even texture."""
QUICK_SEARCH_WIDTH: Final = 160
"""Pixels: enough for a rough position, in half the time."""
_WINDOW_DIVISOR: Final = 18
_MAX_CROP_SIDE: Final = 450
_SMALL_CROP_SIDE: Final = 160
_DARK_LEVEL: Final = 24
_DARK_GAIN: Final = 8
_MIN_TEXTURE: Final = 2.0
_MARGIN: Final = 0.12


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of a frame, in whole pixels; right and bottom are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def area(self) -> int:
        """Return the area in pixels."""
        return (self.right - self.left) * (self.bottom - self.top)

    def crop_from(self, grey: Pixels) -> Pixels:
        """Return the frame's pixels in the region; empty if the region lies outside."""
        return grey[self.top : self.bottom, self.left : self.right]

    def is_near(self, other: "Region") -> bool:
        """Return whether both have about the same size and position."""
        side = max(self.right - self.left, self.bottom - self.top, 1)
        ends = ((self.left, other.left), (self.top, other.top), (self.right, other.right), (self.bottom, other.bottom))
        return all(abs(one - two) < 0.2 * side for one, two in ends)


def region_around(corners: Corners, shape: tuple[int, ...], margin: float = 0.3) -> Region:
    """Return a code's region with `margin` of its size around it, clipped to a frame of `shape`."""
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    reach = margin * max(max(xs) - min(xs), max(ys) - min(ys), 1.0)
    left, top = max(0, int(min(xs) - reach)), max(0, int(min(ys) - reach))
    right, bottom = min(shape[1], int(max(xs) + reach) + 1), min(shape[0], int(max(ys) + reach) + 1)
    return Region(left, top, right, bottom)


def likely_regions(grey: Pixels, count: int, width: int = SEARCH_WIDTH) -> list[Region]:
    """Return up to `count` regions with the most code-like texture, the likeliest first, however blurred.

    `width` is the width that the frame is reduced to, in pixels.
    """
    shrink = max(1, round(grey.shape[1] / width))
    window = (width // _WINDOW_DIVISOR) | 1
    if min(grey.shape) // shrink < window:
        return []
    texture = _texture_strength(grey, shrink, window)
    regions: list[Region] = []
    while len(regions) < count:
        _, peak, _, (x, y) = cv2.minMaxLoc(texture)
        if peak < _MIN_TEXTURE:
            break
        _, labels, boxes, _ = cv2.connectedComponentsWithStats((texture > peak / 3).astype(np.uint8))
        left, top, box_width, box_height = (int(v) for v in boxes[labels[y, x], :4])
        texture[top : top + box_height, left : left + box_width] = 0
        padding = int(_MARGIN * max(box_width, box_height)) + width // 60
        box = (left - padding, top - padding, left + box_width + padding, top + box_height + padding)
        regions.append(_clipped(grey.shape, shrink, *box))
    return regions


def _texture_strength(grey: Pixels, shrink: int, window: int) -> np.ndarray:
    """Return how strong the weaker of two crossing edge directions is around each pixel of the reduced frame.

    This is the smaller eigenvalue of the structure tensor: a stripe, a border or a shadow has edges in one direction
    only.
    """
    size = (grey.shape[1] // shrink, grey.shape[0] // shrink)
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    if small.mean() < _DARK_LEVEL:
        # Brightened before it is reduced: in the dark, what is left of a code is less than a whole number.
        bright = cv2.convertScaleAbs(grey, alpha=_DARK_GAIN)
        small = cv2.resize(bright, size, interpolation=cv2.INTER_AREA)
    small = small.astype(np.float32)
    dx, dy = cv2.Sobel(small, cv2.CV_32F, 1, 0), cv2.Sobel(small, cv2.CV_32F, 0, 1)
    xx, yy, xy = (cv2.boxFilter(product, -1, (window, window)) for product in (dx * dx, dy * dy, dx * dy))
    weaker = (xx + yy) / 2 - np.sqrt(((xx - yy) / 2) ** 2 + xy * xy)
    strength = np.sqrt(np.maximum(weaker, 0))
    # Noise has edges in both directions everywhere.
    return np.asarray(strength - np.sort(strength[::4, ::4], axis=None)[strength.size // 32])


def _clipped(shape: tuple[int, ...], shrink: int, left: int, top: int, right: int, bottom: int) -> Region:
    height, width = shape[:2]
    return Region(max(0, left * shrink), max(0, top * shrink), min(width, right * shrink), min(height, bottom * shrink))


def to_working_size(crop: Pixels) -> tuple[Pixels, float]:
    """Return a crop at a size that is quick to work on and has enough pixels, and its scale."""
    side = max(crop.shape)
    scale = 2.0 if side < _SMALL_CROP_SIDE else min(1.0, _MAX_CROP_SIDE / side)
    return resized(crop, scale), scale


def scaled(reading: Reading, scale: float) -> Reading:
    """Return a reading in the coordinates of a frame that is `scale` times as large."""
    if scale == 1.0:
        return reading
    first, second, third, fourth = ((x * scale, y * scale) for x, y in reading.corners)
    return replace(reading, corners=(first, second, third, fourth))


def shifted(reading: Reading, region: Region) -> Reading:
    """Return a reading of a region's crop in the coordinates of the whole frame."""
    first, second, third, fourth = ((x + region.left, y + region.top) for x, y in reading.corners)
    return replace(reading, corners=(first, second, third, fourth))
