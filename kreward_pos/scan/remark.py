"""What there is to say of a picture: a hint to whoever holds a card, or what a code is instead of a card.

Values and their order alone; the words are the window's. Knows no picture.
"""

from enum import Enum, auto
from typing import Final

from kreward_pos.errors import CardRefused


class Hint(Enum):
    """What would help a card to be read."""

    CLOSER = auto()
    HOLD_STILL = auto()
    TOO_DARK = auto()
    TOO_BRIGHT = auto()
    REFLECTS = auto()
    ONE_AT_A_TIME = auto()


Remark = Hint | CardRefused

MIN_SHOWN_S: Final = 1.5
"""Seconds a remark stays after its cause has gone, and a hint before another one may replace it: no flicker."""


class RemarkDebouncer:
    """The remark that stands, so that it can be read. One thread owns it."""

    def __init__(self) -> None:
        self._remark: Remark | None = None
        self._shown_since_s = self._last_wanted_s = 0.0

    def clear(self) -> None:
        """A card was read: there is nothing left to remark."""
        self._remark = None

    def update(self, wanted: Remark | None, now_s: float) -> Remark | None:
        """What stands now, `wanted` being what this picture asks for. A refusal or a crowd is said at once."""
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
