"""Irregularities: figures of a few weeks that stand out, each with what is usual.

Loyalty fraud looks like one card that gets far more than others, taps while the shop is closed, and limits passed again
and again. So does an honest regular: nothing here accuses anybody. Pure functions.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from kreward_pos.till.model.entries import CAME_TO_NOTHING, Entry, EntryKind
from kreward_pos.till.records.audit_log import AuditEvent, AuditLine

Kind = Literal["record", "card", "hours", "allowed", "undone"]

_FEWEST_CARDS, _FEWEST_TAPS, _FEWEST_EVENTS, _MOST_CARDS = 8, 40, 5, 3
_FAR = 3.5
"""Median deviations, scaled to a normal spread, above the middle card: Iglewicz and Hoaglin's rule for outliers."""

_MAD_TO_SIGMA = 1.4826
_LEAST_SPREAD = 0.5
"""In doublings: where nearly all cards have the same, a little more means nothing."""

_SELDOM = 0.02
_USUAL_RATE = 0.05
"""The usual rate of a cashier's taps, where no other cashier shows it."""


@dataclass(frozen=True, slots=True)
class Irregularity:
    """A figure that stands out.

    `record`: line `count` of the audit log is not as the till wrote it. `card`: a customer's `count` stamps or points,
    against the `usual` of the others on the same card. `hours`: `count` taps in hours in which this shop seldom taps,
    of `usual` in all. `allowed`, `undone`: a cashier's `count`, against the `usual` for so many taps. `who` is the
    masked e-mail, the cashier's name, or None where no name was set.
    """

    kind: Kind
    who: str | None
    count: int
    usual: int


def irregularities(entries: Sequence[Entry], lines: Sequence[AuditLine]) -> list[Irregularity]:
    """Return what stands out in these entries and lines, the most striking of each kind first."""
    taps = [entry for entry in entries if entry.kind is EntryKind.STAMP and entry.state not in CAME_TO_NOTHING]
    made = Counter(entry.cashier for entry in entries if entry.undo_of is None)
    return [
        *(found for template in {tap.template_id for tap in taps} for found in _cards(taps, template)),
        *_hours(taps),
        *_events("allowed", (line.cashier for line in lines if line.event is AuditEvent.ALLOWED), made),
        *_events(
            "undone", (line.cashier for line in lines if line.event in {AuditEvent.UNDONE, AuditEvent.CANCELLED}), made
        ),
    ]


def _cards(taps: Sequence[Entry], template_id: str | None) -> list[Irregularity]:
    """Return cards far above the others, by median and median deviation, which outliers do not move.

    Counted in doublings, since in every shop a few regulars have many times what most have.
    """
    sums = Counter[str]()
    masks: dict[str, str] = {}
    for tap in taps:
        if tap.template_id == template_id:
            sums[tap.email.key] += tap.delta or 0
            masks[tap.email.key] = tap.email.masked
    doublings = {key: math.log2(count) for key, count in sums.items() if count > 0}
    if len(doublings) < _FEWEST_CARDS:
        return []
    middle = median(doublings.values())
    spread = max(_LEAST_SPREAD, _MAD_TO_SIGMA * median(abs(each - middle) for each in doublings.values()))
    far = [key for key, _count in sums.most_common(_MOST_CARDS) if doublings.get(key, 0) > middle + _FAR * spread]
    return [Irregularity("card", masks[key], sums[key], round(2**middle)) for key in far]


def _hours(taps: Sequence[Entry]) -> list[Irregularity]:
    """Return a cashier's several taps in hours of the day that hold less than one in fifty."""
    if len(taps) < _FEWEST_TAPS:
        return []
    by_hour = Counter(_hour(tap) for tap in taps)
    seldom = {hour for hour, count in by_hour.items() if count < _SELDOM * len(taps)}
    by_cashier = Counter(tap.cashier for tap in taps if _hour(tap) in seldom)
    return [Irregularity("hours", who, n, len(taps)) for who, n in by_cashier.most_common() if n >= _FEWEST_EVENTS]


def _events(kind: Kind, cashiers: Iterable[str | None], made: Counter[str | None]) -> list[Irregularity]:
    """Return cashiers who did this more often than the others' rate and chance explain.

    By chance the count stays within three square roots of what is usual, all but once in some hundred times (Poisson).
    """
    found = Counter(cashiers)
    many = []
    for who, count in found.most_common():
        others = made.total() - made[who]
        rate = (found.total() - count) / others if others >= _FEWEST_TAPS else _USUAL_RATE
        usual = rate * made[who]
        if count >= _FEWEST_EVENTS and count > usual + 3 * math.sqrt(max(usual, 1.0)):
            many.append(Irregularity(kind, who, count, round(usual)))
    return many


def _hour(tap: Entry) -> int:
    return tap.created_at.astimezone().hour
