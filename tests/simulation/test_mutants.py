"""The simulation notices each broken rule of the outbox within a few seeds; else it would prove nothing."""

import random
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.simulation import mutants
from tests.simulation.mutants import Mutant
from tests.simulation.run import fast_folder
from tests.simulation.scenario import Scenario
from tests.simulation.world import Outcome, World

SEEDS = 25
CRASHING = Scenario(customers=2, fault_rate=0.2, crash_every=150.0, power_cut_share=1.0, tap_every_s=20.0)
LOSING = Scenario(customers=1, fault_rate=0.3, kinds=("lost before", "lost after", "late"), tap_every_s=60.0)
BUSY = Scenario(
    customers=1, fault_rate=0.0, tap_every_s=0.5, look_every_s=0.5, most_taps=60, most_delta=1, active_s=120.0
)
SHARED = replace(LOSING, tills=2, tap_every_s=20.0)
FULL = Scenario(customers=1, tills=2, fault_rate=0.0, disk_trouble_every_s=60.0, tap_every_s=5.0, look_every_s=20.0)
DECIDED = Scenario(
    customers=1,
    fault_rate=0.3,
    kinds=("documented", "lost before"),
    decides=True,
    tap_every_s=8.0,
    look_every_s=600.0,
    most_taps=300,
    most_delta=1,
)


def outcome(scenario: Scenario, seed: int, mutant: Mutant | None) -> Outcome:
    with tempfile.TemporaryDirectory(dir=fast_folder()) as folder:
        return World(scenario, random.Random(seed), Path(folder), mutant).run()


CASES = [
    (mutants.never_syncs, CRASHING, {"missing"}),
    (mutants.syncs_at_checkpoints_alone, CRASHING, {"missing"}),
    (mutants.journals_after_sending, CRASHING, {"unjournalled"}),
    (mutants.sends_again_after_a_crash, CRASHING, {"doubled"}),
    (mutants.retries_blindly, LOSING, {"doubled"}),
    (mutants.follows_redirects, replace(LOSING, kinds=("redirect",)), {"doubled"}),
    (mutants.saves_reads_that_a_write_crossed, BUSY, {"stale", "lost", "doubled"}),
    (mutants.trusts_any_baseline, SHARED, {"stale"}),
    (mutants.settles_after_one_read, LOSING, {"doubled"}),
    (mutants.takes_unsaved_reads_for_fresh, FULL, {"stale"}),
    (mutants.sends_two_of_a_customer_at_once, DECIDED, {"at once"}),
]


@pytest.mark.parametrize(("mutant", "scenario", "kinds"), CASES, ids=[case[0].__name__ for case in CASES])
def test_simulation_notices_a_broken_rule(mutant: Mutant, scenario: Scenario, kinds: set[str]) -> None:
    for seed in range(SEEDS):
        if kinds & {finding.kind for finding in outcome(scenario, seed, mutant).findings}:
            return
    pytest.fail(f"{mutant.__name__} was not noticed")


@pytest.mark.parametrize("scenario", {id(case[1]): case[1] for case in CASES}.values())
def test_real_till_passes_where_the_mutants_fail(scenario: Scenario) -> None:
    assert [outcome(scenario, seed, None).findings for seed in range(2)] == [[], []]
