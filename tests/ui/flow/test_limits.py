"""A limit asks in place: one key says yes, another no, and the next customer is never kept waiting."""

import pytest
from PySide6.QtCore import Qt

from kreward_pos.till.model.limits import Consent, StampedJustNow, TakingBack, TooManyAtOnce, TooManyOffline
from kreward_pos.till.model.views import TierView
from kreward_pos.ui.bars.limit_prompt import LimitPrompt
from tests.ui.conftest import CounterDriver
from tests.ui.desk_fake import JANE, KA_MING, a_view

PIN = "2468"


def question(at: CounterDriver) -> LimitPrompt:
    return at.find(LimitPrompt)


def stamp_once_more(at: CounterDriver) -> None:
    """Jane was served three minutes ago."""
    at.desk.limit = StampedJustNow(minutes=3)
    at.show_card(JANE)
    at.key(Qt.Key.Key_Space)
    at.until(question(at).isVisible)


def test_it_asks_in_the_bars_place_and_says_why(at: CounterDriver) -> None:
    stamp_once_more(at)
    assert at.label("limitTitle").accessibleName() == "Stamped a moment ago"
    assert "3 min ago" in at.label("limitSentence").accessibleName()
    assert not at.label("messageLabel").isVisible()
    assert not at.button("stampButton").property("saving")


def test_enter_says_yes_once(at: CounterDriver) -> None:
    stamp_once_more(at)
    at.key(Qt.Key.Key_Return)
    at.until(lambda: "1 stamp added" in at.message())
    assert at.desk.consents == [Consent.NOBODY, Consent.CASHIER]
    assert not question(at).isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Space])
def test_esc_or_space_pressed_once_too_often_says_no(at: CounterDriver, key: Qt.Key) -> None:
    stamp_once_more(at)
    at.key(key)
    at.until(lambda: not question(at).isVisible())
    assert at.desk.consents == [Consent.NOBODY]
    assert at.window.panel_name == "customer"
    at.desk.limit = None
    at.key(Qt.Key.Key_Space)  # and stamps again afterwards
    at.until(lambda: "1 stamp added" in at.message())


def test_the_buttons_do_the_same(at: CounterDriver) -> None:
    stamp_once_more(at)
    at.press("limitNoButton")
    assert not question(at).isVisible()
    at.press("stampButton")
    at.until(question(at).isVisible)
    at.press("limitYesButton")
    at.until(lambda: at.desk.consents[-1] is Consent.CASHIER)


def test_the_next_customer_drops_the_question(at: CounterDriver) -> None:
    at.desk.views[KA_MING.key] = a_view(KA_MING, "Ka Ming")
    stamp_once_more(at)
    at.show_card(KA_MING)
    at.until(lambda: not question(at).isVisible())
    assert at.desk.consents == [Consent.NOBODY]


def test_beyond_a_limit_the_owners_pin_is_asked_for(at: CounterDriver) -> None:
    at.setup.pin.choose(PIN)
    at.setup.pin.lock()
    at.desk.limit = TooManyAtOnce(most=10)
    at.show_card(JANE)
    at.press("stamp2Button")
    at.until(question(at).isVisible)
    at.key(Qt.Key.Key_Return)
    at.until(lambda: at.window.panel_name == "pin")
    assert at.desk.consents == [Consent.NOBODY]
    at.type(PIN)
    at.key(Qt.Key.Key_Return)
    at.until(lambda: at.desk.consents == [Consent.NOBODY, Consent.OWNER])
    at.until(lambda: at.window.panel_name == "customer")


def test_without_a_pin_it_still_asks(at: CounterDriver) -> None:
    at.desk.limit = TooManyAtOnce(most=10)
    at.show_card(JANE)
    at.press("stamp2Button")
    at.until(question(at).isVisible)
    at.key(Qt.Key.Key_Return)
    at.until(lambda: at.desk.consents == [Consent.NOBODY, Consent.OWNER])


def test_a_reward_too_many_offline(at: CounterDriver) -> None:
    at.desk.views[JANE.key] = a_view(balance=8, tiers=(TierView(8, "Free coffee", "ready", 0),))
    at.desk.limit = TooManyOffline(most=1)
    at.show_card(JANE)
    at.press("redeemButton_8")
    at.until(question(at).isVisible)
    at.press("limitYesButton")
    at.until(lambda: at.desk.consents == [Consent.NOBODY, Consent.OWNER])


def test_taking_back_comes_with_the_owners_consent(at: CounterDriver) -> None:
    at.desk.limit = TakingBack()
    at.show_card(JANE)
    at.press("amountButton")
    at.press("digit2")
    at.press("takeBackButton")
    at.until(lambda: at.desk.consents == [Consent.OWNER])
    assert at.desk.asked("stamp")[-1][1] == -2
