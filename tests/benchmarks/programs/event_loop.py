"""Gaps between the turns of the window's event loop during the whole job, and in an idle bare window."""

import json
import sys
import time
from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtWidgets import QApplication

from kreward_pos.sandbox.server import Sandbox
from tests.benchmarks.programs.painting import BareWindow
from tests.end_to_end.counter_driver import CounterDriver, NetworkCondition, Script, ScriptRunner, Timings, after, run
from tests.end_to_end.whole_job import CONDITIONS, CUSTOMERS, scan, serve

TIMINGS = Timings(slow_s=2.0, deadline_s=2.5, hold_s=0.5)
IDLE_S = 3.0

Spans = dict[NetworkCondition, tuple[float, float]]
"""When each condition began and ended, by `time.perf_counter`."""


def job(driver: CounterDriver, spans: Spans) -> Script:
    """Serve a customer in each condition, and flush the waiting entries."""
    yield driver.is_online
    for email in CUSTOMERS:
        yield from scan(driver, email)
    for number, condition in enumerate(CONDITIONS):
        began_s = time.perf_counter()
        yield from driver.set_network(condition)
        yield from serve(driver, CUSTOMERS[number % 2])
        yield from driver.restore_network()
        spans[condition] = began_s, time.perf_counter()


def idling() -> Script:
    """Do nothing for a while."""
    yield after(IDLE_S)


def gaps_ms(ticks_s: Sequence[float], span: tuple[float, float]) -> list[float]:
    """Return the milliseconds from tick to tick within a span."""
    within = [beat_s for beat_s in ticks_s if span[0] <= beat_s <= span[1]]
    return [(after_s - before_s) * 1000 for before_s, after_s in pairwise(within)]


def main() -> int:
    """Print `{condition: […]}` in milliseconds; `bare` is the bare window."""
    spans: Spans = {}
    with Sandbox() as sandbox:
        runner = run(lambda driver: job(driver, spans), TIMINGS, sandbox)
    figures = {str(condition): gaps_ms(runner.ticks_s, span) for condition, span in spans.items()}
    app = QApplication.instance()
    assert app is not None
    window = BareWindow()
    window.show()
    bare = ScriptRunner(window, idling())
    app.exec()
    figures["bare"] = gaps_ms(bare.ticks_s, (0.0, time.perf_counter()))
    sys.stdout.write(json.dumps(figures) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
