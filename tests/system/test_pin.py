"""The owner's PIN: tries are counted before they are checked, and neither a restart nor the clock resets them."""

from datetime import timedelta

import pytest

from kreward_pos.errors import SetupFailure
from kreward_pos.system.keychain import KeyringSilent, MemoryKeyStore, NoKeyring
from kreward_pos.system.pin import (
    FREE_TRIES,
    UNLOCKED_S,
    WAITS_S,
    NotTheShopsKey,
    PinGuard,
    PinMalformed,
    PinNotKept,
    PinPaused,
    PinWrong,
    ProtectedAction,
)
from tests.fake_clock import FakeClock

PIN, WRONG = "2580", "1111"
SECRET = "kw_sk_made_up"


class RefusingStore(MemoryKeyStore):
    """Keeps nothing, and says so."""

    def save_pin_record(self, record: str | None) -> None:  # noqa: ARG002 - the protocol's
        raise NoKeyring


class SilentStore(MemoryKeyStore):
    """Does not even say whether there is a PIN."""

    def pin_record(self) -> str | None:
        raise KeyringSilent


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store(clock: FakeClock) -> MemoryKeyStore:
    """With a PIN."""
    kept = MemoryKeyStore()
    guard_of(kept, clock).choose(PIN)
    return kept


def guard_of(store: MemoryKeyStore, clock: FakeClock) -> PinGuard:
    return PinGuard(store, clock, lambda secret: secret == SECRET)


def guess_wrong(guard: PinGuard, times: int) -> None:
    for _ in range(times):
        with pytest.raises((PinWrong, PinPaused)):
            guard.unlock(WRONG)


@pytest.mark.parametrize("act", ProtectedAction)
def test_every_action_is_allowed_without_a_pin(clock: FakeClock, act: ProtectedAction) -> None:
    guard = guard_of(MemoryKeyStore(), clock)
    assert not guard.has_pin()
    assert not guard.needs_pin(act)
    guard.unlock("0000")


def test_pin_unlocks_until_two_minutes_without_owner_activity(store: MemoryKeyStore, clock: FakeClock) -> None:
    guard = guard_of(store, clock)
    assert guard.needs_pin(ProtectedAction.SETTINGS)
    guard.unlock(PIN)
    clock.pass_s(UNLOCKED_S - 1)
    assert not guard.needs_pin(ProtectedAction.REVIEW)
    clock.pass_s(UNLOCKED_S - 1)
    assert not guard.needs_pin(ProtectedAction.REVIEW)
    clock.pass_s(UNLOCKED_S)
    assert guard.needs_pin(ProtectedAction.REVIEW)


def test_guard_locks_when_the_owner_leaves(store: MemoryKeyStore, clock: FakeClock) -> None:
    guard = guard_of(store, clock)
    guard.unlock(PIN)
    guard.lock()
    assert guard.needs_pin(ProtectedAction.DEDUCTION)


def test_only_a_hash_of_the_pin_is_saved(store: MemoryKeyStore) -> None:
    record = store.pin_record()
    assert record is not None
    assert "$argon2id$" in record
    assert PIN not in record.replace("$", " ").split()


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "１２３４", " 1234"])
def test_only_four_to_eight_digits_are_a_pin(store: MemoryKeyStore, clock: FakeClock, pin: str) -> None:
    guard = guard_of(store, clock)
    with pytest.raises(PinMalformed):
        guard.unlock(pin)
    with pytest.raises(PinMalformed):
        guard.choose(pin)
    with pytest.raises(PinMalformed):
        guard.replace(SECRET, pin)
    guard.unlock(PIN)


def test_waits_grow_after_five_wrong_pins(store: MemoryKeyStore, clock: FakeClock) -> None:
    guard = guard_of(store, clock)
    for left in range(FREE_TRIES - 1, 0, -1):
        with pytest.raises(PinWrong) as wrong:
            guard.unlock(WRONG)
        assert wrong.value.details == {"tries": str(left)}
    for wait_s in (*WAITS_S, WAITS_S[-1]):
        with pytest.raises(PinPaused) as paused:
            guard.unlock(WRONG)
        assert paused.value.wait_s == guard.wait_s() == wait_s
        clock.pass_s(wait_s - 1)
        with pytest.raises(PinPaused):
            guard.unlock(PIN)
        clock.pass_s(1)
    guard.unlock(PIN)
    assert not guard.needs_pin(ProtectedAction.SETTINGS)


def test_right_pin_resets_the_failure_count(store: MemoryKeyStore, clock: FakeClock) -> None:
    guard = guard_of(store, clock)
    guess_wrong(guard, FREE_TRIES - 1)
    guard.unlock(PIN)
    guess_wrong(guard, FREE_TRIES - 1)
    assert guard.wait_s() == 0


def test_restart_resets_neither_failure_count_nor_wait(store: MemoryKeyStore, clock: FakeClock) -> None:
    guess_wrong(guard_of(store, clock), FREE_TRIES - 1)
    clock.restart()
    guess_wrong(guard_of(store, clock), 1)
    clock.pass_s(10)
    clock.restart()
    again = guard_of(store, clock)
    assert again.wait_s() == WAITS_S[0] - 10
    with pytest.raises(PinPaused):
        again.unlock(PIN)


@pytest.mark.parametrize("step", [timedelta(days=-400), timedelta(seconds=-20)])
def test_clock_set_to_another_time_does_not_shorten_the_wait(
    store: MemoryKeyStore, clock: FakeClock, step: timedelta
) -> None:
    guard = guard_of(store, clock)
    guess_wrong(guard, FREE_TRIES)
    clock.wall += step
    assert guard.wait_s() == WAITS_S[0]
    clock.restart()
    assert guard_of(store, clock).wait_s() == WAITS_S[0]


def test_wall_clock_does_not_matter_within_a_run(store: MemoryKeyStore, clock: FakeClock) -> None:
    guard = guard_of(store, clock)
    guess_wrong(guard, FREE_TRIES)
    clock.wall += timedelta(days=400)
    assert guard.wait_s() == WAITS_S[0]


def test_holder_of_the_tills_secret_key_may_choose_another_pin(store: MemoryKeyStore, clock: FakeClock) -> None:
    guard = guard_of(store, clock)
    guess_wrong(guard, FREE_TRIES)
    with pytest.raises(NotTheShopsKey):
        guard.replace("kw_sk_another", "1357")
    guard.replace(f" {SECRET} ", "1357")
    guard.lock()
    guard.unlock("1357")
    clock.restart()
    guard_of(store, clock).unlock("1357")


def test_pin_can_be_removed(store: MemoryKeyStore, clock: FakeClock) -> None:
    guard_of(store, clock).choose(None)
    assert not guard_of(store, clock).has_pin()


def test_pin_that_cannot_be_saved_applies_to_this_run(clock: FakeClock) -> None:
    guard = guard_of(RefusingStore(), clock)
    with pytest.raises(PinNotKept):
        guard.choose(PIN)
    guard.lock()
    assert guard.needs_pin(ProtectedAction.SETTINGS)
    guess_wrong(guard, FREE_TRIES)
    assert guard.wait_s() == WAITS_S[0]


def test_unresponsive_keyring_unlocks_nothing(clock: FakeClock) -> None:
    guard = guard_of(SilentStore(), clock)
    with pytest.raises(SetupFailure):
        guard.has_pin()
    with pytest.raises(SetupFailure):
        guard.needs_pin(ProtectedAction.SETTINGS)
    with pytest.raises(SetupFailure):
        guard.unlock(PIN)
