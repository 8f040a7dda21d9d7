"""Entries that waited offline are sent in view: the counts fall, and the counter stays usable."""

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


def sending_status(counter: RealCounter) -> str:
    label = counter.window.findChild(QLabel, "linkStory")
    assert label is not None
    return label.text()


def states(counter: RealCounter) -> list[str]:
    table = counter.window.findChild(QTableWidget, "outboxTable")
    assert table is not None
    items = (table.item(line, 3) for line in range(table.rowCount()))
    return [str(item.data(Qt.ItemDataRole.AccessibleTextRole)) for item in items if item is not None]


def test_waiting_entries_are_sent_in_view_while_the_counter_stays_usable(counter: RealCounter) -> None:
    counter.look_up_jane()
    waiting_counts: list[int] = []

    def record(status: ConnectionView) -> None:
        if status.state == "online" and status.waiting not in waiting_counts:
            waiting_counts.append(status.waiting)

    with counter.sandbox.offline():
        for _ in range(WAITING):
            counter.till.desk.stamp(Email.parse("jane@example.com"))
        counter.wait_until(
            lambda: "Offline" in counter.visible_text() and f"{WAITING} waiting" in counter.visible_text()
        )
        waiting_counts.clear()
        counter.till_bridge.status_updated.connect(record)
        QTest.keyClick(counter.window, Qt.Key.Key_F8)
        counter.wait_until(lambda: states(counter) == ["Waiting"] * WAITING)
    counter.sandbox.set_faults([{"call": "transaction", "fault": "delay", "ms": 40}])
    counter.till.connection.try_now()
    counter.wait_until(lambda: "Sent" in states(counter) and "Waiting" in states(counter))
    assert "waiting" in sending_status(counter)
    counter.look_up_jane()
    counter.wait_until(lambda: counter.window.panel_name == "customer")
    counter.wait_until(lambda: waiting_counts[-1:] == [0])
    assert waiting_counts == sorted(waiting_counts, reverse=True)
    assert set(range(WAITING)) <= set(waiting_counts)
    assert len(counter.sandbox.ledger()) == WAITING
