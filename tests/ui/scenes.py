"""Every screen in every state that matters, each by a name, for tests that look at all of them.

A scene works an open window as a person would. It ends once all that it is about can be seen.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from kreward_pos.cards import OpaqueCode
from kreward_pos.keychain import NoKeyring
from kreward_pos.kreward.answers import CardEnrolment, JoinPage, Template, WalletOffer
from kreward_pos.kreward.failures import KeyRefused, Unreachable
from kreward_pos.scan.failures import CameraUnplugged
from kreward_pos.settings import HandScanner
from kreward_pos.till.entries import Attempt, EntryKind, EntryState
from kreward_pos.till.views import LastTap, TierView
from kreward_pos.ui.window import WindowOptions
from kreward_pos.updates import Notes, Release, UpdateView

from .conftest import AtTheCounter, OpenWindow
from .desk_fake import JANE, KA_MING, NOW, SUKI, FakeDesk, FakeSetUp, a_link, a_view, an_entry

LONG_NAME = "Wilhelmina Featherstonehaugh-Cholmondeley of the Café on the Corner 陳大文"
LONG_REWARD = "A free slice of the chocolate cake of the day with a large coffee of your choice"
TAPS = (LastTap(JANE, "Jane", None, 1, None, NOW), LastTap(SUKI, "Suki", None, None, "Free coffee", NOW))
FOUR_TIERS = (
    TierView(2, "Biscuit", "claimed", 0),
    TierView(4, "Half-price cake", "claiming", 0),
    TierView(6, "Free tea", "ready", 0),
    TierView(10, None, "ahead", 4),
)
TEMPLATES = (Template("t1", "Coffee card", "stamps", 8), Template("t2", "Club & friends", "points", None))
RELEASE = Release(
    "1.2.0", date(2026, 1, 9), Notes("Reads cards faster.", "掃描更快。"), "https://kreward.net/pos/releases/1.2.0"
)
OPTIONS = WindowOptions(undo_s=600, hold_s=600.0, idle_s=3600.0, demo_cards=(("Jane", lambda: None), ("Ka Ming", int)))
"""Nothing ends while it is looked at."""
SECTIONS = ("shop", "counter", "pin", "scanning", "display", "look", "data", "about")

Bring = Callable[[AtTheCounter], object]


@dataclass(frozen=True)
class Scene:
    """`prepare` sets the till up before its window opens, `bring` leads to what is to be seen.

    Where `is_long`, something from elsewhere is longer than any screen and may end in `…`.
    """

    bring: Bring
    prepare: Callable[[FakeDesk, FakeSetUp], object] = lambda _desk, _setup: None
    options: WindowOptions = OPTIONS
    is_long: bool = False

    def open(
        self, open_window: OpenWindow, desk: FakeDesk, setup: FakeSetUp, size: tuple[int, int] = (1280, 800)
    ) -> AtTheCounter:
        """A window of this size, showing the scene."""
        desk.taps = list(TAPS)
        self.prepare(desk, setup)
        at = open_window(*size, options=self.options)
        self.bring(at)
        settle(at)
        return at


def settle(at: AtTheCounter) -> None:
    """Let sizes and words that wait for the next turns of the loop come to rest."""
    for _ in range(8):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QCoreApplication.processEvents()
    at.qtbot.waitExposed(at.window)


def seen(at: AtTheCounter, name: str) -> QWidget | None:
    """The visible widget of this name; panels share some names."""
    return next((found for found in at.window.findChildren(QWidget, name) if found.isVisible()), None)


def press(at: AtTheCounter, name: str) -> None:
    """Press the visible button of this name, as soon as it can be pressed."""
    at.until(lambda: (found := seen(at, name)) is not None and found.isEnabled())
    button = seen(at, name)
    assert isinstance(button, QPushButton), name
    button.click()


def fill(at: AtTheCounter, name: str, text: str) -> None:
    """Write into the visible field of this name."""
    field = seen(at, name)
    assert isinstance(field, QLineEdit), name
    field.setText(text)


def _ready(at: AtTheCounter) -> None:
    at.until(lambda: seen(at, "readyTitle") is not None)


def _link(state: str, waiting: int, needs: int, *, then: Bring = _ready) -> Bring:
    def bring(at: AtTheCounter) -> None:
        at.till.link_changed(a_link(state, waiting=waiting, needs_person=needs, next_try_s=58))
        at.until(lambda: str(waiting) in at.button("linkPill").accessibleName())
        then(at)

    return bring


def _wish_to_close(at: AtTheCounter) -> None:
    handle = at.window.windowHandle()
    assert handle is not None
    QCoreApplication.sendEvent(handle, QCloseEvent())
    at.until(lambda: seen(at, "leavingStrip") is not None)


def _asking(at: AtTheCounter) -> None:
    at.desk.hold(JANE.key)
    at.show_card(JANE, "asking")


def _customer(at: AtTheCounter) -> None:
    at.show_card(JANE)


def _shown(**about: object) -> Scene:
    """A customer of whom this is known."""

    def prepare(desk: FakeDesk, _setup: FakeSetUp) -> None:
        desk.views[JANE.key] = a_view(**about)  # type: ignore[arg-type]  # each scene names what it is about

    return Scene(_customer, prepare, is_long=about.get("name") == LONG_NAME)


def _two_cards(desk: FakeDesk, setup: FakeSetUp) -> None:
    desk.shop_templates = TEMPLATES
    settings = msgspec.structs.replace(setup.view.settings, template_ids=("t1", "t2"), tier_names={"8": "Free coffee"})
    setup.view = replace(setup.view, settings=settings)


def _amount(at: AtTheCounter) -> None:
    _customer(at)
    press(at, "amountButton")
    fill(at, "amountField", "1234")


def _tapped(at: AtTheCounter) -> None:
    _customer(at)
    press(at, "stampButton")
    at.until(lambda: bool(at.button("undoButton").isVisible()))


def _held(at: AtTheCounter) -> None:
    _customer(at)
    press(at, "redeemButton_6")
    at.until(lambda: bool(at.button("undoButton").isVisible()))


def _told(at: AtTheCounter) -> None:
    at.till.trouble_met(Unreachable())
    at.until(lambda: at.label("toastLabel").property("tone") == "refused")


def _four_tiers(desk: FakeDesk, _setup: FakeSetUp) -> None:
    desk.views[JANE.key] = a_view(goal=10, tiers=FOUR_TIERS, waiting=2, balance=4)


def _long(desk: FakeDesk, _setup: FakeSetUp) -> None:
    desk.taps = [LastTap(JANE, LONG_NAME, None, None, LONG_REWARD, NOW)] * 2
    tiers = (TierView(6, LONG_REWARD, "ready", 0), TierView(10, LONG_REWARD, "ahead", 3))
    desk.views[JANE.key] = a_view(name=LONG_NAME, tiers=tiers, goal=10)
    states = (EntryState.REVIEW, EntryState.WAITING)
    desk.outbox = [an_entry(n, state, name=LONG_NAME, reward=LONG_REWARD) for n, state in enumerate(states, 1)]


def _unknown(at: AtTheCounter) -> None:
    at.show_card(OpaqueCode("X-1"), "unknown")


def _unknown_still(at: AtTheCounter) -> None:
    _unknown(at)
    fill(at, "ownerField", "jane")
    press(at, "linkButton")


def _refused(at: AtTheCounter) -> None:
    at.show_card(SUKI, "refused")


def _no_answer(desk: FakeDesk, _setup: FakeSetUp) -> None:
    desk.refusals["look_up"] = Unreachable()


def _outbox(at: AtTheCounter) -> None:
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


def _enrol(at: AtTheCounter) -> None:
    at.key(Qt.Key.Key_F4)
    at.until(lambda: bool(at.desk.asked("join_page")))


def _enrolled(at: AtTheCounter) -> None:
    _enrol(at)
    fill(at, "enrolEmailField", "suki@example.com")
    press(at, "makeCardButton")
    at.until(lambda: at.button("makeCardButton").isVisible() is False)


def _enrol_refused(at: AtTheCounter) -> None:
    _enrol(at)
    fill(at, "enrolEmailField", "suki@example.com")
    press(at, "makeCardButton")
    at.until(at.label("enrolTrouble").isVisible)


def _making(at: AtTheCounter) -> None:
    at.desk.hold("enrol")
    _enrol(at)
    fill(at, "enrolEmailField", "suki@example.com")
    press(at, "makeCardButton")


def _old_page(desk: FakeDesk, _setup: FakeSetUp) -> None:
    desk.kept_page = JoinPage(WalletOffer("https://kreward.example/join/x"), datetime.now(UTC) - timedelta(days=400))
    desk.refusals["join_page"] = Unreachable()


def _made(made: object) -> Callable[[FakeDesk, FakeSetUp], None]:
    def prepare(desk: FakeDesk, _setup: FakeSetUp) -> None:
        desk.enrolment = made  # type: ignore[assignment]  # each scene brings one of the two

    return prepare


def _public_alone(_desk: FakeDesk, setup: FakeSetUp) -> None:
    setup.view = replace(setup.view, has_public=True, has_secret=False)


def _home(at: AtTheCounter) -> None:
    at.until(lambda: at.window.panel_name == "enrol")


def _poster(at: AtTheCounter) -> None:
    _enrol(at)
    press(at, "posterButton")
    at.until(lambda: at.window.panel_name == "poster")


def _settings(section: str) -> Bring:
    def bring(at: AtTheCounter) -> None:
        at.key(Qt.Key.Key_F9)
        at.until(lambda: at.window.panel_name == "settings" and at.button("saveButton").isEnabled())
        press(at, f"{section}Tab")
        at.until(lambda: seen(at, "setPinButton") is None or at.button("setPinButton").isEnabled())

    return bring


def _everything_set(desk: FakeDesk, setup: FakeSetUp) -> None:
    _two_cards(desk, setup)
    scanner = HandScanner(layout={"@": '"'}, serial_port="/dev/ttyUSB9")
    setup.view = replace(setup.view, settings=msgspec.structs.replace(setup.view.settings, hand_scanner=scanner))
    setup.update = UpdateView("1.1.0", release=RELEASE)
    setup.pin.choose("2580")


def _tested(at: AtTheCounter) -> None:
    _settings("shop")(at)
    press(at, "testButton")
    at.until(lambda: seen(at, "testResult") is not None)


def _badly_filled(at: AtTheCounter) -> None:
    _settings("counter")(at)
    for name in ("tillNameField", "stampsPerTapField", "repeatMinutesField", "offlineRedeemsField"):
        fill(at, name, "")
    fill(at, "cashiersField", "x" * 61)
    press(at, "saveButton")
    at.until(lambda: seen(at, "tillNameFieldTrouble") is not None)


def _unsaved(at: AtTheCounter) -> None:
    at.setup.needs_restart, at.setup.unkept = True, NoKeyring()
    _settings("look")(at)
    press(at, "saveButton")
    at.until(lambda: bool(at.label("settingsNote").text()))


def _teaching(at: AtTheCounter) -> None:
    _settings("scanning")(at)
    press(at, "teachLayoutButton")


def _new_pin(at: AtTheCounter) -> None:
    _settings("pin")(at)
    press(at, "setPinButton")


def _locked(_desk: FakeDesk, setup: FakeSetUp) -> None:
    setup.pin.choose("2580")
    setup.pin.lock()


def _pin(*pressed: str) -> Bring:
    """The PIN is asked for, then these buttons are pressed."""

    def bring(at: AtTheCounter) -> None:
        at.key(Qt.Key.Key_F9)
        at.until(lambda: at.window.panel_name == "pin")
        for name in pressed:
            press(at, name)

    return bring


def _wrong_pin(times: int) -> Bring:
    def bring(at: AtTheCounter) -> None:
        _pin()(at)
        for _ in range(times):
            at.until(lambda: (pad := seen(at, "pinDigit1")) is not None and pad.isEnabled())
            for _ in range(4):
                press(at, "pinDigit1")
            press(at, "pinOk")
            at.until(lambda: seen(at, "pinTrouble") is not None)

    return bring


def _first_run(step: int) -> Bring:
    """The question of this number, from 0."""

    def bring(at: AtTheCounter) -> None:
        at.setup.view = replace(at.setup.view, has_secret=False)
        at.window.office.open_first_run()
        for _ in range(step):
            _next(at)

    return bring


def _next(at: AtTheCounter) -> None:
    """On to the next question; that of the keys wants to be answered first."""
    title, button = at.label("firstRunTitle"), at.button("firstRunNextButton")
    shown = title.text()
    if seen(at, "secretKeyField") is not None:
        fill(at, "secretKeyField", "kw_sk_made_up")
        press(at, "firstRunNextButton")
        at.until(lambda: seen(at, "testResult") is not None)
    at.until(button.isEnabled)
    press(at, "firstRunNextButton")
    at.until(lambda: title.text() != shown)


def _keys_refused(at: AtTheCounter) -> None:
    at.setup.answer = KeyRefused()
    _first_run(1)(at)
    press(at, "firstRunNextButton")
    at.until(lambda: seen(at, "testResult") is not None)


def _camera_gone(at: AtTheCounter) -> None:
    at.scans.on_trouble(CameraUnplugged(camera="Webcam"))
    at.until(lambda: bool(at.window.findChild(QWidget, "viewfinder").accessibleDescription()))  # type: ignore[union-attr]


_NO_PICTURES = CardEnrolment("b2c4", 0, False, None, None, "Suki")
_ONE_WALLET = CardEnrolment("b2c4", 0, False, WalletOffer("https://wallet.example/a/1"), None, "Suki")

SCENES: dict[str, Scene] = {
    "ready": Scene(_ready),
    "ready without camera": Scene(_camera_gone),
    "ready with news": Scene(_link("offline", 128, 12), _everything_set),
    "ready, this session only": Scene(_ready, options=replace(OPTIONS, is_session_only=True, is_kiosk=True)),
    "looking up": Scene(_asking),
    "customer": _shown(),
    "customer with four rewards": Scene(_customer, _four_tiers),
    "customer with many stamps": _shown(goal=40, balance=33, tiers=(TierView(40, None, "ahead", 7),)),
    "customer with points": _shown(is_points=True, goal=500, balance=250, unsure=20, tiers=FOUR_TIERS),
    "customer not up to date": _shown(waiting=1, unsure=1, trouble=Unreachable()),
    "customer not known yet": _shown(balance=None, waiting=1, trouble=Unreachable()),
    "customer of two cards": Scene(_customer, _two_cards),
    "customer with a long name": Scene(_customer, _long, is_long=True),
    "another amount": Scene(_amount),
    "tapped": Scene(_tapped),
    "reward held": Scene(_held, _four_tiers),
    "told of trouble": Scene(_told),
    "unknown card": Scene(_unknown),
    "unknown card, answered wrongly": Scene(_unknown_still),
    "no such customer": Scene(_refused),
    "no answer": Scene(_refused, _no_answer),
    "outbox, empty": Scene(_outbox),
    "outbox in every state": Scene(_link("offline", 128, 12, then=_outbox), _every_state),
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
    "poster": Scene(_poster),
    **{f"settings: {section}": Scene(_settings(section), _everything_set) for section in SECTIONS},
    "settings: keys tested": Scene(_tested),
    "settings: badly filled in": Scene(_badly_filled),
    "settings: not all kept": Scene(_unsaved),
    "settings: keyboard taught": Scene(_teaching),
    "settings: another PIN": Scene(_new_pin),
    "PIN": Scene(_pin(), _locked),
    "PIN was wrong": Scene(_wrong_pin(1), _locked),
    "PIN forgotten": Scene(_pin("forgotPinButton"), _locked),
    **{f"first run: question {step + 1}": Scene(_first_run(step)) for step in range(7)},
    "first run: key refused": Scene(_keys_refused),
    "closing while something waits": Scene(_link("online", 3, 0, then=_wish_to_close)),
    "closing what keeps nothing": Scene(
        _link("online", 3, 0, then=_wish_to_close), options=replace(OPTIONS, is_session_only=True)
    ),
    "closing a kiosk": Scene(_wish_to_close, options=replace(OPTIONS, is_kiosk=True)),
}
