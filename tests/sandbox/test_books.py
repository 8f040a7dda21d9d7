import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kreward_pos.sandbox.books import FILE_NAME, Books, LedgerEntry, open_connection


@pytest.fixture
def books() -> Iterator[Books]:
    with contextlib.closing(open_connection(None)) as connection:
        yield Books(connection)


def record_and_fail(books: Books) -> None:
    with books.change():
        books.record(transaction())
        raise RuntimeError


def transaction(delta: int = 1) -> LedgerEntry:
    return LedgerEntry("transaction", "jane@example.com", "t", 0, delta, delta=delta)


def test_a_change_that_fails_leaves_nothing(books: Books) -> None:
    with pytest.raises(RuntimeError):
        record_and_fail(books)
    assert books.ledger() == []


def test_the_next_change_works_after_a_failed_one(books: Books) -> None:
    with pytest.raises(RuntimeError):
        record_and_fail(books)
    with books.change():
        books.record(transaction())
    assert len(books.ledger()) == 1


def test_each_kind_of_entry_has_its_own_fields(books: Books) -> None:
    with books.change():
        books.record(transaction(3))
        books.record(LedgerEntry("redeem", "jane@example.com", "t", 8, 0, at=8))
        books.record(LedgerEntry("enroll", "jane@example.com", "t", 0, 0))
    common = {"seq", "kind", "email", "template_id", "note", "balance_before", "balance_after"}
    assert [set(entry) - common for entry in books.ledger()] == [{"delta"}, {"at"}, set()]
    assert [entry["seq"] for entry in books.ledger()] == [1, 2, 3]


def test_waiting_ends_when_the_entry_comes(books: Books) -> None:
    def write() -> None:
        with books.change():
            books.record(transaction())

    writer = threading.Thread(target=write)
    writer.start()
    assert books.wait_for_entries(1, timeout_s=10)
    writer.join()


def test_waiting_for_what_does_not_come_ends_too(books: Books) -> None:
    assert not books.wait_for_entries(1, timeout_s=0.01)


def test_a_file_keeps_what_was_written(tmp_path: Path) -> None:
    with contextlib.closing(open_connection(tmp_path / "new" / "folder")) as connection:
        books = Books(connection)
        with books.change():
            books.record(transaction())
    with contextlib.closing(open_connection(tmp_path / "new" / "folder")) as connection:
        assert len(Books(connection).ledger()) == 1


def test_a_file_of_another_kind_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database, only text" * 100)
    with pytest.raises(sqlite3.DatabaseError):
        open_connection(tmp_path)
