"""Closing the counter: asked in place where something waits or the till is a kiosk, and never by a dialog."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QPushButton

from kreward_pos.system.settings import changed
from kreward_pos.ui.runtime import motion
from kreward_pos.ui.window import WindowOptions
from tests.ui.conftest import CounterDriver, OpenWindow
from tests.ui.desk_fake import JANE, FakeSetUp, a_status


def wish_to_close(at: CounterDriver) -> None:
    """What Alt+F4, the frame's button and the task bar do."""
    handle = at.window.windowHandle()
    assert handle is not None
    QCoreApplication.sendEvent(handle, QCloseEvent())


def is_asking(at: CounterDriver) -> bool:
    strip = at.window.findChild(QFrame, "closePrompt")
    return strip is not None and strip.isVisible()


def with_waiting(at: CounterDriver, waiting: int) -> None:
    at.till.status_changed(a_status("offline", waiting=waiting))
    at.until(lambda: at.button("linkPill").text().endswith(f"{waiting} waiting" if waiting else "Offline"))


def test_with_nothing_waiting_a_window_closes_at_once(at: CounterDriver) -> None:
    with_waiting(at, 0)
    wish_to_close(at)
    assert at.window.isHidden()


@pytest.mark.parametrize(
    ("waiting", "told"),
    [
        (1, "1 tap is waiting. It is safe and will be sent when the app runs again."),
        (3, "3 taps are waiting. They are safe and will be sent when the app runs again."),
    ],
)
def test_what_waits_is_told_before_closing(at: CounterDriver, waiting: int, told: str) -> None:
    with_waiting(at, waiting)
    wish_to_close(at)
    assert is_asking(at)
    assert at.label("closePromptLabel").accessibleName() == told
    assert QApplication.activeModalWidget() is None
    at.press("closeTillButton")
    assert at.window.isHidden()


def test_what_is_being_checked_is_told_before_closing(at: CounterDriver) -> None:
    at.till.status_changed(a_status(waiting=1, checking=1))
    at.until(lambda: at.button("linkPill").text().endswith("1 being checked"))
    wish_to_close(at)
    told = "Not settled yet: 1. Nothing is lost: the till goes on when the app runs again."
    assert at.label("closePromptLabel").accessibleName() == told


def test_staying_goes_on_where_it_was(at: CounterDriver) -> None:
    at.show_card(JANE)
    with_waiting(at, 2)
    for is_by_key in (False, True):
        wish_to_close(at)
        assert is_asking(at)
        if is_by_key:
            at.key(Qt.Key.Key_Escape)
        else:
            at.press("stayButton")
        assert not is_asking(at)
    assert at.window.panel_name == "customer"
    at.press("stampButton")
    at.until(lambda: at.message() == "1 stamp added for Jane")


def test_the_keyboard_finds_staying_first(at: CounterDriver) -> None:
    with_waiting(at, 2)
    wish_to_close(at)
    QTest.keyClick(at.focused(), Qt.Key.Key_Space)
    assert not is_asking(at)
    assert at.window.isVisible()


def test_the_count_goes_on_while_it_is_asked(at: CounterDriver) -> None:
    with_waiting(at, 3)
    wish_to_close(at)
    with_waiting(at, 1)
    assert at.label("closePromptLabel").accessibleName().startswith("1 tap is waiting.")


def test_a_program_that_ends_the_app_is_not_asked(at: CounterDriver) -> None:
    """The session's end, an interrupt, the self-check."""
    with_waiting(at, 3)
    QApplication.closeAllWindows()
    assert at.window.isHidden()


def test_a_kiosk_fills_the_screen_and_always_asks(open_window: OpenWindow) -> None:
    at = open_window(options=WindowOptions(is_kiosk=True))
    at.window.present()
    at.until(at.window.isVisible)
    flags = at.window.windowFlags()
    assert at.window.isFullScreen()
    assert flags & Qt.WindowType.FramelessWindowHint
    assert flags & Qt.WindowType.WindowStaysOnTopHint
    wish_to_close(at)
    assert at.window.isVisible()
    assert at.label("closePromptLabel").accessibleName() == "Close the till?"
    at.press("stayButton")
    at.press("closeButton")
    assert is_asking(at)


def test_the_setting_acts_at_once_there_and_back(at: CounterDriver) -> None:
    at.show_card(JANE)
    at.till.settings_changed(replace(at.setup.view, settings=changed(at.setup.view.settings, {"is_kiosk": True})))
    at.until(at.window.isFullScreen)
    assert at.window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert at.button("closeButton").isVisible()
    at.until(at.window.isActiveWindow)
    assert at.window.panel_name == "customer"
    at.till.settings_changed(at.setup.view)
    at.until(lambda: at.window.isActiveWindow() and not at.window.isFullScreen())
    assert not at.window.windowFlags() & Qt.WindowType.FramelessWindowHint
    at.press("stampButton")
    at.until(lambda: at.message() == "1 stamp added for Jane")
    wish_to_close(at)
    assert at.window.isHidden()


def test_a_kiosk_is_closed_by_its_owner_alone(open_window: OpenWindow, setup: FakeSetUp) -> None:
    setup.pin.choose("2468")
    setup.pin.lock()
    at = open_window(options=WindowOptions(is_kiosk=True))
    at.press("closeButton")
    at.press("closeTillButton")
    at.until(lambda: at.window.panel_name == "pin")
    at.type("2469")
    at.key(Qt.Key.Key_Return)
    at.until(at.label("pinTrouble").isVisible)
    assert at.window.isVisible()
    at.type("2468")
    at.key(Qt.Key.Key_Return)
    at.until(at.window.isHidden)


def test_a_window_has_no_close_button_of_its_own(at: CounterDriver) -> None:
    assert all(not button.isVisible() for button in at.window.findChildren(QPushButton, "closeButton"))


def test_motion_is_as_the_owner_wants_it(qapp: QApplication) -> None:
    assert motion.may_animate(has_motion=True)
    assert not motion.may_animate(has_motion=False)
    assert not qapp.isEffectEnabled(Qt.UIEffect.UI_AnimateCombo)
