"""When a code that is seen counts as a scan: one showing is one scan.

The policy alone, over times that are handed in: knows no camera, no decoder and no card, and never waits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kreward_pos.scan.decoder import Reading

GONE_S: Final = 1.0
"""A code unseen for this long was taken away; less is the decoder missing a picture."""
REPEAT_S: Final = 2.5
"""The same card counts again only this long after it last did, so that a fumbled phone is one visit."""
SWITCH_S: Final = 0.5
"""Another code counts only when the one before it was out of view for this long: never two customers at once."""


@dataclass(frozen=True, slots=True)
class Focus:
    """The code that is meant, of those in view, and whether this picture makes it a new scan."""

    reading: Reading
    is_new: bool


def nearest_centre(readings: Sequence[Reading], width: int, height: int) -> Reading | None:
    """The reading whose middle is nearest the picture's; None of none. `width` and `height` in pixels."""

    def distance(reading: Reading) -> float:
        x = sum(corner[0] for corner in reading.corners) / 4
        y = sum(corner[1] for corner in reading.corners) / 4
        return (x - width / 2) ** 2 + (y - height / 2) ** 2

    return min(readings, key=distance, default=None)


class Acceptance:
    """Remembers the card being shown and when each card last counted. One thread owns it."""

    def __init__(self) -> None:
        self._shown: str | None = None
        self._seen_s = 0.0
        self._counted_s: dict[str, float] = {}

    def consider(self, readings: Sequence[Reading], width: int, height: int, now_s: float) -> Focus | None:
        """Judge one picture's codes; to be told of every picture, those without a code too.

        In focus is the code being shown while it is in view, else the most central one. `now_s` is when the
        picture was taken, and never runs backwards; `width` and `height` are the picture's, in pixels.
        """
        unseen_s = now_s - self._seen_s
        if unseen_s > GONE_S:
            self._shown = None
        for reading in readings:
            if reading.text == self._shown:
                self._seen_s = now_s
                return Focus(reading, is_new=False)
        focus = nearest_centre(readings, width, height)
        if focus is None:
            return None
        if self._shown is not None and unseen_s < SWITCH_S:
            return Focus(focus, is_new=False)
        self._shown, self._seen_s = focus.text, now_s
        return Focus(focus, is_new=self._is_past_guard(focus.text, now_s))

    def _is_past_guard(self, text: str, now_s: float) -> bool:
        self._counted_s = {t: s for t, s in self._counted_s.items() if now_s - s < REPEAT_S}
        if text in self._counted_s:
            return False
        self._counted_s[text] = now_s
        return True
