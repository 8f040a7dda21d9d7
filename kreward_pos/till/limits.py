"""What one tap, and one customer's day, may hold before somebody has to say yes: a rule over the till's own journal.

Limits are the counter's, not Kreward's: a script's till has none unless it is given some. They count stamps; points
follow the amount paid, so of a points card only the second tap within minutes asks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import ClassVar

from kreward_pos.errors import QT_TRANSLATE_NOOP, TapRefused
from kreward_pos.kreward.answers import CardType
from kreward_pos.settings import Limits
from kreward_pos.till.entries import CAME_TO_NOTHING, Entry, EntryKind


class Consent(IntEnum):
    """Who has said yes to what a limit asks about; the owner's yes holds for what a cashier may allow too."""

    NOBODY = 0
    CASHIER = 1
    OWNER = 2


class LimitReached(TapRefused):
    """A limit asks before this tap; it may be tapped again with the consent that `needs` names."""

    needs: ClassVar[Consent] = Consent.OWNER


class StampedJustNow(LimitReached):
    """The same customer was served `minutes` ago."""

    title = QT_TRANSLATE_NOOP("errors", "Stamped a moment ago")
    message = QT_TRANSLATE_NOOP(
        "errors", "This customer was served {minutes} min ago. Add again only if they paid again."
    )
    needs = Consent.CASHIER


class TooManyAtOnce(LimitReached):
    """More stamps than one tap may add."""

    title = QT_TRANSLATE_NOOP("errors", "More than one tap may add")
    message = QT_TRANSLATE_NOOP("errors", "One tap adds at most {most} here. The owner's PIN allows more.")


class TooManyToday(LimitReached):
    """More stamps than one customer may get in a day."""

    title = QT_TRANSLATE_NOOP("errors", "Enough stamps for today")
    message = QT_TRANSLATE_NOOP("errors", "A customer gets at most {most} a day here. The owner's PIN allows more.")


@dataclass(frozen=True, slots=True)
class Served:
    """What a customer got here on this day: stamps or points in all, and when last; None where nothing stands."""

    amount: int = 0
    last_at: datetime | None = None

    @classmethod
    def by(cls, entries: Iterable[Entry]) -> "Served":
        """Add up a customer's entries of one day; what was taken back or came to nothing does not count."""
        taps = [entry for entry in entries if entry.kind is EntryKind.STAMP and entry.state not in CAME_TO_NOTHING]
        undone = {entry.undo_of for entry in taps}
        added = [entry for entry in taps if (entry.delta or 0) > 0 and entry.seq not in undone]
        return cls(sum(entry.delta or 0 for entry in taps), max((entry.created_at for entry in added), default=None))


def require(limits: Limits, card: CardType, delta: int, served: Served, now: datetime, consent: Consent) -> None:
    """Raise the gravest `LimitReached` that `consent` does not cover; taking stamps back reaches none.

    A tap from the future, after a clock was set back, counts as a moment ago.
    """
    if delta <= 0:
        return
    for hurdle in _hurdles(limits, card, delta, served, now):
        if hurdle.needs > consent:
            raise hurdle


def day_of(now: datetime) -> datetime:
    """When the till's local day began that holds `now`; aware of time zones, as `now` is."""
    return now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)


def _hurdles(limits: Limits, card: CardType, delta: int, served: Served, now: datetime) -> Iterable[LimitReached]:
    if card == "stamps":
        if delta > limits.stamps_per_tap:
            yield TooManyAtOnce(most=limits.stamps_per_tap)
        if served.amount + delta > limits.stamps_per_day:
            yield TooManyToday(most=limits.stamps_per_day)
    if served.last_at is not None and now - served.last_at < timedelta(minutes=limits.repeat_minutes):
        yield StampedJustNow(minutes=max(0, int((now - served.last_at).total_seconds() // 60)))
