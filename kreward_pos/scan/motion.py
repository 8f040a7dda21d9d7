"""Motion detection: when the camera may rest, and which frames need no new decode.

Works on a sample of 64 x 36 cells, each the mean of many pixels, so that sensor noise is not motion.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from kreward_pos.scan.camera.camera import Pixels
from kreward_pos.scan.decoding.decoder import Reading

SLEEP_AFTER_S: Final = 20.0
"""Without motion for so long, nobody is there."""
SLEEP_INTERVAL_S: Final = 0.25
"""Seconds from one frame to the next then: soon enough to see somebody arrive."""
DOZE_AFTER_S: Final = 3.0
"""Without motion for so long, nobody is holding a card."""
DOZE_INTERVAL_S: Final = 0.1
"""Seconds from one frame to the next then; unpacking frames is most of what a real camera costs."""
READINGS_VALID_S: Final = 0.2
"""How long readings stay valid while the scene does not change."""
NO_READING_VALID_S: Final = 3.0
"""How long it stays valid that nothing can be read, after `MAX_FAILED_DECODES`."""
MAX_FAILED_DECODES: Final = 24
"""How often an unchanging scene is decoded in vain: the decoder tries different filters each time."""

_CELLS = (64, 36)
_STEP = 4
_MIN_DIFFERENCE = 8
_MIN_CHANGED_CELLS = 3


class MotionDetector:
    """Compares each frame with earlier ones. Times are the frames' own. One thread owns it."""

    def __init__(self) -> None:
        self._sample: Pixels | None = None
        self._still_sample: Pixels | None = None
        self._decoded_sample: Pixels | None = None
        self._moved_s: float | None = None
        self._decoded_s = 0.0
        self._failed_decodes = 0
        self._readings: Sequence[Reading] = ()

    def update(self, grey: Pixels, now_s: float) -> None:
        """Take the next frame, taken at `now_s`."""
        self._sample = motion_sample(grey)
        if self._still_sample is None or self._moved_s is None or has_motion(self._sample, self._still_sample):
            self._still_sample, self._moved_s = self._sample, now_s

    def still_s(self, now_s: float) -> float:
        """Return how many seconds ago something last moved."""
        return 0.0 if self._moved_s is None else now_s - self._moved_s

    def frame_interval_s(self, now_s: float) -> float:
        """Return the seconds from one frame to the next that are enough now; 0 if every frame counts."""
        still_s = self.still_s(now_s)
        if still_s > SLEEP_AFTER_S:
            return SLEEP_INTERVAL_S
        return DOZE_INTERVAL_S if still_s > DOZE_AFTER_S else 0.0

    def cached_readings(self, now_s: float) -> Sequence[Reading] | None:
        """Return the last decoded frame's readings if they are valid for this frame too; None if it must be decoded."""
        if self._sample is None or self._decoded_sample is None or has_motion(self._sample, self._decoded_sample):
            self._failed_decodes = 0
            return None
        if self._readings:
            return self._readings if now_s - self._decoded_s < READINGS_VALID_S else None
        is_exhausted = self._failed_decodes >= MAX_FAILED_DECODES and now_s - self._decoded_s < NO_READING_VALID_S
        return self._readings if is_exhausted else None

    def record_readings(self, readings: Sequence[Reading], now_s: float) -> None:
        """Record what was read in the current frame, which was decoded."""
        self._decoded_sample, self._decoded_s, self._readings = self._sample, now_s, readings
        self._failed_decodes = 0 if readings else self._failed_decodes + 1


def motion_sample(grey: Pixels) -> Pixels:
    """Return the frame reduced to a few cells."""
    from kreward_pos.scan.camera.opencv import cv2  # late: loads OpenCV

    subsampled = np.ascontiguousarray(grey[::_STEP, ::_STEP])
    return np.asarray(cv2.resize(subsampled, _CELLS, interpolation=cv2.INTER_AREA), np.uint8)


def has_motion(before: Pixels, after: Pixels) -> bool:
    """Return whether so many cells changed between two samples that something moved."""
    from kreward_pos.scan.camera.opencv import cv2  # late: loads OpenCV

    return int(np.count_nonzero(cv2.absdiff(before, after) > _MIN_DIFFERENCE)) >= _MIN_CHANGED_CELLS
