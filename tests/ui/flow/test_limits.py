"""The question at a limit: one key says yes, another no, and the next customer never waits for it."""

import pytest
from PySide6.QtCore import Qt

from kreward_pos.till.model.limits import Consent, StampedJustNow, TakingBack, TooManyAtOnce, TooManyOffline
from kreward_pos.till.model.views import TierView
from kreward_pos.ui.bars.limit_prompt import LimitPrompt
from tests.ui.conftest import CounterDriver
from tests.ui.desk_fake import JANE, KA_MING, a_view

PIN = "2468"


def prompt(at: CounterDriver) -> LimitPrompt:
    return at.find(LimitPrompt)


def reach_limit(at: CounterDriver) -> None:
    """Stamp for Jane, who got a stamp three minutes ago."""
    at.desk.limit = StampedJustNow(minutes=3)
    at.show_card(JANE)
    at.key(Qt.Key.Key_Space)
    at.until(prompt(at).isVisible)


def test_limit_asks_in_place_of_the_message_bar_and_says_why(at: CounterDriver) -> None:
    reach_limit(at)
    assert at.label("limitTitle").accessibleName() == "Stamped a moment ago"
    assert "3 min ago" in at.label("limitSentence").accessibleName()
    assert not at.label("messageLabel").isVisible()
    assert not at.button("stampButton").property("saving")


def test_enter_says_yes_once(at: CounterDriver) -> None:
    reach_limit(at)
    at.key(Qt.Key.Key_Return)
    at.until(lambda: "1 stamp added" in at.message())
    assert at.desk.consents == [Consent.NOBODY, Consent.CASHIER]
    assert not prompt(at).isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Space])
def test_escape_or_space_says_no(at: CounterDriver, key: Qt.Key) -> None:
    reach_limit(at)
    at.key(key)
    at.until(lambda: not prompt(at).isVisible())
    assert at.desk.consents == [Consent.NOBODY]
    assert at.window.panel_name == "customer"
    at.desk.limit = None
    at.key(Qt.Key.Key_Space)
    at.until(lambda: "1 stamp added" in at.message())


def test_buttons_say_yes_and_no(at: CounterDriver) -> None:
    reach_limit(at)
    at.press("limitNoButton")
    assert not prompt(at).isVisible()
    at.press("stampButton")
    at.until(prompt(at).isVisible)
    at.press("limitYesButton")
    at.until(lambda: at.desk.consents[-1] is Consent.CASHIER)


def test_next_customer_drops_the_question(at: CounterDriver) -> None:
    at.desk.views[KA_MING.key] = a_view(KA_MING, "Ka Ming")
    reach_limit(at)
    at.show_card(KA_MING)
    at.until(lambda: not prompt(at).isVisible())
    assert at.desk.consents == [Consent.NOBODY]


def test_going_beyond_a_limit_asks_for_the_pin(at: CounterDriver) -> None:
    at.setup.pin.choose(PIN)
    at.setup.pin.lock()
    at.desk.limit = TooManyAtOnce(most=10)
    at.show_card(JANE)
    at.press("stamp2Button")
    at.until(prompt(at).isVisible)
    at.key(Qt.Key.Key_Return)
    at.until(lambda: at.window.panel_name == "pin")
    assert at.desk.consents == [Consent.NOBODY]
    at.type(PIN)
    at.key(Qt.Key.Key_Return)
    at.until(lambda: at.desk.consents == [Consent.NOBODY, Consent.OWNER])
    at.until(lambda: at.window.panel_name == "customer")


def test_limit_asks_even_without_a_pin(at: CounterDriver) -> None:
    at.desk.limit = TooManyAtOnce(most=10)
    at.show_card(JANE)
    at.press("stamp2Button")
    at.until(prompt(at).isVisible)
    at.key(Qt.Key.Key_Return)
    at.until(lambda: at.desk.consents == [Consent.NOBODY, Consent.OWNER])


def test_reward_beyond_the_offline_limit_needs_the_owner(at: CounterDriver) -> None:
    at.desk.views[JANE.key] = a_view(balance=8, tiers=(TierView(8, "Free coffee", "ready", 0),))
    at.desk.limit = TooManyOffline(most=1)
    at.show_card(JANE)
    at.press("redeemButton_8")
    at.until(prompt(at).isVisible)
    at.press("limitYesButton")
    at.until(lambda: at.desk.consents == [Consent.NOBODY, Consent.OWNER])


def test_taking_back_carries_the_owners_consent(at: CounterDriver) -> None:
    at.desk.limit = TakingBack()
    at.show_card(JANE)
    at.press("amountButton")
    at.press("digit2")
    at.press("takeBackButton")
    at.until(lambda: at.desk.consents == [Consent.OWNER])
    assert at.desk.asked("stamp")[-1][1] == -2
