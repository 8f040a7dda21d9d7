"""The counter's window, offscreen, on a fake desk. Everything is closed and joined afterwards."""

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
from .layout_inspector import W, find_widget
from .owner_actions_fake import FakeArchive, FakeDiagnosis

HERE = Path(__file__).parent


@dataclass
class CounterDriver:
    """A window, its ports, and what a cashier does with them."""

    qtbot: QtBot
    desk: FakeDesk
    setup: FakeSetUp
    daybook: FakeDaybook
    till: TillBridge
    scans: ScanBridge
    window: CounterWindow

    def show_card(self, reference: CardReference, panel: str = "customer") -> None:
        """Show a card to the camera, and wait for this panel."""
        self.scans.on_scan(Scan(reference))
        self.until(lambda: self.window.panel_name == panel)

    def button(self, name: str) -> QPushButton:
        """Return the button of that name, which must exist."""
        found = [button for button in self.window.findChildren(QPushButton, name) if not button.isHidden()]
        assert found, name
        return found[-1]

    def visible(self, name: str) -> QPushButton:
        """Return the one visible button of that name."""
        (button,) = [button for button in self.window.findChildren(QPushButton, name) if button.isVisible()]
        return button

    def press(self, name: str) -> None:
        """Press a visible button."""
        button = self.button(name)
        assert button.isVisible(), name
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def find(self, kind: type[W], name: str = "") -> W:
        """Return the object of that type, and of that name if one is given; it must exist."""
        return find_widget(self.window, kind, name)

    def field(self, name: str) -> QLineEdit:
        """Return the field of that name, which must exist."""
        return self.find(QLineEdit, name)

    def label(self, name: str) -> QLabel:
        """Return the label of that name, which must exist."""
        return self.find(QLabel, name)

    def message(self) -> str:
        """Return the text of the message bar, as a screen reader says it."""
        return self.label("messageLabel").accessibleName()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key, wherever the focus is."""
        QTest.keyClick(self.focused(), key, modifier)

    def type(self, text: str) -> None:
        """Press the keys of `text` one by one, wherever the focus is by then, as a hand scanner does."""
        for letter in text:
            QTest.keyClicks(self.focused(), letter)

    def focused(self) -> QWidget:
        """Return the widget that gets the keys."""
        focused = QApplication.focusWidget()
        return self.window if focused is None else focused

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until a condition holds."""
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


OpenWindow = Callable[..., CounterDriver]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Ignore a warning of Qt's offscreen platform about every window with a least size."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.qt_log_ignore("does not support propagateSizeHints"))


@pytest.fixture(scope="session", autouse=True)
def _english_numbers() -> None:
    """Set English numbers as `set_language` does; the tests' own environment has no language."""
    QLocale.setDefault(QLocale("en"))


@pytest.fixture(autouse=True)
def wall_clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """Set the window's clock to `NOW`."""
    clock = FakeClock()
    clock.wall = NOW
    monkeypatch.setattr(WallClock, "source", clock)
    return clock


@pytest.fixture
def english_afterwards(qapp: QApplication) -> Iterator[None]:
    """Set English again after a test in another language."""
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
    """Open windows of a given size with given options; none of them may open a dialog."""
    opened: list[CounterWindow] = []
    watch = DialogWatch()
    qapp.installEventFilter(watch)

    def open_one(width: int = 1280, height: int = 800, options: WindowOptions | None = None) -> CounterDriver:
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
        at = CounterDriver(qtbot, desk, setup, daybook, till, scans, window)
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
def at(open_window: OpenWindow) -> CounterDriver:
    return open_window()
