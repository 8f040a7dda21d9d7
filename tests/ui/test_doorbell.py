"""A second start rings at the first one's door."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kreward_pos.ui.doorbell import Doorbell, ring


@pytest.mark.usefixtures("qapp")
def test_nobody_is_at_home(tmp_path: Path) -> None:
    assert not ring(tmp_path, 0)


def test_the_first_counter_hears_a_second_one_on_its_own_folder(qtbot: QtBot, tmp_path: Path) -> None:
    bell = Doorbell(tmp_path)
    try:
        with qtbot.waitSignal(bell.rung):
            assert ring(tmp_path / "." / "")
        assert not ring(tmp_path / "another", 0)
    finally:
        bell.take_down()


def test_a_door_that_was_left_open_by_a_kill_is_taken_over(qtbot: QtBot, tmp_path: Path) -> None:
    left, bell = Doorbell(tmp_path), Doorbell(tmp_path)
    try:
        with qtbot.waitSignal(bell.rung):
            assert ring(tmp_path)
    finally:
        bell.take_down()
        left.take_down()


@pytest.mark.usefixtures("qapp")
def test_after_closing_nobody_hears(tmp_path: Path) -> None:
    Doorbell(tmp_path).take_down()
    assert not ring(tmp_path, 0)
