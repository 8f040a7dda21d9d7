"""A second start rings at the first one's door."""

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


def is_heard(qtbot: QtBot, bell: SingleInstance, folder: Path) -> bool:
    """Whether a second start's ring comes in, and is answered."""
    with qtbot.waitSignal(bell.activation_requested, timeout=30_000):
        second = subprocess.Popen([sys.executable, "-c", RING, str(folder)])
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=30_000)
    return second.returncode == 0


@pytest.mark.usefixtures("qapp")
def test_nobody_is_at_home(tmp_path: Path) -> None:
    assert not notify_running_counter(tmp_path, 0)


def test_the_first_counter_hears_a_second_one_on_its_own_folder(qtbot: QtBot, tmp_path: Path) -> None:
    bell = SingleInstance(tmp_path)
    try:
        assert is_heard(qtbot, bell, tmp_path / "." / "")
        assert not notify_running_counter(tmp_path / "another", 0)
    finally:
        bell.close()


def test_a_door_that_was_left_open_by_a_kill_is_taken_over(qtbot: QtBot, tmp_path: Path) -> None:
    left, bell = SingleInstance(tmp_path), SingleInstance(tmp_path)
    try:
        assert is_heard(qtbot, bell, tmp_path)
    finally:
        bell.close()
        left.close()


@pytest.mark.usefixtures("qapp")
def test_a_counter_that_hangs_has_not_heard(tmp_path: Path) -> None:
    bell = SingleInstance(tmp_path)
    try:
        assert not notify_running_counter(tmp_path, 0)  # whose loop does not run: this thread rings itself
    finally:
        bell.close()


@pytest.mark.usefixtures("qapp")
def test_after_closing_nobody_hears(tmp_path: Path) -> None:
    SingleInstance(tmp_path).close()
    assert not notify_running_counter(tmp_path, 0)
