"""How often the real window paints the viewfinder while cards come and go before the camera, 30 pictures a second."""

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
from tests.end_to_end.real_counter import Director, Floor, Script, Terms, after, run

WHO = ("jane@example.com", "zoe@example.com", "tai.man@example.com", "amir@example.com")
SPAN_S = 5.0


class PaintLog(QObject):
    """When a widget was painted, by `time.perf_counter`."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.at_s: list[float] = []
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.at_s.append(time.perf_counter())
        return False

    def figures(self) -> dict[str, list[float]]:
        """Paints in each whole second, and the milliseconds from each to the next."""
        began_s = self.at_s[0]
        counts = [0.0] * int(self.at_s[-1] - began_s)
        for at_s in self.at_s:
            if (second := int(at_s - began_s)) < len(counts):
                counts[second] += 1
        return {"per_second": counts, "gaps_ms": [1000 * (later - sooner) for sooner, later in pairwise(self.at_s)]}


def scanning(floor: Floor, logs: list[PaintLog]) -> Script:
    """Cards come and go."""
    yield floor.is_online
    logs.append(PaintLog(floor.window.findChildren(Viewfinder)[0]))
    for email in WHO:
        floor.stage.show_card(email)
        yield after(SPAN_S)


class Metronome(QObject):
    """Has a widget painted as often as pictures come."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._timer = QTimer(self, interval=round(1000 / FRAME_RATE))
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    @Slot()
    def _beat(self) -> None:
        self._widget.update()


def idling() -> Script:
    """As long as the cards."""
    for _ in WHO:
        yield after(SPAN_S)


def main() -> int:
    """Print `{"per_second": […], "gaps_ms": […], "bare": {…}}`; `bare` is a bare window on a timer."""
    logs: list[PaintLog] = []
    with Sandbox() as sandbox:
        run(lambda floor: scanning(floor, logs), Terms(), sandbox)
    app = QApplication.instance()
    assert app is not None
    window = BareWindow()
    bare = PaintLog(window)
    Metronome(window)
    window.show()
    Director(window, idling())
    app.exec()
    sys.stdout.write(json.dumps(logs[0].figures() | {"bare": bare.figures()}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
