"""Keyboard layouts: a hand scanner types as if on one keyboard, and the computer reads it as another.

`@` then arrives as `"` (UK), `-` as `ß` (German), `a` as `q` (French). The owner scans `SETUP_TEXT` once, as a QR code;
`learn_layout` compares what arrived with what was sent and returns the map from each wrong character to the intended
one, which `apply_layout` applies to every later burst.

A **dead key** writes nothing by itself and combines with the next character: `=` and a space arrive as `´`, `=` and `a`
as `á`; Linux drops both. That is why every symbol in the code is followed by a space and a letter that is known by
then, and why accented letters are decomposed.

Knows no keys and no times, only texts.
"""

import string
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from kreward_pos.scan.errors import LayoutAlike, LayoutCut, LayoutLost, LayoutShouted
from kreward_pos.scan.payload.other_codes import SETUP_PREFIX
from kreward_pos.system.settings import HandScannerSettings

_ALPHANUMERIC = string.ascii_lowercase + string.ascii_uppercase + string.digits
_SYMBOLS = dict(zip(string.punctuation, _ALPHANUMERIC, strict=False))
"""Each symbol, and the letter that follows it and its space."""
SETUP_TEXT: Final = (
    SETUP_PREFIX + _ALPHANUMERIC + "".join(f"{symbol} {following}" for symbol, following in _SYMBOLS.items())
)
"""The text of the set-up code that the owner scans once: every printable ASCII character."""

_NEEDED = frozenset(_ALPHANUMERIC + "@.-_+:/?&=%#")
"""The characters of e-mails, ids and addresses of cards."""
_MIN_DISTINCT = 60
"""Distinct characters in the set-up code, however garbled; a card's code has fewer."""
_ENDS = "\r\n\t "

_ACCENTS: Final[dict[str, str]] = {
    "\u0300": "`",
    "\u0301": "´",
    "\u0302": "^",
    "\u0303": "~",
    "\u0308": "¨",
    "\u030a": "°",
    "\u0327": "¸",
}
"""Each combining accent, and the form in which its dead key and a space arrive."""
_US_INTERNATIONAL: Final = {"'": "´", '"': "¨"}
"""US-International sends the apostrophe for its acute and a space, and the quotation mark for its diaeresis."""


def is_setup_code(arrived: str, settings: HandScannerSettings) -> bool:
    """Return whether `arrived` is the set-up code, whatever characters were exchanged."""
    return _find_start(arrived.strip(_ENDS), settings) is not None


def learn_layout(arrived: str, settings: HandScannerSettings) -> dict[str, str]:
    """Return the map from wrong to intended characters; empty if none is wrong. `arrived` has prefix and suffix.

    Raises `LayoutCut`, `LayoutShouted`, `LayoutLost` or `LayoutAlike`.
    """
    text = arrived.strip(_ENDS)
    start = _find_start(text, settings)
    if start is None:
        raise LayoutCut
    sent_as, dead_keys = _align(text[start + len(SETUP_PREFIX) :], settings)
    if "".join(sent_as.get(c, c) for c in string.ascii_lowercase).isupper():
        raise LayoutShouted
    if lost := _NEEDED - sent_as.keys():
        raise LayoutLost(characters=" ".join(sorted(lost)))
    _refuse_ambiguous(sent_as)
    layout = {
        arrived_as: intended
        for intended, arrived_as in sent_as.items()
        if arrived_as != intended or intended in dead_keys
    }
    for intended in dead_keys:
        layout.setdefault(_US_INTERNATIONAL.get(sent_as[intended], sent_as[intended]), intended)
    return layout


def apply_layout(text: str, layout: Mapping[str, str]) -> str:
    """Return `text` in the intended characters."""
    if not layout:
        return text
    return "".join(layout.get(c) or _decompose(c, layout) for c in text)


def _find_start(text: str, settings: HandScannerSettings) -> int | None:
    """Return where the set-up code begins, found by the positions at which characters repeat; None if absent."""
    if len(set(text)) >= _MIN_DISTINCT:
        for start in (0, len(settings.prefix)):
            if _repetition_pattern(text[start : start + len(SETUP_PREFIX)]) == _repetition_pattern(SETUP_PREFIX):
                return start
    return None


def _repetition_pattern(text: str) -> list[int]:
    """Return each character's first position: the same for a text and for any exchange of its characters."""
    return [text.index(c) for c in text]


def _align(text: str, settings: HandScannerSettings) -> tuple[dict[str, str], set[str]]:
    """Return what each character sent arrived as, and which are dead keys. Lost characters are left out."""
    if len(text) < len(_ALPHANUMERIC):
        raise LayoutCut
    sent_as, dead_keys = dict(zip(_ALPHANUMERIC, text, strict=False)), set()
    rest = text[len(_ALPHANUMERIC) :]
    for symbol, following in _SYMBOLS.items():
        arrived = _arrived_before(sent_as[following], rest)
        rest = rest[len(arrived) + 1 :]
        if arrived.strip():
            sent_as[symbol] = arrived[0]
            if len(arrived) == 1:
                dead_keys.add(symbol)
    if len(rest) not in {0, len(settings.suffix)}:
        raise LayoutCut
    return sent_as, dead_keys


def _arrived_before(following: str, text: str) -> str:
    """Return what arrived of a symbol and its space: both; one, if it is a dead key or was lost; or neither."""
    for length in (2, 1, 0):
        arrived = text[:length]
        if text[length : length + 1] == following and (length < 2 or arrived[1] == " "):
            return arrived
    raise LayoutCut


def _refuse_ambiguous(sent_as: Mapping[str, str]) -> None:
    meanings: defaultdict[str, list[str]] = defaultdict(list)
    for intended, arrived_as in sent_as.items():
        meanings[arrived_as].append(intended)
    if alike := [" ".join(intended) for intended in meanings.values() if len(intended) > 1]:
        raise LayoutAlike(characters=", ".join(alike))


def _decompose(c: str, layout: Mapping[str, str]) -> str:
    """Return a letter that combines with a dead key as the two characters sent; any other character unchanged."""
    parts = unicodedata.normalize("NFD", c)
    accent = layout.get(_ACCENTS.get(parts[-1], ""))
    letter = unicodedata.normalize("NFC", parts[:-1])
    return c if accent is None else accent + layout.get(letter, letter)
