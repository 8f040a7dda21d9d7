"""The settling rule in every world that can be: it goes wrong in the coincidences that it names, and in no other.

`settling.verdict` itself decides. What it must not do is shown by its mutants: each of them is caught.
"""

from dataclasses import replace
from functools import cache

import pytest

from kreward_pos.till.sending.settling_rule import CardSnapshot

from . import mutants
from .shop import GOAL, TIER, claim, stamp
from .world import Cause, Finding, Setting, Till, explore, fewest

NONE, FOUR = frozenset[int](), frozenset({TIER})
LATE = Finding("doubled", frozenset({Cause.LATE}))
UNDONE = Finding("doubled", frozenset({Cause.OPPOSITE}))
SAME = Finding("lost", frozenset({Cause.SAME}))
LATE_AND_FILLED = Finding("doubled", frozenset({Cause.LATE, Cause.OTHER}))
"""A card that was looped can be looped again by the first copy only once somebody has filled it again."""

LATE_AND_REFILLED = Finding("doubled", frozenset({Cause.LATE, Cause.OPPOSITE}))
CARES = {Cause.SEEN, Cause.OLD, Cause.EARLY, Cause.BELATED, Cause.LATE_READ}
"""In spite of these nothing may ever be guessed."""

REAL = Till()
STAMPS = {
    "one": Setting(stamp(1), CardSnapshot(5, FOUR)),
    "one-tiers-untold": Setting(stamp(1), CardSnapshot(5, FOUR), tells_tiers=False),
    "two": Setting(stamp(2), CardSnapshot(7, NONE)),
    "taken-back": Setting(stamp(-1), CardSnapshot(5, FOUR)),
    "taken-back-of-none": Setting(stamp(-1), CardSnapshot(0, NONE)),
}
CLAIMS = {
    "tier": Setting(claim(TIER), CardSnapshot(5, NONE)),
    "tier-untold": Setting(claim(TIER), CardSnapshot(5, NONE), tells_tiers=False),
    "tier-claimed-before": Setting(claim(TIER), CardSnapshot(5, FOUR)),
    "tier-out-of-reach": Setting(claim(TIER), CardSnapshot(3, NONE)),
    "loop-out-of-reach": Setting(claim(GOAL), CardSnapshot(7, FOUR)),
    "loop-at-the-goal": Setting(claim(GOAL), CardSnapshot(GOAL, FOUR)),
    "loop-below-twice": Setting(claim(GOAL), CardSnapshot(2 * GOAL - 1, FOUR)),
    "loop-nothing-claimed": Setting(claim(GOAL), CardSnapshot(2 * GOAL - 1, NONE)),
    "loop-tiers-untold": Setting(claim(GOAL), CardSnapshot(GOAL, FOUR), tells_tiers=False),
    "loop-at-twice": Setting(claim(GOAL), CardSnapshot(2 * GOAL, FOUR)),
}
OTHERS = (*(stamp(delta) for delta in (1, 2, -1, -2, GOAL, -GOAL)), claim(TIER), claim(GOAL))


def alone(setting: Setting) -> Setting:
    """Nobody else writes, and the till may end and miss reads more often."""
    return replace(setting, most_crashes=2, most_missed=2)


def among_others(setting: Setting) -> Setting:
    return replace(setting, others=OTHERS)


@cache
def found(setting: Setting, till: Till = REAL) -> set[Finding]:
    """All ways to go wrong; `fewest` makes them few."""
    return explore(setting, till)[0]


@pytest.mark.parametrize("name", STAMPS)
def test_lone_stamp_is_doubled_only_by_a_copy_later_than_600_s(name: str) -> None:
    assert found(alone(STAMPS[name])) == (set() if name == "taken-back-of-none" else {LATE})


@pytest.mark.parametrize("name", CLAIMS)
def test_lone_claim_is_settled_rightly_whenever_its_copies_arrive(name: str) -> None:
    assert found(alone(CLAIMS[name])) == set()


EXPECTED: dict[str, set[Finding]] = {
    "one": {LATE, UNDONE, SAME},
    "one-tiers-untold": {LATE, UNDONE, SAME},
    "two": {LATE, UNDONE, SAME},
    "taken-back": {LATE, UNDONE, SAME},
    "taken-back-of-none": {LATE_AND_FILLED},
    "tier": {SAME},
    "tier-untold": set(),
    "tier-claimed-before": set(),
    "tier-out-of-reach": set(),
    "loop-out-of-reach": set(),
    "loop-at-the-goal": {SAME, LATE_AND_FILLED, LATE_AND_REFILLED},
    "loop-below-twice": {SAME, LATE_AND_FILLED, LATE_AND_REFILLED},
    "loop-nothing-claimed": {SAME, UNDONE, LATE_AND_FILLED},
    "loop-tiers-untold": {SAME, UNDONE},
    "loop-at-twice": {SAME},
}


@pytest.mark.parametrize("name", EXPECTED)
def test_rule_fails_among_others_only_by_the_documented_coincidences(name: str) -> None:
    findings = found(among_others((STAMPS | CLAIMS)[name]))
    assert fewest(findings) == EXPECTED[name]
    assert not any(finding.causes & CARES for finding in findings)


ONE, LOOP = STAMPS["one"], CLAIMS["loop-at-twice"]
MUTANTS: dict[str, tuple[Till, Setting, Finding]] = {
    "blind retry": (Till(mutants.blindly_again), ONE, Finding("doubled", frozenset({Cause.EARLY}))),
    "unsure counts as applied": (Till(mutants.taken_for_applied), ONE, Finding("lost", frozenset({Cause.EARLY}))),
    "sent again at 12 s": (mutants.ENDING_AT_12_S, ONE, Finding("doubled", frozenset())),
    "read at once": (
        mutants.READING_AT_ONCE, among_others(ONE), Finding("lost", frozenset({Cause.SAME, Cause.EARLY})),
    ),
    "new try leaves unseen": (mutants.LEAVING_UNSEEN, ONE, Finding("doubled", frozenset({Cause.PAUSE}))),
    "claimed tiers ignored": (
        Till(mutants.by_the_balance_alone), CLAIMS["tier"], Finding("lost", frozenset()),
    ),
    "claimed tiers of a looped card ignored": (
        Till(mutants.by_the_balance_alone),
        among_others(CLAIMS["loop-at-the-goal"]),
        Finding("lost", frozenset({Cause.OTHER, Cause.SEEN})),
    ),
    "claimed before": (
        Till(mutants.any_claim_is_ours), CLAIMS["tier-claimed-before"], Finding("lost", frozenset()),
    ),
    "looped twice": (Till(mutants.looped_again), LOOP, LATE),
    "old baselines": (
        Till(mutants.of_any_age), among_others(ONE), Finding("lost", frozenset({Cause.SAME, Cause.OLD})),
    ),
    "confirmed by any read": (
        Till(mutants.confirmed_by_any_read), among_others(ONE), Finding("lost", frozenset({Cause.SAME, Cause.BELATED})),
    ),
    "confirmed at any time": (
        Till(mutants.confirmed_at_any_time),
        among_others(ONE),
        Finding("lost", frozenset({Cause.SAME, Cause.LATE_READ})),
    ),
    "another writer forgotten": (
        Till(mutants.waiting_for_better),
        among_others(STAMPS["two"]),
        Finding("doubled", frozenset({Cause.OPPOSITE, Cause.SEEN})),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTANTS)
def test_exploration_catches_each_mutant_and_passes_the_rule(name: str) -> None:
    till, setting, counterexample = MUTANTS[name]
    assert counterexample in found(setting, till)
    assert counterexample not in found(setting)
