"""Whether the pictures that a camera delivers show anything: some drivers deliver black or frozen ones as a success.

Judges pictures alone, by their own times: knows no device and no thread.
"""

from typing import Final

import numpy as np

from kreward_pos.errors import CameraFailure
from kreward_pos.scan.camera.camera import Frame, Pixels
from kreward_pos.scan.errors import CameraBlack, CameraFrozen

BLACK_LEVEL: Final = 16
"""Brightness, of 255, up to which a pixel counts as black."""
LIT_SHARE: Final = 0.005
"""Share of pixels above it that makes a picture lit: more than a sensor's hot spots, less than a phone."""
BLACK_AFTER_S: Final = 2.0
"""Black for so long is said; shorter is a camera waking up, or a hand."""
FROZEN_AFTER_S: Final = 5.0
"""The same to the last bit for so long is said; a lens's noise alone changes every picture."""
REOPEN_AFTER_S: Final = 15.0
"""Some drivers go on so without end until they are opened anew."""

_STEP = 16
_REPORT_AFTER_S: Final[dict[type[CameraFailure], float]] = {CameraBlack: BLACK_AFTER_S, CameraFrozen: FROZEN_AFTER_S}


class FrameHealth:
    """Judges one picture after the other, over any number of openings. One thread at a time."""

    def __init__(self) -> None:
        self._fault: type[CameraFailure] | None = None
        self._since_s = 0.0
        self._last: Pixels | None = None

    @property
    def is_good(self) -> bool:
        """Whether the last picture was good: neither black nor the one before it."""
        return self._fault is None

    def reset(self) -> None:
        """The camera has been opened anew, and may have its time again."""
        self._fault = None

    def check(self, frame: Frame) -> type[CameraFailure] | None:
        """What has been wrong for long enough to be told of."""
        fault = self._fault_in(frame)
        if fault is not self._fault:
            self._fault, self._since_s = fault, frame.taken_s
        if fault is None or frame.taken_s - self._since_s < _REPORT_AFTER_S[fault]:
            return None
        return fault

    def needs_reopening(self, frame: Frame) -> bool:
        """Whether it has gone on for so long that the camera had better be opened anew."""
        return self._fault is not None and frame.taken_s - self._since_s >= REOPEN_AFTER_S

    def _fault_in(self, frame: Frame) -> type[CameraFailure] | None:
        sample = np.ascontiguousarray(frame.pixels[::_STEP, ::_STEP])
        before, self._last = self._last, sample
        if int((sample > BLACK_LEVEL).sum()) <= LIT_SHARE * sample.size:
            return CameraBlack
        return CameraFrozen if frame.is_live and before is not None and np.array_equal(sample, before) else None
