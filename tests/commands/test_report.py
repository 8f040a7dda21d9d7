"""The report as a person and as a program reads it."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from kreward_pos.cards import Email
from kreward_pos.cli import EXIT_TROUBLE, main
from kreward_pos.clock import SystemClock, day_of
from kreward_pos.system.database_key import DATABASE_VARIABLE, DatabaseKey
from kreward_pos.till.model.entries import Draft, EntryKind
from kreward_pos.till.records.audit_log import AuditEvent, AuditLog
from kreward_pos.till.records.outbox import Outbox
from kreward_pos.till.storage.store import Store
from tests.fake_clock import FakeClock

CLOCK = FakeClock()
DAY = day_of(CLOCK.now()).isoformat()
KEY = DatabaseKey("5a" * 32)
JANE = Email.parse("jane@example.com")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A till at work: three stamps and a reward by Ka Yan today."""
    monkeypatch.setenv(DATABASE_VARIABLE, KEY.digits)
    store = Store.open(tmp_path, KEY)
    outbox = Outbox(store, CLOCK)
    outbox.add(Draft(EntryKind.STAMP, JANE, delta=3, cashier="Ka Yan"))
    outbox.add(Draft(EntryKind.REDEEM, JANE, at=4, reward="Half-price cake", cashier="Ka Yan"))
    yield tmp_path
    store.close()


def test_text_report_shows_a_day(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--data-dir", str(folder), "--day", DAY]) == 0
    told = capsys.readouterr().out
    assert "3 stamps, 1 reward, 1 customer, 0 new" in told
    assert "taps: 2 waiting" in told
    assert "Ka Yan: 3 stamps, 1 reward" in told
    assert "jane" not in told


def test_audit_log_changed_from_outside_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(DATABASE_VARIABLE, KEY.digits)
    store = Store.open(tmp_path, KEY)
    record = AuditLog(store, CLOCK)
    for deed in (AuditEvent.STARTED, AuditEvent.CLOSED):
        record.write(deed)
    with store.transaction() as connection:
        connection.execute("UPDATE meta SET value = '9' || value WHERE name = 'record_head'")
    store.close()
    assert main(["report", "--data-dir", str(tmp_path)]) == 0
    assert "line 3 of the record is not as the till wrote it" in capsys.readouterr().out


def test_points_are_listed_beside_stamps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(DATABASE_VARIABLE, KEY.digits)
    store = Store.open(tmp_path, KEY)
    outbox = Outbox(store, CLOCK)
    outbox.add(Draft(EntryKind.STAMP, JANE, delta=250, card_type="points"))
    outbox.add(Draft(EntryKind.STAMP, JANE, delta=3, card_type="stamps"))
    store.close()
    assert main(["report", "--data-dir", str(tmp_path), "--day", DAY]) == 0
    assert "3 stamps, 250 points, 0 rewards, 1 customer" in capsys.readouterr().out


def test_another_day_can_be_reported(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = day_of(CLOCK.now()) - timedelta(days=40)
    assert main(["report", "--data-dir", str(folder), "--day", other.isoformat()]) == 0
    assert "taps: none" in capsys.readouterr().out


def test_default_day_is_today(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = day_of(SystemClock().now())
    assert main(["report", "--data-dir", str(folder)]) == 0
    told = date.fromisoformat(capsys.readouterr().out.splitlines()[0])
    assert before <= told <= day_of(SystemClock().now())


@pytest.mark.parametrize("emails", [False, True])
def test_csv_report_lists_each_tap(folder: Path, capsys: pytest.CaptureFixture[str], emails: bool) -> None:
    assert main(["report", "--csv", "--data-dir", str(folder), "--day", DAY, *(["--emails"] if emails else [])]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["day"], row["kind"], row["amount"], row["cashier"]) for row in rows] == [
        (DAY, "stamp", "3", "Ka Yan"),
        (DAY, "redeem", "4", "Ka Yan"),
    ]
    assert {row.get("email") for row in rows} == {JANE.address if emails else None}


def test_missing_till_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--data-dir", str(tmp_path / "nowhere")]) == EXIT_TROUBLE
    assert "no till" in capsys.readouterr().err


def test_invalid_date_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["report", "--data-dir", str(tmp_path), "--day", "yesterday"])
