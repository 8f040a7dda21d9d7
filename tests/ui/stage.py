"""Scenes, and the functions that play them.

A scene uses an open window as a person would. It ends once all that it is about is visible.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from kreward_pos.api.errors import Unreachable
from kreward_pos.api.models import Template
from kreward_pos.cards import OpaqueCode
from kreward_pos.system.settings import HandScannerSettings
from kreward_pos.system.updates import Release, UpdateView
from kreward_pos.till.model.entries import EntryState
from kreward_pos.till.model.views import LastTap, TierView
from kreward_pos.ui.runtime.ports import Demo, DemoCard
from kreward_pos.ui.window import WindowOptions

from .conftest import CounterDriver, OpenWindow
from .desk_fake import JANE, NOW, SUKI, FakeDesk, FakeNetwork, FakeSetUp, a_view, an_entry

TAPS = (LastTap(JANE, "Jane", None, 1, None, NOW), LastTap(SUKI, "Suki", None, None, "Free coffee", NOW))
TEMPLATES = (Template("t1", "Coffee card", "stamps", 8), Template("t2", "Club & friends", "points", None))
RELEASE = Release(
    "1.2.0",
    date(2026, 1, 9),
    {"en": "Reads cards faster.", "zh_HK": "掃描更快。"},
    "https://kreward.net/pos/releases/1.2.0",
)
CARDS: tuple[DemoCard, ...] = tuple((name, lambda: None) for name in ("Jane", "Suki", "Zoë", "陳大文", "Amir"))
DEMO = Demo(CARDS, FakeNetwork(), lambda _card: SUKI)
OPTIONS = WindowOptions(undo_s=600, hold_s=600.0, idle_s=3600.0, demo=DEMO)
"""Nothing ends while it is inspected; a demo, since it shows the most."""

PANELS = ("ready", "customer", "refused", "unknown", "outbox", "enrol", "settings")
_KEYS = {"ready": Qt.Key.Key_Escape, "outbox": Qt.Key.Key_F8, "enrol": Qt.Key.Key_F4, "settings": Qt.Key.Key_F9}

Bring = Callable[[CounterDriver], object]


@dataclass(frozen=True)
class Scene:
    """A state of a screen: `prepare` sets the till up before its window opens, `bring` leads to the state.

    Where `is_long`, something from elsewhere is longer than any screen and may end in `…`.
    """

    bring: Bring
    prepare: Callable[[FakeDesk, FakeSetUp], object] = lambda _desk, _setup: None
    options: WindowOptions = OPTIONS
    is_long: bool = False

    def open(
        self, open_window: OpenWindow, desk: FakeDesk, setup: FakeSetUp, size: tuple[int, int] = (1280, 800)
    ) -> CounterDriver:
        """Return a window of this size that shows the scene."""
        desk.taps = list(TAPS)
        self.prepare(desk, setup)
        at = open_window(*size, options=self.options)
        self.bring(at)
        settle(at)
        return at


def settle(at: CounterDriver) -> None:
    """Process events until sizes and texts no longer change."""
    for _ in range(8):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QCoreApplication.processEvents()
    at.qtbot.waitExposed(at.window)


def seen(at: CounterDriver, name: str) -> QWidget | None:
    """Return the visible widget of this name; panels share some names."""
    return next((found for found in at.window.findChildren(QWidget, name) if found.isVisible()), None)


def press(at: CounterDriver, name: str) -> None:
    """Press the visible button of this name, as soon as it is enabled."""
    at.until(lambda: (found := seen(at, name)) is not None and found.isEnabled())
    button = seen(at, name)
    assert isinstance(button, QPushButton), name
    button.click()


def fill(at: CounterDriver, name: str, text: str) -> None:
    """Type into the visible field of this name."""
    field = seen(at, name)
    assert isinstance(field, QLineEdit), name
    field.setText(text)


def bring(at: CounterDriver, panel: str) -> None:
    """Open one of `PANELS`, with as much on it as possible; Jane's name is in capitals."""
    tiers = (TierView(4, None, "ready", 0), TierView(8, None, "ahead", 3))
    at.desk.taps = [LastTap(JANE, "JANE", None, 1, None, NOW)]
    at.desk.views[JANE.key] = a_view(name="JANE", waiting=1, unsure=1, tiers=tiers, trouble=Unreachable())
    states = (EntryState.REVIEW, *(state for state in EntryState if state is not EntryState.REVIEW))
    at.desk.outbox = [an_entry(number, state, name="JANE") for number, state in enumerate(states, 1)]
    if panel in {"refused", "unknown"}:
        at.show_card(SUKI if panel == "refused" else OpaqueCode("X-1"), panel)
        return
    at.show_card(JANE)
    at.press("stampButton")
    at.until(lambda: at.button("undoButton").isVisible())
    if panel in _KEYS:
        at.key(_KEYS[panel])
    at.until(lambda: at.window.panel_name == panel)
    at.until(lambda: panel != "outbox" or at.button("countedButton").isVisible())
    at.until(lambda: panel != "settings" or at.button("saveButton").isEnabled())


def two_cards(desk: FakeDesk, setup: FakeSetUp) -> None:
    desk.shop_templates = TEMPLATES
    settings = msgspec.structs.replace(setup.view.settings, template_ids=("t1", "t2"), tier_names={"8": "Free coffee"})
    setup.view = replace(setup.view, settings=settings)


def everything_set(desk: FakeDesk, setup: FakeSetUp) -> None:
    two_cards(desk, setup)
    scanner = HandScannerSettings(layout={"@": '"'}, serial_port="/dev/ttyUSB9")
    setup.view = replace(setup.view, settings=msgspec.structs.replace(setup.view.settings, hand_scanner=scanner))
    setup.update = UpdateView("1.1.0", release=RELEASE)
    setup.pin.choose("2580")
