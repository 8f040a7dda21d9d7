"""Waits for answers of a task runner that must not be shown."""

import threading

import pytest
from pytestqt.qtbot import QtBot

from kreward_pos.errors import TillError
from kreward_pos.ui.runtime.tasks import LOOK_UPS_AT_ONCE, TaskRunner


def await_all_answers(qtbot: QtBot, runner: TaskRunner) -> None:
    """Wait until every answer to a question asked before has been delivered.

    Workers meet here: once all of them are free together, nothing before is under way.
    """
    workers, free = threading.Barrier(LOOK_UPS_AT_ONCE), list[None]()

    def meet() -> None:
        workers.wait(10)

    def fail(error: TillError) -> None:
        pytest.fail(error.code)

    for _ in range(LOOK_UPS_AT_ONCE):
        runner.ask(meet, free.append, fail)
    runner.tap(lambda: None, free.append, fail)
    qtbot.waitUntil(lambda: len(free) == LOOK_UPS_AT_ONCE + 1)
