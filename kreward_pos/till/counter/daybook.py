"""The daybook: a day's figures, the current shift, irregularities, and the export of days as CSV.

Every method may block on the disk for a while and belongs on a worker thread; taps go on. Knows no network.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from kreward_pos.api.models import CardType
from kreward_pos.clock import Clock, beginning_of, day_of
from kreward_pos.system.atomic_file import replacing
from kreward_pos.till.counter.day_summary import (
    Day,
    Outcomes,
    Share,
    card_types_of,
    day_bounds,
    given_entries,
    share_of,
    summarize_day,
)
from kreward_pos.till.counter.irregularities import Irregularity, irregularities
from kreward_pos.till.model.entries import Entry
from kreward_pos.till.model.errors import DiskTrouble
from kreward_pos.till.records.audit_log import AuditEvent, AuditLog
from kreward_pos.till.records.entry_queries import EntryQueries
from kreward_pos.till.records.shop import Shop

LOOKED_BACK = timedelta(days=28)
"""How far irregularities are looked for: four weeks, so that each day of the week counts the same."""

_BEGIN_A_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""Characters that begin a formula for spreadsheets; full-width ones too, where Chinese or Japanese is typed."""

_HEAD = ("day", "time", "entry", "kind", "amount", "unit", "card", "reward", "state", "settled_by", "cashier", "note")


@dataclass(frozen=True, slots=True)
class Shift:
    """The figures since the last shift's end; `since` None: since the first tap. `card_types` as in `Day`."""

    since: datetime | None
    until: datetime
    total: Share
    outcomes: Outcomes
    cashiers: tuple[str, ...]
    card_types: tuple[CardType, ...] = ("stamps",)


class Daybook:
    """The daybook of one till. Thread-safe; its only state is the result of the audit log's last check."""

    def __init__(self, queries: EntryQueries, audit_log: AuditLog, shop: Shop, clock: Clock) -> None:
        self._queries, self._audit_log, self._shop, self._clock = queries, audit_log, shop, clock
        self._broken_line: int | None = None

    @property
    def broken_line(self) -> int | None:
        """Return the first changed or missing line of the audit log by its last check; None where there is none."""
        return self._broken_line

    @property
    def cashier(self) -> str | None:
        """Return who stands at the till; None where nobody has said."""
        return self._audit_log.cashier

    def change_cashier(self, cashier: str | None) -> None:
        """Change who stands at the till."""
        self._audit_log.change_cashier(cashier)

    def log_event(self, event: AuditEvent, detail: str | None = None) -> None:
        """Add a line to the audit log about what has happened; never fail."""
        self._audit_log.try_write(event, detail)

    def check_audit_log(self) -> int | None:
        """Check the audit log and remember the result; takes some seconds for a million lines."""
        self._broken_line = self._audit_log.first_broken_line()
        return self._broken_line

    def today(self) -> date:
        """Return today's date here."""
        return day_of(self._clock.now())

    def day(self, day: date) -> Day:
        """Return a day's figures; empty ones for a day without entries."""
        return summarize_day(
            day, self._queries.between(*day_bounds(day)), self._audit_log.lines(*day_bounds(day)), self._shop.card_types
        )

    def irregularities(self) -> list[Irregularity]:
        """Return what stands out in the last four weeks, after the audit log's broken line, if there is one."""
        until = beginning_of(self.today() + timedelta(days=1))
        since = until - LOOKED_BACK
        broken = [] if self._broken_line is None else [Irregularity("record", None, self._broken_line, 0)]
        return broken + irregularities(self._queries.between(since, until), self._audit_log.lines(since, until))

    def shift(self) -> Shift:
        """Return the figures of the shift until now."""
        last = self._audit_log.newest(AuditEvent.SHIFT_ENDED)
        entries = self._queries.after((last.entry or 0) if last else 0)
        given = given_entries(entries)
        cashiers = dict.fromkeys(entry.cashier for entry in entries if entry.cashier)
        return Shift(
            since=last.done_at if last else None,
            until=self._clock.now(),
            total=sum(map(share_of, given), Share()),
            outcomes=Outcomes.of(entries),
            cashiers=tuple(cashiers),
            card_types=card_types_of(given, self._shop.card_types),
        )

    def end_shift(self) -> Shift:
        """Return the figures of the shift and begin the next; raise a `StoreFailure` where that cannot be saved."""
        last, shift = self._queries.newest_seq(), self.shift()
        self._audit_log.write(AuditEvent.SHIFT_ENDED, entry=last)
        return shift

    def export_csv(self, folder: Path, first: date, last: date, *, with_emails: bool = False) -> Path:
        """Write these days' entries as a CSV file into `folder`, replacing an older one; return its path.

        Raises `DiskTrouble`.
        """
        path = folder / f"kreward-{first}{'' if first == last else f'-to-{last}'}.csv"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            # The byte order mark tells spreadsheets that it is UTF-8.
            with replacing(path) as draft, draft.open("w", encoding="utf-8-sig", newline="") as file:
                self.write_csv(file.write, first, last, with_emails=with_emails)
        except OSError as error:
            raise DiskTrouble(where=str(folder)) from error
        self._audit_log.try_write(AuditEvent.EXPORTED, f"{first} {last}{' with e-mails' if with_emails else ''}")
        return path

    def write_csv(self, write: Callable[[str], object], first: date, last: date, *, with_emails: bool = False) -> None:
        """Pass these days' entries to `write` as lines of CSV, with a header line."""
        head = (*_HEAD, "email", "name") if with_emails else _HEAD
        write(_csv(head))
        for entry in self._queries.between(beginning_of(first), day_bounds(last)[1]):
            write(_csv(_cells(entry, with_emails=with_emails)))


def spreadsheet_cell(value: object) -> object:
    """Return a value that is safe in a spreadsheet: no text begins a formula."""
    is_formula = isinstance(value, str) and value[:1] in _BEGIN_A_FORMULA
    return f"'{value}" if is_formula else value


def _cells(entry: Entry, *, with_emails: bool) -> Iterator[object]:
    here = entry.created_at.astimezone()
    settled_by = entry.settled_by.value if entry.settled_by else ""
    amount = entry.delta if entry.delta is not None else entry.at
    yield from (f"{here:%Y-%m-%d}", f"{here:%H:%M:%S%z}", entry.seq, entry.kind.value, amount, entry.card_type)
    yield from (entry.template_id, entry.reward, entry.state.value, settled_by, entry.cashier, entry.op_id)
    if with_emails:
        yield from (entry.email.address, entry.name)


def _csv(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([spreadsheet_cell(cell) for cell in cells])
    return line.getvalue()
