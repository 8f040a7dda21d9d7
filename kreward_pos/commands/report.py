"""`kreward-pos report`: one day of a till, as text for people or as comma-separated values for other programs.

Reads a copy in memory, beside a running app or not, and changes nothing. E-mails stand in it only where asked for.
"""

import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date

from kreward_pos.api.models import CardType
from kreward_pos.clock import SystemClock
from kreward_pos.system.data_folder import data_folder_path
from kreward_pos.system.settings import Options
from kreward_pos.till.counter.day_summary import Day, Share
from kreward_pos.till.counter.daybook import Daybook
from kreward_pos.till.counter.irregularities import Irregularity
from kreward_pos.till.records.audit_log import AuditLog
from kreward_pos.till.records.entry_queries import EntryQueries
from kreward_pos.till.records.shop import Shop
from kreward_pos.till.storage.access import snapshot

_BAR = 40


def run(options: Options, day: date | None, *, as_csv: bool, with_emails: bool) -> int:
    """Print a day, today's if none is named; raises a `StoreFailure` or what the keychain does."""
    with snapshot(data_folder_path(options)) as store:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors="replace", newline="")
        clock = SystemClock()
        daybook = Daybook(EntryQueries(store), AuditLog(store, clock), Shop(store), clock)
        day = day or daybook.today()
        if as_csv:
            daybook.write_csv(sys.stdout.write, day, day, with_emails=with_emails)
        else:
            daybook.check_audit_log()
            lines = [*_told(daybook.day(day)), *map(_remark, daybook.irregularities())]
            sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


def _told(day: Day) -> Iterator[str]:
    yield f"{day.date:%Y-%m-%d}"
    yield f"{_share(day.total, day.card_types)}, {_count(day.customers, 'customer')}, {day.new_customers} new"
    counts = ((field.name.replace("_", " "), getattr(day.outcomes, field.name)) for field in fields(day.outcomes))
    yield "taps: " + (", ".join(f"{count} {name}" for name, count in counts if count) or "none")
    kind = day.card_types[0]
    most = max(share.amount(kind) for share in day.hours)
    for hour, share in enumerate(day.hours):
        if share != Share():
            bar = "#" * round(_BAR * max(0, share.amount(kind)) / max(1, most))
            yield f"{hour:02}:00  {_share(share, day.card_types):24} {bar}".rstrip()
    for cashier, share in day.cashiers:
        if cashier is not None:
            yield f"{cashier}: {_share(share, day.card_types)}"


def _share(share: Share, kinds: Sequence[CardType]) -> str:
    given = [_count(share.amount(kind), kind.removesuffix("s")) for kind in kinds]
    return ", ".join([*given, _count(share.redeems, "reward")])


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _remark(found: Irregularity) -> str:
    """Return unusual activity of the last four weeks in English; the window shows the same in its language."""
    who = found.who or "this till"
    told = {
        "record": f"line {found.count} of the record is not as the till wrote it",
        "card": f"{who} got {found.count} on one card; the others got about {found.usual}",
        "hours": f"{who}: {found.count} of {found.usual} taps in hours in which this shop seldom taps",
        "allowed": f"{who}: {found.count} taps beyond a limit; about {found.usual} would be usual for so many taps",
        "undone": f"{who}: {found.count} taps undone; about {found.usual} would be usual for so many taps",
    }
    return f"4 weeks: {told[found.kind]}"
