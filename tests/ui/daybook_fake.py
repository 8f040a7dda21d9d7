"""A fake daybook for the window's tests: it returns what it was given, and records what was asked."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from kreward_pos.errors import TillError
from kreward_pos.till.counter.day_summary import Day, Outcomes, Share
from kreward_pos.till.counter.daybook import Shift
from kreward_pos.till.counter.irregularities import Irregularity

TODAY = date(2026, 11, 22)
_BUSY = {8: (6, 0), 9: (14, 1), 10: (9, 0), 11: (7, 1), 12: (19, 3), 13: (16, 2), 15: (5, 0), 17: (8, 1), 18: (4, 0)}


def a_day(day: date = TODAY, **changes: object) -> Day:
    """Return a café's Sunday."""
    hours = tuple(Share(*_BUSY.get(hour, (0, 0))) for hour in range(24))
    fields: dict[str, object] = {
        "date": day,
        "hours": hours,
        "cashiers": (("Ah Ming", Share(31, 2)), ("Ka Yan", Share(57, 6))),
        "new_customers": 4,
        "customers": 61,
        "outcomes": Outcomes(sent=90, confirmed=1, undone=4, waiting=3, in_review=1),
    }
    return Day(**{**fields, **changes})  # type: ignore[arg-type]


def a_day_of_both(day: date = TODAY) -> Day:
    """Return a day of a shop that has a stamp card and a points card."""
    points = {9: 320, 12: 1240, 13: 860, 16: 450, 18: 1420}
    hours = tuple(Share(*_BUSY.get(hour, (0, 0)), points.get(hour, 0)) for hour in range(24))
    cashiers = (("Ah Ming", Share(31, 2, 3050)), ("Ka Yan", Share(57, 6, 1240)))
    return a_day(day, hours=hours, cashiers=cashiers, card_types=("stamps", "points"))


def an_empty_day(day: date) -> Day:
    """Return a day without taps."""
    return Day(day, (Share(),) * 24, (), 0, 0, Outcomes())


class FakeDaybook:
    """A daybook that is called on worker threads, like the real one."""

    def __init__(self) -> None:
        self.days: dict[date, Day] = {TODAY: a_day()}
        self.cashiers: list[str | None] = []
        self.found: list[Irregularity] = []
        self.exported: list[tuple[Path, date, date, bool]] = []
        self.refusal: TillError | None = None
        self.ended = 0
        self.current = Shift(
            datetime(2026, 11, 21, 10, 4, tzinfo=UTC),
            datetime(2026, 11, 22, 10, 9, tzinfo=UTC),
            Share(88, 8),
            Outcomes(sent=90, confirmed=1, undone=4, waiting=3, in_review=1),
            ("Ka Yan", "Ah Ming"),
        )

    def change_cashier(self, cashier: str | None) -> None:
        self.cashiers.append(cashier)

    def today(self) -> date:
        return TODAY

    def day(self, day: date) -> Day:
        return self.days.get(day, an_empty_day(day))

    def irregularities(self) -> list[Irregularity]:
        return list(self.found)

    def shift(self) -> Shift:
        return self.current

    def end_shift(self) -> Shift:
        self.ended += 1
        ended = self.current
        self.current = Shift(ended.until, ended.until + timedelta(minutes=1), Share(), Outcomes(), ())
        return ended

    def export_csv(self, folder: Path, first: date, last: date, *, with_emails: bool = False) -> Path:
        if self.refusal is not None:
            raise self.refusal
        self.exported.append((folder, first, last, with_emails))
        return folder / f"kreward-{last}.csv"
