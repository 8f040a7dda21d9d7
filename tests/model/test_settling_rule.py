"""The settling rule in every possible world: it fails by the coincidences that it documents, and by no others.

The real `settling_rule.verdict` decides; its mutants are all caught.
"""

from dataclasses import replace
from functools import cache

import pytest

from kreward_pos.till.sending.settling_rule import CardSnapshot

from . import mutants
from .shop import GOAL, TIER, claim, stamp
from .world import Cause, Finding, Setting, Strategy, explore, fewest

NONE, FOUR = frozenset[int](), frozenset({TIER})
LATE = Finding("doubled", frozenset({Cause.LATE}))
UNDONE = Finding("doubled", frozenset({Cause.OPPOSITE}))
SAME = Finding("lost", frozenset({Cause.SAME}))
LATE_AND_FILLED = Finding("doubled", frozenset({Cause.LATE, Cause.OTHER}))
"""The first copy can loop a looped card again only once somebody has filled it again."""

LATE_AND_REFILLED = Finding("doubled", frozenset({Cause.LATE, Cause.OPPOSITE}))
PRECAUTIONS = {Cause.SEEN, Cause.OLD, Cause.EARLY, Cause.BELATED, Cause.LATE_READ}
"""Causes in whose presence nothing may be inferred."""

REAL = Strategy()
STAMPS = {
    "one": Setting(stamp(1), CardSnapshot(5, FOUR)),
    "one-tiers-not-shown": Setting(stamp(1), CardSnapshot(5, FOUR), shows_tiers=False),
    "two": Setting(stamp(2), CardSnapshot(7, NONE)),
    "taken-back": Setting(stamp(-1), CardSnapshot(5, FOUR)),
    "taken-back-of-none": Setting(stamp(-1), CardSnapshot(0, NONE)),
}
CLAIMS = {
    "tier": Setting(claim(TIER), CardSnapshot(5, NONE)),
    "tier-not-shown": Setting(claim(TIER), CardSnapshot(5, NONE), shows_tiers=False),
    "tier-claimed-before": Setting(claim(TIER), CardSnapshot(5, FOUR)),
    "tier-out-of-reach": Setting(claim(TIER), CardSnapshot(3, NONE)),
    "loop-out-of-reach": Setting(claim(GOAL), CardSnapshot(7, FOUR)),
    "loop-at-the-goal": Setting(claim(GOAL), CardSnapshot(GOAL, FOUR)),
    "loop-below-twice": Setting(claim(GOAL), CardSnapshot(2 * GOAL - 1, FOUR)),
    "loop-nothing-claimed": Setting(claim(GOAL), CardSnapshot(2 * GOAL - 1, NONE)),
    "loop-tiers-not-shown": Setting(claim(GOAL), CardSnapshot(GOAL, FOUR), shows_tiers=False),
    "loop-at-twice": Setting(claim(GOAL), CardSnapshot(2 * GOAL, FOUR)),
}
OTHERS = (*(stamp(delta) for delta in (1, 2, -1, -2, GOAL, -GOAL)), claim(TIER), claim(GOAL))


def alone(setting: Setting) -> Setting:
    """Let nobody else write, and the till crash and miss reads more often."""
    return replace(setting, most_crashes=2, most_missed=2)


def among_others(setting: Setting) -> Setting:
    return replace(setting, others=OTHERS)


@cache
def found(setting: Setting, strategy: Strategy = REAL) -> set[Finding]:
    """Return every way to go wrong; `fewest` reduces them."""
    return explore(setting, strategy)[0]


@pytest.mark.parametrize("name", STAMPS)
def test_lone_stamp_is_doubled_only_by_a_copy_later_than_600_s(name: str) -> None:
    assert found(alone(STAMPS[name])) == (set() if name == "taken-back-of-none" else {LATE})


@pytest.mark.parametrize("name", CLAIMS)
def test_lone_claim_is_settled_rightly_whenever_its_copies_arrive(name: str) -> None:
    assert found(alone(CLAIMS[name])) == set()


