"""The courier's thread works when something is due, survives bugs, and stops on request."""

import threading

import pytest

from kreward_pos.cards import Email
from kreward_pos.till.model.entries import Entry, EntryState
from kreward_pos.till.sending.courier import Courier
from kreward_pos.till.sending.courier_thread import CourierThread
from tests.till.conftest import Counter, Log

LIMIT_S = 60.0


class Stepping(Courier):
    """A courier that waits for an hour after each step, and can be held in one."""

    def __init__(self) -> None:
        self.began = threading.Semaphore(0)
        self.may_end = threading.Semaphore(0)
        self.bugs: list[Exception] = []

    def step(self) -> float:
        self.began.release()
        assert self.may_end.acquire(timeout=LIMIT_S)
        if self.bugs:
            raise self.bugs.pop()
        return 3600.0

    def finish_a_step(self) -> None:
        self.may_end.release()
        assert self.began.acquire(timeout=LIMIT_S)


@pytest.fixture
def courier() -> Stepping:
    return Stepping()


def begun(courier: Stepping) -> CourierThread:
    thread = CourierThread(courier)
    thread.start()
    assert courier.began.acquire(timeout=LIMIT_S)
    return thread


def ended(thread: CourierThread, courier: Stepping) -> None:
    courier.may_end.release(10)
    thread.stop(LIMIT_S)
    assert not thread._thread.is_alive()


def test_work_due_during_a_step_is_done_right_after_it(courier: Stepping) -> None:
    thread = begun(courier)
    thread.wake()
    courier.finish_a_step()
    ended(thread, courier)


def test_wake_ends_the_wait(courier: Stepping) -> None:
    thread = begun(courier)
    courier.may_end.release()
    with thread._wake:  # taken once the thread waits, or before it looks whether to
        pass
    thread.wake()
    assert courier.began.acquire(timeout=LIMIT_S)
    ended(thread, courier)


@pytest.mark.expected_logs("ERROR kreward_pos.till.sending.courier_thread: the courier met a bug: *")
def test_thread_survives_a_bug(courier: Stepping) -> None:
    thread = begun(courier)
    courier.bugs.append(ZeroDivisionError())
    thread.wake()
    courier.finish_a_step()
    ended(thread, courier)


class Waiting(Log):
    """A listener that wakes its test when an entry is applied."""

    def __init__(self) -> None:
        super().__init__()
        self.is_applied = threading.Event()

    def entry_changed(self, entry: Entry) -> None:
        super().entry_changed(entry)
        if entry.state is EntryState.APPLIED:
            self.is_applied.set()


def test_tap_leaves_by_itself(counter: Counter, jane: Email) -> None:
    listener = Waiting()
    counter.till.add_listener(listener)
    counter.till.start()
    counter.desk.stamp(jane)
    assert listener.is_applied.wait(LIMIT_S)
    assert len(counter.sandbox.ledger()) == 1


def test_thread_that_was_never_started_can_be_stopped(courier: Stepping) -> None:
    CourierThread(courier).stop()
    assert not courier.began.acquire(blocking=False)
