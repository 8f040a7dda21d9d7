"""The crash campaign's oracle finds each kind of harm."""

from typing import Any

import pytest

from tests.crash.cashier import Memory, Tick
from tests.crash.oracle import Customer, Journal, Verdict, judge, may_still_move
from tests.crash.process import Line

JANE = "jane@example.com"


def entry(seq: int, state: str, delta: int = 1, **more: Any) -> Line:
    kind = {"kind": "redeem", "at": more.pop("at")} if "at" in more else {"kind": "stamp", "delta": delta}
    return {"entry": seq, "email": JANE, "note": f"till/{seq:06d}", "state": state, **kind, **more}


def row(seq: int, delta: int = 1) -> Line:
    return {"kind": "transaction", "email": JANE, "note": f"till/{seq:06d}", "delta": delta}


def redeemed(at: int) -> Line:
    return {"kind": "redeem", "email": JANE, "at": at}


def ticks(*entries: Line) -> Memory:
    return Memory({e["entry"]: Tick(e["kind"], e["email"], e.get("delta"), e.get("at")) for e in entries})


def verdict(entries: list[Line], ledger: list[Line], balance: int | None = None) -> Verdict:
    customers = {} if balance is None else {JANE: Customer(5, balance, loops_at=8)}
    return judge([Journal(entries, ticks(*entries))], ledger, customers)


def test_sound_run_has_no_findings() -> None:
    entries = [entry(1, "applied"), entry(2, "review"), entry(3, "blocked", -9), entry(4, "cancelled")]
    judged = verdict(entries, [row(1), row(2)], balance=7)
    assert judged.is_good
    assert (judged.entries, judged.applied, judged.in_review, judged.blocked) == (4, 1, 1, 1)


def test_entry_applied_only_in_the_journal_is_lost() -> None:
    assert verdict([entry(1, "applied")], []).lost == 1


@pytest.mark.parametrize("state", ["applied", "review", "unsure", "settling", "sending"])
def test_entry_twice_in_the_ledger_is_doubled(state: str) -> None:
    assert verdict([entry(1, state)], [row(1), row(1)]).doubled == 1
    assert not verdict([entry(1, state)], [row(1)]).doubled


@pytest.mark.parametrize("state", ["waiting", "held", "blocked", "cancelled", "written_off"])
def test_ledger_line_of_a_cancelled_entry_is_doubled(state: str) -> None:
    assert verdict([entry(1, state)], [row(1)]).doubled == 1


def test_tick_without_an_entry_is_missing() -> None:
    assert judge([Journal([], ticks(entry(1, "applied")))], [], {}).missing == 1


def test_tick_that_differs_from_its_entry_is_missing() -> None:
    assert judge([Journal([entry(1, "review", 3)], ticks(entry(1, "review", 2)))], [], {}).missing == 1


def test_number_shown_for_two_taps_means_a_missing_one() -> None:
    memory, request = ticks(entry(1, "review")), {"do": "stamp", "email": JANE, "delta": 1}
    memory.note(request, {"entry": 1, "state": "waiting"})
    assert judge([Journal([entry(1, "review")], memory)], [], {}).missing == 1


def test_cancelled_entry_must_stay_cancelled() -> None:
    memory = ticks(entry(1, "review"))
    memory.cancelled.add(1)
    assert judge([Journal([entry(1, "review")], memory)], [], {}).missing == 1


def test_ledger_note_that_no_journal_has_is_missing() -> None:
    assert verdict([], [row(1)]).missing == 1


def test_entries_that_nobody_tapped_are_found() -> None:
    entries = [entry(1, "review"), entry(2, "review")]
    tap = Tick("stamp", JANE, 1)
    assert not judge([Journal(entries, Memory(unanswered=[tap]))], [], {}).is_good
    assert judge([Journal(entries, Memory(unanswered=[tap, tap]))], [], {}).is_good


def test_entry_applied_with_another_amount_is_found() -> None:
    assert not verdict([entry(1, "applied", 1)], [row(1, 2)]).is_good


@pytest.mark.parametrize(
    ("states", "claims", "lost", "doubled"),
    [
        (["applied"], 1, 0, 0),
        (["applied"], 0, 1, 0),
        (["applied", "review"], 2, 0, 0),
        (["applied", "blocked"], 2, 0, 1),
        (["cancelled"], 1, 0, 1),
    ],
)
def test_redeems_are_counted_by_tier(states: list[str], claims: int, lost: int, doubled: int) -> None:
    entries = [entry(number, state, at=4) for number, state in enumerate(states, start=1)]
    judged = verdict(entries, [redeemed(4)] * claims)
    assert (judged.lost, judged.doubled) == (lost, doubled)


def test_balance_outside_its_bounds_is_found() -> None:
    entries = [entry(1, "applied", 10), entry(2, "applied", at=8), entry(3, "review", -2), entry(4, "unsure", 1)]
    ledger = [row(1, 10), redeemed(8)]
    # 5 + 10 − 8, and perhaps −2, and perhaps 1.
    assert [balance for balance in range(20) if verdict(entries, ledger, balance).is_good] == [5, 6, 7, 8]


def test_entry_that_waits_to_the_end_is_stuck() -> None:
    entries = [entry(1, "applied"), entry(2, "waiting")]
    assert verdict(entries, [row(1)]).stuck == 1
    assert may_still_move(entries)


def test_undo_that_waits_for_a_person_is_not_stuck() -> None:
    entries = [entry(1, "review"), entry(2, "waiting", -1, undo_of=1), entry(3, "waiting")]
    judged = verdict(entries, [])
    assert (judged.stuck, judged.barred) == (0, 2)
    assert not may_still_move(entries)


def test_taps_unknown_to_a_restored_copy_are_excused() -> None:
    entries, given_up = [entry(1, "applied")], [Tick("stamp", JANE, 3), Tick("redeem", JANE, at=8)]
    journals, customers = [Journal(entries, ticks(*entries))], {JANE: Customer(5, 1, loops_at=8)}
    assert judge(journals, [row(1), row(2, 3), redeemed(8)], customers, given_up).is_good
    assert judge(journals, [row(1), row(2, 3), redeemed(8), redeemed(8)], customers, given_up).doubled == 1
    assert judge(journals, [row(1), row(2, 3), row(3, 1)], customers, given_up).off == 1


def test_copies_of_a_database_count_as_the_same_entries() -> None:
    newer, older = [entry(1, "applied")], [entry(1, "review")]
    journals = [Journal(newer, ticks(*newer)), Journal(older, ticks(*older))]
    assert judge(journals, [row(1)], {}).is_good
    assert judge(journals, [], {}).lost == 1
    assert judge(journals, [row(1), row(1)], {}).doubled == 1
