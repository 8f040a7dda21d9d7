"""The viewfinder in the real window: frames painted per second (of 30 taken), and the gaps between them."""

from .conftest import Add, Program
from .figures import Figure


def test_viewfinder_frame_rate_is_measured(program: Program, add: Add) -> None:
    printed = program("viewfinder")
    bare = printed["bare"]
    assert sum(printed["per_second"]) > 0
    name = "viewfinder painted, times a second (30 taken)"
    add(Figure(64, name, printed["per_second"], "bare window on a timer", bare["per_second"]))
    name = "between two paintings of the viewfinder"
    add(Figure(65, name, printed["gaps_ms"], "bare window on a timer", bare["gaps_ms"], is_about_peaks=True))
