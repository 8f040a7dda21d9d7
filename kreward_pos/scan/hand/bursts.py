"""Hand scanners that type: telling a scanner's burst of keys from a person's typing, by the times of the keys alone.

A **run** is a row of keys each of which came within `MAX_KEY_GAP_S` of the one before. Every key of a run is held back until
its verdict:

- Four or more of them, three of which are characters, are a **burst**: nobody types so fast. From there on a pause of
  up to `MAX_BURST_GAP_S` belongs to it, since wireless scanners stutter, but after an Enter or Tab only `MAX_KEY_GAP_S` does. A
  burst that ends with Enter or Tab is a scan; one that just stops is a scan if it has `MIN_UNENDED_KEYS` keys or more.
  Characters, and Enter and Tab between them, are its text; any other key in it does nothing.
- The owner's prefix settles it from its last character on, however slow the scanner is within `MAX_BURST_GAP_S`.
- Anything else is a person, who gets every key back, in order: a single key after `MAX_KEY_GAP_S`, which nobody feels.

A burst that begins less than `MAX_BURST_GAP_S` after a key which went to a person may have lost its beginning to that very
rule, and the rest of `suki@example.com` may be another customer: it is told as not whole, and to be scanned again.

Times are the keys' own, so that a till which is slow to look at them judges as well as a quick one. Knows no window,
no card and no clock; what is held is whatever the caller gives. One thread owns a `BurstDetector`.
"""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, Generic, TypeVar

from kreward_pos.scan.hand.layout import apply_layout
from kreward_pos.system.settings import HandScannerSettings

MAX_KEY_GAP_S: Final = 0.035
"""The longest pause between two keys of a scanner: slow ones need 20 ms, two rolling fingers seldom less than 40."""
MAX_BURST_GAP_S: Final = 0.15
REPEAT_WITHIN_S: Final = 1.0
"""The same text again within this is the same showing: a finger that stayed on the trigger."""
MIN_UNENDED_KEYS: Final = 6
MAX_CHARACTERS: Final = 2000
"""Characters of a burst that are kept; a card's code holds a quarter of them."""
_MIN_KEYS, _MIN_CHARACTERS = 4, 3

Held = TypeVar("Held")


class KeyKind(Enum):
    """What a key does in a burst: `END` is Enter or Tab, `OTHER` any that neither writes nor ends."""

    CHARACTER = auto()
    END = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class KeyPress(Generic[Held]):
    """A key went down. `code` tells the key from others; `text` is what it writes; `at_s` its own time stamp.

    `held` is what goes back to the person if it was one.
    """

    code: int
    kind: KeyKind
    text: str = field(repr=False)
    at_s: float
    held: Held = field(repr=False)


@dataclass(frozen=True, slots=True)
class HandScan:
    """A burst: `arrived` as it came, `text` without prefix and suffix and in the characters that were meant."""

    text: str = field(repr=False)
    arrived: str = field(repr=False)
    is_complete: bool = True


@dataclass(frozen=True, slots=True)
class BurstDecision(Generic[Held]):
    """What is to be done at once: give keys back to the person, in this order, and take up a scan."""

    passed_through: tuple[Held, ...] = ()
    scan: HandScan | None = None

    def __add__(self, later: "BurstDecision[Held]") -> "BurstDecision[Held]":
        return BurstDecision(self.passed_through + later.passed_through, later.scan or self.scan)


def scanned_text(arrived: str, settings: HandScannerSettings) -> str:
    """What a scanner read, from what arrived: its prefix and suffix off, its characters put right."""
    text = arrived.strip()
    if _has_prefix(text, settings):
        text = text[len(settings.prefix) :]
    ending = text[len(text) - len(settings.suffix) :]
    if settings.suffix in (ending, apply_layout(ending, settings.layout)):
        text = text[: len(text) - len(settings.suffix)]
    return apply_layout(text, settings.layout).strip()


def _has_prefix(text: str, settings: HandScannerSettings) -> bool:
    """Whether the owner's prefix is there, as it was set or as the keyboard's layout garbles it."""
    opening = text[: len(settings.prefix)]
    return bool(settings.prefix) and settings.prefix in (opening, apply_layout(opening, settings.layout))


