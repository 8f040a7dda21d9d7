"""What one tap, and one customer's day, may hold before somebody has to say yes: a rule over the till's own journal.

Limits are the counter's, not Kreward's: a script's till has none unless it is given some. They count stamps, by card;
points follow the amount paid, so of a points card only the second tap within minutes asks. Pure.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import ClassVar

from kreward_pos.api.models import CardType
from kreward_pos.errors import QT_TRANSLATE_NOOP, TapRefused, code_of
from kreward_pos.system.settings import Limits

HOLD_S = 5.0
"""How long a redeem is held before it is sent; only until then can it be undone."""

UNDO_S = 8
"""How long the window offers to undo a stamp."""


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


class StampedThisMinute(StampedJustNow):
    """Less than a minute ago."""

    message = QT_TRANSLATE_NOOP("errors", "This customer was served just now. Add again only if they paid again.")

    @property
    def code(self) -> str:
        """The limit is the same, for scripts and for the record."""
        return code_of(StampedJustNow)


class TooManyAtOnce(LimitReached):
    """More stamps than one tap may add."""

    title = QT_TRANSLATE_NOOP("errors", "Too many for one tap")
    message = QT_TRANSLATE_NOOP("errors", "One tap adds at most {most} here. For more, ask for the owner's PIN.")


class TooManyToday(LimitReached):
    """More stamps than one customer may get in a day."""

    title = QT_TRANSLATE_NOOP("errors", "Enough stamps for today")
    message = QT_TRANSLATE_NOOP(
        "errors", "A customer gets at most {most} a day here. For more, ask for the owner's PIN."
    )


class TakingBack(LimitReached):
    """Stamps or points are to be taken back."""

    title = QT_TRANSLATE_NOOP("errors", "Taking back is for the owner")
    message = QT_TRANSLATE_NOOP("errors", "Undo takes the last tap back. For anything older, ask for the owner's PIN.")


class TooManyOffline(LimitReached):
    """More rewards than one customer may get in a day without a connection."""

    title = QT_TRANSLATE_NOOP("errors", "Enough rewards without a connection")
    message = QT_TRANSLATE_NOOP(
        "errors", "A customer gets at most {most} a day while offline. Wait for the connection, or ask the owner."
    )


@dataclass(frozen=True, slots=True)
class GivenOnDay:
    """What a customer got here on this day: stamps or points in all, and when last; None where nothing stands.

    What was taken back or came to nothing does not count. `offline` counts the rewards given without a connection,
    those that Kreward refused later among them.
    """

    amount: int = 0
    last_at: datetime | None = None
    offline: int = 0


def stamping(limits: Limits, card: CardType, delta: int, served: GivenOnDay, now: datetime) -> list[LimitReached]:
    """The limits that this tap reaches, the gravest first.

    A tap from the future, after a clock was set back, counts as a moment ago.
    """
    reached: list[LimitReached] = []
    if delta < 0:
        return [TakingBack()]
    if card == "stamps" and delta > limits.stamps_per_tap:
        reached.append(TooManyAtOnce(most=limits.stamps_per_tap))
    if card == "stamps" and served.amount + delta > limits.stamps_per_day:
        reached.append(TooManyToday(most=limits.stamps_per_day))
    if served.last_at is not None and now - served.last_at < timedelta(minutes=limits.repeat_minutes):
        minutes = int((now - served.last_at).total_seconds() // 60)
        reached.append(StampedJustNow(minutes=minutes) if minutes > 0 else StampedThisMinute())
    return reached


def claiming_offline(limits: Limits, served: GivenOnDay) -> list[LimitReached]:
    """The limit that a reward reaches which Kreward cannot be asked about."""
    is_over = served.offline >= limits.offline_redeems_per_day
    return [TooManyOffline(most=limits.offline_redeems_per_day)] if is_over else []


def allow(reached: list[LimitReached], consent: Consent) -> None:
    """Raise the gravest limit that `consent` does not cover; none covers all."""
    for limit in reached:
        if limit.needs > consent:
            raise limit
