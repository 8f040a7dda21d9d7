"""What happens in the guide, from an empty till to the day's small troubles, and which pictures are kept of it.

Drives the real window as a person does: by its buttons, its fields and cards held before the camera. The people and the
shop are the demo's. Knows the window's names for things, and nothing of how the app around it is put together.
"""

from collections.abc import Callable, Iterator
from functools import partial
from time import monotonic
from typing import TypeVar

from album import Album
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QLabel, QLineEdit, QScrollArea, QWidget

from kreward_pos.app.demo import DemoShop
from kreward_pos.overriding import override
from kreward_pos.sandbox.seeds import POINTS_CARD
from kreward_pos.sandbox.server import Sandbox
from kreward_pos.ui.customer_display.faces import JoinFace
from kreward_pos.ui.customer_display.window import CustomerDisplay
from kreward_pos.ui.runtime.bridge import TillBridge
from kreward_pos.ui.runtime.ports import Demo, NetworkFault
from kreward_pos.ui.self_check.steps import Step, WindowDriver
from kreward_pos.ui.widgets.message_bar import MessageBar
from kreward_pos.ui.widgets.qr import QrCode
from kreward_pos.ui.window import CounterWindow

PIN = "2580"
_AT_REST_S = 0.4
_REWARDS = {"en": ("Free coffee", "Free lunch"), "zh_HK": ("免費咖啡", "免費午餐")}
W = TypeVar("W", bound=QWidget)
Steps = Iterator[Step]


class GuideStage(DemoShop):
    """The demo's cards before the demo's camera, without the strip of buttons that only a demo has."""

    @override
    def demo(self) -> Demo:
        return Demo()


