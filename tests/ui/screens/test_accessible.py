"""What a screen reader says by itself, and which states it is told. `test_scenes` looks at the names on each screen."""

import pytest
from PySide6.QtGui import QAccessible

from kreward_pos.api.errors import Unreachable
from kreward_pos.scan.errors import CameraUnplugged
from kreward_pos.till.model.entries import EntryState
from kreward_pos.till.model.limits import StampedJustNow
from kreward_pos.till.model.views import TierView
from kreward_pos.ui.flow.screen_reader import ScreenReader
from tests.ui.conftest import AtTheCounter, OpenWindow
from tests.ui.desk_fake import JANE, SUKI, FakeDesk, FakeSetUp, a_status, a_view, an_entry
from tests.ui.scenes import SCENES
from tests.ui.stage import press, seen, settle


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
    at.scans.on_camera_failure(CameraUnplugged(camera="Webcam"))
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
