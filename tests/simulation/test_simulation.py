"""The short form of `make simulate`, on seeds of its own.

A seed's story changes with every step that the till takes, so a bug that a seed has found becomes a plain test of the
faulty module (`tests/till`) and, where random seeds find it again soon, a mutant.
"""

from tests.simulation.run import run_seed, table

SHORT_FORM = range(1_000_000, 1_000_060)


def test_no_tap_is_lost_doubled_or_forgotten() -> None:
    runs = [run_seed(seed) for seed in SHORT_FORM]
    assert [(run.seed, run.outcome.findings) for run in runs if run.outcome.findings] == []
    assert sum(run.outcome.crashes for run in runs) > 50
    assert sum(run.outcome.reviewed for run in runs) > 10
    assert "seeds" in table(runs, 1.0)


def test_seed_repeats_the_same_run() -> None:
    first, second = (run_seed(11, keeps_story=True).outcome.story for _ in range(2))
    assert first == second
