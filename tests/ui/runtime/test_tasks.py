"""Work goes to workers, answers come home to the window's thread, and closing loses no tap."""

import sys
import threading
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from kreward_pos.errors import EmailRefused, TillError
from kreward_pos.ui.runtime.tasks import TaskRunner


def unexpected(error: TillError) -> None:
    pytest.fail(error.code)


def test_work_is_done_elsewhere_and_told_here(qtbot: QtBot, runner: TaskRunner) -> None:
    told: list[tuple[str, str]] = []
    for start in (runner.ask, runner.tap):
        start(
            lambda: threading.current_thread().name,
            lambda worker: told.append((worker, threading.current_thread().name)),
            unexpected,
        )
    qtbot.waitUntil(lambda: len(told) == 2)
    assert {here for _, here in told} == {threading.main_thread().name}
    assert threading.main_thread().name not in {worker for worker, _ in told}


def test_taps_keep_their_order(qtbot: QtBot, runner: TaskRunner) -> None:
    told: list[int] = []
    for number in range(20):
        runner.tap(partial(int, number), told.append, unexpected)
    qtbot.waitUntil(lambda: len(told) == 20)
    assert told == list(range(20))


def test_an_expected_failure_is_told(qtbot: QtBot, runner: TaskRunner) -> None:
    told: list[TillError] = []

    def refuse() -> None:
        raise EmailRefused

    runner.ask(refuse, lambda _none: pytest.fail("not refused"), told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert isinstance(told[0], EmailRefused)


def test_a_bug_reaches_the_excepthook_and_the_caller(qtbot: QtBot, runner: TaskRunner) -> None:
    told: list[TillError] = []

    def stumble() -> None:
        raise KeyError("by the test")

    with qtbot.captureExceptions() as caught:
        runner.ask(stumble, lambda _none: pytest.fail("not broken"), told.append)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is KeyError
    assert [type(error) for error in told] == [TillError]
    assert sys.excepthook is not None


def test_closing_finishes_taps_drops_look_ups_and_tells_nobody(qtbot: QtBot) -> None:
    runner = TaskRunner()
    gate, begun = threading.Event(), threading.Barrier(4)
    done: list[str] = []

    def look_up() -> None:
        begun.wait(10)
        gate.wait(10)

    for _ in range(3):
        runner.ask(look_up, lambda _none: done.append("told"), unexpected)
    begun.wait(10)
    runner.ask(lambda: done.append("look-up that never began"), lambda _none: None, unexpected)
    runner.tap(lambda: gate.wait(10), lambda _none: done.append("told"), unexpected)
    runner.tap(lambda: done.append("tap"), lambda _none: done.append("told"), unexpected)
    runner.stop()
    gate.set()
    runner.close()
    qtbot.wait(1)
    assert done == ["tap"]
    runner.ask(lambda: done.append("too late"), lambda _none: None, unexpected)
    assert done == ["tap"]
