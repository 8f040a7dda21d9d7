"""Announcements of a screen reader, and the states that it is told. `test_scenes` inspects the names on each screen."""

import pytest
from PySide6.QtGui import QAccessible

from kreward_pos.api.errors import Unreachable
from kreward_pos.scan.errors import CameraUnplugged
from kreward_pos.till.model.entries import EntryState
from kreward_pos.till.model.limits import StampedJustNow
from kreward_pos.till.model.views import TierView
from kreward_pos.ui.flow.screen_reader import ScreenReader
from tests.ui.conftest import CounterDriver, OpenWindow
from tests.ui.desk_fake import JANE, SUKI, FakeDesk, FakeSetUp, a_status, a_view, an_entry
from tests.ui.scenes import SCENES
from tests.ui.stage import press, seen, settle


def test_states_are_announced(open_window: OpenWindow, desk: FakeDesk, setup: FakeSetUp) -> None:
    at = SCENES["settings: appearance"].open(open_window, desk, setup)
    assert is_checked(at, "appearanceTab")
    assert not is_checked(at, "shopTab")
    assert is_checked(at, "soundsBox")
    stamp = QAccessible.queryAccessibleInterface(at.button("newCustomerButton"))
    assert stamp.text(QAccessible.Text.Description) == "F4"


def is_checked(at: CounterDriver, name: str) -> bool:
    widget = seen(at, name)
    assert widget is not None, name
    return bool(QAccessible.queryAccessibleInterface(widget).state().checked)


@pytest.fixture
def announcements(at: CounterDriver) -> list[str]:
    """Record what is announced."""
    herald = at.find(ScreenReader)
    said: list[str] = []
    herald.announced.connect(said.append)
    return said


def test_customer_is_announced_with_rewards_to_claim(at: CounterDriver, announcements: list[str]) -> None:
    at.desk.views[JANE.key] = a_view(tiers=(TierView(4, "Biscuit", "ready", 0), TierView(8, "Free coffee", "ahead", 3)))
    at.show_card(JANE)
    at.until(lambda: "Jane. 5 stamps. Redeem Biscuit" in announcements)


def test_message_is_announced_once(at: CounterDriver, announcements: list[str]) -> None:
    at.show_card(JANE)
    press(at, "stampButton")
    at.until(lambda: "1 stamp added for Jane" in announcements)
    settle(at)
    assert announcements.count("1 stamp added for Jane") == 1


def test_failure_is_announced_with_what_to_do(at: CounterDriver, announcements: list[str]) -> None:
    at.show_card(SUKI, "refused")
    at.until(lambda: any(said.startswith("No customer has this e-mail. Check") for said in announcements))
    at.till.error_occurred(Unreachable())
    at.until(lambda: any(said.startswith("No connection to Kreward.") for said in announcements))
    at.scans.on_camera_failure(CameraUnplugged(camera="Webcam"))
    at.until(lambda: any(said.startswith("The camera stopped.") for said in announcements))


def test_error_in_a_form_is_announced(at: CounterDriver, announcements: list[str]) -> None:
    press(at, "newCustomerButton")
    press(at, "makeCardButton")
    at.until(lambda: any(said.startswith("That is not an e-mail address") for said in announcements))


def test_questions_are_announced(at: CounterDriver, announcements: list[str]) -> None:
    at.desk.limit = StampedJustNow(minutes=3)
    at.show_card(JANE)
    press(at, "stampButton")
    at.until(lambda: "Stamped a moment ago" in announcements)
    at.desk.outbox = [an_entry(3, EntryState.REVIEW)]
    press(at, "linkPill")
    at.until(lambda: any("The connection was lost while it was being sent" in said for said in announcements))


def test_connection_is_announced_when_it_comes_or_goes(at: CounterDriver, announcements: list[str]) -> None:
    for state, waiting in (("offline", 1), ("offline", 2), ("online", 2)):
        at.till.status_changed(a_status(state, waiting=waiting))
    at.until(lambda: "Online · 2 waiting" in announcements)
    assert [said for said in announcements if "line" in said] == ["Offline · 1 waiting", "Online · 2 waiting"]
