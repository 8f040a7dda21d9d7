"""The settling rule, case by case."""

from dataclasses import replace

import pytest

from kreward_pos.till.model.entries import EntryKind
from kreward_pos.till.sending.settling_rule import (
    CONFIRMS_UNTIL_S,
    FIRST_READ_S,
    OLDEST_BASELINE_S,
    READS_AT_S,
    SEND_AGAIN_AFTER_S,
    CardSnapshot,
    Evidence,
    Verdict,
    Write,
    next_read_s,
    verdict,
)

STAMP = Write(EntryKind.STAMP, delta=2)
TAKEN_BACK = Write(EntryKind.STAMP, delta=-2)
CAKE = Write(EntryKind.REDEEM, at=4)
COFFEE = Write(EntryKind.REDEEM, at=8, loops_at=8)
NONE, FOUR = frozenset[int](), frozenset({4})


def after_reads(
    write: Write, before: CardSnapshot, *reads: tuple[float, CardSnapshot], watched_s: float = 0.0
) -> Verdict:
    return verdict(write, Evidence(before, reads, max(watched_s, *(at for at, _ in reads), 0.0)))


def at_all_reads(write: Write, before: CardSnapshot, card: CardSnapshot) -> Verdict:
    return after_reads(write, before, *((at_s, card) for at_s in READS_AT_S))


def test_verdict_waits_for_the_first_read() -> None:
    assert verdict(STAMP, Evidence(CardSnapshot(5, FOUR), [], 11.0)) is Verdict.WAIT


@pytest.mark.parametrize(
    ("write", "before", "card"),
    [
        (STAMP, CardSnapshot(5, FOUR), CardSnapshot(7, FOUR)),
        (STAMP, CardSnapshot(5, None), CardSnapshot(7, None)),
        (STAMP, CardSnapshot(5, FOUR), CardSnapshot(7, None)),
        (TAKEN_BACK, CardSnapshot(5, NONE), CardSnapshot(3, NONE)),
        (CAKE, CardSnapshot(5, NONE), CardSnapshot(5, FOUR)),
        (COFFEE, CardSnapshot(10, FOUR), CardSnapshot(2, NONE)),
        (COFFEE, CardSnapshot(10, None), CardSnapshot(2, None)),
        (COFFEE, CardSnapshot(16, FOUR), CardSnapshot(8, NONE)),
    ],
)
def test_expected_card_at_the_first_read_confirms_the_write(
    write: Write, before: CardSnapshot, card: CardSnapshot
) -> None:
    assert after_reads(write, before, (FIRST_READ_S, card)) is Verdict.APPLIED


@pytest.mark.parametrize("write", [STAMP, TAKEN_BACK, CAKE, COFFEE])
def test_unchanged_card_sends_the_write_again_after_600_s(write: Write) -> None:
    before = CardSnapshot(9, NONE)
    for count in range(1, len(READS_AT_S)):
        assert after_reads(write, before, *((at_s, before) for at_s in READS_AT_S[:count])) is Verdict.WAIT
    assert at_all_reads(write, before, before) is Verdict.NOT_APPLIED


def test_write_is_not_sent_again_without_a_read_after_600_s() -> None:
    before = CardSnapshot(5, NONE)
    assert after_reads(STAMP, before, (420.0, before), watched_s=SEND_AGAIN_AFTER_S + 60) is Verdict.WAIT


@pytest.mark.parametrize(
    ("write", "card"),
    [
        (STAMP, CardSnapshot(6, FOUR)),
        (STAMP, CardSnapshot(9, FOUR)),
        (STAMP, CardSnapshot(4, FOUR)),
        (STAMP, CardSnapshot(5, NONE)),
        (STAMP, CardSnapshot(7, FOUR | {8})),
        (CAKE, CardSnapshot(6, FOUR)),
        (COFFEE, CardSnapshot(5, FOUR | {8})),
    ],
)
def test_any_other_card_goes_to_a_person(write: Write, card: CardSnapshot) -> None:
    assert after_reads(write, CardSnapshot(5, FOUR), (FIRST_READ_S, card)) is Verdict.ASK


