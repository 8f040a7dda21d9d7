"""How often the real window paints the viewfinder while cards are shown to a camera with 30 frames a second."""

import json
import sys
import time
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget

from kreward_pos.sandbox.server import Sandbox
from kreward_pos.scan.camera.demo_camera import FRAME_RATE
from kreward_pos.ui.widgets.viewfinder import Viewfinder
from tests.benchmarks.programs.painting import BareWindow
from tests.end_to_end.counter_driver import CounterDriver, Script, ScriptRunner, Timings, after, run

EMAILS = ("jane@example.com", "zoe@example.com", "tai.man@example.com", "amir@example.com")
SHOWN_S = 5.0


class PaintLog(QObject):
    """The times when a widget was painted, by `time.perf_counter`."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.at_s: list[float] = []
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.at_s.append(time.perf_counter())
        return False

    def figures(self) -> dict[str, list[float]]:
        """Return the paints in each whole second, and the milliseconds from each paint to the next."""
        began_s = self.at_s[0]
        counts = [0.0] * int(self.at_s[-1] - began_s)
        for at_s in self.at_s:
            if (second := int(at_s - began_s)) < len(counts):
                counts[second] += 1
        return {
            "per_second": counts,
            "gaps_ms": [1000 * (after_s - before_s) for before_s, after_s in pairwise(self.at_s)],
        }


def show_cards(driver: CounterDriver, logs: list[PaintLog]) -> Script:
    """Show one card after the other."""
    yield driver.is_online
    logs.append(PaintLog(driver.window.findChildren(Viewfinder)[0]))
    for email in EMAILS:
        driver.demo.show_card(email)
        yield after(SHOWN_S)


class Repainter(QObject):
    """Repaints a widget at the camera's frame rate."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._timer = QTimer(self, interval=round(1000 / FRAME_RATE))
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    @Slot()
    def _tick(self) -> None:
        self._widget.update()


def idle() -> Script:
    """Wait as long as the cards take."""
    for _ in EMAILS:
        yield after(SHOWN_S)


def main() -> int:
    """Print `{"per_second": […], "gaps_ms": […], "bare": {…}}`; `bare` is a bare window on a timer."""
    logs: list[PaintLog] = []
    with Sandbox() as sandbox:
        run(lambda driver: show_cards(driver, logs), Timings(), sandbox)
    app = QApplication.instance()
    assert app is not None
    window = BareWindow()
    bare = PaintLog(window)
    Repainter(window)
    window.show()
    ScriptRunner(window, idle())
    app.exec()
    sys.stdout.write(json.dumps(logs[0].figures() | {"bare": bare.figures()}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
