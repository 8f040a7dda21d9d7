"""A second start of the counter activates the first one."""

import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kreward_pos.ui.runtime.single_instance import SingleInstance, notify_running_counter

RING = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from kreward_pos.ui.runtime.single_instance import notify_running_counter
app = QCoreApplication([])
sys.exit(0 if notify_running_counter(Path(sys.argv[1])) else 1)
"""


def is_answered(qtbot: QtBot, bell: SingleInstance, folder: Path) -> bool:
    """Return whether a second start is answered."""
    with qtbot.waitSignal(bell.activation_requested, timeout=30_000):
        second = subprocess.Popen([sys.executable, "-c", RING, str(folder)])
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=30_000)
    return second.returncode == 0


@pytest.mark.usefixtures("qapp")
def test_nothing_answers_without_a_running_counter(tmp_path: Path) -> None:
    assert not notify_running_counter(tmp_path, 0)


def test_first_counter_is_activated_by_a_second_start_on_its_folder(qtbot: QtBot, tmp_path: Path) -> None:
    bell = SingleInstance(tmp_path)
    try:
        assert is_answered(qtbot, bell, tmp_path / "." / "")
        assert not notify_running_counter(tmp_path / "another", 0)
    finally:
        bell.close()


def test_socket_of_a_killed_counter_is_taken_over(qtbot: QtBot, tmp_path: Path) -> None:
    left, bell = SingleInstance(tmp_path), SingleInstance(tmp_path)
    try:
        assert is_answered(qtbot, bell, tmp_path)
    finally:
        bell.close()
        left.close()


@pytest.mark.usefixtures("qapp")
def test_hanging_counter_does_not_answer(tmp_path: Path) -> None:
    bell = SingleInstance(tmp_path)
    try:
        assert not notify_running_counter(tmp_path, 0)  # whose loop does not run: this thread rings itself
    finally:
        bell.close()


@pytest.mark.usefixtures("qapp")
def test_closed_counter_does_not_answer(tmp_path: Path) -> None:
    SingleInstance(tmp_path).close()
    assert not notify_running_counter(tmp_path, 0)
