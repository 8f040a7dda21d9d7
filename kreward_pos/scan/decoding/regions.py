"""Where in a picture a code may be: round one that was located, or where edges run both ways as they do in a code.

Pure picture arithmetic over grey uint8 arrays; knows no engine's results but corners, and keeps nothing.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kreward_pos.scan.camera.camera import Pixels
from kreward_pos.scan.camera.opencv import cv2
from kreward_pos.scan.decoding.decoder import Corners, Reading
from kreward_pos.scan.decoding.filters import resized

SEARCH_WIDTH: Final = 240
"""Pixels: a picture is searched at about this width, at which a code's modules melt into an even texture."""
QUICK_SEARCH_WIDTH: Final = 160
"""Pixels: enough to tell roughly where a code is, in half the time."""
_WINDOW_DIVISOR: Final = 18
_MAX_CROP_SIDE: Final = 450
_SMALL_CROP_SIDE: Final = 160
_DARK_LEVEL: Final = 24
_DARK_GAIN: Final = 8
_MIN_TEXTURE: Final = 2.0
_MARGIN: Final = 0.12


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of a picture, in whole pixels; right and bottom are just outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def area(self) -> int:
        """In pixels."""
        return (self.right - self.left) * (self.bottom - self.top)

    def crop_from(self, grey: Pixels) -> Pixels:
        """What the picture shows there; empty where the place lies outside it."""
        return grey[self.top : self.bottom, self.left : self.right]

    def is_near(self, other: "Region") -> bool:
        """Whether both are about the same size, and about at the same spot."""
        side = max(self.right - self.left, self.bottom - self.top, 1)
        ends = ((self.left, other.left), (self.top, other.top), (self.right, other.right), (self.bottom, other.bottom))
        return all(abs(one - two) < 0.2 * side for one, two in ends)


def region_around(corners: Corners, shape: tuple[int, ...], margin: float = 0.3) -> Region:
    """A code's place with `margin` of its size round it, inside a picture of `shape`."""
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    reach = margin * max(max(xs) - min(xs), max(ys) - min(ys), 1.0)
    left, top = max(0, int(min(xs) - reach)), max(0, int(min(ys) - reach))
    right, bottom = min(shape[1], int(max(xs) + reach) + 1), min(shape[0], int(max(ys) + reach) + 1)
    return Region(left, top, right, bottom)


def likely_regions(grey: Pixels, count: int, width: int = SEARCH_WIDTH) -> list[Region]:
    """Up to `count` places with the most of a code's texture, the likeliest first, however blurred it is.

    `width` is what the picture is made smaller to, in pixels.
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
    """How strong the weaker of two crossing directions of edges is round each pixel of the small picture.

    The smaller root of the structure tensor: a stripe, a border or a shadow has edges in one direction only.
    """
    size = (grey.shape[1] // shrink, grey.shape[0] // shrink)
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    if small.mean() < _DARK_LEVEL:
        # Made brighter before it is made smaller: what is left of a code in the dark lies below whole numbers.
        bright = cv2.convertScaleAbs(grey, alpha=_DARK_GAIN)
        small = cv2.resize(bright, size, interpolation=cv2.INTER_AREA)
    small = small.astype(np.float32)
    dx, dy = cv2.Sobel(small, cv2.CV_32F, 1, 0), cv2.Sobel(small, cv2.CV_32F, 0, 1)
    xx, yy, xy = (cv2.boxFilter(product, -1, (window, window)) for product in (dx * dx, dy * dy, dx * dy))
    weaker = (xx + yy) / 2 - np.sqrt(((xx - yy) / 2) ** 2 + xy * xy)
    strength = np.sqrt(np.maximum(weaker, 0))
    # Grain has edges both ways everywhere.
    return np.asarray(strength - np.sort(strength[::4, ::4], axis=None)[strength.size // 32])


def _clipped(shape: tuple[int, ...], shrink: int, left: int, top: int, right: int, bottom: int) -> Region:
    height, width = shape[:2]
    return Region(max(0, left * shrink), max(0, top * shrink), min(width, right * shrink), min(height, bottom * shrink))


def to_working_size(crop: Pixels) -> tuple[Pixels, float]:
    """What was cut out, in a size that is quick to work on and has pixels enough, and its scale."""
    side = max(crop.shape)
    scale = 2.0 if side < _SMALL_CROP_SIDE else min(1.0, _MAX_CROP_SIDE / side)
    return resized(crop, scale), scale


def scaled(reading: Reading, scale: float) -> Reading:
    """A reading of a picture, in one that is `scale` times as large."""
    if scale == 1.0:
        return reading
    first, second, third, fourth = ((x * scale, y * scale) for x, y in reading.corners)
    return replace(reading, corners=(first, second, third, fourth))


def shifted(reading: Reading, region: Region) -> Reading:
    """A reading of what was cut out at `region`, in the whole picture."""
    first, second, third, fourth = ((x + region.left, y + region.top) for x, y in reading.corners)
    return replace(reading, corners=(first, second, third, fourth))
