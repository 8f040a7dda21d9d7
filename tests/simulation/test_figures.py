"""Few taps go to review: none without faults, and a limited share with them."""

from dataclasses import replace

import pytest

from tests.simulation.figures import SHOP, measure


@pytest.mark.parametrize(("fault_rate", "seeds", "most"), [(0.0, 2, 0.0), (0.02, 4, 0.005), (0.2, 2, 0.25)])
def test_few_taps_go_to_review(fault_rate: float, seeds: int, most: float) -> None:
    figures = measure(replace(SHOP, fault_rate=fault_rate), range(seeds))
    assert figures.entries > 100 * seeds
    assert figures.review_share <= most
