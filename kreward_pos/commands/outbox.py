"""`kreward-pos outbox` and `kreward-pos forget`: looking at a till's entries for support, and forgetting a customer.

`outbox` reads a copy in memory, beside a running app or not, and changes nothing. E-mails are masked and the
names of customers left out unless they are asked for, so that what is pasted into a support mail tells of none.
"""

import csv
import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TextIO

from kreward_pos.cards import Email
from kreward_pos.clock import SystemClock
from kreward_pos.system.data_folder import data_folder_path
from kreward_pos.system.settings import Options
from kreward_pos.till.counter.daybook import spreadsheet_cell
from kreward_pos.till.counter.owner_actions import OwnerActions
from kreward_pos.till.model.entries import Attempt, Entry
from kreward_pos.till.records.audit_log import AuditLog
from kreward_pos.till.records.decisions import decisions
from kreward_pos.till.records.entry_queries import EntryQueries
from kreward_pos.till.storage import access
from kreward_pos.till.storage.store import Store

_ALL = 2**31
Fields = dict[str, object]


class OutboxReport:
    """What can be said of one till's outbox; written to `stream`."""

    def __init__(self, store: Store, stream: TextIO, *, with_emails: bool) -> None:
        self._store = store
        self._stream = stream
        self._with_emails = with_emails
        self._listing = EntryQueries(store)

    def list(self, limit: int) -> None:
        """Print one line for each entry: first what needs a person, then what waits, then the newest settled."""
        for entry in self._listing.entries(limit):
            parts = [f"{entry.seq:>6}", f"{entry.created_at.astimezone():%Y-%m-%d %H:%M}", f"{entry.state.value:11}"]
            parts += [f"{_what(entry):>10}", entry.op_id, self._email(entry), entry.problem or ""]
            self._stream.write("  ".join(parts).rstrip() + "\n")

    def show(self, seq: int) -> None:
        """Print one entry as JSON with its attempts, what was read after each, and decisions; raise `EntryMoved`."""
        self._write_json(self._evidence(self._listing.get(seq)))

    def export(self, form: str) -> None:
        """Print every entry, oldest first: as JSON with its evidence, or as CSV, one line each."""
        entries = sorted(self._listing.entries(_ALL), key=lambda entry: entry.seq)
        if form == "json":
            self._write_json([self._evidence(entry) for entry in entries])
            return
        rows = [self._fields(entry) for entry in entries]
        names = list(rows[0]) if rows else ["entry"]
        writer = csv.DictWriter(self._stream, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: spreadsheet_cell(value) for name, value in row.items()} for row in rows)

    def _evidence(self, entry: Entry) -> Fields:
        return self._fields(entry) | {
            "tries": [_try_fields(attempt) for attempt in self._listing.attempts(entry.seq)],
            "decisions": [
                {"decision": decided.decision, "at": _time(decided.decided_at), "who": decided.who}
                for decided in decisions(self._store, entry.seq)
            ],
        }

    def _fields(self, entry: Entry) -> Fields:
        return {
            "entry": entry.seq,
            "note": entry.op_id,
            "created_at": _time(entry.created_at),
            "kind": entry.kind.value,
            "state": entry.state.value,
            "problem": entry.problem,
            "email": self._email(entry),
            **({"name": entry.name} if self._with_emails else {}),
            "delta": entry.delta,
            "at": entry.at,
            "reward": entry.reward,
            "template_id": entry.template_id,
            "undo_of": entry.undo_of,
            "attempts": entry.attempts,
            "settled_by": entry.settled_by.value if entry.settled_by else None,
            "cashier": entry.cashier,
        }

    def _email(self, entry: Entry) -> str:
        return entry.email.address if self._with_emails else entry.email.masked

    def _write_json(self, content: object) -> None:
        json.dump(content, self._stream, ensure_ascii=False, indent=2)
        self._stream.write("\n")


@contextmanager
def opened(options: Options, with_emails: bool) -> Iterator[OutboxReport]:
    """Open a report on this till, to standard output; raise `StoreFailure` or what the keychain does."""
    with access.snapshot(data_folder_path(options)) as store:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors="replace")
        yield OutboxReport(store, sys.stdout, with_emails=with_emails)


def forget(options: Options, text: str) -> int:
    """Forget the customer with this e-mail; no app may run on the folder. Raises `StillOpen` and what `opened` does."""
    email = Email.parse(text)
    with access.opened(data_folder_path(options)) as store:
        gone = OwnerActions(store, AuditLog(store, SystemClock())).forget(email)
    sys.stdout.write(f"Forgotten: {gone.entries} entries, {gone.cards} balances, {gone.links} links.\n")
    return 0


def _what(entry: Entry) -> str:
    if entry.at is not None:
        return f"redeem {entry.at}"
    return entry.kind.value if entry.delta is None else f"{entry.delta:+d}"


def _try_fields(attempt: Attempt) -> Fields:
    return {
        "number": attempt.number,
        "started_at": _time(attempt.started_at),
        "baseline": attempt.baseline,
        "baseline_redeemed": None if attempt.baseline_redeemed is None else sorted(attempt.baseline_redeemed),
        "outcome": attempt.outcome,
        "ended_at": _time(attempt.ended_at),
        "watched_s": attempt.watched_s,
        "gap_s": attempt.gap_s,
        "reads": [
            {
                "after_s": read.watched_s,
                "at": _time(read.read_at),
                "balance": read.balance,
                "redeemed": None if read.redeemed is None else sorted(read.redeemed),
            }
            for read in attempt.reads
        ],
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