EXPECTED: dict[str, set[Finding]] = {
    "one": {LATE, UNDONE, SAME},
    "one-tiers-not-shown": {LATE, UNDONE, SAME},
    "two": {LATE, UNDONE, SAME},
    "taken-back": {LATE, UNDONE, SAME},
    "taken-back-of-none": {LATE_AND_FILLED},
    "tier": {SAME},
    "tier-not-shown": set(),
    "tier-claimed-before": set(),
    "tier-out-of-reach": set(),
    "loop-out-of-reach": set(),
    "loop-at-the-goal": {SAME, LATE_AND_FILLED, LATE_AND_REFILLED},
    "loop-below-twice": {SAME, LATE_AND_FILLED, LATE_AND_REFILLED},
    "loop-nothing-claimed": {SAME, UNDONE, LATE_AND_FILLED},
    "loop-tiers-not-shown": {SAME, UNDONE},
    "loop-at-twice": {SAME},
}


@pytest.mark.parametrize("name", EXPECTED)
def test_rule_fails_among_others_only_by_the_documented_coincidences(name: str) -> None:
    findings = found(among_others((STAMPS | CLAIMS)[name]))
    assert fewest(findings) == EXPECTED[name]
    assert not any(finding.causes & PRECAUTIONS for finding in findings)


ONE, LOOP = STAMPS["one"], CLAIMS["loop-at-twice"]
MUTANTS: dict[str, tuple[Strategy, Setting, Finding]] = {
    "blind retry": (Strategy(mutants.resends_blindly), ONE, Finding("doubled", frozenset({Cause.EARLY}))),
    "unsure counts as applied": (Strategy(mutants.assumes_applied), ONE, Finding("lost", frozenset({Cause.EARLY}))),
    "sent again at 12 s": (mutants.RESENDING_AT_12_S, ONE, Finding("doubled", frozenset())),
    "read at once": (
        mutants.READING_AT_ONCE, among_others(ONE), Finding("lost", frozenset({Cause.SAME, Cause.EARLY})),
    ),
    "sent again without a recheck": (
        mutants.RESENDING_WITHOUT_RECHECK, ONE, Finding("doubled", frozenset({Cause.PAUSE})),
    ),
    "claimed tiers ignored": (
        Strategy(mutants.ignores_claimed_tiers), CLAIMS["tier"], Finding("lost", frozenset()),
    ),
    "claimed tiers of a looped card ignored": (
        Strategy(mutants.ignores_claimed_tiers),
        among_others(CLAIMS["loop-at-the-goal"]),
        Finding("lost", frozenset({Cause.OTHER, Cause.SEEN})),
    ),
    "claimed before": (
        Strategy(mutants.takes_any_claim_for_its_own), CLAIMS["tier-claimed-before"], Finding("lost", frozenset()),
    ),
    "looped twice": (Strategy(mutants.resends_any_loop), LOOP, LATE),
    "old baselines": (
        Strategy(mutants.ignores_gaps), among_others(ONE), Finding("lost", frozenset({Cause.SAME, Cause.OLD})),
    ),
    "confirmed by any read": (
        Strategy(mutants.confirms_by_any_read),
        among_others(ONE),
        Finding("lost", frozenset({Cause.SAME, Cause.BELATED})),
    ),
    "confirmed at any time": (
        Strategy(mutants.confirms_at_any_time),
        among_others(ONE),
        Finding("lost", frozenset({Cause.SAME, Cause.LATE_READ})),
    ),
    "another writer forgotten": (
        Strategy(mutants.waits_out_other_writers),
        among_others(STAMPS["two"]),
        Finding("doubled", frozenset({Cause.OPPOSITE, Cause.SEEN})),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTANTS)
def test_exploration_catches_each_mutant_and_passes_the_rule(name: str) -> None:
    strategy, setting, counterexample = MUTANTS[name]
    assert counterexample in found(setting, strategy)
    assert counterexample not in found(setting)
