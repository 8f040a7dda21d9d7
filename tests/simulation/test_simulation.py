"""The short form of `make simulate`: other seeds than it takes first, and every seed that once failed, by name."""

import pytest

from tests.simulation.run import run_seed, table

SHORT_FORM = range(1_000_000, 1_000_060)


def test_no_tap_is_lost_doubled_or_forgotten_whatever_happens() -> None:
    runs = [run_seed(seed) for seed in SHORT_FORM]
    assert [(run.seed, run.outcome.findings) for run in runs if run.outcome.findings] == []
    assert sum(run.outcome.deaths for run in runs) > 50
    assert sum(run.outcome.reviewed for run in runs) > 10
    assert "seeds" in table(runs, 1.0)


def test_a_seed_tells_the_same_story_every_time() -> None:
    first, second = (run_seed(11, keeps_story=True).outcome.story for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "seed",
    [
        pytest.param(35, id="a tap is cancelled while its customer is being read"),
        pytest.param(11, id="a read that a full disk did not keep passes for fresh"),
    ],
)
def test_what_once_failed(seed: int) -> None:
    assert run_seed(seed).outcome.findings == []
