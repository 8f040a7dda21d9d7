"""One seed's circumstances: how many tills, how bad the network, who else writes. Drawn from the seed alone."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from kreward_pos.sandbox.seeds import POINTS_CARD, STAMP_CARD, ShopSeed
from tests.simulation.fault_plan import KINDS
from tests.simulation.kreward import Shape

FAULT_RATES = (0.0, 0.02, 0.2, 0.6)
YEAR_S = 365.25 * 24 * 3600.0
_SHOPS = {
    kind: ShopSeed("My Café", "my-cafe", cards)
    for kind, cards in {"stamps": (STAMP_CARD, POINTS_CARD), "points": (POINTS_CARD, STAMP_CARD)}.items()
}


@dataclass(frozen=True)
class Scenario:
    """Spans are in simulated seconds; `…_every_s` are means, None for never.

    `crash_every` is the mean number of steps (writes to the disk, readings of the clock, calls) between two deaths;
    `latest_s` how long after it left a request may still arrive; `most_taps` bounds each till's. `decides`: whether
    somebody decides reviews, by what Kreward really did.
    """

    tills: int = 1
    customers: int = 3
    fault_rate: float = 0.2
    latest_s: float = 599.0
    kinds: Sequence[str] = ()
    downs: Sequence[tuple[float, float]] = ()
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
    shape: Shape = field(default_factory=Shape)

    @property
    def allows_coincidences(self) -> bool:
        """Whether the default rule may guess wrongly here, as its known limits say: never where nobody guesses.

        Nor where this till is the only writer and no request outlives the quiet time.
        """
        has_others = self.tills > 1 or self.foreign_every_s is not None or self.deletion_every_s is not None
        return not self.always_ask and (has_others or self.latest_s >= 600.0)


def drawn(chance: random.Random) -> Scenario:
    """Any circumstances whatever."""
    active_s = chance.uniform(600.0, 4800.0)
    is_alone = chance.random() < 0.5
    return Scenario(
        tills=1 if is_alone else chance.randint(1, 4),
        customers=chance.choice((1, 1, 2, 3, 5)),
        fault_rate=chance.choice(FAULT_RATES),
        latest_s=599.0 if is_alone or chance.random() < 0.5 else 900.0,
        kinds=chance.sample(KINDS, chance.randint(1, 3)) if chance.random() < 0.4 else (),
        downs=_downs(chance, active_s),
        foreign_every_s=None if is_alone or chance.random() < 0.4 else chance.uniform(60.0, 3600.0),
        deletion_every_s=None if is_alone or chance.random() < 0.7 else chance.uniform(600.0, 3600.0),
        crash_every=None if chance.random() < 0.3 else 10 ** chance.uniform(1.7, 3.5),
        power_cut_share=chance.choice((0.0, 0.5, 1.0)),
        has_clock_jumps=chance.random() < 0.4,
        disk_trouble_every_s=None if chance.random() < 0.7 else chance.uniform(120.0, 1800.0),
        always_ask=chance.random() < 0.3,
        decides=chance.random() < 0.6,
        active_s=active_s,
        tap_every_s=chance.choice((5.0, 30.0, 120.0)),
        look_every_s=chance.choice((10.0, 60.0, 300.0)),
        most_taps=chance.randint(5, 40),
        most_delta=chance.choice((1, 3)),
        shape=_shape(chance),
    )


def jump_s(chance: random.Random) -> float:
    """How far a wall clock jumps: seconds to ten years, either way."""
    return chance.choice((-1, 1)) * chance.choice((5.0, 300.0, 1200.0, 3600.0, 24 * 3600.0, YEAR_S, 10 * YEAR_S))


def _downs(chance: random.Random, active_s: float) -> Sequence[tuple[float, float]]:
    """None, or some spans without a connection, of seconds to hours."""
    begins = [chance.uniform(0, active_s) for _ in range(chance.choice((0, 0, 1, 3)))]
    return tuple((begin_s, begin_s + 10 ** chance.uniform(0.7, 3.9)) for begin_s in begins)


def _shape(chance: random.Random) -> Shape:
    shop = _SHOPS["points" if chance.random() < 0.15 else "stamps"]
    return Shape(
        dialects=chance.choice((("page",), ("reference",), ("page", "reference"))),
        has_tiers=chance.random() < 0.7,
        seed=shop,
    )
