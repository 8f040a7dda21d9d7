"""Why a code in front of the camera is not read, judged from small frames.

Cheap and cautious: a wrong hint is worse than none, so a symptom must be seen in most of the last few frames checked.
Knows no text of a code; `remark` decides which remark is shown, and for how long.
"""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from kreward_pos.scan.camera.camera import Pixels
from kreward_pos.scan.decoding.decoder import Corners
from kreward_pos.scan.remark import Hint

HINT_AFTER_S: Final = 1.5
"""Seconds that something is in view, unread, before a hint is given."""
CHECK_INTERVAL_S: Final = 0.2
"""Seconds from one checked frame to the next."""
UNATTENDED_AFTER_S: Final = 5.0
"""Seconds without motion after which nobody is holding the object."""
_GONE_AFTER_S = 1.5
_VOTES, _MAJORITY = 5, 3

_LOCATE_WIDTH = 1280
_SMALL_WIDTH = 240
_FAR_SHARE = 0.13
_WHITE = 250
_DARK = 45
_FAINT = 90
_LOW_CONTRAST = 60
_GLARE_SHARE = 0.015
_BRIGHTER_BY = 45
_OBJECT_SHARES = (0.004, 0.5)
_FAR_OBJECT_SHARE = 0.045
_WHITE_SHARE = 0.02
_BOX_FILL = 0.78

Locate = Callable[[Pixels], Sequence[Corners]]
"""Returns where codes are in a grey frame, whether they can be read or not."""


def locate_codes(grey: Pixels) -> list[Corners]:
    """Return where zxing-cpp locates codes in a grey frame, read or not."""
    from kreward_pos.scan.decoding.engines import find_codes  # late: loads the engine

    return [code.corners for code in find_codes(grey)]


class HintFinder:
    """The search for hints over the frames without a reading. Times are the frames' own. One thread owns it."""

    def __init__(self, locate: Locate = locate_codes) -> None:
        self._locate = locate
        self._votes: deque[Hint | None] = deque(maxlen=_VOTES)
        self._background: Pixels | None = None
        self._present_since_s: float | None = None
        self._last_present_s = 0.0
        self._checked_s: float | None = None

    def reset(self) -> None:
        """Forget what was in view, because a code was read."""
        self._present_since_s = None
        self._votes.clear()

    def update(self, grey: Pixels, still_s: float, now_s: float) -> Hint | None:
        """Return the hint for a frame without a reading, if any; `still_s` is how long nothing has moved."""
        if self._checked_s is None or now_s - self._checked_s >= CHECK_INTERVAL_S:
            self._checked_s = now_s
            self._check(grey, still_s, now_s)
        if self._present_since_s is None or now_s - self._present_since_s < HINT_AFTER_S:
            return None
        return next((hint for hint in self._votes if hint and self._votes.count(hint) >= _MAJORITY), None)

    def _check(self, grey: Pixels, still_s: float, now_s: float) -> None:
        small = _downscale(grey, _SMALL_WIDTH)
        is_empty = self._present_since_s is None and still_s > _GONE_AFTER_S
        if self._background is None or self._background.shape != small.shape or is_empty:
            self._background = small
        is_moving = still_s < 2 * CHECK_INTERVAL_S
        symptom, is_present = (None, False) if still_s > UNATTENDED_AFTER_S else self._diagnose(grey, small, is_moving)
        self._votes.append(symptom)
        if is_present or is_moving:
            self._last_present_s = now_s
            self._present_since_s = now_s if self._present_since_s is None else self._present_since_s
        elif now_s - self._last_present_s > _GONE_AFTER_S:
            self.reset()

    def _diagnose(self, grey: Pixels, small: Pixels, is_moving: bool) -> tuple[Hint | None, bool]:
        """Return the symptom, and whether anything that may be a card is in view."""
        larger = _downscale(grey, _LOCATE_WIDTH)
        if located := self._locate(larger):
            return diagnose_code(larger, located[0]), True
        if float(np.percentile(small, 98)) < _DARK:
            return (Hint.TOO_DARK if is_moving else None), False
        symptom = _diagnose_new_object(small, self._background)
        return (symptom if is_moving or symptom is Hint.TOO_BRIGHT else None), symptom is not None


def diagnose_code(grey: Pixels, corners: Corners) -> Hint:
    """Return why the code at `corners` (in pixels) is not read."""
    points = np.array(corners, np.float32)
    side = float(np.linalg.norm(points - np.roll(points, 1, axis=0), axis=1).mean())
    if side < _FAR_SHARE * min(grey.shape):
        return Hint.CLOSER
    left, top = np.maximum(points.min(axis=0), 0).astype(int)
    right, bottom = np.ceil(points.max(axis=0)).astype(int)
    crop = grey[top:bottom, left:right]
    if not crop.size:
        return Hint.HOLD_STILL
    dark, light = np.percentile(crop, (10, 90))
    if light < _FAINT:
        return Hint.TOO_DARK
    if light >= _WHITE and light - dark < _LOW_CONTRAST:
        return Hint.TOO_BRIGHT
    return Hint.REFLECTS if _glare_share(crop, side) > _GLARE_SHARE else Hint.HOLD_STILL


def _glare_share(crop: Pixels, side: float) -> float:
    """Return the share of white patches larger than the white of any code: five modules of a small code."""
    from kreward_pos.scan.camera.opencv import cv2  # late: loads OpenCV

    white = (crop >= _WHITE).astype(np.uint8)
    reach = max(3, round(side / 5))
    solid = cv2.morphologyEx(white, cv2.MORPH_OPEN, np.ones((reach, reach), np.uint8))
    return float(solid.mean())


def _diagnose_new_object(small: Pixels, background: Pixels | None) -> Hint | None:
    """Return why a bright object that is new in the scene is not read; None if there is no such object.

    A box-shaped object may be a phone; any other is light that a phone reflects.
    """
    if background is None:
        return None
    from kreward_pos.scan.camera.opencv import cv2  # late: loads OpenCV

    risen = (cv2.subtract(small, background) > _BRIGHTER_BY).astype(np.uint8)
    white = (small >= _WHITE) & (risen > 0)
    outlines, _ = cv2.findContours(risen, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outline = max(outlines, key=cv2.contourArea, default=None)
    area = 0.0 if outline is None else cv2.contourArea(outline)
    least, most = (share * small.size for share in _OBJECT_SHARES)
    if outline is None or not least <= area <= most:
        return None
    (_, (width, height), _) = cv2.minAreaRect(outline)
    if area >= _BOX_FILL * width * height:
        if white.sum() > area / 2:
            return Hint.TOO_BRIGHT
        return Hint.CLOSER if area < _FAR_OBJECT_SHARE * small.size else Hint.HOLD_STILL
    return Hint.REFLECTS if white.mean() > _WHITE_SHARE else None


def _downscale(grey: Pixels, width: int) -> Pixels:
    if grey.shape[1] <= width:
        return grey
    from kreward_pos.scan.camera.opencv import cv2  # late: loads OpenCV

    size = width, max(1, round(grey.shape[0] * width / grey.shape[1]))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
