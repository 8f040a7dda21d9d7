"""Taps on the real stamp button, and on a bare window's: from the press until the new number is on the screen.

The tick on the button is older than the number: the window sets it before it asks for the number.
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
from tests.benchmarks.programs.painting import BareWindow, PaintWatch
from tests.end_to_end.real_counter import Condition, Director, Floor, Script, Terms, after, run

TAPS = 30
WHO = "jane@example.com"


def taps(floor: Floor, condition: Condition, taken_ms: list[float]) -> Script:
    """Show a customer's card, change the network, then tap."""
    yield floor.is_online
    floor.stage.show_card(WHO)
    yield floor.shows(WHO)
    yield from floor.turn(condition)
    label = floor.child(QLabel, "balanceLabel")
    for turn in range(TAPS):
        wanted = str(int(label.text()) + 1)
        watch = PaintWatch(label, partial(_says, label, wanted))
        began_s = time.monotonic()
        floor.press("stampButton")
        yield watch.is_done
        taken_ms.append(((watch.painted_s or 0) - began_s) * 1000)
        yield after(0.02 + turn % 7 * 0.01)
    yield from floor.elsewhere(lambda: _must_be_kept(floor))


def bare_taps(window: BareWindow, taken_ms: list[float]) -> Script:
    """The same on the bare window."""
    for turn in range(TAPS):
        watch = PaintWatch(window.label, partial(_says, window.label, str(turn + 1)))
        began_s = time.monotonic()
        QTest.mouseClick(window.button, Qt.MouseButton.LeftButton)
        yield watch.is_done
        taken_ms.append(((watch.painted_s or 0) - began_s) * 1000)
        yield after(0.02 + turn % 7 * 0.01)


def _says(label: QLabel, text: str) -> bool:
    return label.text() == text


def _must_be_kept(floor: Floor) -> None:
    kept = [entry for entry in floor.till.review.entries() if entry.delta == 1]
    if len(kept) != TAPS:
        raise AssertionError(f"{len(kept)} of {TAPS} taps were kept")


def main(condition: str) -> int:
    """Print `{"ms": […]}`; the condition `bare` is the bare window."""
    taken_ms: list[float] = []
    if condition == "bare":
        app = QApplication([])
        window = BareWindow()
        window.show()
        director = Director(window, bare_taps(window, taken_ms))
        app.exec()
        if director.failure is not None:
            raise director.failure
    else:
        with Sandbox() as sandbox:
            run(lambda floor: taps(floor, cast("Condition", condition), taken_ms), Terms(), sandbox)
    sys.stdout.write(json.dumps({"ms": taken_ms}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
