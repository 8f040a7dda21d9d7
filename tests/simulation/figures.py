"""How many taps settling sends to review and how often it is wrong: `python -m tests.simulation.figures`.

Reviews are counted over one till with fifty customers, with network faults only (no refusals that contradict the truth,
no crashes). Wrong inferences are too rare to be counted at a shop's pace, so somebody else writes 144 times as often
here (to each customer every ten minutes, not every day), and the count is divided by that. This is sound while one
foreign write within an attempt's window is rare: the chance of a coincidence then grows with their rate alone.
"""

import multiprocessing
import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from tests.simulation.fault_plan import KINDS
from tests.simulation.run import fast_folder
from tests.simulation.scenario import Scenario
from tests.simulation.world import World

CUSTOMERS = 50
DAY_S = 24 * 3600.0
SPEED_UP = 144.0
SHOP = Scenario(
    customers=CUSTOMERS,
    kinds=tuple(kind for kind in KINDS if kind != "documented"),
    tap_every_s=12.0,
    look_every_s=30.0,
    most_taps=250,
    active_s=3000.0,
)
SHARED_SHOP = replace(SHOP, foreign_every_s=DAY_S / SPEED_UP / CUSTOMERS)


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over some runs."""

    entries: int
    reviewed: int
    wrong: int

    @property
    def review_share(self) -> float:
        return self.reviewed / max(1, self.entries)

    @property
    def wrong_per_million(self) -> float:
        """Return the wrong inferences in a million writes at one foreign write per customer and day."""
        return 1e6 * self.wrong / max(1, self.entries) / SPEED_UP


def measure(scenario: Scenario, seeds: Sequence[int]) -> Figures:
    """Run `scenario` with these seeds and add up the figures."""
    return _sum([_one(scenario, seed) for seed in seeds])


def _one(scenario: Scenario, seed: int) -> Figures:
    with tempfile.TemporaryDirectory(dir=fast_folder()) as folder:
        outcome = World(scenario, random.Random(seed), Path(folder)).run()
    assert not outcome.findings, (seed, outcome.findings)
    return Figures(outcome.taps, outcome.reviewed, len(outcome.coincidences))


def _sum(figures: Sequence[Figures]) -> Figures:
    return Figures(
        sum(each.entries for each in figures),
        sum(each.reviewed for each in figures),
        sum(each.wrong for each in figures),
    )


def main() -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        for rate, seeds in ((0.0, 20), (0.02, 60), (0.2, 30)):
            figures = _sum(pool.map(partial(_one, replace(SHOP, fault_rate=rate)), range(seeds)))
            share = f"{figures.review_share:.2%} of {figures.entries} entries went to review"
            sys.stdout.write(f"{rate:.0%} faults: {share}\n")
        for rate, seeds in ((0.02, 1000), (0.05, 350), (0.1, 150), (0.2, 650)):
            figures = _sum(pool.map(partial(_one, replace(SHARED_SHOP, fault_rate=rate)), range(seeds)))
            wrong = f"{figures.wrong_per_million:.2f} wrong inferences in a million writes"
            counted = f"{figures.wrong} in {figures.entries}, {SPEED_UP:.0f} times as fast"
            sys.stdout.write(f"{rate:.0%} faults, one foreign write per customer and day: {wrong} ({counted})\n")


if __name__ == "__main__":
    main()
