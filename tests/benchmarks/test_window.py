"""The window: from a tap to the screen, gaps between turns of its event loop, and from start to first paint."""

import pytest

from .conftest import Add, Program
from .figures import Figure

LIMIT_MS = 100
STARTS = 7


@pytest.fixture(scope="session")
def bytecode(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return variables for a bytecode cache outside the checkout, warm like an installed app's."""
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(tmp_path_factory.mktemp("bytecode"))}


def test_tap_to_screen_is_measured(program: Program, add: Add) -> None:
    bare = program("tap", "bare")["ms"]
    for row, condition in enumerate(("online", "offline", "slow", "silent"), start=10):
        durations = program("tap", condition)["ms"]
        add(Figure(row, f"tap to screen, {condition} (limit {LIMIT_MS})", durations, "bare window", bare))


def test_event_loop_gaps_are_measured(program: Program, add: Add) -> None:
    printed = program("event_loop")
    for row, condition in enumerate(("online", "offline", "slow", "silent"), start=20):
        name = f"between turns of the event loop, {condition}"
        add(Figure(row, name, printed[condition], "bare window", printed["bare"], is_about_peaks=True))


@pytest.mark.parametrize(
    ("row", "name", "measured", "reference"),
    [
        (30, "start to first paint, till", "till", "bare"),
        (31, "start to first paint, demo", "demo", "bare"),
        (32, "imports alone, till", "till-imports", "bare-imports"),
    ],
)
def test_start_is_measured(
    program: Program, add: Add, bytecode: dict[str, str], row: int, name: str, measured: str, reference: str
) -> None:
    durations: dict[str, list[float]] = {measured: [], reference: []}
    for case in (measured, reference):
        program("first_paint", case, **bytecode)  # writes the bytecode
    for _ in range(STARTS):
        for case in (measured, reference):
            printed = program("first_paint", case, **bytecode)
            durations[case].append((printed["at_s"] - printed["began_s"]) * 1000)
    add(Figure(row, name, durations[measured], "bare window", durations[reference]))


def test_scan_to_look_up_is_measured(program: Program, add: Add) -> None:
    printed = program("scans")
    add(Figure(50, "readable picture to look-up at Kreward", printed["sent_ms"], "decoding it", printed["decode_ms"]))
    add(
        Figure(51, "readable picture to customer on screen", printed["painted_ms"], "decoding it", printed["decode_ms"])
    )
