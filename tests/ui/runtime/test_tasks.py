"""Work runs on workers, results arrive in the window's thread, and closing loses no tap."""

import sys
import threading
from functools import partial
from queue import SimpleQueue

import pytest
from pytestqt.qtbot import QtBot

from kreward_pos.errors import EmailRefused, TillError
from kreward_pos.ui.runtime.tasks import Latest, Refresh, TaskRunner
from tests.ui.answers import await_all_answers


def unexpected(error: TillError) -> None:
    pytest.fail(error.code)


def test_work_runs_on_a_worker_and_its_result_arrives_here(qtbot: QtBot, runner: TaskRunner) -> None:
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


def test_expected_failure_is_delivered(qtbot: QtBot, runner: TaskRunner) -> None:
    told: list[TillError] = []

    def refuse() -> None:
        raise EmailRefused

    runner.ask(refuse, lambda _none: pytest.fail("not refused"), told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert isinstance(told[0], EmailRefused)


def test_bug_reaches_the_excepthook_and_the_caller(qtbot: QtBot, runner: TaskRunner) -> None:
    told: list[TillError] = []

    def stumble() -> None:
        raise KeyError("by the test")

    with qtbot.captureExceptions() as caught:
        runner.ask(stumble, lambda _none: pytest.fail("not broken"), told.append)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is KeyError
    assert [type(error) for error in told] == [TillError]
    assert sys.excepthook is not None


def test_close_finishes_taps_and_drops_look_ups(qtbot: QtBot) -> None:
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


class Gates:
    """Work that ends when the test says so: `work(n)` waits for `open(n)` and returns `n`."""

    def __init__(self) -> None:
        self.begun: SimpleQueue[int] = SimpleQueue()
        self._gates = [threading.Event() for _ in range(3)]

    def work(self, number: int) -> int:
        self.begun.put(number)
        assert self._gates[number].wait(10)
        return number

    def open(self, number: int) -> None:
        self._gates[number].set()


def test_latest_delivers_only_the_newest_answer(qtbot: QtBot, runner: TaskRunner) -> None:
    gates, latest = Gates(), Latest(runner)
    answers: list[int] = []
    for number in (0, 1):
        latest.ask(partial(gates.work, number), answers.append, unexpected)
    was_waiting = latest.is_waiting
    gates.open(1)
    qtbot.waitUntil(lambda: answers == [1])
    assert (was_waiting, latest.is_waiting) == (True, False)
    gates.open(0)
    await_all_answers(qtbot, runner)
    assert answers == [1]


def test_latest_delivers_nothing_after_cancel(qtbot: QtBot, runner: TaskRunner) -> None:
    latest = Latest(runner)
    answers: list[object] = []

    def refuse() -> None:
        raise EmailRefused

    for start in (latest.ask, latest.tap):
        start(refuse, answers.append, answers.append)
        latest.cancel()
        assert not latest.is_waiting
    await_all_answers(qtbot, runner)
    assert answers == []
    latest.tap(refuse, answers.append, answers.append)
    qtbot.waitUntil(lambda: len(answers) == 1)
    assert isinstance(answers[0], EmailRefused)


def test_refresh_asks_once_at_a_time_and_once_more_for_all_that_came(qtbot: QtBot, runner: TaskRunner) -> None:
    gates, refresh = Gates(), Refresh(runner)
    answers: list[int] = []
    for number in range(3):
        refresh.ask(partial(gates.work, number), answers.append, unexpected)
    assert gates.begun.get(timeout=10) == 0
    for number in range(3):
        gates.open(number)
    qtbot.waitUntil(lambda: answers == [0, 2])
    assert (gates.begun.get(timeout=10), gates.begun.empty()) == (2, True)


def test_refresh_asks_once_more_after_a_failure(qtbot: QtBot, runner: TaskRunner) -> None:
    refresh = Refresh(runner)
    answers: list[object] = []

    def refuse() -> None:
        raise EmailRefused

    refresh.ask(refuse, answers.append, answers.append)
    refresh.ask(lambda: "answer", answers.append, answers.append)
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert isinstance(answers[0], EmailRefused)
    assert answers[1] == "answer"


def test_cancelled_refresh_asks_nothing_more_and_can_ask_anew(qtbot: QtBot, runner: TaskRunner) -> None:
    gates, refresh = Gates(), Refresh(runner)
    answers: list[int] = []
    for number in (0, 1):
        refresh.ask(partial(gates.work, number), answers.append, unexpected)
    refresh.cancel()
    refresh.ask(partial(gates.work, 2), answers.append, unexpected)
    gates.open(2)
    qtbot.waitUntil(lambda: answers == [2])
    gates.open(0)
    await_all_answers(qtbot, runner)
    assert answers == [2]
    assert sorted(gates.begun.get(timeout=10) for _ in range(2)) == [0, 2]
    assert gates.begun.empty()
