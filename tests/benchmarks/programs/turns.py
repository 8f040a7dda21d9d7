"""How far apart the turns of the window's event loop are during the whole job, and in a bare window that idles."""

import json
import sys
import time
from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtWidgets import QApplication

from kreward_pos.sandbox.server import Sandbox
from tests.benchmarks.programs.painting import BareWindow
from tests.end_to_end.real_counter import Condition, Director, Floor, Script, Terms, after, run
from tests.end_to_end.whole_job import CUSTOMERS, NETWORKS, scan, serve

TERMS = Terms(slow_s=2.0, deadline_s=2.5, hold_s=0.5)
BARE_S = 3.0

Spans = dict[Condition, tuple[float, float]]
"""From when to when a condition lasted, by `time.perf_counter`."""


def job(floor: Floor, spans: Spans) -> Script:
    """Serve a customer in each condition, and let what waits be flushed."""
    yield floor.is_online
    for email in CUSTOMERS:
        yield from scan(floor, email)
    for number, condition in enumerate(NETWORKS):
        began_s = time.perf_counter()
        yield from floor.turn(condition)
        yield from serve(floor, CUSTOMERS[number % 2])
        yield from floor.mend()
        spans[condition] = began_s, time.perf_counter()


def idling() -> Script:
    """Do nothing for a while."""
    yield after(BARE_S)


def gaps_ms(beats_s: Sequence[float], span: tuple[float, float]) -> list[float]:
    """Milliseconds from beat to beat within a span."""
    within = [beat_s for beat_s in beats_s if span[0] <= beat_s <= span[1]]
    return [(later - earlier) * 1000 for earlier, later in pairwise(within)]


def main() -> int:
    """Print `{condition: […]}` in milliseconds; `bare` is the bare window."""
    spans: Spans = {}
    with Sandbox() as sandbox:
        director = run(lambda floor: job(floor, spans), TERMS, sandbox)
    told = {str(condition): gaps_ms(director.beats_s, span) for condition, span in spans.items()}
    app = QApplication.instance()
    assert app is not None
    window = BareWindow()
    window.show()
    bare = Director(window, idling())
    app.exec()
    told["bare"] = gaps_ms(bare.beats_s, (0.0, time.perf_counter()))
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