def test_early_sign_of_another_writer_still_counts_later() -> None:
    before = CardSnapshot(5, NONE)
    reads = ((12.0, CardSnapshot(8, NONE)), (30.0, CardSnapshot(7, NONE)))
    assert after_reads(STAMP, before, *reads) is Verdict.ASK


def test_change_that_disappears_goes_to_a_person() -> None:
    before = CardSnapshot(5, NONE)
    assert after_reads(STAMP, before, (12.0, CardSnapshot(7, NONE)), (30.0, before)) is Verdict.ASK


@pytest.mark.parametrize("at_s", [30.0, 420.0, SEND_AGAIN_AFTER_S])
def test_change_first_seen_at_a_later_read_goes_to_a_person(at_s: float) -> None:
    before = CardSnapshot(5, NONE)
    assert after_reads(STAMP, before, (12.0, before), (at_s, CardSnapshot(7, NONE))) is Verdict.ASK


@pytest.mark.parametrize(("first_read_s", "gap_s"), [(CONFIRMS_UNTIL_S + 1, 0.0), (FIRST_READ_S, CONFIRMS_UNTIL_S)])
def test_late_first_read_confirms_nothing(first_read_s: float, gap_s: float) -> None:
    before, changed = CardSnapshot(5, NONE), CardSnapshot(7, NONE)
    evidence = Evidence(before, [(first_read_s, changed)], first_read_s, gap_s)
    assert verdict(STAMP, evidence) is Verdict.ASK
    assert verdict(STAMP, replace(evidence, reads=[(first_read_s, before)])) is Verdict.WAIT


def test_saved_first_read_without_a_verdict_confirms_with_the_next() -> None:
    changed = CardSnapshot(7, NONE)
    assert after_reads(STAMP, CardSnapshot(5, NONE), (FIRST_READ_S, changed), (30.0, changed)) is Verdict.APPLIED


@pytest.mark.parametrize("gap_s", [0.0, OLDEST_BASELINE_S])
def test_old_baseline_goes_to_a_person(gap_s: float) -> None:
    before, at_s = CardSnapshot(5, NONE), OLDEST_BASELINE_S + 1 - gap_s
    evidence = Evidence(before, [(at_s, CardSnapshot(7, NONE))], at_s, gap_s)
    assert verdict(STAMP, evidence) is Verdict.ASK
    assert verdict(STAMP, Evidence(before, [], at_s, gap_s)) is Verdict.ASK


def test_customer_who_cannot_be_read_goes_to_a_person() -> None:
    before = CardSnapshot(5, NONE)
    watched_s = SEND_AGAIN_AFTER_S + OLDEST_BASELINE_S + 1
    assert verdict(STAMP, Evidence(before, [(12.0, before)], watched_s)) is Verdict.ASK


def test_card_that_could_loop_twice_is_not_claimed_again() -> None:
    assert at_all_reads(COFFEE, CardSnapshot(15, NONE), CardSnapshot(15, NONE)) is Verdict.NOT_APPLIED
    assert at_all_reads(COFFEE, CardSnapshot(16, NONE), CardSnapshot(16, NONE)) is Verdict.ASK


def test_claim_without_tiers_in_the_answer_goes_to_a_person() -> None:
    assert at_all_reads(CAKE, CardSnapshot(5, None), CardSnapshot(5, None)) is Verdict.ASK
    assert at_all_reads(CAKE, CardSnapshot(5, NONE), CardSnapshot(5, None)) is Verdict.ASK


def test_claim_seen_before_the_write_does_not_confirm_it() -> None:
    """Somebody else claimed it between the cashier's look and the try: Kreward refuses ours, and the answer is lost."""
    before = CardSnapshot(5, FOUR)
    assert after_reads(CAKE, before, (FIRST_READ_S, before)) is Verdict.WAIT
    assert at_all_reads(CAKE, before, before) is Verdict.NOT_APPLIED


def test_reads_follow_each_other_until_600_s() -> None:
    assert next_read_s(0) == FIRST_READ_S
    assert next_read_s(FIRST_READ_S) == 30
    assert next_read_s(SEND_AGAIN_AFTER_S) == float("inf")
