"""The camera at rest: what a minute costs in which nobody comes (limits: 10 % of a core awake, 2 % asleep)."""

import pytest

from .conftest import Add, Program
from .figures import Figure

AWAKE_LIMIT, ASLEEP_LIMIT = 10, 2


@pytest.mark.parametrize(("place", "which"), [(60, "scanner"), (62, "counter")])
def test_a_minute_in_which_nobody_comes(program: Program, add: Add, place: int, which: str) -> None:
    told, bare = program("rest", which), program("rest", "reading")
    awake = f"{which} awake, % of a core (limit {AWAKE_LIMIT})"
    asleep = f"{which} asleep, % of a core (limit {ASLEEP_LIMIT})"
    add(Figure(place, awake, told["awake"], "reading alone", bare["awake"]))
    add(Figure(place + 1, asleep, told["asleep"], "reading alone", bare["asleep"]))
