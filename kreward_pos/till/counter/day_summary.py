"""The figures of a day at the counter, for the report and the end-of-shift sheet.

Pure functions from entries and audit lines to sums. Days and hours are those of the till's own time zone.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kreward_pos.api.models import CardType
from kreward_pos.clock import beginning_of
from kreward_pos.errors import code_of
from kreward_pos.till.model.entries import CAME_TO_NOTHING, ON_THE_WAY, Entry, EntryKind, EntryState, SettledBy
from kreward_pos.till.model.errors import ShopLoss
from kreward_pos.till.records.audit_log import AuditEvent, AuditLine

HOURS = 24
CARD_TYPES: tuple[CardType, ...] = ("stamps", "points")
_APPLIED: dict[SettledBy | None, str] = {SettledBy.BALANCE: "confirmed", SettledBy.PERSON: "decided"}


@dataclass(frozen=True, slots=True)
class Share:
    """The stamps, points and rewards given in one hour or by one cashier."""

    stamps: int = 0
    redeems: int = 0
    points: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(self.stamps + other.stamps, self.redeems + other.redeems, self.points + other.points)

    def amount(self, card_type: CardType) -> int:
        """Return the number of stamps, or points."""
        return self.points if card_type == "points" else self.stamps


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The numbers of taps by their outcome.

    `sent`: Kreward answered that it counted; `confirmed`: a later balance showed it; `decided`: a person decided so;
    `lost`: given offline and refused since.
    """

    sent: int = 0
    confirmed: int = 0
    decided: int = 0
    undone: int = 0
    waiting: int = 0
    in_review: int = 0
    written_off: int = 0
    lost: int = 0

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> "Outcomes":
        """Count each entry once; a tap and the one that takes it back both count as undone."""
        undone = {entry.undo_of for entry in entries if entry.state is not EntryState.CANCELLED} - {None}
        return cls(**Counter(_outcome(entry, is_undone=entry.seq in undone) for entry in entries))


@dataclass(frozen=True, slots=True)
class Day:
    """The figures of one day. `hours` has 24 shares; `cashiers` those who gave anything, None where no name was set.

    `card_types` is what the shop's cards count.
    """

    date: date
    hours: tuple[Share, ...]
    cashiers: tuple[tuple[str | None, Share], ...]
    new_customers: int
    customers: int
    outcomes: Outcomes
    card_types: tuple[CardType, ...] = ("stamps",)

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was tapped."""
        return self.outcomes == Outcomes()

    @property
    def total(self) -> Share:
        """Return the share of the whole day."""
        return sum(self.hours, Share())


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Return when a day begins and ends here, aware; 23 or 25 hours apart where the clocks change."""
    return beginning_of(day), beginning_of(day + timedelta(days=1))


def summarize_day(
    day: date, entries: Sequence[Entry], lines: Sequence[AuditLine], card_types: Iterable[CardType] = frozenset()
) -> Day:
    """Sum up a day's entries and its audit lines; `card_types` is what the shop's cards count now."""
    hours = [Share()] * HOURS
    cashiers: dict[str | None, Share] = {}
    given = given_entries(entries)
    for entry in given:
        hour, share = entry.created_at.astimezone().hour, share_of(entry)
        hours[hour] += share
        cashiers[entry.cashier] = cashiers.get(entry.cashier, Share()) + share
    return Day(
        date=day,
        hours=tuple(hours),
        cashiers=tuple(sorted(cashiers.items(), key=lambda item: (item[0] is None, item[0] or ""))),
        new_customers=sum(line.event is AuditEvent.ENROLLED for line in lines),
        customers=len({entry.email.key for entry in given}),
        outcomes=Outcomes.of(entries),
        card_types=card_types_of(given, card_types),
    )


def card_types_of(given: Sequence[Entry], card_types: Iterable[CardType]) -> tuple[CardType, ...]:
    """Return what the shop's cards count and what these entries counted; stamps where neither says anything."""
    found = {*card_types, *(entry.card_type or "stamps" for entry in given if entry.delta)}
    return tuple(kind for kind in CARD_TYPES if kind in found) or CARD_TYPES[:1]


def given_entries(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries by which customers got, or may get, something; and those that took it back."""
    return [entry for entry in entries if entry.kind is not EntryKind.ENROL and entry.state not in CAME_TO_NOTHING]


def share_of(entry: Entry) -> Share:
    """Return what one entry gave."""
    if entry.kind is EntryKind.REDEEM:
        return Share(redeems=1)
    return Share(points=entry.delta or 0) if entry.card_type == "points" else Share(stamps=entry.delta or 0)


def _outcome(entry: Entry, *, is_undone: bool) -> str:
    """Return the field of `Outcomes` in which an entry counts."""
    if entry.state is EntryState.CANCELLED or is_undone or entry.undo_of is not None:
        return "undone"
    if entry.state is EntryState.APPLIED:
        return _APPLIED.get(entry.settled_by, "sent")
    if entry.state is EntryState.WRITTEN_OFF:
        return "lost" if entry.is_offline and entry.problem == code_of(ShopLoss) else "written_off"
    return "waiting" if entry.state in ON_THE_WAY else "in_review"
