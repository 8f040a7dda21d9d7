"""The counter's window, offscreen, over a desk made by hand. Everything is let go, closed and joined afterwards."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kreward_pos.cards import CardReference
from kreward_pos.scan.payload.reference import reference_in
from kreward_pos.scan.scanner import Scan
from kreward_pos.ui.runtime.bridge import ScanBridge, TillBridge
from kreward_pos.ui.runtime.ports import CounterPorts
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.runtime.wall_clock import WallClock
from kreward_pos.ui.theme import fonts
from kreward_pos.ui.theme.application import apply_style, set_language
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.idle import Idle
from kreward_pos.ui.window import CounterWindow, WindowOptions
from tests.fake_clock import FakeClock

from .daybook_fake import FakeDaybook
from .desk_fake import NOW, FakeDesk, FakeSetUp
from .dialog_watch import DialogWatch
from .layout_inspector import W, found_in
from .owner_actions_fake import FakeArchive, FakeDiagnosis

HERE = Path(__file__).parent


@dataclass
class AtTheCounter:
    """A window and what stands around it, with the hands of a cashier."""

    qtbot: QtBot
    desk: FakeDesk
    setup: FakeSetUp
    daybook: FakeDaybook
    till: TillBridge
    scans: ScanBridge
    window: CounterWindow

    def show_card(self, reference: CardReference, panel: str = "customer") -> None:
        """Hold a card before the camera, and wait for the panel that answers it."""
        self.scans.on_scan(Scan(reference))
        self.until(lambda: self.window.panel_name == panel)

    def button(self, name: str) -> QPushButton:
        """The button of that name, which must be there."""
        found = [button for button in self.window.findChildren(QPushButton, name) if not button.isHidden()]
        assert found, name
        return found[-1]

    def visible(self, name: str) -> QPushButton:
        """The one button of that name that can be seen."""
        (button,) = [button for button in self.window.findChildren(QPushButton, name) if button.isVisible()]
        return button

    def press(self, name: str) -> None:
        """Press a button that can be seen."""
        button = self.button(name)
        assert button.isVisible(), name
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def find(self, kind: type[W], name: str = "") -> W:
        """What is of that kind, and of that name if one is given; it must be there."""
        return found_in(self.window, kind, name)

    def field(self, name: str) -> QLineEdit:
        """The field of that name, which must be there."""
        return self.find(QLineEdit, name)

    def label(self, name: str) -> QLabel:
        """The label of that name, which must be there."""
        return self.find(QLabel, name)

    def said(self) -> str:
        """What the bar at the bottom says, as a screen reader hears it."""
        return self.label("messageLabel").accessibleName()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Strike a key, wherever the focus is."""
        QTest.keyClick(self.focused(), key, modifier)

    def type(self, text: str) -> None:
        """Strike the keys of `text` one by one, wherever the focus is by then, as a hand scanner does."""
        for letter in text:
            QTest.keyClicks(self.focused(), letter)

    def focused(self) -> QWidget:
        """Who gets the keys."""
        focused = QApplication.focusWidget()
        return self.window if focused is None else focused

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        self.qtbot.waitUntil(holds, timeout=30_000)

    def leave_alone(self, times: int) -> None:
        """Touch nothing for `times` of the window's idle periods."""
        idle = self.window.findChild(Idle)
        assert idle is not None
        for time in range(1, times + 1):
            idle.left_alone.emit(time)

    def await_settings(self) -> None:
        """Wait until the settings are open and may be changed."""
        self.until(lambda: self.window.panel_name == "settings" and self.button("saveButton").isEnabled())


OpenWindow = Callable[..., AtTheCounter]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Qt's offscreen platform says of every window with a least size that it has no window manager to tell."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.qt_log_ignore("does not support propagateSizeHints"))


@pytest.fixture(scope="session", autouse=True)
def _english_numbers() -> None:
    """As `set_language` sets them; the tests' own environment has no language."""
    QLocale.setDefault(QLocale("en"))


@pytest.fixture(autouse=True)
def wall_clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """What the window takes for the machine's clock; it stands at `NOW`."""
    clock = FakeClock()
    clock.wall = NOW
    monkeypatch.setattr(WallClock, "source", clock)
    return clock


@pytest.fixture
def english_afterwards(qapp: QApplication) -> Iterator[None]:
    """For tests that have another language spoken."""
    yield
    set_language("en")
    qapp.processEvents()


@pytest.fixture
def runner(qapp: QApplication) -> Iterator[TaskRunner]:
    made = TaskRunner(qapp)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture(scope="session")
def theming(qapp: QApplication) -> Theming:
    return apply_style(qapp, "light")


@pytest.fixture
def needs_shipped_face() -> None:
    if not fonts.load():
        pytest.skip("runs without the shipped typeface")


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def setup() -> FakeSetUp:
    return FakeSetUp()


@pytest.fixture
def daybook() -> FakeDaybook:
    return FakeDaybook()


@pytest.fixture
def open_window(
    qtbot: QtBot, qapp: QApplication, theming: Theming, desk: FakeDesk, setup: FakeSetUp, daybook: FakeDaybook
) -> Iterator[OpenWindow]:
    """Opens a window of a given size, with given options; whatever is done there, no dialog may come of it."""
    opened: list[CounterWindow] = []
    watch = DialogWatch()
    qapp.installEventFilter(watch)

    def open_one(width: int = 1280, height: int = 800, options: WindowOptions | None = None) -> AtTheCounter:
        theming.set_theme("light")
        if options is not None:
            setup.set(is_kiosk=options.is_kiosk)
        till, scans = TillBridge(), ScanBridge()
        setup.on_change = till.settings_changed
        counter = CounterPorts(desk, desk, desk, desk, daybook)
        window = CounterWindow(counter, setup, theming, till=till, scans=scans, read_text=reference_in, options=options)
        opened.append(window)
        window.owner_pages.offer_actions(FakeArchive(), FakeDiagnosis())
        window.resize(width, height)
        window.show()
        window.activateWindow()
        qtbot.waitExposed(window)
        at = AtTheCounter(qtbot, desk, setup, daybook, till, scans, window)
        at.until(lambda: window.isActiveWindow() and at.label("shopLabel").text() == "My Café")
        return at

    yield open_one
    desk.let_all_go()
    setup.let_all_go()
    for window in opened:
        window.close()
        window.finish()
        window.deleteLater()
    qapp.removeEventFilter(watch)
    assert watch.seen == []


@pytest.fixture
def at(open_window: OpenWindow) -> AtTheCounter:
    return open_window()
