"""Every word on the screen changes with the language, while running; what came from elsewhere stays as it is."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QTableWidget

from kreward_pos.cards import OpaqueCode
from kreward_pos.kreward.failures import Unreachable
from kreward_pos.till.entries import EntryState
from kreward_pos.till.views import LastTap, TierView
from kreward_pos.ui.application import speak
from kreward_pos.ui.viewfinder import Viewfinder

from .capitals import Capitals
from .conftest import AtTheCounter
from .desk_fake import JANE, NOW, SUKI, a_view, an_entry

REMOTE = re.compile(r"My Café|Till 1|\w•••@example\.com|name@example\.com|kw_(sk|pub)_…|till-1-7f3a|English")


@pytest.fixture
def shout(qapp: QApplication) -> Iterator[Capitals]:
    translator = Capitals(qapp)
    yield translator
    qapp.removeTranslator(translator)


def said_on(at: AtTheCounter) -> list[str]:
    """Whatever can be read or heard on the screen."""
    said: list[str] = []
    for label in at.window.findChildren(QLabel):
        said += [label.text(), label.accessibleName()] if label.isVisible() else []
    for button in at.window.findChildren(QAbstractButton):
        said += [button.text(), button.accessibleName(), button.toolTip()] if button.isVisible() else []
    for field in at.window.findChildren(QLineEdit):
        said += [field.placeholderText(), field.accessibleName()] if field.isVisible() else []
    for box in at.window.findChildren(QComboBox):
        said += [box.currentText(), box.accessibleName()] if box.isVisible() else []
    for table in at.window.findChildren(QTableWidget):
        said += [table.accessibleName(), *cells_of(table)] if table.isVisible() else []
    for painted in at.window.findChildren(Viewfinder):
        said += [painted.accessibleName(), painted.accessibleDescription()]
    return said


def cells_of(table: QTableWidget) -> list[str]:
    """Heads and cells, painted ones too."""
    heads = [table.horizontalHeaderItem(across) for across in range(table.columnCount())]
    cells = [table.item(down, across) for down in range(table.rowCount()) for across in range(table.columnCount())]
    spoken = Qt.ItemDataRole.AccessibleTextRole
    return [text for item in (*heads, *cells) if item for text in (item.text(), item.data(spoken) or "")]


def whispers(at: AtTheCounter) -> list[str]:
    """What was not translated."""
    return [text for text in said_on(at) if any(c.islower() for c in REMOTE.sub("", text))]


def speak_loudly(at: AtTheCounter, translator: QTranslator) -> None:
    QCoreApplication.installTranslator(translator)
    at.until(lambda: at.button("themeButton").accessibleName().isupper())


@pytest.mark.parametrize("panel", ["ready", "customer", "refused", "unknown", "outbox", "enrol", "settings"])
def test_every_panel_is_said_anew(at: AtTheCounter, shout: Capitals, panel: str) -> None:
    at.desk.taps = [LastTap(JANE, "JANE", None, 1, None, NOW)]
    tiers = (TierView(4, None, "ready", 0), TierView(8, None, "ahead", 3))
    at.desk.views[JANE.key] = a_view(name="JANE", waiting=1, unsure=1, tiers=tiers, trouble=Unreachable())
    at.desk.outbox = [an_entry(1, EntryState.REVIEW, name="JANE"), an_entry(2, name="JANE")]
    if panel in {"refused", "unknown"}:
        at.show_card(SUKI if panel == "refused" else OpaqueCode("X-1"), panel)
    else:
        at.show_card(JANE)
        at.press("stampButton")
        at.until(lambda: "added" in at.said())
    for name, key in (("outbox", Qt.Key.Key_F8), ("enrol", Qt.Key.Key_F4), ("settings", Qt.Key.Key_F9)):
        if panel == name:
            at.key(key)
    if panel == "ready":
        at.key(Qt.Key.Key_Escape)
    at.until(lambda: at.window.panel_name == panel)
    at.until(lambda: panel != "outbox" or at.button("countedButton").isVisible())
    speak_loudly(at, shout)
    assert whispers(at) == []


@pytest.mark.usefixtures("qapp")
def test_qts_own_words_come_in_traditional_chinese_and_go_again() -> None:
    speak("zh_HK")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    speak("en")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"
