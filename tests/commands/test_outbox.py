"""Reading a till's outbox from the command line, and forgetting a customer."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from kreward_pos.cards import Email
from kreward_pos.cli import EXIT_TROUBLE, main
from kreward_pos.clock import SystemClock
from kreward_pos.system.database_key import DATABASE_VARIABLE, DatabaseKey
from kreward_pos.till.model.entries import Decision, Draft, Entry, EntryKind, EntryState
from kreward_pos.till.records.outbox import Outbox
from kreward_pos.till.storage.store import Store

KEY = DatabaseKey.parse("5a" * 32)
JANE, SUKI = Email.parse("jane@example.com"), Email.parse("suki@example.com")


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATABASE_VARIABLE, KEY.digits)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three entries: one whose answer was lost and that a person wrote off, one that waits, a redeem in its hold."""
    store = Store.open(tmp_path / "till", KEY)
    fill(Outbox(store, SystemClock(), "Till 1"))
    store.close()
    return tmp_path / "till"


def fill(outbox: Outbox) -> None:
    lost = outbox.add(Draft(EntryKind.STAMP, JANE, "=HYPERLINK(1)", delta=2, cashier="Ka Yan"))
    outbox.begin_attempt(lost.seq, 5, frozenset({4}))
    outbox.end_attempt(lost.seq, EntryState.UNSURE, "answer_lost", "answer_lost")
    outbox.move(lost.seq, EntryState.REVIEW, "answer_lost")
    outbox.decide(lost.seq, Decision.WRITE_OFF, "owner")
    outbox.add(Draft(EntryKind.STAMP, SUKI, "Suki", delta=-1))
    outbox.add(Draft(EntryKind.REDEEM, SUKI, "Suki", at=8, reward="Free coffee"), is_held=True)


def printed(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> str:
    assert main([*words, "--data-dir", str(folder)]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    return said.out


def test_list_shows_open_entries_first_and_masks_emails(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, folder, "outbox", "list").splitlines()
    assert [line.split()[0] for line in lines] == ["2", "3", "1"]
    assert "waiting" in lines[0]
    assert "-1" in lines[0]
    assert "redeem 8" in lines[1]
    assert "till-1-" in lines[2]
    assert "jane@" not in "".join(lines)
    assert "j•••@example.com" in lines[2]
    assert len(printed(capsys, folder, "outbox", "list", "--limit", "1").splitlines()) == 1
    assert "jane@example.com" in printed(capsys, folder, "outbox", "list", "--emails")


def test_one_entry_is_shown_with_its_attempts_and_decisions(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown: dict[str, Any] = json.loads(printed(capsys, folder, "outbox", "show", "1"))
    assert (shown["state"], shown["delta"], shown["attempts"]) == ("written_off", 2, 1)
    assert "name" not in shown
    assert shown["cashier"] == "Ka Yan"
    (attempt,) = shown["tries"]
    assert (attempt["baseline"], attempt["baseline_redeemed"], attempt["outcome"]) == (5, [4], "answer_lost")
    (decided,) = shown["decisions"]
    assert (decided["decision"], decided["who"]) == ("write_off", "owner")


def test_missing_entry_is_reported(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outbox", "show", "99", "--data-dir", str(folder)]) == EXIT_TROUBLE
    assert capsys.readouterr().out == ""


def test_json_export_holds_every_entry_in_order(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exported = json.loads(printed(capsys, folder, "outbox", "export", "--emails"))
    assert [(entry["entry"], entry["email"]) for entry in exported] == [
        (1, "jane@example.com"), (2, "suki@example.com"), (3, "suki@example.com"),
    ]  # fmt: skip


def test_csv_export_opens_in_a_spreadsheet_and_runs_no_formula(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(capsys, folder, "outbox", "export", "--format", "csv", "--emails")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["entry"], row["state"], row["delta"], row["at"]) for row in rows] == [
        ("1", "written_off", "2", ""), ("2", "waiting", "-1", ""), ("3", "held", "", "8"),
    ]  # fmt: skip
    assert rows[0]["name"] == "'=HYPERLINK(1)"
    assert "jane@" not in printed(capsys, folder, "outbox", "export", "--format", "csv")


def test_reading_works_beside_a_running_app_and_changes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    listed = printed(capsys, folder, "outbox", "list")
    printed(capsys, folder, "outbox", "export")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    running = Store.open(folder, KEY)
    assert printed(capsys, folder, "outbox", "list") == listed
    fourth: Entry = Outbox(running, SystemClock()).add(Draft(EntryKind.STAMP, JANE, delta=1))
    assert fourth.op_id in printed(capsys, folder, "outbox", "list")
    running.close()


def test_empty_outbox_prints_an_empty_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Store.open(tmp_path, KEY).close()
    assert printed(capsys, tmp_path, "outbox", "list") == ""
    assert json.loads(printed(capsys, tmp_path, "outbox", "export")) == []
    assert printed(capsys, tmp_path, "outbox", "export", "--format", "csv") == "entry\n"


@pytest.mark.parametrize("words", [["outbox", "list"], ["forget", "jane@example.com"]])
def test_nothing_is_created_where_there_is_no_till(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert main([*words, "--data-dir", str(tmp_path / "nowhere")]) == EXIT_TROUBLE
    assert "There is no till database" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "sentence"),
    [("a5" * 32, "does not open"), ("a5", "64 hexadecimal digits"), ("", "no safe place")],
    ids=["another", "malformed", "none"],
)
def test_missing_database_key_is_explained(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, given: str, sentence: str
) -> None:
    monkeypatch.setenv(DATABASE_VARIABLE, given)
    assert main(["outbox", "list", "--data-dir", str(folder)]) == EXIT_TROUBLE
    assert sentence in capsys.readouterr().err


def test_customer_is_forgotten_once_their_entries_are_settled(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forget", "suki@example.com", "--data-dir", str(folder)]) == EXIT_TROUBLE
    assert "2 of their taps" in capsys.readouterr().err
    assert printed(capsys, folder, "forget", "jane@example.com").startswith("Forgotten: 1 entries")
    listed = printed(capsys, folder, "outbox", "list", "--emails")
    assert "jane" not in listed
    assert "suki@example.com" in listed


def test_customer_cannot_be_forgotten_while_the_app_runs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    running = Store.open(folder, KEY)
    assert main(["forget", "jane@example.com", "--data-dir", str(folder)]) == EXIT_TROUBLE
    assert "already running" in capsys.readouterr().err
    running.close()
