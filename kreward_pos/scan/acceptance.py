"""When a code that is seen counts as a scan: one showing is one scan, and one card is served at a time.

The policy alone, over times that are handed in: knows no camera, no decoder and no card, and never waits.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from kreward_pos.scan.decoding.decoder import Reading

GONE_S: Final = 1.0
"""A code unseen for this long was taken away; less is the decoder missing a picture."""
REPEAT_S: Final = 2.5
"""The same card counts again only this long after it last did, so that a fumbled phone is one visit."""
SWITCH_S: Final = 0.5
"""Another card counts only when the one before it was out of view for this long: never two customers at once."""
CROWD_SHARE: Final = 0.18
"""Two cards whose distances from the middle differ by less than this share of the width are equally meant."""
STIR_SHARE: Final = 0.04
"""Another code that is back within this share of the width from where it was lies there; it was only covered."""
_OTHERS_KEPT = 16

CardOf = Callable[[str], str | None]
"""What every code of one card has in common; None for a code that is no card's."""


@dataclass(frozen=True, slots=True)
class Focus:
    """The code that is meant, of those in view.

    `is_new`: this picture makes it a new scan. `is_card`: it can be a customer's. `is_crowd`: another card is held as
    near the middle, so that nobody can say which is meant.
    """

    reading: Reading
    is_new: bool
    is_card: bool = True
    is_crowd: bool = False


@dataclass(frozen=True, slots=True)
class _Glimpse:
    """Where a code was when it was last read: its middle against the picture's, as shares of the picture's width."""

    seen_s: float
    x: float
    y: float

    @property
    def distance(self) -> float:
        return math.hypot(self.x, self.y)

    def is_beside(self, other: "_Glimpse") -> bool:
        return math.hypot(self.x - other.x, self.y - other.y) < STIR_SHARE


def nearest_centre(readings: Sequence[Reading], width: int, height: int) -> Reading | None:
    """The reading whose middle is nearest the picture's; None of none. `width` and `height` in pixels."""
    return min(readings, key=lambda reading: _glimpse(reading, width, height, 0.0).distance, default=None)


class Acceptance:
    """Remembers the card being shown and when each card last counted. One thread owns it.

    A card comes before any other code: what else lies on the counter, such as the shop's Wi-Fi or payment code, must
    neither hide a card nor be told of again after each customer.
    """

    def __init__(self, card_of: CardOf = str) -> None:
        self._card_of = card_of
        self._shown: str | None = None
        self._seen_s = -math.inf
        self._counted_s: dict[str, float] = {}
        self._cards: dict[str, _Glimpse] = {}
        self._others: dict[str, _Glimpse] = {}

    def consider(self, readings: Sequence[Reading], width: int, height: int, now_s: float) -> Focus | None:
        """Judge one picture's codes; to be told of every picture, those without a code too.

        In focus is the card being shown while it is in view, else the most central one, else the most central other
        code. `now_s` is when the picture was taken, and never runs backwards; `width` and `height` are the picture's,
        in pixels.
        """
        if now_s - self._seen_s > GONE_S:
            self._shown = None
        cards, others = self._told_apart(readings, width, height)
        # A decoder misses a card in a picture now and then.
        recent = {card: glimpse for card, glimpse in self._cards.items() if now_s - glimpse.seen_s < SWITCH_S}
        self._cards = recent | {card: _glimpse(code, width, height, now_s) for card, code in cards.items()}
        is_new = self._on_others({text: _glimpse(code, width, height, now_s) for text, code in others.items()})
        if cards:
            return self._on_cards(cards, now_s)
        return Focus(next(iter(others.values())), is_new=is_new, is_card=False) if others else None

    def _told_apart(
        self, readings: Sequence[Reading], width: int, height: int
    ) -> tuple[dict[str, Reading], dict[str, Reading]]:
        """The most central code of each card by its card, and other codes by their text; both from the middle on."""
        cards: dict[str, Reading] = {}
        others: dict[str, Reading] = {}
        for reading in sorted(readings, key=lambda reading: _glimpse(reading, width, height, 0.0).distance):
            card = self._card_of(reading.text)
            of_its_kind, name = (others, reading.text) if card is None else (cards, card)
            of_its_kind.setdefault(name, reading)
        return cards, others

    def _on_cards(self, cards: dict[str, Reading], now_s: float) -> Focus:
        card = self._shown if self._shown in cards else next(iter(cards))
        reading, is_crowd = cards[card], self._is_crowd(card)
        if card == self._shown:
            self._seen_s = now_s
            return Focus(reading, is_new=False, is_crowd=is_crowd)
        if is_crowd or (self._shown is not None and now_s - self._seen_s < SWITCH_S):
            return Focus(reading, is_new=False, is_crowd=is_crowd)
        self._shown, self._seen_s = card, now_s
        return Focus(reading, is_new=self._is_past_guard(card, now_s))

    def _is_crowd(self, card: str) -> bool:
        limit = self._cards[card].distance + CROWD_SHARE
        return any(glimpse.distance < limit for other, glimpse in self._cards.items() if other != card)

    def _on_others(self, others: dict[str, _Glimpse]) -> bool:
        """Whether the most central of the codes that are no card's is shown just now, and not merely uncovered."""
        is_new = False
        for number, (text, glimpse) in enumerate(others.items()):
            before = self._others.get(text)
            is_known = before is not None and (glimpse.seen_s - before.seen_s <= GONE_S or glimpse.is_beside(before))
            if number == 0 and not is_known and not self._cards:
                is_known, is_new = True, self._is_past_guard(text, glimpse.seen_s)
            if is_known:
                self._others.pop(text, None)
                self._others[text] = glimpse
        while len(self._others) > _OTHERS_KEPT:
            del self._others[next(iter(self._others))]
        return is_new

    def _is_past_guard(self, card: str, now_s: float) -> bool:
        self._counted_s = {t: s for t, s in self._counted_s.items() if now_s - s < REPEAT_S}
        if card in self._counted_s:
            return False
        self._counted_s[card] = now_s
        return True


def _glimpse(reading: Reading, width: int, height: int, now_s: float) -> _Glimpse:
    x = sum(corner[0] for corner in reading.corners) / 4
    y = sum(corner[1] for corner in reading.corners) / 4
    return _Glimpse(now_s, (x - width / 2) / width, (y - height / 2) / width)
