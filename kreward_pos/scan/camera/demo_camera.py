"""A camera without a device: drawn wallet cards that the real decoder reads.

Knows no sandbox and no decoder: its cards are passed in. `demo_picture` draws them.
"""

import math
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from kreward_pos.scan.camera.camera import Clock, Frame, Pixels, Sleep
from kreward_pos.scan.camera.demo_picture import Pose, composite, draw_backgrounds, draw_phone
from kreward_pos.scan.camera.pacer import Pacer

FRAME_RATE: Final = 30
"""Frames per second."""
PAYLOAD_LIMIT_BYTES: Final = 700
"""The longest payload that is still drawn large enough to be read."""

_ENTER_S = 0.55
_HOLD_S = 3.0
_MIN_HOLD_S = 1.2
_LEAVE_S = 0.45
_GAP_S = 1.6
_REPEAT_GAP_S = 1.6
_MAX_QUEUED = 8
_BACKGROUNDS = 4


@dataclass(frozen=True, slots=True)
class DemoCard:
    """A card to show: the customer's name on it, and the text in its code."""

    name: str
    payload: str = field(repr=False)

    def __post_init__(self) -> None:
        if not 0 < len(self.payload.encode()) <= PAYLOAD_LIMIT_BYTES:
            message = f"A demo card's payload has 1 to {PAYLOAD_LIMIT_BYTES} bytes."
            raise ValueError(message)


DEFAULT_CARDS: Final = (
    DemoCard("Jane", "jane@example.com"),
    DemoCard("Ka Ming", "6f1c2b7e-58d3-4a6b-9c0e-3d2f1a4b5c6d"),
    DemoCard("Suki", "https://wallet.example.com/card/0b9d4e21-7a35-4c8f-8e16-52c7d9f0a3b4"),
    DemoCard("\u5c0f\u660e", "mailto:ming@example.com"),
)
"""The cards that are shown if no others are given."""


@dataclass(slots=True)
class _Showing:
    """One appearance of a card in front of the camera."""

    card: DemoCard
    phone: Pixels = field(repr=False)
    turn: int
    began_s: float
    leaves_s: float

    def pose(self, now_s: float) -> Pose:
        """Return where the phone is: it enters from below, is held by an unsteady hand, and leaves to the side."""
        age_s = now_s - self.began_s
        entered = _ease_out(age_s / _ENTER_S)
        left = _ease_out((now_s - self.leaves_s) / _LEAVE_S) ** 2
        side = (-1, 1)[self.turn % 2]
        phase = age_s + 1.7 * self.turn
        return Pose(
            x=640 + 26 * side + 12 * math.sin(0.9 * phase) + 980 * side * left,
            y=470 + 7 * math.sin(1.9 * phase) + 720 * (1 - entered) - 60 * left,
            size=0.98 + 0.02 * math.sin(1.1 * phase),
            roll=3.0 * side + 2.2 * math.sin(1.3 * phase) + side * (14 * (1 - entered) + 16 * left),
            pitch=-9 + 5 * math.sin(1.7 * phase),
            yaw=7 * math.sin(1.1 * phase) * side,
        )


class DemoCamera:
    """A 1280 x 720 camera at `FRAME_RATE`. One thread reads; `show` is thread-safe. Closing it loses nothing.

    With `automatic`, the cards appear in turn by themselves while none is requested with `show`.
    """

    name = "demo"

    def __init__(
        self,
        cards: Sequence[DemoCard] = DEFAULT_CARDS,
        automatic: bool = True,
        *,
        clock: Clock = time.monotonic,
        sleep: Sleep = time.sleep,
    ) -> None:
        self._cards = tuple(cards)
        self._automatic = automatic and bool(self._cards)
        self._pacer = Pacer(1 / FRAME_RATE, clock, sleep)
        self._lock = threading.Lock()
        self._requests: deque[DemoCard] = deque(maxlen=_MAX_QUEUED)
        self._showing: _Showing | None = None
        self._last: DemoCard | None = None
        self._left_s = clock()
        self._turn = self._frame_count = 0
        self._backgrounds: list[Pixels] = []

    def show(self, card: str | int) -> None:
        """Show a card as soon as the one in view has been read: an index, or any payload. Thread-safe.

        A different card in view leaves early; the same one is taken away first, long enough to be a new showing. Raises
        `IndexError` for an index out of range, and `ValueError` for a payload that no card can hold.
        """
        requested = self._cards[card] if isinstance(card, int) else self._card_for(card)
        with self._lock:
            self._requests.append(requested)

    def read(self) -> Frame:
        """Wait until the next frame is due and draw it."""
        now_s = self.skip()
        return Frame(self._draw(now_s), now_s)

    def skip(self) -> float:
        """Wait until the next frame is due."""
        return self._pacer.wait()

    def close(self) -> None:
        """Do nothing: no device is held, and reading continues where it stopped."""

    def _card_for(self, payload: str) -> DemoCard:
        known = (card for card in self._cards if card.payload == payload)
        return next(known, None) or DemoCard("", payload)

    def _draw(self, now_s: float) -> Pixels:
        if not self._backgrounds:
            self._backgrounds = draw_backgrounds(_BACKGROUNDS)
        self._frame_count += 1
        background = self._backgrounds[self._frame_count % _BACKGROUNDS]
        with self._lock:
            showing = self._advance(now_s)
        return composite(background, showing.phone, showing.pose(now_s)) if showing else background.copy()

    def _advance(self, now_s: float) -> _Showing | None:
        """Return the showing at this time, ending and starting showings as they are due."""
        if self._showing:
            self._shorten(self._showing, now_s)
            if now_s >= self._showing.leaves_s + _LEAVE_S:
                self._last, self._left_s = self._showing.card, now_s
                self._showing = None
        if self._showing is None and (card := self._next_card(now_s - self._left_s)):
            self._turn += 1
            phone = draw_phone(card.name, card.payload)
            self._showing = _Showing(card, phone, self._turn, now_s, now_s + _ENTER_S + _HOLD_S)
        return self._showing

    def _shorten(self, showing: _Showing, now_s: float) -> None:
        if self._requests and self._requests[0] != showing.card:
            shortest_s = showing.began_s + _ENTER_S + _MIN_HOLD_S
            showing.leaves_s = min(showing.leaves_s, max(now_s, shortest_s))

    def _next_card(self, empty_s: float) -> DemoCard | None:
        """Return the next card if its time has come, after `empty_s` seconds without a card in view."""
        if self._requests:
            is_too_soon = self._requests[0] == self._last and empty_s < _REPEAT_GAP_S
            return None if is_too_soon else self._requests.popleft()
        if self._automatic and empty_s >= _GAP_S:
            return self._cards[self._turn % len(self._cards)]
        return None


def _ease_out(share: float) -> float:
    """Return an eased share from 0 to 1: fast at first, then slowing down."""
    return 1 - (1 - min(1.0, max(0.0, share))) ** 3
