"""A hand scanner that types: keys are held back until it is known whether a scanner or a person struck them.

The rules are those of `scan.hand.bursts`. This takes Qt's keys for them, returns those of a person, and emits what was
scanned. Keys without a time stamp come from a program and pass at once, as do Shift and other modifiers. Knows no card
and no panel.
"""

import sys

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut, QWindow
from PySide6.QtWidgets import QApplication

from kreward_pos.scan.errors import ScanBroken
from kreward_pos.scan.hand.bursts import BurstDecision, BurstDetector, HandScan, KeyKind, KeyPress
from kreward_pos.scan.hand.layout import is_setup_code
from kreward_pos.system.settings import HandScannerSettings

_ENDS: dict[int, str] = {Qt.Key.Key_Return: "\n", Qt.Key.Key_Enter: "\n", Qt.Key.Key_Tab: "\t"}
_MODIFIER_KEYS = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
        Qt.Key.Key_ScrollLock,
        Qt.Key.Key_Mode_switch,
    }
)
_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride})
_OTHER_INPUT = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.InputMethod})
_WATCHED = _KEYS | _OTHER_INPUT

_Modifier = Qt.KeyboardModifier
_WRITING_MODIFIERS = _Modifier.ShiftModifier | _Modifier.KeypadModifier | _Modifier.GroupSwitchModifier
_ALT_GR = _Modifier.ControlModifier | _Modifier.AltModifier
"""AltGr as Windows reports it; it writes `@` on half of Europe's keyboards."""


class HandScannerKeys(QObject):
    """An event filter of the whole application, until `close`. Window thread only, except `use`.

    `scanned` carries a code's text, `setup_scanned` what arrived of the code that teaches the keyboard's layout,
    `refused` a `HandScannerFailure`.
    """

    scanned = Signal(str)
    setup_scanned = Signal(str)
    refused = Signal(object)

    def __init__(self, rules: HandScannerSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bursts: BurstDetector[QKeyEvent] = BurstDetector(rules)
        self._is_returning = self._is_last_look = False
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_pause)
        app = QCoreApplication.instance()
        assert app is not None
        self._app = app
        app.installEventFilter(self)

    @property
    def is_waiting(self) -> bool:
        """Return whether a key is held back."""
        return self._bursts.is_waiting

    def apply_settings(self, rules: HandScannerSettings) -> None:
        """Use other rules from the next key on. Thread-safe."""
        self._bursts.settings = rules

    @Slot()
    def close(self) -> None:
        """Watch no more keys."""
        self._timer.stop()
        self._app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hold a key back, or let an event pass."""
        kind = event.type()
        if kind not in _WATCHED or self._is_returning:
            return False
        if kind in _OTHER_INPUT:
            self._carry_out(self._bursts.interrupt())
            return False
        assert isinstance(event, QKeyEvent)
        if not event.timestamp() or event.key() in _MODIFIER_KEYS:
            return False
        if kind is QEvent.Type.ShortcutOverride:
            event.accept()  # a shortcut waits like any key; `_send_key` makes up for it
            return True
        if not isinstance(watched, QWindow):
            return False
        self._take_key(event)
        return True

    def _take_key(self, event: QKeyEvent) -> None:
        code, held = event.nativeScanCode() or event.key(), _copy(event, event.type())
        if event.isAutoRepeat():
            self._carry_out(self._bursts.interrupt(held))
        elif event.type() is QEvent.Type.KeyRelease:
            self._carry_out(self._bursts.release(code, held))
        else:
            kind, text = _read(event)
            self._carry_out(self._bursts.press(KeyPress(code, kind, text, event.timestamp() / 1000, held)))
            self._is_last_look = False
            self._timer.start(round(self._bursts.wait_s * 1000) + 1)

    @Slot()
    def _on_pause(self) -> None:
        """Decide that no key came in time, but first look for one that waits behind a late timer."""
        if not self._bursts.is_waiting:
            return
        self._is_last_look = not self._is_last_look
        if self._is_last_look:
            self._timer.start(0)
        else:
            self._carry_out(self._bursts.time_out())

    def _carry_out(self, decision: BurstDecision[QKeyEvent]) -> None:
        for held in decision.passed_through:
            self._return_key(held)
        if decision.scan is not None:
            self._emit_scan(decision.scan)

    def _emit_scan(self, scan: HandScan) -> None:
        if is_setup_code(scan.arrived, self._bursts.settings):
            self.setup_scanned.emit(scan.arrived)
        elif scan.is_complete:
            self.scanned.emit(scan.text)
        else:
            self.refused.emit(ScanBroken())

    def _return_key(self, held: QKeyEvent) -> None:
        window: QWindow | None = QGuiApplication.focusWindow()
        if window is None:  # another program has come to the front since
            return
        self._is_returning = True
        try:
            _send_key(window, held)
        finally:
            self._is_returning = False


def _read(event: QKeyEvent) -> tuple[KeyKind, str]:
    """Return what a key is to a burst, and the text that it writes."""
    text, modifiers = event.text(), event.modifiers() & ~_WRITING_MODIFIERS
    end = _ENDS.get(event.key())
    if end is not None and not modifiers:
        return KeyKind.END, end
    # On a Mac, Option writes.
    may_write = modifiers in {_Modifier.NoModifier, _ALT_GR} or (
        sys.platform == "darwin" and modifiers == _Modifier.AltModifier
    )
    return (KeyKind.CHARACTER, text) if may_write and text and text.isprintable() else (KeyKind.OTHER, "")


def _send_key(window: QWindow, event: QKeyEvent) -> None:
    """Do what Qt would have done with a key: offer it to a field, then a shortcut, then whatever has the focus."""
    if event.type() is QEvent.Type.KeyPress and QApplication.activePopupWidget() is None:
        request = _copy(event, QEvent.Type.ShortcutOverride)
        request.ignore()
        QCoreApplication.sendEvent(window, request)
        if not request.isAccepted() and (shortcut := _shortcut_of(event)) is not None:
            if shortcut.autoRepeat() or not event.isAutoRepeat():
                shortcut.activated.emit()
            return
    QCoreApplication.sendEvent(window, event)


def _shortcut_of(event: QKeyEvent) -> QShortcut | None:
    """Return the shortcut of the active window that the key triggers."""
    top = QApplication.activeWindow()
    keys = QKeySequence(event.keyCombination())
    for shortcut in top.findChildren(QShortcut) if top is not None else ():
        if shortcut.isEnabled() and shortcut.key() == keys:
            return shortcut
    return None


def _copy(event: QKeyEvent, kind: QEvent.Type) -> QKeyEvent:
    native = (event.nativeScanCode(), event.nativeVirtualKey(), event.nativeModifiers())
    copy = QKeyEvent(
        kind, event.key(), event.modifiers(), *native, event.text(), event.isAutoRepeat(), event.count(), event.device()
    )
    copy.setTimestamp(event.timestamp())
    return copy
