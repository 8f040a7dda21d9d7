"""Hand scanners that type: distinguishes a scanner's burst of keys from a person's typing by the keys' timing.

A **run** is a sequence of keys, each within `MAX_KEY_GAP_S` of the one before. All keys of a run are held back until it
is decided:

- Four or more keys, three of them characters, are a **burst**: nobody types so fast. From then on, pauses of up to
  `MAX_BURST_GAP_S` belong to it, because wireless scanners stutter; after an Enter or Tab, only `MAX_KEY_GAP_S`. A
  burst that ends with Enter or Tab is a scan; one that just stops is a scan if it has at least `MIN_UNENDED_KEYS` keys.
  Its text is its characters, with Enter and Tab between them; other keys in it do nothing.
- The owner's prefix makes a burst with its last character, however slow the scanner is within `MAX_BURST_GAP_S`.
- Anything else is a person, who gets every key back, in order: a single key after `MAX_KEY_GAP_S`, which is not
  noticeable.

A burst that begins less than `MAX_BURST_GAP_S` after a key that went to a person may have lost its beginning to this
rule, and the rest of `suki@example.com` may be another customer: it is marked as incomplete and must be scanned again.

Times are the keys' own, so a busy till decides as well as an idle one. Knows no window, no card and no clock; what is
held is up to the caller. One thread owns a `BurstDetector`.
"""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, Generic, TypeVar

from kreward_pos.scan.hand.layout import apply_layout
from kreward_pos.system.settings import HandScannerSettings

MAX_KEY_GAP_S: Final = 0.035
"""Longest pause between two keys of a scanner: slow ones need 20 ms, two rolling fingers seldom less than 40."""
MAX_BURST_GAP_S: Final = 0.15
REPEAT_WITHIN_S: Final = 1.0
"""The same text within this time is the same showing: a finger stayed on the trigger."""
MIN_UNENDED_KEYS: Final = 6
MAX_CHARACTERS: Final = 2000
"""Characters of a burst that are kept; a card's code has at most a quarter as many."""
_MIN_KEYS, _MIN_CHARACTERS = 4, 3

Held = TypeVar("Held")


class KeyKind(Enum):
    """What a key does in a burst: `END` is Enter or Tab; `OTHER` neither writes nor ends."""

    CHARACTER = auto()
    END = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class KeyPress(Generic[Held]):
    """A key press. `code` identifies the key; `text` is what it writes; `at_s` is its own time stamp.

    `held` is what goes back to the person if a person pressed it.
    """

    code: int
    kind: KeyKind
    text: str = field(repr=False)
    at_s: float
    held: Held = field(repr=False)


@dataclass(frozen=True, slots=True)
class HandScan:
    """A burst: `arrived` as it came; `text` without prefix and suffix, in the intended characters."""

    text: str = field(repr=False)
    arrived: str = field(repr=False)
    is_complete: bool = True


@dataclass(frozen=True, slots=True)
class BurstDecision(Generic[Held]):
    """What to do at once: pass keys through to the person, in this order, and process a scan."""

    passed_through: tuple[Held, ...] = ()
    scan: HandScan | None = None

    def __add__(self, later: "BurstDecision[Held]") -> "BurstDecision[Held]":
        return BurstDecision(self.passed_through + later.passed_through, later.scan or self.scan)


def scanned_text(arrived: str, settings: HandScannerSettings) -> str:
    """Return what a scanner read: the text that arrived without prefix and suffix, in the intended characters."""
    text = arrived.strip()
    if _has_prefix(text, settings):
        text = text[len(settings.prefix) :]
    ending = text[len(text) - len(settings.suffix) :]
    if settings.suffix in (ending, apply_layout(ending, settings.layout)):
        text = text[: len(text) - len(settings.suffix)]
    return apply_layout(text, settings.layout).strip()


def _has_prefix(text: str, settings: HandScannerSettings) -> bool:
    """Return whether the owner's prefix is there, as set or as the keyboard layout garbles it."""
    opening = text[: len(settings.prefix)]
    return bool(settings.prefix) and settings.prefix in (opening, apply_layout(opening, settings.layout))


class RepeatFilter:
    """Remembers the last text to detect a repeated reading. Times are in seconds of any one clock."""

    def __init__(self) -> None:
        self._text: str | None = None
        self._at_s = 0.0

    def is_new(self, text: str, at_s: float) -> bool:
        """Return whether `text` is a new showing. Call it for every text."""
        is_same = text == self._text and 0 <= at_s - self._at_s < REPEAT_WITHIN_S
        self._text, self._at_s = text, at_s
        return not is_same


class BurstDetector(Generic[Held]):
    """Decides over every key. `settings` may be replaced at any time."""

    def __init__(self, settings: HandScannerSettings) -> None:
        self.settings = settings
        self._repeats = RepeatFilter()
        self._swallowed: set[int] = set()
        self._last_typed_s = self._last_key_s = float("-inf")
        self._begin_run()

    @property
    def is_waiting(self) -> bool:
        """Return whether keys are held back; then call `time_out` unless a key comes within `wait_s`."""
        return bool(self._held)

    @property
    def wait_s(self) -> float:
        """Return how long after the last key the run may continue."""
        return MAX_KEY_GAP_S if self._is_ended or not self._is_burst else MAX_BURST_GAP_S

    def press(self, press: KeyPress[Held]) -> BurstDecision[Held]:
        """Take a first key press; auto-repeated presses come from a person (`interrupt`)."""
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
        """Take a key release, which goes where its press went."""
        if code in self._down:
            self._down.remove(code)
            self._held.append(held)
        elif code in self._swallowed:
            self._swallowed.remove(code)
        else:
            return BurstDecision((held,))
        return BurstDecision()

    def time_out(self) -> BurstDecision[Held]:
        """End the run, because no key came in time."""
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
        """Pass `held` and all undecided keys through, because a person did what no scanner does."""
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
