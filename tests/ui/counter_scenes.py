"""The counter's screens in every state that matters, each by a name."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from kreward_pos.api.errors import KeyRefused, Unreachable
from kreward_pos.api.models import CardEnrolment, JoinPage, WalletOffer
from kreward_pos.cards import OpaqueCode
from kreward_pos.errors import TillError
from kreward_pos.scan.errors import CameraUnplugged
from kreward_pos.system.settings import with_changes
from kreward_pos.till.model.entries import Attempt, EntryKind, EntryState
from kreward_pos.till.model.errors import CardNotMade
from kreward_pos.till.model.limits import StampedJustNow
from kreward_pos.till.model.views import LastTap, TierView
from kreward_pos.till.records.audit_log import RecordBroken

from .conftest import CounterDriver
from .desk_fake import JANE, KA_MING, NOW, SUKI, FakeDesk, FakeSetUp, a_status, a_view, an_entry
from .stage import OPTIONS, Bring, Scene, everything_set, fill, press, seen, two_cards

LONG_NAME = "Wilhelmina Featherstonehaugh-Cholmondeley of the Café on the Corner 陳大文"
LONG_REWARD = "A free slice of the chocolate cake of the day with a large coffee of your choice"
FOUR_TIERS = (
    TierView(2, "Biscuit", "claimed", 0),
    TierView(4, "Half-price cake", "claiming", 0),
    TierView(6, "Free tea", "ready", 0),
    TierView(10, None, "ahead", 4),
)


def _ready(at: CounterDriver) -> None:
    at.until(lambda: seen(at, "readyTitle") is not None)


def _status(state: str, waiting: int, needs: int, *, then: Bring = _ready) -> Bring:
    def bring(at: CounterDriver) -> None:
        at.till.status_changed(a_status(state, waiting=waiting, needs_person=needs, next_try_s=58))
        at.until(lambda: str(waiting) in at.button("linkPill").accessibleName())
        then(at)

    return bring


def _wish_to_close(at: CounterDriver) -> None:
    handle = at.window.windowHandle()
    assert handle is not None
    QCoreApplication.sendEvent(handle, QCloseEvent())
    at.until(lambda: seen(at, "closePrompt") is not None)


def _wish_to_close_while_checking(at: CounterDriver) -> None:
    at.till.status_changed(a_status("offline", waiting=130, needs_person=12, checking=2, next_try_s=0))
    at.until(lambda: "128" in at.button("linkPill").accessibleName())
    _wish_to_close(at)


def _asking(at: CounterDriver) -> None:
    at.desk.hold(JANE.key)
    at.show_card(JANE, "asking")


def _customer(at: CounterDriver) -> None:
    at.show_card(JANE)


def _shown(**about: object) -> Scene:
    """Show a customer with these details."""

    def prepare(desk: FakeDesk, _setup: FakeSetUp) -> None:
        desk.views[JANE.key] = a_view(**about)  # type: ignore[arg-type]  # each scene names what it is about

    return Scene(_customer, prepare, is_long=about.get("name") == LONG_NAME)


def _amount(at: CounterDriver) -> None:
    _customer(at)
    press(at, "amountButton")
    fill(at, "amountField", "1234")


def _tapped(at: CounterDriver) -> None:
    _customer(at)
    press(at, "stampButton")
    at.until(lambda: bool(at.button("undoButton").isVisible()))


def _held(at: CounterDriver) -> None:
    _customer(at)
    press(at, "redeemButton_6")
    at.until(lambda: bool(at.button("undoButton").isVisible()))


def _told(at: CounterDriver) -> None:
    at.till.error_occurred(Unreachable())
    at.until(lambda: at.label("messageLabel").property("tone") == "refused")


def _four_tiers(desk: FakeDesk, _setup: FakeSetUp) -> None:
    desk.views[JANE.key] = a_view(goal=10, tiers=FOUR_TIERS, waiting=2, balance=4)


def _long(desk: FakeDesk, _setup: FakeSetUp) -> None:
    desk.taps = [LastTap(JANE, LONG_NAME, None, None, LONG_REWARD, NOW), LastTap(SUKI, LONG_NAME, None, 1, None, NOW)]
    tiers = (TierView(6, LONG_REWARD, "ready", 0), TierView(10, LONG_REWARD, "ahead", 3))
    desk.views[JANE.key] = a_view(name=LONG_NAME, tiers=tiers, goal=10)
    states = (EntryState.REVIEW, EntryState.WAITING)
    desk.outbox = [an_entry(n, state, name=LONG_NAME, reward=LONG_REWARD) for n, state in enumerate(states, 1)]


def _unknown(at: CounterDriver) -> None:
    at.show_card(OpaqueCode("X-1"), "unknown")


def _unknown_still(at: CounterDriver) -> None:
    _unknown(at)
    fill(at, "ownerField", "jane")
    press(at, "linkButton")


def _refused(at: CounterDriver) -> None:
    at.show_card(SUKI, "refused")


def _no_answer(desk: FakeDesk, _setup: FakeSetUp) -> None:
    desk.refusals["look_up"] = Unreachable()


def _outbox(at: CounterDriver) -> None:
    at.key(Qt.Key.Key_F8)
    at.until(lambda: seen(at, "outboxTable") is not None or not at.desk.outbox)
    at.until(lambda: at.window.panel_name == "outbox")


def _every_state(desk: FakeDesk, _setup: FakeSetUp) -> None:
    states = (EntryState.REVIEW, *(state for state in EntryState if state is not EntryState.REVIEW))
    desk.outbox = [an_entry(n, state, email=KA_MING, name="Ka Ming") for n, state in enumerate(states, 1)]
    desk.outbox.append(an_entry(20, kind=EntryKind.REDEEM, at=8, reward="Free coffee"))
    desk.outbox.append(an_entry(21, kind=EntryKind.ENROL, name=None))
    desk.evidence = [Attempt(1, 1, NOW - timedelta(days=400), 4, None, "answer_lost")]


def _blocked(desk: FakeDesk, _setup: FakeSetUp) -> None:
    desk.outbox = [an_entry(3, EntryState.BLOCKED, problem="customer_unknown")]


def _enrol(at: CounterDriver) -> None:
    at.key(Qt.Key.Key_F4)
    at.until(lambda: bool(at.desk.asked("join_page")))


def _enrolled(at: CounterDriver) -> None:
    _enrol(at)
    fill(at, "enrolEmailField", "suki@example.com")
    press(at, "makeCardButton")
    at.until(lambda: at.button("makeCardButton").isVisible() is False)


def _enrol_refused(at: CounterDriver) -> None:
    _enrol(at)
    fill(at, "enrolEmailField", "suki@example.com")
    press(at, "makeCardButton")
    at.until(at.label("enrolTrouble").isVisible)


def _making(at: CounterDriver) -> None:
    at.desk.hold("enrol")
    _enrol(at)
    fill(at, "enrolEmailField", "suki@example.com")
    press(at, "makeCardButton")


def _old_page(desk: FakeDesk, _setup: FakeSetUp) -> None:
    desk.kept_page = JoinPage(WalletOffer("https://kreward.example/join/x"), NOW - timedelta(days=400))
    desk.refusals["join_page"] = Unreachable()


def _made(made: object) -> Callable[[FakeDesk, FakeSetUp], None]:
    def prepare(desk: FakeDesk, _setup: FakeSetUp) -> None:
        desk.enrolment = made  # type: ignore[assignment]  # each scene brings one of the two

    return prepare


def _public_alone(_desk: FakeDesk, setup: FakeSetUp) -> None:
    setup.view = replace(setup.view, has_public=True, has_secret=False)


def _home(at: CounterDriver) -> None:
    at.until(lambda: at.window.panel_name == "enrol")


def _poster(at: CounterDriver) -> None:
    _enrol(at)
    press(at, "posterButton")
    at.until(lambda: at.window.panel_name == "poster")


def _poster_unsaved(at: CounterDriver) -> None:
    _poster(at)
    fill(at, "posterFolderField", str(Path(__file__) / "no folder"))
    press(at, "savePosterButton")
    at.until(lambda: bool(at.label("posterResult").text()))


def _at_home(at: CounterDriver) -> None:
    _home(at)
    fill(at, "enrolEmailField", "suki@example.com")
    press(at, "makeCardButton")
    at.until(lambda: at.label("enrolTitle").text() != "Join our loyalty card" or at.label("enrolTrouble").isVisible())


def _at_home_it(comes_to: object) -> Scene:
    """Show a till that only enrols, with this result of making a card."""

    def prepare(desk: FakeDesk, setup: FakeSetUp) -> None:
        _public_alone(desk, setup)
        if isinstance(comes_to, TillError):
            desk.refusals["enrol"] = comes_to
        else:
            _made(comes_to)(desk, setup)

    return Scene(_at_home, prepare)


def _record_broken(at: CounterDriver) -> None:
    at.till.error_occurred(RecordBroken(number=48_211))
    at.until(lambda: seen(at, "auditLogChip") is not None)


def _camera_gone(at: CounterDriver) -> None:
    at.scans.on_camera_failure(CameraUnplugged(camera="Webcam"))
    at.until(lambda: bool(at.window.findChild(QWidget, "viewfinder").accessibleDescription()))  # type: ignore[union-attr]


def _cashiers(_desk: FakeDesk, setup: FakeSetUp) -> None:
    setup.view = replace(setup.view, settings=with_changes(setup.view.settings, {"cashiers": ("Ka Yan", "Ah Ming")}))


def _who(at: CounterDriver) -> None:
    at.until(lambda: seen(at, "cashierButton") is not None)
    at.key(Qt.Key.Key_F6)


def _limited(desk: FakeDesk, _setup: FakeSetUp) -> None:
    desk.limit = StampedJustNow(minutes=3)


def _asked(at: CounterDriver) -> None:
    _customer(at)
    press(at, "stampButton")
    at.until(lambda: seen(at, "limitPrompt") is not None)


_NO_PICTURES = CardEnrolment("b2c4", 0, False, None, None, "Suki")
_WALLET = WalletOffer("https://wallet.example/a/1")
_ONE_WALLET = CardEnrolment("b2c4", 0, False, _WALLET, None, "Suki")

COUNTER: dict[str, Scene] = {
    "ready": Scene(_ready),
    "ready without camera": Scene(_camera_gone),
    "ready with news": Scene(_status("offline", 128, 12), everything_set),
    "ready, this session only": Scene(_ready, options=replace(OPTIONS, is_session_only=True, is_kiosk=True)),
    "looking up": Scene(_asking),
    "customer": _shown(),
    "customer with four rewards": Scene(_customer, _four_tiers),
    "customer with many stamps": _shown(goal=40, balance=33, tiers=(TierView(40, None, "ahead", 7),)),
    "customer with points": _shown(is_points=True, goal=500, balance=250, unsure=20, tiers=FOUR_TIERS),
    "customer not up to date": _shown(waiting=1, unsure=1, trouble=Unreachable()),
    "customer not known yet": _shown(balance=None, waiting=1, trouble=Unreachable()),
    "customer of two cards": Scene(_customer, two_cards),
    "customer with a long name": Scene(_customer, _long, is_long=True),
    "another amount": Scene(_amount),
    "tapped": Scene(_tapped),
    "reward held": Scene(_held, _four_tiers),
    "told of trouble": Scene(_told),
    "who is at the till": Scene(_who, _cashiers),
    "asked because of a limit": Scene(_asked, _limited),
    "unknown card": Scene(_unknown),
    "unknown card, answered wrongly": Scene(_unknown_still),
    "no such customer": Scene(_refused),
    "no answer": Scene(_refused, _no_answer),
    "no card of this kind": Scene(_refused, lambda desk, _: desk.refusals.update(look_up=CardNotMade("t2"))),
    "outbox, empty": Scene(_outbox),
    "outbox in every state": Scene(_status("offline", 128, 12, then=_outbox), _every_state),
    "outbox while it is checked": Scene(_outbox, lambda desk, _: desk.outbox.append(an_entry(1, EntryState.SETTLING))),
    "outbox with a refusal": Scene(_outbox, _blocked),
    "outbox with long names": Scene(_outbox, _long, is_long=True),
    "new customer": Scene(_enrol),
    "new customer without connection": Scene(_enrol, _old_page),
    "card being made": Scene(_making),
    "card made": Scene(_enrolled),
    "card for one wallet": Scene(_enrolled, _made(_ONE_WALLET)),
    "card by e-mail": Scene(_enrolled, _made(_NO_PICTURES)),
    "card kept for later": Scene(_enrolled, _made(an_entry(kind=EntryKind.ENROL))),
    "card refused": Scene(_enrol_refused, lambda desk, _: desk.refusals.update(enrol=KeyRefused())),
    "till that enrols alone": Scene(_home, _public_alone),
    "card made there": _at_home_it(CardEnrolment("b2c4", 0, True, _WALLET, _WALLET, "Suki")),
    "card made there, by e-mail": _at_home_it(_NO_PICTURES),
    "card kept there for later": _at_home_it(an_entry(kind=EntryKind.ENROL)),
    "card refused there": _at_home_it(KeyRefused()),
    "record changed from outside": Scene(_record_broken, _cashiers),
    "poster": Scene(_poster),
    "poster not saved": Scene(_poster_unsaved),
    "closing while something waits": Scene(_status("online", 3, 0, then=_wish_to_close)),
    "closing what keeps nothing": Scene(
        _status("online", 3, 0, then=_wish_to_close), options=replace(OPTIONS, is_session_only=True)
    ),
    "closing what is being checked": Scene(_wish_to_close_while_checking),
    "closing what is being checked and kept nowhere": Scene(
        _wish_to_close_while_checking, options=replace(OPTIONS, is_session_only=True)
    ),
    "closing a kiosk": Scene(_wish_to_close, options=replace(OPTIONS, is_kiosk=True)),
}
