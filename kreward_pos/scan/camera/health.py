"""Detects black and frozen frames, which some drivers deliver as a success.

Judges frames alone, by their own times. Knows no device and no thread.
"""

from typing import Final

import numpy as np

from kreward_pos.errors import CameraFailure
from kreward_pos.scan.camera.camera import Frame, Pixels
from kreward_pos.scan.errors import CameraBlack, CameraFrozen

BLACK_LEVEL: Final = 16
"""Brightness, of 255, up to which a pixel counts as black."""
LIT_SHARE: Final = 0.005
"""Share of brighter pixels that makes a frame lit: more than a sensor's hot spots, less than a phone."""
BLACK_AFTER_S: Final = 2.0
"""Black frames are reported after so long; for less, the camera is starting or a hand covers it."""
FROZEN_AFTER_S: Final = 5.0
"""Identical frames are reported after so long; sensor noise alone changes every frame."""
REOPEN_AFTER_S: Final = 15.0
"""Some drivers continue like this until they are reopened."""

_STEP = 16
_REPORT_AFTER_S: Final[dict[type[CameraFailure], float]] = {CameraBlack: BLACK_AFTER_S, CameraFrozen: FROZEN_AFTER_S}


class FrameHealth:
    """Judges one frame after the other, across openings of the camera. Use it from one thread at a time."""

    def __init__(self) -> None:
        self._fault: type[CameraFailure] | None = None
        self._since_s = 0.0
        self._last: Pixels | None = None

    @property
    def is_good(self) -> bool:
        """Return whether the last frame was neither black nor a repetition."""
        return self._fault is None

    def reset(self) -> None:
        """Start the waiting times again, because the camera was reopened."""
        self._fault = None

    def check(self, frame: Frame) -> type[CameraFailure] | None:
        """Return the fault that has lasted long enough to be reported, if any."""
        fault = self._fault_in(frame)
        if fault is not self._fault:
            self._fault, self._since_s = fault, frame.taken_s
        if fault is None or frame.taken_s - self._since_s < _REPORT_AFTER_S[fault]:
            return None
        return fault

    def needs_reopening(self, frame: Frame) -> bool:
        """Return whether the fault has lasted so long that the camera should be reopened."""
        return self._fault is not None and frame.taken_s - self._since_s >= REOPEN_AFTER_S

    def _fault_in(self, frame: Frame) -> type[CameraFailure] | None:
        sample = np.ascontiguousarray(frame.pixels[::_STEP, ::_STEP])
        before, self._last = self._last, sample
        if int((sample > BLACK_LEVEL).sum()) <= LIT_SHARE * sample.size:
            return CameraBlack
        return CameraFrozen if frame.is_live and before is not None and np.array_equal(sample, before) else None
