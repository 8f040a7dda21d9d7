"""The limits on one tap and on one customer's day, above which somebody must consent; and the undo windows.

Limits are the till's, not Kreward's: a script's till has none unless it is given some. They count the stamps of each
card; points follow the amount paid, so on a points card only a second tap within minutes reaches a limit.
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
    """Who has consented to a tap beyond a limit; the owner's consent includes the cashier's."""

    NOBODY = 0
    CASHIER = 1
    OWNER = 2


class LimitReached(TapRefused):
    """A limit that this tap reaches; it may be tapped again with the consent that `needs` names."""

    needs: ClassVar[Consent] = Consent.OWNER


class StampedJustNow(LimitReached):
    """A second tap for the same customer, `minutes` after the first."""

    title = QT_TRANSLATE_NOOP("errors", "Stamped a moment ago")
    message = QT_TRANSLATE_NOOP(
        "errors", "This customer was served {minutes} min ago. Add again only if they paid again."
    )
    needs = Consent.CASHIER


class StampedThisMinute(StampedJustNow):
    """A second tap for the same customer within a minute."""

    message = QT_TRANSLATE_NOOP("errors", "This customer was served just now. Add again only if they paid again.")

    @property
    def code(self) -> str:
        """Return the parent's code: it is the same limit, for scripts and the audit log."""
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
    """A tap that takes stamps or points back."""

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
    """What a customer was given here on one day on one card: stamps or points in all, and when last.

    What was taken back or came to nothing does not count. `offline` counts the rewards given offline, including those
    that Kreward has refused since.
    """

    amount: int = 0
    last_at: datetime | None = None
    offline: int = 0


def check_stamp(limits: Limits, card: CardType, delta: int, given: GivenOnDay, now: datetime) -> list[LimitReached]:
    """Return the limits that this stamp reaches, the gravest first.

    A last tap in the future, after the clock was set back, counts as a moment ago.
    """
    reached: list[LimitReached] = []
    if delta < 0:
        return [TakingBack()]
    if card == "stamps" and delta > limits.stamps_per_tap:
        reached.append(TooManyAtOnce(most=limits.stamps_per_tap))
    if card == "stamps" and given.amount + delta > limits.stamps_per_day:
        reached.append(TooManyToday(most=limits.stamps_per_day))
    if given.last_at is not None and now - given.last_at < timedelta(minutes=limits.repeat_minutes):
        minutes = int((now - given.last_at).total_seconds() // 60)
        reached.append(StampedJustNow(minutes=minutes) if minutes > 0 else StampedThisMinute())
    return reached


def check_offline_redeem(limits: Limits, given: GivenOnDay) -> list[LimitReached]:
    """Return the limits that a redeem without a connection reaches."""
    is_over = given.offline >= limits.offline_redeems_per_day
    return [TooManyOffline(most=limits.offline_redeems_per_day)] if is_over else []


def require_consent(reached: list[LimitReached], consent: Consent) -> None:
    """Raise the first of the limits `reached` that `consent` does not cover."""
    for limit in reached:
        if limit.needs > consent:
            raise limit
