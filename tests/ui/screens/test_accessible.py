"""What a screen reader is told: a name for whatever can be worked, its kind and state, and what changes by itself."""

import itertools
from collections import Counter as Tally
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QWidget

from kreward_pos.api.errors import Unreachable
from kreward_pos.scan.errors import CameraUnplugged
from kreward_pos.till.model.entries import EntryState
from kreward_pos.till.model.limits import StampedJustNow
from kreward_pos.till.model.views import TierView
from kreward_pos.ui.flow.screen_reader import ScreenReader
from kreward_pos.ui.forms.pin import PinPad
from kreward_pos.ui.panels.setup.panel import ProgressDots
from kreward_pos.ui.theme.application import speak
from kreward_pos.ui.widgets.qr import QrPicture
from kreward_pos.ui.widgets.stamps import ProgressBar, StampGrid
from kreward_pos.ui.widgets.viewfinder import Viewfinder
from tests.ui.conftest import AtTheCounter, OpenWindow
from tests.ui.desk_fake import JANE, SUKI, FakeDesk, FakeSetUp, a_status, a_view, an_entry
from tests.ui.layout_inspector import worked_on
from tests.ui.scenes import SCENES
from tests.ui.stage import press, seen, settle
from tests.ui.wording import LANGUAGES

PAINTED = (Viewfinder, StampGrid, ProgressBar, QrPicture, ProgressDots, PinPad)
Role = QAccessible.Role
ROLES = {
    "QCheckBox": {Role.CheckBox},
    "QRadioButton": {Role.RadioButton},
    "QComboBox": {Role.ComboBox},
    "QLineEdit": {Role.EditableText},
    "QPushButton": {Role.Button, Role.CheckBox, Role.RadioButton},
    "QTableWidget": {Role.Table},
}


@pytest.mark.usefixtures("english_afterwards")
@pytest.mark.parametrize("name", SCENES)
def test_whatever_can_be_worked_or_is_painted_has_a_name(
    name: str, open_window: OpenWindow, desk: FakeDesk, setup: FakeSetUp
) -> None:
    at = SCENES[name].open(open_window, desk, setup)
    wrong: list[str] = []
    for language in LANGUAGES:
        speak(language)
        settle(at)
        worked = worked_on(at.window)
        wrong += [f"{language}: {each}" for each in itertools.chain.from_iterable(map(trouble_of, worked))]
        painted = [each for kind in PAINTED for each in at.window.findChildren(kind) if each.isVisible()]
        wrong += [f"{language}: nameless {each}" for each in painted if not name_of(each)]
        twice = Tally(name_of(each) for each in worked if isinstance(each, QAbstractButton))
        wrong += [f"{language}: {count} buttons are called {each}" for each, count in twice.items() if count > 1]
    assert not wrong, "\n".join(wrong)


def name_of(widget: QWidget) -> str:
    """What a screen reader calls it."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def trouble_of(widget: QWidget) -> Iterator[str]:
    """What a screen reader would be told wrongly of it."""
    told = QAccessible.queryAccessibleInterface(widget)
    if not any(letter.isalnum() for letter in name_of(widget)):
        yield f"nameless {widget} {widget.objectName()}: {name_of(widget)!r}"
    expected = next(roles for kind, roles in ROLES.items() if widget.inherits(kind))
    if told.role() not in expected:
        yield f"{widget.objectName()} is called a {told.role().name}"


def test_states_are_told(open_window: OpenWindow, desk: FakeDesk, setup: FakeSetUp) -> None:
    at = SCENES["settings: look"].open(open_window, desk, setup)
    assert is_checked(at, "lookTab")
    assert not is_checked(at, "shopTab")
    assert is_checked(at, "soundsBox")
    stamp = QAccessible.queryAccessibleInterface(at.button("newCustomerButton"))
    assert stamp.text(QAccessible.Text.Description) == "F4"


def is_checked(at: AtTheCounter, name: str) -> bool:
    widget = seen(at, name)
    assert widget is not None, name
    return bool(QAccessible.queryAccessibleInterface(widget).state().checked)


@pytest.fixture
def heard(at: AtTheCounter) -> list[str]:
    """What is said aloud."""
    herald = at.find(ScreenReader)
    said: list[str] = []
    herald.announced.connect(said.append)
    return said


def test_a_customer_is_said_with_what_can_be_claimed(at: AtTheCounter, heard: list[str]) -> None:
    at.desk.views[JANE.key] = a_view(tiers=(TierView(4, "Biscuit", "ready", 0), TierView(8, "Free coffee", "ahead", 3)))
    at.show_card(JANE)
    at.until(lambda: "Jane. 5 stamps. Redeem Biscuit" in heard)


def test_what_just_happened_is_said_once(at: AtTheCounter, heard: list[str]) -> None:
    at.show_card(JANE)
    press(at, "stampButton")
    at.until(lambda: "1 stamp added for Jane" in heard)
    settle(at)
    assert heard.count("1 stamp added for Jane") == 1


def test_what_went_wrong_is_said_with_what_to_do(at: AtTheCounter, heard: list[str]) -> None:
    at.show_card(SUKI, "refused")
    at.until(lambda: any(said.startswith("No customer has this e-mail. Check") for said in heard))
    at.till.error_occurred(Unreachable())
    at.until(lambda: any(said.startswith("No connection to Kreward.") for said in heard))
    at.scans.on_trouble(CameraUnplugged(camera="Webcam"))
    at.until(lambda: any(said.startswith("The camera stopped.") for said in heard))


def test_a_wrong_answer_in_a_form_is_said(at: AtTheCounter, heard: list[str]) -> None:
    press(at, "newCustomerButton")
    press(at, "makeCardButton")
    at.until(lambda: any(said.startswith("That is not an e-mail address") for said in heard))


def test_questions_are_said(at: AtTheCounter, heard: list[str]) -> None:
    at.desk.limit = StampedJustNow(minutes=3)
    at.show_card(JANE)
    press(at, "stampButton")
    at.until(lambda: "Stamped a moment ago" in heard)
    at.desk.outbox = [an_entry(3, EntryState.REVIEW)]
    press(at, "linkPill")
    at.until(lambda: any("The connection was lost while it was being sent" in said for said in heard))


def test_the_connection_is_said_when_it_comes_or_goes(at: AtTheCounter, heard: list[str]) -> None:
    for state, waiting in (("offline", 1), ("offline", 2), ("online", 2)):
        at.till.status_changed(a_status(state, waiting=waiting))
    at.until(lambda: "Online · 2 waiting" in heard)
    assert [said for said in heard if "line" in said] == ["Offline · 1 waiting", "Online · 2 waiting"]
