"""When a code that is seen counts as a scan: one showing is one scan, and one card is served at a time.

The policy alone, over times that are handed in: knows no camera, no decoder and no card, and never waits.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from kreward_pos.scan.decoding.decoder import Reading

GONE_AFTER_S: Final = 1.0
"""A code unseen for this long was taken away; less is the decoder missing a picture."""
DEBOUNCE_S: Final = 2.5
"""The same card counts again only this long after it last did, so that a fumbled phone is one visit."""
SWITCH_AFTER_S: Final = 0.5
"""Another card counts only when the one before it was out of view for this long: never two customers at once."""
AMBIGUOUS_SHARE: Final = 0.18
"""Two cards whose distances from the middle differ by less than this share of the width are equally meant."""
SAME_SPOT_SHARE: Final = 0.04
"""Another code that is back within this share of the width from where it was lies there; it was only covered."""
_MAX_OTHER_CODES = 16

CardKeyOf = Callable[[str], str | None]
"""What every code of one card has in common; None for a code that is no card's."""


@dataclass(frozen=True, slots=True)
class Focus:
    """The code that is meant, of those in view.

    `is_new`: this picture makes it a new scan. `is_card`: it can be a customer's. `is_ambiguous`: another card is held as
    near the middle, so that nobody can say which is meant.
    """

    reading: Reading
    is_new: bool
    is_card: bool = True
    is_ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class _LastSeen:
    """Where a code was when it was last read: its middle against the picture's, as shares of the picture's width."""

    seen_s: float
    x: float
    y: float

    @property
    def distance(self) -> float:
        return math.hypot(self.x, self.y)

    def is_near(self, other: "_LastSeen") -> bool:
        return math.hypot(self.x - other.x, self.y - other.y) < SAME_SPOT_SHARE


def most_central(readings: Sequence[Reading], width: int, height: int) -> Reading | None:
    """The reading whose middle is nearest the picture's; None of none. `width` and `height` in pixels."""
    return min(readings, key=lambda reading: _last_seen(reading, width, height, 0.0).distance, default=None)


class Acceptance:
    """Remembers the card being shown and when each card last counted. One thread owns it.

    A card comes before any other code: what else lies on the counter, such as the shop's Wi-Fi or payment code, must
    neither hide a card nor be told of again after each customer.
    """

    def __init__(self, card_key_of: CardKeyOf = str) -> None:
        self._card_key_of = card_key_of
        self._shown_card: str | None = None
        self._last_seen_s = -math.inf
        self._counted_at_s: dict[str, float] = {}
        self._cards: dict[str, _LastSeen] = {}
        self._others: dict[str, _LastSeen] = {}

    def update(self, readings: Sequence[Reading], width: int, height: int, now_s: float) -> Focus | None:
        """Judge one picture's codes; to be told of every picture, those without a code too.

        In focus is the card being shown while it is in view, else the most central one, else the most central other
        code. `now_s` is when the picture was taken, and never runs backwards; `width` and `height` are the picture's,
        in pixels.
        """
        if now_s - self._last_seen_s > GONE_AFTER_S:
            self._shown_card = None
        cards, others = self._sort_by_card(readings, width, height)
        # A decoder misses a card in a picture now and then.
        recent = {card: seen for card, seen in self._cards.items() if now_s - seen.seen_s < SWITCH_AFTER_S}
        self._cards = recent | {card: _last_seen(code, width, height, now_s) for card, code in cards.items()}
        is_new = self._is_new_code({text: _last_seen(code, width, height, now_s) for text, code in others.items()})
        if cards:
            return self._focus_on_card(cards, now_s)
        return Focus(next(iter(others.values())), is_new=is_new, is_card=False) if others else None

    def _sort_by_card(
        self, readings: Sequence[Reading], width: int, height: int
    ) -> tuple[dict[str, Reading], dict[str, Reading]]:
        """The most central code of each card by its card, and other codes by their text; both from the middle on."""
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
        """Whether the most central of the codes that are no card's is shown just now, and not merely uncovered."""
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
        self._counted_at_s = {t: s for t, s in self._counted_at_s.items() if now_s - s < DEBOUNCE_S}
        if card in self._counted_at_s:
            return False
        self._counted_at_s[card] = now_s
        return True


def _last_seen(reading: Reading, width: int, height: int, now_s: float) -> _LastSeen:
    x = sum(corner[0] for corner in reading.corners) / 4
    y = sum(corner[1] for corner in reading.corners) / 4
    return _LastSeen(now_s, (x - width / 2) / width, (y - height / 2) / width)
