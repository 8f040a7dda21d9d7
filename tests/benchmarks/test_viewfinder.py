"""The viewfinder in the real window while cards come and go: pictures painted a second (30 are taken), and the gaps."""

from .conftest import Add, Program
from .figures import Figure


def test_the_viewfinder_keeps_up_with_the_camera(program: Program, add: Add) -> None:
    told = program("viewfinder")
    bare = told["bare"]
    assert sum(told["per_second"]) > 0
    name = "viewfinder painted, times a second (30 taken)"
    add(Figure(64, name, told["per_second"], "bare window on a timer", bare["per_second"]))
    name = "between two paintings of the viewfinder"
    add(Figure(65, name, told["gaps_ms"], "bare window on a timer", bare["gaps_ms"], is_about_peaks=True))
