"""Texts of days, shifts and irregularities. The sources are English; Qt translates them in the context `day`."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from kreward_pos.api.models import CardType
from kreward_pos.till.counter.day_summary import Day, Outcomes, Share
from kreward_pos.till.counter.daybook import Shift
from kreward_pos.till.counter.irregularities import Irregularity
from kreward_pos.ui.text.words import amount, number

translate = QCoreApplication.translate


def day_name(day: date) -> str:
    """Return a day with its weekday: `Sunday, 22 November 2026`."""
    return QLocale().toString(QDate(day.year, day.month, day.day), translate("day", "dddd, d MMMM yyyy"))


def day_figures(day: Day) -> list[tuple[str, str]]:
    """Return the tiles of a day: a number, and what it counts."""
    total = day.total
    return [
        *((number(total.amount(kind)), kind_name(kind)) for kind in day.card_types),
        (number(total.redeems), rewards_caption()),
        (number(day.customers), translate("day", "customers")),
        (number(day.new_customers), translate("day", "new")),
        (number(day.outcomes.waiting), translate("day", "waiting")),
        (number(day.outcomes.in_review), translate("day", "to review")),
    ]


def kind_name(kind: CardType) -> str:
    """Return what a bar or a figure counts."""
    return translate("day", "points") if kind == "points" else translate("day", "stamps")


def rewards_caption() -> str:
    """Return the caption for claimed rewards."""
    return translate("day", "rewards")


def given_amounts(given: Share, kinds: Sequence[CardType]) -> str:
    """Return what was given: `43 stamps · 5 rewards`, without rewards `43 stamps`."""
    amounts = [amount(given.amount(kind), kind) for kind in kinds if given.amount(kind)]
    if given.redeems:
        source = translate("day", "1 reward") if given.redeems == 1 else translate("day", "{n} rewards")
        amounts.append(source.format(n=number(given.redeems)))
    return " · ".join(amounts or [number(0)])


def shift_amounts(total: Share, kinds: Sequence[CardType]) -> list[tuple[str, str]]:
    """Return what a shift gave out: a name and a number each."""
    names = {"stamps": translate("day", "Stamps"), "points": translate("day", "Points")}
    lines = [(names[kind], number(total.amount(kind))) for kind in kinds]
    return [*lines, (translate("day", "Rewards"), number(total.redeems))]


def no_cashier() -> str:
    """Return the text in place of a cashier's name for taps by nobody in particular."""
    return translate("day", "No name")


def shift_outcomes(counted: Outcomes) -> list[tuple[str, str]]:
    """Return the outcomes of a shift's taps: a name and a number each, without rare ones that did not occur."""
    names = {
        "sent": translate("day", "Sent"),
        "confirmed": translate("day", "Confirmed by the balance"),
        "decided": translate("day", "Decided by a person"),
        "undone": translate("day", "Undone"),
        "waiting": translate("day", "Waiting to be sent"),
        "in_review": translate("day", "To review"),
        "written_off": translate("day", "Written off"),
        "lost": translate("day", "Given offline, refused later"),
    }
    always = {"sent", "undone", "waiting", "in_review"}
    counts = {field.name: getattr(counted, field.name) for field in fields(counted)}
    return [(names[name], number(count)) for name, count in counts.items() if count or name in always]


def shift_time(shift: Shift) -> str:
    """Return the beginning and end of a shift."""
    until = _day_and_time(shift.until)
    if shift.since is None:
        return translate("day", "From the first tap to {until}").format(until=until)
    return translate("day", "From {since} to {until}").format(since=_day_and_time(shift.since), until=until)


def irregularity_text(found: Irregularity) -> str:
    """Return a figure that stands out, with the usual one."""
    who = found.who or translate("day", "At this till")
    sources = {
        "record": translate(
            "day", "{who}, line {count} of the record was changed from outside. Ask who has had this computer."
        ),
        "card": translate("day", "{who} got {count} on one card. The others on the same card got about {usual}."),
        "hours": translate("day", "{who}: {count} of {usual} taps were made at hours when this shop is usually quiet."),
        "allowed": translate(
            "day", "{who}: {count} taps went over a limit. About {usual} would be usual for that many taps."
        ),
        "undone": translate("day", "{who}: {count} taps were undone. About {usual} would be usual for that many taps."),
    }
    return sources[found.kind].format(who=who, count=number(found.count), usual=number(found.usual))


def _day_and_time(moment: datetime) -> str:
    here = moment.astimezone()
    day = QLocale().toString(QDate(here.year, here.month, here.day), translate("day", "d MMM yyyy"))
    return f"{day} {here:%H:%M}"
