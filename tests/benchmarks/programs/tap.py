"""Taps on the real stamp button and on a bare window's: from the press until the new number is on the screen.

The tick on the button appears before the number: the window sets it before it asks for the number.
"""

import json
import sys
import time
from functools import partial
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from kreward_pos.sandbox.server import Sandbox
from tests.benchmarks.programs.painting import BareWindow, PaintTimer
from tests.end_to_end.counter_driver import CounterDriver, NetworkCondition, Script, ScriptRunner, Timings, after, run

TAPS = 30
EMAIL = "jane@example.com"


def tap(driver: CounterDriver, condition: NetworkCondition, durations_ms: list[float]) -> Script:
    """Show a customer's card, change the network, then tap."""
    yield driver.is_online
    driver.demo.show_card(EMAIL)
    yield driver.shows(EMAIL)
    yield from driver.set_network(condition)
    label = driver.child(QLabel, "balanceLabel")
    for set_network in range(TAPS):
        expected = str(int(label.text()) + 1)
        timer = PaintTimer(label, partial(_has_text, label, expected))
        began_s = time.monotonic()
        driver.press("stampButton")
        yield timer.is_done
        durations_ms.append(((timer.painted_s or 0) - began_s) * 1000)
        yield after(0.02 + set_network % 7 * 0.01)
    yield from driver.run_on_thread(lambda: _check_saved(driver))


def bare_taps(window: BareWindow, durations_ms: list[float]) -> Script:
    """Tap on the bare window."""
    for set_network in range(TAPS):
        timer = PaintTimer(window.label, partial(_has_text, window.label, str(set_network + 1)))
        began_s = time.monotonic()
        QTest.mouseClick(window.button, Qt.MouseButton.LeftButton)
        yield timer.is_done
        durations_ms.append(((timer.painted_s or 0) - began_s) * 1000)
        yield after(0.02 + set_network % 7 * 0.01)


def _has_text(label: QLabel, text: str) -> bool:
    return label.text() == text


def _check_saved(driver: CounterDriver) -> None:
    saved = [entry for entry in driver.till.review.entries() if entry.delta == 1]
    if len(saved) != TAPS:
        raise AssertionError(f"{len(saved)} of {TAPS} taps were saved")


def main(condition: str) -> int:
    """Print `{"ms": […]}`; the condition `bare` is the bare window."""
    durations_ms: list[float] = []
    if condition == "bare":
        app = QApplication([])
        window = BareWindow()
        window.show()
        runner = ScriptRunner(window, bare_taps(window, durations_ms))
        app.exec()
        if runner.failure is not None:
            raise runner.failure
    else:
        with Sandbox() as sandbox:
            run(lambda driver: tap(driver, cast("NetworkCondition", condition), durations_ms), Timings(), sandbox)
    sys.stdout.write(json.dumps({"ms": durations_ms}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
