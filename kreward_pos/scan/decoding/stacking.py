"""Frame stacking: several frames of a code that is not readable in any one of them.

Their mean has less noise, and their minimum less glare, because reflections move when a hand shakes. Frames that moved
too far or changed are never mixed with earlier ones. Pure image arithmetic.
"""

from collections import deque
from typing import Final

import numpy as np

from kreward_pos.scan.camera.camera import Pixels
from kreward_pos.scan.camera.opencv import cv2
from kreward_pos.scan.decoding.regions import Region, to_working_size

_MAX_LAYERS: Final = 6
_MAX_SHIFT_SHARE: Final = 0.12
"""Of the crop's side: a larger shift between two frames means a different object."""
_MIN_LIKENESS: Final = 0.25
"""Peak of the phase correlation, 0 to 1; two different codes stay far below it."""
_MIN_SIDE: Final = 32
_COMPARED_SIDE: Final = 320


class FrameStack:
    """The last few frames of one region, aligned with the first of them. Not thread-safe.

    `scale` is the stack's size relative to the frame's.
    """

    def __init__(self) -> None:
        self.scale = 1.0
        self._region: Region | None = None
        self._first: np.ndarray | None = None
        self._layers: deque[Pixels] = deque(maxlen=_MAX_LAYERS)

    def reset(self) -> None:
        """Drop all frames."""
        self._region, self._first = None, None
        self._layers.clear()

    def add(self, frame: Pixels, region: Region) -> Region | None:
        """Add a frame's crop of `region`; return the stack's region once it holds two or more frames."""
        if self._region is None or not self._region.is_near(region):
            self._start(frame, region)
            return None
        crop, _ = to_working_size(self._region.crop_from(frame))
        shift = self._shift(crop)
        if shift is None:
            self._start(frame, region)
            return None
        inverse = np.array([[1, 0, -shift[0]], [0, 1, -shift[1]]], np.float32)
        size = (crop.shape[1], crop.shape[0])
        self._layers.append(np.asarray(cv2.warpAffine(crop, inverse, size, borderMode=cv2.BORDER_REPLICATE), np.uint8))
        return self._region

    def mean(self) -> Pixels:
        """Return the mean of the stack."""
        return np.asarray(np.mean(np.stack(self._layers), axis=0, dtype=np.float32), np.uint8)

    def darkest(self) -> Pixels:
        """Return the darkest value of each pixel, which was free of glare at least once."""
        return np.asarray(np.min(np.stack(self._layers), axis=0), np.uint8)

    def _start(self, frame: Pixels, region: Region) -> None:
        self.reset()
        crop = region.crop_from(frame)
        if min(crop.shape) < _MIN_SIDE:
            return
        crop, self.scale = to_working_size(crop)
        self._region, self._first = region, self._normalise(crop)
        self._layers.append(crop.copy())

    def _shift(self, crop: Pixels) -> tuple[float, float] | None:
        """Return the crop's shift relative to the first, in pixels; None if it shows something else."""
        assert self._first is not None
        (dx, dy), likeness = cv2.phaseCorrelate(self._first, self._normalise(crop))
        scale = crop.shape[1] / self._first.shape[1]
        if likeness < _MIN_LIKENESS or max(abs(dx), abs(dy)) > _MAX_SHIFT_SHARE * max(self._first.shape):
            return None
        return dx * scale, dy * scale

    @staticmethod
    def _normalise(crop: Pixels) -> np.ndarray:
        """Return the crop reduced and evened out for comparison, so that glare does not outweigh the code."""
        scale = min(1.0, _COMPARED_SIDE / max(crop.shape))
        small = cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.float32)
        local = small - cv2.GaussianBlur(small, (0, 0), 8)
        window = cv2.createHanningWindow((small.shape[1], small.shape[0]), cv2.CV_32F)
        return np.asarray(np.clip(local, -40, 40) * window, np.float32)
