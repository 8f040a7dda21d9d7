"""An inspector that uses a window by keys alone, and finds where the keyboard does not lead."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.conftest import CounterDriver
from tests.ui.layout_inspector import usable_parts
from tests.ui.stage import seen, settle

_MOST_STOPS = 80


def press_key(at: CounterDriver, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key as the keyboard does, through the window's handle."""
    handle = at.window.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, key, modifier)


def type_text(at: CounterDriver, text: str) -> None:
    """Type a text."""
    handle = at.window.windowHandle()
    assert handle is not None
    for letter in text:
        QTest.keyClick(handle, ord(letter))


def tab_stops(at: CounterDriver) -> Iterator[QWidget]:
    """Yield each widget that Tab reaches, until it is back at the first."""
    first = None
    at.window.setFocus()
    for _ in range(_MOST_STOPS):
        press_key(at, Qt.Key.Key_Tab)
        here = QApplication.focusWidget()
        assert here is not None
        if here is first:
            return
        first = first or here
        yield here
    pytest.fail(f"Tab never comes back: {at.focused()}")


def tab_to(at: CounterDriver, name: str) -> None:
    """Press Tab until the widget of this name has the focus."""
    for stop in tab_stops(at):
        if stop.objectName() == name:
            return
    pytest.fail(f"Tab does not reach {name}")


def press(at: CounterDriver, name: str) -> None:
    """Move to a button and press it, by keys."""
    tab_to(at, name)
    press_key(at, Qt.Key.Key_Space)


def tab_faults(at: CounterDriver) -> list[str]:
    """Return what Tab does not reach, where it jumps back, and where the focus does not show."""
    stops: list[QWidget] = []
    faults: list[str] = []
    focused = QImage()
    for stop in tab_stops(at):
        if stops and stops[-1].grab().toImage() == focused:
            faults.append(f"the focus does not show: {described(stops[-1])}")
        if stops and is_against_reading_order(stops[-1], stop, at.window):
            faults.append(f"jumps back from {described(stops[-1])} to {described(stop)}")
        stops.append(stop)
        focused = stop.grab().toImage()
    return faults + [f"Tab does not reach {described(each)}" for each in usable_parts(at.window) if each not in stops]


def escape_faults(at: CounterDriver, home: str) -> list[str]:
    """Press Escape four times; return why the window is not on the panel `home` then."""
    for _ in range(4):
        press_key(at, Qt.Key.Key_Escape)
        settle(at)
    faults = [] if at.window.panel_name == home else [f"Escape leads to {at.window.panel_name}, not to {home}"]
    return faults + (["Escape asks to close the counter"] if seen(at, "closePrompt") is not None else [])


def is_against_reading_order(before: QWidget, after: QWidget, top: QWidget) -> bool:
    """Return whether a reader has to look back: `after` is neither further down nor further to the right."""
    old, new = (QRect(each.mapTo(top, QPoint(0, 0)), each.size()) for each in (before, after))
    is_inside = before.isAncestorOf(after)
    return not is_inside and new.bottom() <= old.bottom() and new.right() <= old.right()


def described(widget: QWidget) -> str:
    """Return the name of a widget for a failure."""
    return f"{type(widget).__name__} {widget.objectName()} {widget.accessibleName()}"
