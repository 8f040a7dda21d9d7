"""The scan policy: each showing of a code is one scan, and only one card is served at a time.

Works on times that are passed in. Knows no camera, no decoder and no card, and never waits.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from kreward_pos.scan.decoding.decoder import Reading

GONE_AFTER_S: Final = 1.0
"""A code that is unseen for this long was taken away; for less, the decoder missed a frame."""
DEBOUNCE_S: Final = 2.5
"""A card counts again only this long after it last counted, so a fumbled phone is one scan."""
SWITCH_AFTER_S: Final = 0.5
"""A different card counts only after the previous one was out of view for this long."""
AMBIGUOUS_SHARE: Final = 0.18
"""Two cards are ambiguous if their distances from the centre differ by less than this share of the width."""
SAME_SPOT_SHARE: Final = 0.04
"""A code that reappears within this share of the width lies there and was only covered."""
_MAX_OTHER_CODES = 16

CardKeyOf = Callable[[str], str | None]
"""Returns a key that all codes of one card share; None for a code that is not a card's."""


@dataclass(frozen=True, slots=True)
class Focus:
    """The code that is meant, of those in view.

    `is_new`: this frame makes it a new scan. `is_card`: it can be a customer's. `is_ambiguous`: another card is held so
    close to the centre that either may be meant.
    """

    reading: Reading
    is_new: bool
    is_card: bool = True
    is_ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class _LastSeen:
    """The time and position of a code's last reading, relative to the frame's centre, in shares of its width."""

    seen_s: float
    x: float
    y: float

    @property
    def distance(self) -> float:
        return math.hypot(self.x, self.y)

    def is_near(self, other: "_LastSeen") -> bool:
        return math.hypot(self.x - other.x, self.y - other.y) < SAME_SPOT_SHARE


def most_central(readings: Sequence[Reading], width: int, height: int) -> Reading | None:
    """Return the reading nearest the frame's centre; None if there is none. `width` and `height` in pixels."""
    return min(readings, key=lambda reading: _last_seen(reading, width, height, 0.0).distance, default=None)


class Acceptance:
    """The state of the scan policy: which card is being shown, and when each card last counted. One thread owns it.

    Cards come before other codes: a code that lies on the counter, such as the shop's Wi-Fi or payment code, must not
    hide a card, and must not be reported again after each customer.
    """

    def __init__(self, card_key_of: CardKeyOf = str) -> None:
        self._card_key_of = card_key_of
        self._shown_card: str | None = None
        self._last_seen_s = -math.inf
        self._counted_at_s: dict[str, float] = {}
        self._cards: dict[str, _LastSeen] = {}
        self._others: dict[str, _LastSeen] = {}

    def update(self, readings: Sequence[Reading], width: int, height: int, now_s: float) -> Focus | None:
        """Return the code in focus in one frame, if any. Call it for every frame, with or without codes.

        The card being shown has the focus while it is in view; otherwise the most central card, otherwise the most
        central other code. `now_s` is when the frame was taken and never decreases; `width` and `height` are the
        frame's, in pixels.
        """
        if now_s - self._last_seen_s > GONE_AFTER_S:
            self._shown_card = None
        cards, others = self._sort_by_card(readings, width, height)
        # A decoder misses a card in a frame now and then.
        recent = {card: seen for card, seen in self._cards.items() if now_s - seen.seen_s < SWITCH_AFTER_S}
        self._cards = recent | {card: _last_seen(code, width, height, now_s) for card, code in cards.items()}
        is_new = self._is_new_code({text: _last_seen(code, width, height, now_s) for text, code in others.items()})
        if cards:
            return self._focus_on_card(cards, now_s)
        return Focus(next(iter(others.values())), is_new=is_new, is_card=False) if others else None

    def _sort_by_card(
        self, readings: Sequence[Reading], width: int, height: int
    ) -> tuple[dict[str, Reading], dict[str, Reading]]:
        """Return the most central code of each card by the card's key, and other codes by their text.

        Both are ordered from the centre outwards.
        """
        cards: dict[str, Reading] = {}
        others: dict[str, Reading] = {}
        for reading in sorted(readings, key=lambda reading: _last_seen(reading, width, height, 0.0).distance):
            card = self._card_key_of(reading.text)
            group, key = (others, reading.text) if card is None else (cards, card)
            group.setdefault(key, reading)
        return cards, others

    def _focus_on_card(self, cards: dict[str, Reading], now_s: float) -> Focus:
        card = self._shown_card if self._shown_card in cards else next(iter(cards))
        reading, is_ambiguous = cards[card], self._is_ambiguous(card)
        if card == self._shown_card:
            self._last_seen_s = now_s
            return Focus(reading, is_new=False, is_ambiguous=is_ambiguous)
        if is_ambiguous or (self._shown_card is not None and now_s - self._last_seen_s < SWITCH_AFTER_S):
            return Focus(reading, is_new=False, is_ambiguous=is_ambiguous)
        self._shown_card, self._last_seen_s = card, now_s
        return Focus(reading, is_new=self._count_scan(card, now_s))

    def _is_ambiguous(self, card: str) -> bool:
        limit = self._cards[card].distance + AMBIGUOUS_SHARE
        return any(seen.distance < limit for other, seen in self._cards.items() if other != card)

    def _is_new_code(self, others: dict[str, _LastSeen]) -> bool:
        """Return whether the most central other code has just been shown, and was not merely uncovered."""
        is_new = False
        for number, (text, seen) in enumerate(others.items()):
            before = self._others.get(text)
            is_known = before is not None and (seen.seen_s - before.seen_s <= GONE_AFTER_S or seen.is_near(before))
            if number == 0 and not is_known and not self._cards:
                is_known, is_new = True, self._count_scan(text, seen.seen_s)
            if is_known:
                self._others.pop(text, None)
                self._others[text] = seen
        while len(self._others) > _MAX_OTHER_CODES:
            del self._others[next(iter(self._others))]
        return is_new

    def _count_scan(self, card: str, now_s: float) -> bool:
        """Count a scan of `card`; return False within `DEBOUNCE_S` of its last one."""
        self._counted_at_s = {t: s for t, s in self._counted_at_s.items() if now_s - s < DEBOUNCE_S}
        if card in self._counted_at_s:
            return False
        self._counted_at_s[card] = now_s
        return True


def _last_seen(reading: Reading, width: int, height: int, now_s: float) -> _LastSeen:
    x = sum(corner[0] for corner in reading.corners) / 4
    y = sum(corner[1] for corner in reading.corners) / 4
    return _LastSeen(now_s, (x - width / 2) / width, (y - height / 2) / width)
