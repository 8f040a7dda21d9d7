"""Each inspector of `test_scenes` finds its kind of defect, put into the window on purpose."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from kreward_pos.ui.widgets import reading_order
from kreward_pos.ui.widgets.basic import Button
from tests.ui.conftest import CounterDriver
from tests.ui.layout_inspector import cut_texts, overlapping_texts
from tests.ui.screens.inspect_contrast import contrast_faults
from tests.ui.screens.inspect_keyboard import escape_faults, tab_faults
from tests.ui.screens.inspect_names import name_faults
from tests.ui.stage import settle

Inspect = Callable[[CounterDriver], list[str]]


def cut(at: CounterDriver) -> list[str]:
    return cut_texts(at.window)


def overlapping(at: CounterDriver) -> list[str]:
    return overlapping_texts(at.window)


def names(at: CounterDriver) -> list[str]:
    return name_faults(at.window)


def faint(at: CounterDriver) -> list[str]:
    return contrast_faults(at.window)


def a_narrow_button(at: CounterDriver) -> None:
    at.button("newCustomerButton").setFixedWidth(60)


def a_low_label(at: CounterDriver) -> None:
    at.label("shopLabel").setFixedHeight(8)


def a_covered_text(at: CounterDriver) -> None:
    add(at, QLabel("behind the edge")).move(at.window.width() - 20, 300)


def a_text_on_another(at: CounterDriver) -> None:
    below = at.label("shopLabel")
    add(at, QLabel("on top")).move(below.mapTo(at.window, below.rect().topLeft()))


def a_button_without_a_name(at: CounterDriver) -> None:
    add(at, QPushButton(""))


def a_field_without_a_name(at: CounterDriver) -> None:
    add(at, QLineEdit())


def a_second_button_of_a_name(at: CounterDriver) -> None:
    add(at, QPushButton(at.button("newCustomerButton").accessibleName() or at.button("newCustomerButton").text()))


def a_faint_text(at: CounterDriver) -> None:
    at.label("shopLabel").setStyleSheet("color: #d8d8d8")


def a_button_out_of_reach(at: CounterDriver) -> None:
    at.button("newCustomerButton").setFocusPolicy(Qt.FocusPolicy.ClickFocus)


def add(at: CounterDriver, widget: QWidget) -> QWidget:
    """Put `widget` over the window, where it covers nothing that is inspected."""
    widget.setParent(at.window)
    widget.adjustSize()
    widget.move(at.window.width() // 2, at.window.height() // 2)
    widget.show()
    widget.raise_()
    return widget


@pytest.mark.parametrize(
    ("inspect", "defect", "told"),
    [
        (cut, a_narrow_button, "New customer"),
        (cut, a_low_label, "shopLabel"),
        (cut, a_covered_text, "behind the edge"),
        (overlapping, a_text_on_another, "on top"),
        (names, a_button_without_a_name, "has no name"),
        (names, a_field_without_a_name, "has no name"),
        (names, a_second_button_of_a_name, "2 buttons are called"),
        (faint, a_faint_text, "shopLabel"),
        (tab_faults, a_button_out_of_reach, "Tab does not reach"),
    ],
    ids=lambda given: getattr(given, "__name__", None),
)
def test_defect_is_found(
    inspect: Inspect, defect: Callable[[CounterDriver], None], told: str, at: CounterDriver
) -> None:
    settle(at)
    assert inspect(at) == []
    defect(at)
    settle(at)
    assert any(told in fault for fault in inspect(at)), inspect(at)


def test_focus_that_does_not_show_is_found(at: CounterDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Button, "focusInEvent", QPushButton.focusInEvent)
    assert any("the focus does not show" in fault for fault in tab_faults(at))


def test_tab_that_jumps_back_is_found(at: CounterDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = reading_order._parts
    monkeypatch.setattr(reading_order, "_parts", lambda widget: reversed([*parts(widget)]))
    assert any("jumps back" in fault for fault in tab_faults(at))


def test_escape_that_does_nothing_is_found(at: CounterDriver) -> None:
    at.key(Qt.Key.Key_F4)
    at.until(lambda: at.window.panel_name == "enrol")
    for shortcut in at.window.findChildren(QShortcut):
        shortcut.setEnabled(shortcut.key() != QKeySequence("Esc"))
    assert escape_faults(at, "ready") == ["Escape leads to enrol, not to ready"]
