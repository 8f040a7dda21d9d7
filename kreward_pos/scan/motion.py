"""Whether anything moves before the lens: when to rest, and which pictures need no second look.

Works on a sample of 64 x 36 cells, each the mean of many pixels, so that a sensor's noise is no movement.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from kreward_pos.scan.camera.camera import Pixels
from kreward_pos.scan.decoding.decoder import Reading

SLEEP_AFTER_S: Final = 20.0
"""Nothing moved for so long: nobody stands there."""
SLEEP_INTERVAL_S: Final = 0.25
"""From one picture to the next then: soon enough to see somebody come."""
DOZE_AFTER_S: Final = 3.0
"""Nothing moved for so long: nobody is just holding a card."""
DOZE_INTERVAL_S: Final = 0.1
"""From one picture to the next then; unpacking them is most of what a real camera costs."""
READINGS_VALID_S: Final = 0.2
"""How long a reading stands while the picture does not change."""
NO_READING_VALID_S: Final = 3.0
"""How long it stands that nothing is to be read, once the picture had its looks."""
MAX_FAILED_DECODES: Final = 24
"""Looks at a picture that does not change before it is let be: the decoder tries something else in each."""

_CELLS = (64, 36)
_STEP = 4
_MIN_DIFFERENCE = 8
_MIN_CHANGED_CELLS = 3


class MotionDetector:
    """Told of every picture and of what was read in it. Times are the pictures' own. One thread owns it."""

    def __init__(self) -> None:
        self._sample: Pixels | None = None
        self._still_sample: Pixels | None = None
        self._decoded_sample: Pixels | None = None
        self._moved_s: float | None = None
        self._decoded_s = 0.0
        self._failed_decodes = 0
        self._readings: Sequence[Reading] = ()

    def update(self, grey: Pixels, now_s: float) -> None:
        """The next picture, taken at `now_s`."""
        self._sample = motion_sample(grey)
        if self._still_sample is None or self._moved_s is None or has_motion(self._sample, self._still_sample):
            self._still_sample, self._moved_s = self._sample, now_s

    def still_s(self, now_s: float) -> float:
        """Seconds since anything moved."""
        return 0.0 if self._moved_s is None else now_s - self._moved_s

    def frame_interval_s(self, now_s: float) -> float:
        """Seconds from one picture to the next that are enough now; 0 where every picture counts."""
        still_s = self.still_s(now_s)
        if still_s > SLEEP_AFTER_S:
            return SLEEP_INTERVAL_S
        return DOZE_INTERVAL_S if still_s > DOZE_AFTER_S else 0.0

    def cached_readings(self, now_s: float) -> Sequence[Reading] | None:
        """What was read in the last picture looked at, if that holds for this one; None where it must be decoded."""
        if self._sample is None or self._decoded_sample is None or has_motion(self._sample, self._decoded_sample):
            self._failed_decodes = 0
            return None
        if self._readings:
            return self._readings if now_s - self._decoded_s < READINGS_VALID_S else None
        is_exhausted = self._failed_decodes >= MAX_FAILED_DECODES and now_s - self._decoded_s < NO_READING_VALID_S
        return self._readings if is_exhausted else None

    def record_readings(self, readings: Sequence[Reading], now_s: float) -> None:
        """The picture was decoded, and this is what was read."""
        self._decoded_sample, self._decoded_s, self._readings = self._sample, now_s, readings
        self._failed_decodes = 0 if readings else self._failed_decodes + 1


def motion_sample(grey: Pixels) -> Pixels:
    """The picture in few cells."""
    from kreward_pos.scan.camera.opencv import cv2  # late: loads OpenCV

    subsampled = np.ascontiguousarray(grey[::_STEP, ::_STEP])
    return np.asarray(cv2.resize(subsampled, _CELLS, interpolation=cv2.INTER_AREA), np.uint8)


def has_motion(before: Pixels, after: Pixels) -> bool:
    """Whether so much changed from one sample to the other that something moved."""
    from kreward_pos.scan.camera.opencv import cv2  # late: loads OpenCV

    return int(np.count_nonzero(cv2.absdiff(before, after) > _MIN_DIFFERENCE)) >= _MIN_CHANGED_CELLS
