"""Why nothing is read although something is held before the lens, judged from a small picture.

Cheap, and careful: a wrong hint is worse than none, so a symptom must be seen in most of the last few pictures that
were judged. Knows no text of a code; which remark then stands, and how long, is `remark`'s matter.
"""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from kreward_pos.scan.camera.camera import Pixels
from kreward_pos.scan.decoding.decoder import Corners
from kreward_pos.scan.remark import Hint

HINT_AFTER_S: Final = 1.5
"""Seconds something is before the lens, unread, before anything is said."""
CHECK_INTERVAL_S: Final = 0.2
"""From one judged picture to the next."""
UNATTENDED_AFTER_S: Final = 5.0
"""What has not moved for so long is held by nobody."""
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
"""Where codes are in a grey picture, whether they can be read or not."""


def locate_codes(grey: Pixels) -> list[Corners]:
    """The `Locate` of the counter: the engine's own first step."""
    from kreward_pos.scan.decoding.engines import find_codes  # late: loads the engine

    return [code.corners for code in find_codes(grey)]


class HintFinder:
    """Told of every picture without a reading; judges a few of them. Times are the pictures' own. One thread's."""

    def __init__(self, locate: Locate = locate_codes) -> None:
        self._locate = locate
        self._votes: deque[Hint | None] = deque(maxlen=_VOTES)
        self._background: Pixels | None = None
        self._present_since_s: float | None = None
        self._last_present_s = 0.0
        self._checked_s: float | None = None

    def reset(self) -> None:
        """Something was read: whatever comes next begins anew."""
        self._present_since_s = None
        self._votes.clear()

    def update(self, grey: Pixels, still_s: float, now_s: float) -> Hint | None:
        """What a picture without a reading asks for; `still_s` is how long nothing has moved."""
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
        """What is wrong, and whether anything that may be a card is there at all."""
        larger = _downscale(grey, _LOCATE_WIDTH)
        if located := self._locate(larger):
            return diagnose_code(larger, located[0]), True
        if float(np.percentile(small, 98)) < _DARK:
            return (Hint.TOO_DARK if is_moving else None), False
        symptom = _diagnose_new_object(small, self._background)
        return (symptom if is_moving or symptom is Hint.TOO_BRIGHT else None), symptom is not None


def diagnose_code(grey: Pixels, corners: Corners) -> Hint:
    """Why the code that was found at `corners`, in pixels, is not read."""
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
    """The share of white patches that are larger than a code's own white ever is: five modules of a small code."""
    from kreward_pos.scan.camera.opencv import cv2  # late: loads OpenCV

    white = (crop >= _WHITE).astype(np.uint8)
    reach = max(3, round(side / 5))
    solid = cv2.morphologyEx(white, cv2.MORPH_OPEN, np.ones((reach, reach), np.uint8))
    return float(solid.mean())


def _diagnose_new_object(small: Pixels, background: Pixels | None) -> Hint | None:
    """Of something bright that was not there before: boxy, it may be a phone, else the light that a phone throws back.

    None where there is no such thing.
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