class Story:
    """One run of the window, in chapters. Window thread only."""

    def __init__(
        self,
        window: CounterWindow,
        told: TillBridge,
        shop: Sandbox,
        stage: GuideStage,
        album: Album,
        language: str,
    ) -> None:
        self.hands = WindowDriver(window, told)
        self._window, self._shop, self._stage, self._album = window, shop, stage, album
        self._language = language

    def short(self) -> Steps:
        """From an empty till to the first stamp."""
        yield from self._first_start()
        yield from self._first_stamp()

    def whole(self) -> Steps:
        """All of it, with the first stamp as in short."""
        yield from self.short()
        yield from self._rewards()
        yield from self._strangers()
        yield from self._newcomers()
        yield from self._points()
        yield from self._owners_room()
        yield from self._limits()
        yield from self._troubles()
        yield from self._day()

    def _first_start(self) -> Steps:
        yield self._until("welcome", lambda: self.hands.on_panel("first_run"))
        yield self._press(f"language_{self._language}", lambda: True)
        yield from self._keep("welcome")
        yield self._press("firstRunNextButton", lambda: self._sees(QLineEdit, "secretKeyField"))
        yield self._type("secretKeyField", self._shop.secret_key)
        yield self._type("publicKeyField", self._shop.public_key)
        yield self._press("firstRunNextButton", lambda: self._sees(QLabel, "testResult"))
        yield from self._keep("keys")
        cards = f"template_{POINTS_CARD.id}"
        yield self._press("firstRunNextButton", lambda: self._sees(QCheckBox, cards))
        yield self._press(cards, lambda: True)
        yield from self._keep("cards")
        yield self._press("firstRunNextButton", lambda: self._sees(QLineEdit, "rewardNameField"))
        yield Step("name the rewards", self._name_rewards, lambda: True)
        yield from self._keep("rewards")
        yield from self._scanning_and_pin()
        yield self._press("firstRunNextButton", lambda: self._sees(QLabel, "summary"))
        yield from self._keep("set-up-done")
        yield self._press("firstRunNextButton", lambda: self.hands.on_panel("ready") and self._is_online())

    def _scanning_and_pin(self) -> Steps:
        yield self._press("firstRunNextButton", lambda: self._sees(QWidget, "firstRunViewfinder"))
        yield Step("try the camera", lambda: self._stage.show_card("ka.ming@example.com"), lambda: True)
        yield from self._keep("camera", seconds=1.4)
        yield self._press("firstRunNextButton", lambda: self._sees(QAbstractButton, "pinOk"))
        yield from self._keep("new-pin")
        yield from self._enter_pin(lambda: self._sees(QAbstractButton, "pinOk"))
        yield from self._enter_pin(lambda: self._sees(QLabel, "pinChosen"))
        yield self._rest("the phone is put away", seconds=3.5)

    def _first_stamp(self) -> Steps:
        yield self._until("the join page is known", lambda: not _join_code(self._display()).is_empty)
        yield from self._keep("ready")
        yield from self._keep("display-join", of=self._display)
        yield from self._scan("jane@example.com", lambda: self.hands.shows(5, 0))
        yield self._press("stampButton", lambda: self.hands.shows(6, 0))
        yield from self._keep("stamped")
        yield from self._keep("display-card", of=self._display)
        yield self._until("the first stamp has counted", lambda: self._stage.changes() == ["+1"])

    def _rewards(self) -> Steps:
        yield self._quiet()
        yield from self._scan("tai.man@example.com", lambda: self.hands.tier_is(8, "ready"))
        yield from self._keep("reward-ready")
        yield self._press("redeemButton_8", lambda: self._sees(QAbstractButton, "undoButton"))
        yield from self._keep("redeeming", seconds=0.2)
        yield self._press("undoButton", lambda: self.hands.tier_is(8, "ready"))
        yield self._quiet()

    def _strangers(self) -> Steps:
        yield from self._scan("suki@example.com", lambda: self.hands.on_panel("unknown"))
        yield from self._keep("whose-card")
        yield self._type("ownerField", "suki@example.com")
        yield self._press("linkButton", lambda: self.hands.shows(4, 0))
        yield self._look_up("lily@example.com", lambda: self.hands.on_panel("refused"))
        yield from self._keep("nobody")
        yield self._press("enrolThemButton", lambda: self.hands.on_panel("enrol"))
        yield self._type("enrolNameField", "Lily")
        yield self._press("makeCardButton", lambda: self._sees(QAbstractButton, "doneButton"))
        yield from self._keep("new-card")
        yield self._press("doneButton", lambda: self.hands.shows(0, 0))

    def _newcomers(self) -> Steps:
        yield self._press("newCustomerButton", lambda: self.hands.on_panel("enrol"))
        yield from self._keep("new-customer", seconds=0.8)
        yield self._press("posterButton", lambda: self.hands.on_panel("poster"))
        yield self._type("posterFolderField", "~/Documents")
        yield from self._keep("poster")
        yield self._press("closePosterButton", lambda: not self.hands.on_panel("poster"))

    def _points(self) -> Steps:
        yield self._look_up("priya@example.com", lambda: self.hands.shows(3, 0))
        yield self._press(f"card_{POINTS_CARD.id}", lambda: self.hands.shows(120, 0))
        yield self._press("stampButton", lambda: self._sees(QLineEdit, "amountField"))
        yield self._type("amountField", "85")
        yield from self._keep("points")
        yield self._press("closeAmountButton", lambda: not self._sees(QLineEdit, "amountField"))

    def _owners_room(self) -> Steps:
        yield self._press("settingsButton", lambda: self.hands.on_panel("pin"))
        yield from self._keep("pin")
        yield from self._enter_pin(lambda: self.hands.on_panel("settings"))
        yield from self._keep("settings-shop")
        yield self._press("scanningTab", lambda: self._sees(QAbstractButton, "teachLayoutButton"))
        yield self._press("teachLayoutButton", lambda: True)
        yield self._rest("the code has its place", seconds=0.2)
        yield Step("scroll down", self._scroll_down, lambda: True)
        yield from self._keep("settings-scanning")
        yield self._press("counterTab", lambda: self._sees(QAbstractButton, "alwaysAskBox"))
        yield self._type("cashiersField", "Mei, Sam")
        yield from self._keep("settings-counter")
        yield self._press("alwaysAskBox", lambda: True)
        yield self._press("dataTab", lambda: self._sees(QLineEdit, "transferPath"))
        yield self._type("transferPath", "~/Documents/kreward-cards.kreward")
        yield from self._keep("settings-data")
        yield self._press("aboutTab", lambda: self._sees(QAbstractButton, "checkButton"))
        yield from self._keep("settings-about")
        yield self._press("saveButton", lambda: not self.hands.on_panel("settings"))

    def _limits(self) -> Steps:
        yield self._press("cashierButton", lambda: self._sees(QAbstractButton, "cashierButton_0"))
        yield self._press("cashierButton_0", lambda: True)
        yield from self._scan("jane@example.com", lambda: self.hands.shows(6, 0))
        yield self._press("stampButton", lambda: self._sees(QAbstractButton, "limitNoButton"))
        yield from self._keep("asks-first")
        yield self._press("limitNoButton", lambda: not self._sees(QAbstractButton, "limitNoButton"))

    def _troubles(self) -> Steps:
        hands = self.hands
        yield from self._scan("amir@example.com", lambda: hands.shows(10, 0))
        yield self._turn("lost_answer", is_on=True)
        yield self._press("stampButton", lambda: hands.needs_person(1) and hands.status_is("online", 0))
        yield self._turn("cut", is_on=True)
        yield self._look_up("lily@example.com", lambda: hands.shows(0, 0))
        yield self._press("stamp2Button", lambda: hands.status_is("offline", 1))
        yield self._look_up("suki@example.com", lambda: hands.shows(4, 0))
        yield self._press("stampButton", lambda: hands.status_is("offline", 2) and hands.shows(4, 1))
        yield from self._keep("offline")
        yield self._press("linkPill", lambda: hands.on_panel("outbox"))
        yield from self._keep("outbox")
        yield self._turn("cut", is_on=False)
        yield Step("try now", self._try_now, lambda: hands.status_is("online", 0))
        yield self._press("countedButton", lambda: hands.on_panel("pin"))
        yield from self._enter_pin(lambda: hands.needs_person(0))
        yield self._quiet()

    def _day(self) -> Steps:
        yield Step("F7", lambda: QTest.keyClick(self._window, Qt.Key.Key_F7), lambda: self.hands.on_panel("day"))
        yield from self._keep("day")
        yield self._press("dayTab_1", lambda: self._sees(QLineEdit, "shiftFolder"))
        yield self._type("shiftFolder", "~/Documents")
        yield from self._keep("shift")

    def _keep(self, name: str, seconds: float = _AT_REST_S, of: Callable[[], QWidget] | None = None) -> Steps:
        """Let the picture come to rest, then keep it; of the window, unless it is of something else."""
        yield self._rest(f"rest {name}", seconds)
        yield Step(f"keep {name}", lambda: self._album.keep(name, of() if of else self._window), lambda: True)

    def _rest(self, name: str, seconds: float) -> Step:
        began_s: list[float] = []
        return Step(name, lambda: began_s.append(monotonic()), lambda: monotonic() - began_s[0] >= seconds)

    def _quiet(self) -> Step:
        """Until the bar at the bottom tells of nothing."""
        return self._until("the bar is quiet", lambda: self._message_bar().is_idle)

    def _turn(self, fault: NetworkFault, *, is_on: bool) -> Step:
        """Begin or end a fault of the network."""

        def act() -> None:
            self._stage.network.set_fault(fault, is_on=is_on)

        return Step(f"{fault} {'begins' if is_on else 'ends'}", act, lambda: True)

    def _scan(self, email: str, holds: Callable[[], bool]) -> Steps:
        yield Step(f"scan for {email}", partial(self._stage.show_card, email), holds)

    def _until(self, name: str, holds: Callable[[], bool]) -> Step:
        return Step(name, lambda: None, holds)

    def _press(self, name: str, holds: Callable[[], bool]) -> Step:
        return Step(f"press {name}", partial(self._press_now, name), holds)

    def _type(self, name: str, text: str) -> Step:
        return Step(f"fill {name}", partial(self._type_now, name, text), lambda: True)

    def _look_up(self, email: str, holds: Callable[[], bool]) -> Step:
        return Step(f"type {email}", partial(self._type_now, "emailField", email, is_all=True), holds)

    def _enter_pin(self, holds: Callable[[], bool]) -> Steps:
        for digit in PIN:
            yield self._press(f"pinDigit{digit}", lambda: True)
        yield self._press("pinOk", holds)

    def _press_now(self, name: str) -> bool:
        button = self._seen(QAbstractButton, name)
        if button is None or not button.isEnabled():
            return False
        button.click()
        return True

    def _type_now(self, name: str, text: str, *, is_all: bool = False) -> bool:
        field = self._seen(QLineEdit, name)
        if field is None:
            return False
        field.setText(text)
        if is_all:
            field.returnPressed.emit()
        return True

    def _name_rewards(self) -> None:
        fields = [field for field in self._window.findChildren(QLineEdit, "rewardNameField") if field.isVisible()]
        for field, name in zip(fields, _REWARDS.get(self._language, _REWARDS["en"]), strict=True):
            field.setText(name)

    def _try_now(self) -> bool:
        return self.hands.status_is("online", 0) or self._press_now("tryNowButton")

    def _is_online(self) -> bool:
        """By the pill: the till may have told of its connection before anybody listened."""
        pill = self._seen(QAbstractButton, "linkPill")
        return pill is not None and pill.property("tone") == "good"

    def _sees(self, kind: type[W], name: str) -> bool:
        return self._seen(kind, name) is not None

    def _seen(self, kind: type[W], name: str) -> W | None:
        """Return the part of that name that can be seen; several panels have parts of one name."""
        return next((part for part in self._window.findChildren(kind, name) if part.isVisible()), None)

    def _scroll_down(self) -> None:
        for area in self._window.findChildren(QScrollArea):
            if area.isVisible():
                area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())

    def _message_bar(self) -> MessageBar:
        message_bar = self._window.findChild(MessageBar)
        assert message_bar is not None
        return message_bar

    def _display(self) -> CustomerDisplay:
        """Return the customer display, as large as the window: no second screen is needed to paint it."""
        display = next(each for each in QApplication.topLevelWidgets() if isinstance(each, CustomerDisplay))
        display.resize(self._window.size())
        return display


def _join_code(display: CustomerDisplay) -> QrCode:
    return display.face.code if isinstance(display.face, JoinFace) else QrCode()
