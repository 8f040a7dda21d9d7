"""Calls of other threads arrive in the window's thread, in order; of previews only the newest one does."""

import threading
from collections import deque
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from kreward_pos.scan.errors import CameraMissing, CodeKind, NotACard
from kreward_pos.scan.preview import Preview
from kreward_pos.scan.scanner import Callbacks, Scan
from kreward_pos.till.model.errors import DiskFull
from kreward_pos.till.records.events import Listener
from kreward_pos.ui.runtime.bridge import PreviewImage, ScanBridge, TillBridge
from tests.ui.desk_fake import JANE, a_status, an_entry


class SignalRecorder(QObject):
    """A slot that records its calls and their threads."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []
        self.threads: set[str] = set()

    @Slot(object)
    def hear(self, value: object) -> None:
        self.heard.append(value)
        self.threads.add(threading.current_thread().name)


def run_on_another_thread(work: Callable[[], object]) -> None:
    thread = threading.Thread(target=work, name="elsewhere")
    thread.start()
    thread.join()


def test_till_signals_arrive_on_the_windows_thread_in_order(qtbot: QtBot) -> None:
    bridge, ear = TillBridge(), SignalRecorder()
    listener: Listener = bridge
    for signal in (bridge.entry_updated, bridge.customer_updated, bridge.status_updated, bridge.failed):
        signal.connect(ear.hear)
    trouble = DiskFull()
    told = [an_entry(), JANE, a_status(), trouble]

    def tell() -> None:
        listener.entry_changed(an_entry())
        listener.customer_changed(JANE)
        listener.status_changed(a_status())
        listener.error_occurred(trouble)

    run_on_another_thread(tell)
    assert ear.heard == []
    qtbot.waitUntil(lambda: len(ear.heard) == 4)
    assert ear.heard == told
    assert ear.threads == {threading.main_thread().name}


def test_bridge_delivers_only_the_newest_preview(qtbot: QtBot) -> None:
    bridge, ear = ScanBridge(), SignalRecorder()
    bridge.preview_ready.connect(ear.hear)
    sights = [Preview(np.full((4, 4, 3), shade, np.uint8), None) for shade in range(5)]
    run_on_another_thread(lambda: deque(map(bridge.on_preview, sights)))
    qtbot.waitUntil(lambda: bool(ear.heard))
    (shown,) = ear.heard
    assert isinstance(shown, PreviewImage)
    assert shown.image.pixelColor(0, 0).red() == 4
    bridge.on_preview(sights[0])
    qtbot.waitUntil(lambda: len(ear.heard) == 2)


def test_scan_bridge_takes_a_scanners_callbacks(qtbot: QtBot) -> None:
    bridge, ear = ScanBridge(), SignalRecorder()
    callbacks = Callbacks(bridge.on_preview, bridge.on_scan, bridge.on_refusal, bridge.on_camera_failure)
    for signal in (bridge.scanned, bridge.refused, bridge.camera_failure_changed):
        signal.connect(ear.hear)
    refusal, trouble = NotACard(CodeKind.CONTACT), CameraMissing(camera="0")

    def tell() -> None:
        callbacks.on_scan(Scan(JANE))
        callbacks.on_refusal(refusal)
        callbacks.on_failure(trouble)
        callbacks.on_failure(None)

    run_on_another_thread(tell)
    qtbot.waitUntil(lambda: len(ear.heard) == 4)
    assert ear.heard == [JANE, refusal, trouble, None]


def test_closed_bridge_emits_nothing_more(qtbot: QtBot) -> None:
    bridge, ear = TillBridge(), SignalRecorder()
    bridge.customer_updated.connect(ear.hear)
    bridge.customer_changed(JANE)
    bridge.close()
    bridge.customer_changed(JANE)
    qtbot.wait(1)
    assert ear.heard == []
