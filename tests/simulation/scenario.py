"""Scenarios of the simulation: how many tills, how bad the network, who else writes. Drawn from the seed alone."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from kreward_pos.sandbox.seeds import POINTS_CARD, STAMP_CARD, ShopSeed
from tests.simulation.fault_plan import KINDS
from tests.simulation.kreward import KrewardVariant

FAULT_RATES = (0.0, 0.02, 0.2, 0.6)
YEAR_S = 365.25 * 24 * 3600.0
_SHOPS = {
    kind: ShopSeed("My Café", "my-cafe", cards)
    for kind, cards in {"stamps": (STAMP_CARD, POINTS_CARD), "points": (POINTS_CARD, STAMP_CARD)}.items()
}


@dataclass(frozen=True)
class Scenario:
    """The circumstances of one run. Spans are in simulated seconds; `…_every_s` are means, None for never.

    `crash_every` is the mean number of steps (writes to the disk, readings of the clock, calls) between two crashes,
    `latest_s` how long after it left a request may still arrive, `most_taps` the limit for each till. `decides`:
    somebody decides reviews by what Kreward really did.
    """

    tills: int = 1
    customers: int = 3
    fault_rate: float = 0.2
    latest_s: float = 599.0
    kinds: Sequence[str] = ()
    outages: Sequence[tuple[float, float]] = ()
    foreign_every_s: float | None = None
    deletion_every_s: float | None = None
    crash_every: float | None = None
    power_cut_share: float = 0.5
    has_clock_jumps: bool = False
    disk_trouble_every_s: float | None = None
    always_ask: bool = False
    decides: bool = False
    active_s: float = 3600.0
    tap_every_s: float = 90.0
    look_every_s: float = 120.0
    most_taps: int = 40
    most_delta: int = 3
    kreward: KrewardVariant = field(default_factory=KrewardVariant)

    @property
    def allows_coincidences(self) -> bool:
        """Return whether the default rule may fail here by its known limits.

        It may not where nothing is inferred, nor where the till is the only writer and no request arrives after 600 s.
        """
        has_others = self.tills > 1 or self.foreign_every_s is not None or self.deletion_every_s is not None
        return not self.always_ask and (has_others or self.latest_s >= 600.0)


def draw(rng: random.Random) -> Scenario:
    """Draw a scenario."""
    active_s = rng.uniform(600.0, 4800.0)
    is_alone = rng.random() < 0.5
    return Scenario(
        tills=1 if is_alone else rng.randint(1, 4),
        customers=rng.choice((1, 1, 2, 3, 5)),
        fault_rate=rng.choice(FAULT_RATES),
        latest_s=599.0 if is_alone or rng.random() < 0.5 else 900.0,
        kinds=rng.sample(KINDS, rng.randint(1, 3)) if rng.random() < 0.4 else (),
        outages=_outages(rng, active_s),
        foreign_every_s=None if is_alone or rng.random() < 0.4 else rng.uniform(60.0, 3600.0),
        deletion_every_s=None if is_alone or rng.random() < 0.7 else rng.uniform(600.0, 3600.0),
        crash_every=None if rng.random() < 0.3 else 10 ** rng.uniform(1.7, 3.5),
        power_cut_share=rng.choice((0.0, 0.5, 1.0)),
        has_clock_jumps=rng.random() < 0.4,
        disk_trouble_every_s=None if rng.random() < 0.7 else rng.uniform(120.0, 1800.0),
        always_ask=rng.random() < 0.3,
        decides=rng.random() < 0.6,
        active_s=active_s,
        tap_every_s=rng.choice((5.0, 30.0, 120.0)),
        look_every_s=rng.choice((10.0, 60.0, 300.0)),
        most_taps=rng.randint(5, 40),
        most_delta=rng.choice((1, 3)),
        kreward=_variant(rng),
    )


def jump_s(rng: random.Random) -> float:
    """Draw how far a wall clock jumps: seconds to ten years, either way."""
    return rng.choice((-1, 1)) * rng.choice((5.0, 300.0, 1200.0, 3600.0, 24 * 3600.0, YEAR_S, 10 * YEAR_S))


def _outages(rng: random.Random, active_s: float) -> Sequence[tuple[float, float]]:
    """Draw some spans without a connection, of seconds to hours, or none."""
    begins = [rng.uniform(0, active_s) for _ in range(rng.choice((0, 0, 1, 3)))]
    return tuple((begin_s, begin_s + 10 ** rng.uniform(0.7, 3.9)) for begin_s in begins)


def _variant(rng: random.Random) -> KrewardVariant:
    shop = _SHOPS["points" if rng.random() < 0.15 else "stamps"]
    return KrewardVariant(
        dialects=rng.choice((("page",), ("reference",), ("page", "reference"))),
        has_tiers=rng.random() < 0.7,
        seed=shop,
    )