class RepeatFilter:
    """Remembers the last text, to tell a second reading of the same showing. Times in seconds of any one clock."""

    def __init__(self) -> None:
        self._text: str | None = None
        self._at_s = 0.0

    def is_new(self, text: str, at_s: float) -> bool:
        """Whether `text` is another showing; to be told of every text."""
        is_same = text == self._text and 0 <= at_s - self._at_s < REPEAT_WITHIN_S
        self._text, self._at_s = text, at_s
        return not is_same


class BurstDetector(Generic[Held]):
    """Judges every key. `settings` may be replaced at any time."""

    def __init__(self, settings: HandScannerSettings) -> None:
        self.settings = settings
        self._repeats = RepeatFilter()
        self._swallowed: set[int] = set()
        self._last_typed_s = self._last_key_s = float("-inf")
        self._begin_run()

    @property
    def is_waiting(self) -> bool:
        """Whether keys are held back; then `time_out` is to be called unless a key comes within `wait_s`."""
        return bool(self._held)

    @property
    def wait_s(self) -> float:
        """How long after the last key the run may still go on."""
        return MAX_KEY_GAP_S if self._is_ended or not self._is_burst else MAX_BURST_GAP_S

    def press(self, press: KeyPress[Held]) -> BurstDecision[Held]:
        """A key went down, for the first time: a key that repeats by itself is a person's (`interrupt`)."""
        decision: BurstDecision[Held] = BurstDecision()
        if self._held and not 0 <= press.at_s - self._last_key_s <= self.wait_s:
            decision = self.time_out()
        if not self._held:
            self._is_complete = press.at_s - self._last_typed_s > MAX_BURST_GAP_S
        self._swallowed.discard(press.code)
        self._held.append(press.held)
        self._down.add(press.code)
        self._last_key_s = press.at_s
        if press.kind is not KeyKind.OTHER:
            self._count(press)
        return decision

    def release(self, code: int, held: Held) -> BurstDecision[Held]:
        """A key went up: it goes the way that its press went."""
        if code in self._down:
            self._down.remove(code)
            self._held.append(held)
        elif code in self._swallowed:
            self._swallowed.remove(code)
        else:
            return BurstDecision((held,))
        return BurstDecision()

    def time_out(self) -> BurstDecision[Held]:
        """No key came in time: the run is over."""
        if not self._is_burst or not (self._is_ended or self._keys >= MIN_UNENDED_KEYS):
            return self._pass_through()
        scan = HandScan(scanned_text(self._text, self.settings), self._text, self._is_complete)
        if not scan.text and self._keys < _MIN_KEYS:  # the prefix alone
            return self._pass_through()
        is_new = not scan.is_complete or self._repeats.is_new(scan.text, self._last_key_s)
        self._swallowed |= self._down
        self._begin_run()
        return BurstDecision(scan=scan if is_new else None)

    def interrupt(self, *held: Held) -> BurstDecision[Held]:
        """A person did something that no scanner does, and `held` with it: what is undecided is theirs."""
        return BurstDecision(passed_through=held) if self._is_burst else self._pass_through(*held)

    def _begin_run(self) -> None:
        self._held: list[Held] = []
        self._down: set[int] = set()
        self._text = ""
        self._keys = self._characters = 0
        self._is_burst = self._is_ended = False
        self._is_complete = True

    def _count(self, press: KeyPress[Held]) -> None:
        """Count a key that writes or ends."""
        self._is_ended = press.kind is KeyKind.END
        self._keys += 1
        self._characters += not self._is_ended
        if len(self._text) < MAX_CHARACTERS:
            self._text += press.text
        if not self._is_burst:
            is_fast = self._keys >= _MIN_KEYS and self._characters >= _MIN_CHARACTERS
            has_prefix = _has_prefix(self._text, self.settings)
            self._is_burst = is_fast or has_prefix
            self._is_complete = self._is_complete or has_prefix

    def _pass_through(self, *more: Held) -> BurstDecision[Held]:
        if self._held:
            self._last_typed_s = self._last_key_s
        decision = BurstDecision((*self._held, *more))
        self._begin_run()
        return decision
