"""The window: from a tap to the screen, how long its thread is ever busy, and how soon it stands after a start."""

import pytest

from .conftest import Add, Program
from .figures import Figure

LIMIT_MS = 100
STARTS = 7


@pytest.fixture(scope="session")
def bytecode(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Variables with which a program finds its bytecode, as an installed app does, and leaves none in the checkout."""
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(tmp_path_factory.mktemp("bytecode"))}


def test_tap_to_screen(program: Program, add: Add) -> None:
    bare = program("tap", "bare")["ms"]
    for place, condition in enumerate(("online", "offline", "slow", "silent"), start=10):
        taken = program("tap", condition)["ms"]
        add(Figure(place, f"tap to screen, {condition} (limit {LIMIT_MS})", taken, "bare window", bare))


def test_turns_of_the_window_thread(program: Program, add: Add) -> None:
    told = program("turns")
    for place, condition in enumerate(("online", "offline", "slow", "silent"), start=20):
        name = f"between turns of the event loop, {condition}"
        add(Figure(place, name, told[condition], "bare window", told["bare"], is_about_peaks=True))


@pytest.mark.parametrize(
    ("place", "name", "measured", "reference"),
    [
        (30, "start to first paint, till", "till", "bare"),
        (31, "start to first paint, demo", "demo", "bare"),
        (32, "imports alone, till", "till-imports", "bare-imports"),
    ],
)
def test_start(
    program: Program, add: Add, bytecode: dict[str, str], place: int, name: str, measured: str, reference: str
) -> None:
    taken: dict[str, list[float]] = {measured: [], reference: []}
    for which in (measured, reference):
        program("first_paint", which, **bytecode)  # writes the bytecode
    for _ in range(STARTS):
        for which in (measured, reference):
            told = program("first_paint", which, **bytecode)
            taken[which].append((told["at_s"] - told["began_s"]) * 1000)
    add(Figure(place, name, taken[measured], "bare window", taken[reference]))


def test_scan_to_look_up(program: Program, add: Add) -> None:
    told = program("scans")
    add(Figure(50, "readable picture to look-up at Kreward", told["sent_ms"], "decoding it", told["decode_ms"]))
    add(Figure(51, "readable picture to customer on screen", told["painted_ms"], "decoding it", told["decode_ms"]))
