"""What an idle minute costs with the camera at rest (limits: 10 % of a core awake, 2 % asleep)."""

import pytest

from .conftest import Add, Program
from .figures import Figure

AWAKE_LIMIT, ASLEEP_LIMIT = 10, 2


@pytest.mark.parametrize(("row", "case"), [(60, "scanner"), (62, "counter")])
def test_idle_minute_is_measured(program: Program, add: Add, row: int, case: str) -> None:
    printed, bare = program("rest", case), program("rest", "reading")
    awake = f"{case} awake, % of a core (limit {AWAKE_LIMIT})"
    asleep = f"{case} asleep, % of a core (limit {ASLEEP_LIMIT})"
    add(Figure(row, awake, printed["awake"], "reading alone", bare["awake"]))
    add(Figure(row + 1, asleep, printed["asleep"], "reading alone", bare["asleep"]))
