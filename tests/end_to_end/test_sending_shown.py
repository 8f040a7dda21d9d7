"""What piled up without a connection goes out in view: the counts fall, and the counter is free meanwhile."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QTableWidget
from pytestqt.qtbot import QtBot

from kreward_pos.cards import Email
from kreward_pos.sandbox.server import Sandbox
from kreward_pos.till.model.views import ConnectionView

from .test_bad_input import RealCounter

WAITING = 6


@pytest.fixture
def counter(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealCounter]:
    with ExitStack() as closing:
        sandbox = closing.enter_context(Sandbox())
        yield RealCounter(qtbot, qapp, sandbox, tmp_path / "till", closing)


def story(counter: RealCounter) -> str:
    label = counter.window.findChild(QLabel, "linkStory")
    assert label is not None
    return label.text()


def states(counter: RealCounter) -> list[str]:
    table = counter.window.findChild(QTableWidget, "outboxTable")
    assert table is not None
    items = (table.item(line, 3) for line in range(table.rowCount()))
    return [str(item.data(Qt.ItemDataRole.AccessibleTextRole)) for item in items if item is not None]


def test_what_waits_goes_out_in_view_and_can_be_left(counter: RealCounter) -> None:
    counter.looks_up_jane()
    seen: list[int] = []

    def note(status: ConnectionView) -> None:
        if status.state == "online" and status.waiting not in seen:
            seen.append(status.waiting)

    with counter.sandbox.offline():
        for _ in range(WAITING):
            counter.till.desk.stamp(Email.parse("jane@example.com"))
        counter.until(lambda: "Offline" in counter.reads() and f"{WAITING} waiting" in counter.reads())
        seen.clear()
        counter.told.status_updated.connect(note)
        QTest.keyClick(counter.window, Qt.Key.Key_F8)
        counter.until(lambda: states(counter) == ["Waiting"] * WAITING)
    counter.sandbox.set_faults([{"call": "transaction", "fault": "delay", "ms": 40}])
    counter.till.connection.try_now()
    counter.until(lambda: "Sent" in states(counter) and "Waiting" in states(counter))
    assert "waiting" in story(counter)
    counter.looks_up_jane()
    counter.until(lambda: counter.window.panel_name == "customer")
    counter.until(lambda: seen[-1:] == [0])
    assert seen == sorted(seen, reverse=True)
    assert set(range(WAITING)) <= set(seen)
    assert len(counter.sandbox.ledger()) == WAITING
