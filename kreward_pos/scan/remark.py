"""Remarks on a frame: a hint for the person who holds a card, or the kind of a code that is not a card.

Only the values and which one is shown; the window has the words. Knows no frame.
"""

from enum import Enum, auto
from typing import Final

from kreward_pos.errors import CardRefused


class Hint(Enum):
    """What would help the card to be read."""

    CLOSER = auto()
    HOLD_STILL = auto()
    TOO_DARK = auto()
    TOO_BRIGHT = auto()
    REFLECTS = auto()
    ONE_AT_A_TIME = auto()


Remark = Hint | CardRefused

MIN_SHOWN_S: Final = 1.5
"""Seconds a remark stays after its cause has gone, and a hint before another may replace it."""


class RemarkDebouncer:
    """The remark that is shown now, kept long enough to be read. One thread owns it."""

    def __init__(self) -> None:
        self._remark: Remark | None = None
        self._shown_since_s = self._last_wanted_s = 0.0

    def clear(self) -> None:
        """Show no remark, because a card was read."""
        self._remark = None

    def update(self, wanted: Remark | None, now_s: float) -> Remark | None:
        """Return the remark to show, given the one that this frame asks for. Refusals and ambiguity show at once."""
        if wanted is not None and _is_same(wanted, self._remark):
            self._last_wanted_s = now_s
        elif wanted is not None and (
            self._remark is None or _is_urgent(wanted) or now_s - self._shown_since_s >= MIN_SHOWN_S
        ):
            self._remark, self._shown_since_s, self._last_wanted_s = wanted, now_s, now_s
        elif wanted is None and now_s - self._last_wanted_s >= MIN_SHOWN_S:
            self._remark = None
        return self._remark


def _is_urgent(remark: Remark) -> bool:
    return remark is Hint.ONE_AT_A_TIME or isinstance(remark, CardRefused)


def _is_same(one: Remark, other: Remark | None) -> bool:
    if isinstance(one, CardRefused) and isinstance(other, CardRefused):
        return type(one) is type(other) and one.details == other.details
    return one is other
