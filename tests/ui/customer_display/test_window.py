"""The customer display: what it shows and clears, where it opens, and that its codes can be scanned."""

import gc
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QRect, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kreward_pos.api.models import CardEnrolment, JoinPage, WalletOffer
from kreward_pos.cards import Email
from kreward_pos.system.settings import Settings
from kreward_pos.till.model.views import CustomerView, TierView
from kreward_pos.ui.customer_display.card import CardFace
from kreward_pos.ui.customer_display.faces import JoinFace, NewCardFace, display_name
from kreward_pos.ui.customer_display.window import ANIMATION_MS, CustomerDisplay
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.window import WindowOptions
from tests.ui.conftest import CounterDriver, OpenWindow
from tests.ui.desk_fake import JANE, KA_MING, SUKI, a_view
from tests.ui.phone import codes_on

JOIN = JoinPage(WalletOffer("https://kreward.example/join/my-cafe"))
NEW = CardEnrolment(
    "b2c4", 0, True, WalletOffer("https://wallet.example/a/1"), WalletOffer("https://wallet.example/g/1"), "Suki Wong"
)
SECOND = QRect(1280, 0, 1024, 600)


class FakeScreens:
    """A second screen that comes and goes as the test says."""

    def __init__(self, second: QRect | None = None) -> None:
        self._second = second
        self._changed: list[Callable[[], object]] = []

    def plug(self, second: QRect | None) -> None:
        """Plug another second screen in; None unplugs it."""
        self._second = second
        for changed in self._changed:
            changed()

    def watch(self, changed: Callable[[], object]) -> None:
        self._changed.append(changed)

    def other_screen(self, counter: QWidget) -> QRect | None:
        assert counter.isWindow()
        return self._second


@pytest.fixture
def screens() -> FakeScreens:
    return FakeScreens(SECOND)


@pytest.fixture
def display(theming: Theming, screens: FakeScreens) -> Iterator[CustomerDisplay]:
    theming.set_theme("light")
    made = CustomerDisplay(theming, screens, Settings())
    made.show_shop("My Café")
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def attached_display(open_window: OpenWindow, display: CustomerDisplay) -> CounterDriver:
    """Attach `display` to an open counter."""
    at = open_window()
    at.window.attach_display(display)
    at.until(display.isVisible)
    return at


def is_animated(display: CustomerDisplay) -> bool:
    return display.is_animating


def card_face(display: CustomerDisplay) -> CardFace:
    assert isinstance(display.face, CardFace), display.face
    return display.face


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Jane", "Jane"),
        ("Ka Ming", "Ka Ming"),
        ("Jane Chan", "Jane Chan"),
        ("  Zoë  Li ", "Zoë Li"),
        ("陳大文", "陳大文"),
        ("陳文", "陳文"),
        ("jane@example.com", None),
        ("", None),
        (None, None),
        (" ", None),
        ("B" * 60, "B" * 23 + "…"),
    ],
)
def test_display_name_is_never_an_email(name: str | None, shown: str | None) -> None:
    assert display_name(name) == shown


def test_card_face_holds_no_email(display: CustomerDisplay) -> None:
    display.show_customer(a_view(name="Ka Ming"))
    assert display.accessibleName().startswith("My Café. Hello, Ka Ming. 5 stamps")
    assert "example" not in repr(card_face(display)) + display.accessibleName()
    display.clear_customer()
    display.show_customer(a_view(name=None))
    assert "example" not in repr(card_face(display)) + display.accessibleName()
    assert display.accessibleName().startswith("My Café. Welcome. 5 stamps")


def test_stamp_starts_a_short_animation(display: CustomerDisplay, qtbot: QtBot) -> None:
    display.show_customer(a_view())
    assert not is_animated(display)
    display.show_customer(a_view(waiting=1))
    assert is_animated(display)
    assert card_face(display).added == 1
    assert ANIMATION_MS < 200
    qtbot.waitUntil(lambda: not is_animated(display))
    display.show_customer(a_view(balance=6))
    assert card_face(display).added == 1
    assert not is_animated(display)


def test_nothing_is_animated_without_motion(display: CustomerDisplay) -> None:
    display.apply_settings(Settings(has_motion=False))
    display.show_customer(a_view())
    display.show_customer(a_view(waiting=2))
    assert card_face(display).added == 2
    assert not is_animated(display)


@pytest.mark.parametrize(
    ("views", "added"),
    [
        ([a_view(waiting=1)], 0),
        ([a_view(), a_view(waiting=2), a_view(waiting=1)], 1),
        ([a_view(), a_view(balance=3)], 0),
        ([a_view(balance=None), a_view(balance=None, waiting=1)], 1),
        ([a_view(balance=None), a_view(balance=None, waiting=1), a_view(balance=5, waiting=1)], 1),
        ([a_view(), a_view(waiting=1), a_view(KA_MING, "Ka Ming", balance=9)], 0),
        (
            [
                a_view(balance=8, tiers=(TierView(8, None, "ready", 0),)),
                a_view(balance=0, tiers=(TierView(8, None, "claiming", 0),)),
                a_view(balance=8, tiers=(TierView(8, None, "ready", 0),)),
            ],
            0,
        ),
    ],
)
def test_added_amount_counts_what_was_given_in_this_session(
    display: CustomerDisplay, views: list[CustomerView], added: int
) -> None:
    for view in views:
        display.show_customer(view)
    assert card_face(display).added == added


def test_reward_is_announced(display: CustomerDisplay) -> None:
    display.show_customer(a_view(balance=8, tiers=(TierView(8, "Free coffee", "ready", 0),)))
    assert display.accessibleName().endswith("Ready for you: Free coffee")
    display.show_customer(a_view(balance=5))
    assert display.accessibleName().endswith("3 stamps to go: Free coffee")


@pytest.mark.parametrize("size", [(1024, 600), (800, 1280), (3840, 2160)])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_codes_can_be_scanned(display: CustomerDisplay, theming: Theming, theme: str, size: tuple[int, int]) -> None:
    theming.set_theme("dark" if theme == "dark" else "light")
    display.resize(*size)
    display.show_join(JOIN)
    assert codes_on(display) == {"https://kreward.example/join/my-cafe"}
    display.show_new_card(NEW)
    assert codes_on(display) == {"https://wallet.example/a/1", "https://wallet.example/g/1"}


def test_every_face_is_painted_at_every_size(display: CustomerDisplay) -> None:
    """For every shop and card nothing raises, and something is drawn."""
    tiers = (TierView(2, None, "claimed", 0), TierView(40, "A weekend for two " * 6, "ahead", 38))
    views = [
        a_view(goal=goal, balance=balance, is_points=is_points, tiers=tiers)
        for goal in (None, 0, 1, 8, 40, 5000)
        for balance in (None, 0, 3, 9)
        for is_points in (False, True)
    ]
    for size in ((1024, 600), (600, 1024)):
        display.resize(*size)
        for view in views:
            display.clear_customer()
            display.show_customer(view)
            assert not display.grab().toImage().allGray()


def test_display_opens_on_the_second_screen_without_focus(
    attached_display: CounterDriver, display: CustomerDisplay
) -> None:
    assert display.isFullScreen()
    assert display.windowFlags() & Qt.WindowType.FramelessWindowHint
    assert display.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert attached_display.window.isActiveWindow()


def test_display_lives_as_long_as_the_counter(open_window: OpenWindow, theming: Theming) -> None:
    at = open_window()
    at.window.attach_display(CustomerDisplay(theming, FakeScreens(SECOND), Settings()))
    gc.collect()
    displays = [each for each in QApplication.topLevelWidgets() if isinstance(each, CustomerDisplay)]
    at.until(lambda: any(each.isVisible() for each in displays))
    at.window.close()
    assert not any(each.isVisible() for each in displays)


def test_display_follows_screens_that_come_and_go(
    attached_display: CounterDriver, display: CustomerDisplay, screens: FakeScreens
) -> None:
    screens.plug(None)
    attached_display.until(display.isHidden)
    screens.plug(SECOND)
    attached_display.until(display.isVisible)
    display.apply_settings(Settings(customer_display="off"))
    attached_display.until(display.isHidden)
    screens.plug(QRect(0, -1080, 1920, 1080))
    QApplication.processEvents()
    assert display.isHidden()


def test_display_closes_with_the_counter_alone(attached_display: CounterDriver, display: CustomerDisplay) -> None:
    handle = display.windowHandle()
    assert handle is not None
    QCoreApplication.sendEvent(handle, QCloseEvent())
    assert display.isVisible()
    attached_display.window.close()
    assert display.isHidden()


def test_join_page_is_shown_without_a_customer(attached_display: CounterDriver, display: CustomerDisplay) -> None:
    attached_display.until(lambda: attached_display.desk.asked("join_page") != [])
    attached_display.until(lambda: isinstance(display.face, JoinFace) and not display.face.code.is_empty)


def test_join_page_is_asked_for_again_after_a_change_of_shop(
    attached_display: CounterDriver, display: CustomerDisplay
) -> None:
    attached_display.until(lambda: isinstance(display.face, JoinFace) and not display.face.code.is_empty)
    before = len(attached_display.desk.asked("join_page"))
    attached_display.desk.shop = "Her Bakery"
    attached_display.till.settings_changed(attached_display.setup.view)
    attached_display.until(lambda: len(attached_display.desk.asked("join_page")) > before)
    attached_display.until(lambda: display.accessibleName().startswith("Her Bakery"))


def test_saved_join_page_is_shown_offline(open_window: OpenWindow, display: CustomerDisplay) -> None:
    at = open_window()
    at.desk.kept_page = JOIN
    at.desk.hold("join_page")
    at.window.attach_display(display)
    at.until(lambda: isinstance(display.face, JoinFace) and not display.face.code.is_empty)


def test_customer_is_cleared_with_the_next_scan(attached_display: CounterDriver, display: CustomerDisplay) -> None:
    attached_display.desk.views[KA_MING.key] = a_view(KA_MING, "Ka Ming", balance=2)
    attached_display.show_card(JANE)
    assert card_face(display).name == "Jane"
    attached_display.desk.hold(KA_MING.key)
    attached_display.show_card(KA_MING, panel="asking")
    assert isinstance(display.face, JoinFace)
    attached_display.till.customer_changed(JANE)
    attached_display.desk.let_go(KA_MING.key)
    attached_display.until(lambda: attached_display.window.panel_name == "customer")
    assert card_face(display).name == "Ka Ming"


def test_late_answer_about_an_earlier_customer_is_not_shown(
    attached_display: CounterDriver, display: CustomerDisplay
) -> None:
    attached_display.show_card(JANE)
    attached_display.desk.hold("view")
    attached_display.till.customer_changed(JANE)
    attached_display.until(lambda: attached_display.desk.asked("view") != [])
    attached_display.key(Qt.Key.Key_Escape)
    assert isinstance(display.face, JoinFace)
    attached_display.desk.let_go("view")
    attached_display.show_card(Email.parse("nobody@example.com"), panel="refused")
    assert isinstance(display.face, JoinFace)


def test_tap_is_shown_at_once(attached_display: CounterDriver, display: CustomerDisplay) -> None:
    attached_display.show_card(JANE)
    attached_display.desk.views[JANE.key] = a_view(waiting=1)
    attached_display.press("stampButton")
    attached_display.until(lambda: card_face(display).added == 1)


def test_customer_is_cleared_when_the_counter_is_left_alone(open_window: OpenWindow, display: CustomerDisplay) -> None:
    """Behind the outbox too, which stays open."""
    at = open_window(options=WindowOptions(idle_s=0.5))
    at.window.attach_display(display)
    at.show_card(JANE)
    at.press("linkPill")
    assert card_face(display).name == "Jane"
    at.until(lambda: isinstance(display.face, JoinFace))
    assert at.window.panel_name == "outbox"
    assert at.window.shown_view is None
    at.key(Qt.Key.Key_Escape)
    assert at.window.panel_name == "ready"


def test_new_cards_codes_are_shown_until_the_end_of_the_enrolment(
    attached_display: CounterDriver, display: CustomerDisplay
) -> None:
    attached_display.desk.views[SUKI.key] = a_view(SUKI, "Suki", balance=0)
    attached_display.key(Qt.Key.Key_F4)
    attached_display.field("enrolEmailField").setText("suki@example.com")
    attached_display.press("makeCardButton")
    attached_display.until(lambda: isinstance(display.face, NewCardFace))
    assert codes_on(display) == {"https://wallet.example/a/1", "https://wallet.example/g/1"}
    assert "example" not in display.accessibleName()
    assert attached_display.label("displayedChip").isVisible()
    attached_display.press("doneButton")
    assert isinstance(display.face, JoinFace)
    attached_display.until(lambda: isinstance(display.face, CardFace))


def test_enrolment_does_not_mention_an_absent_display(at: CounterDriver) -> None:
    at.key(Qt.Key.Key_F4)
    assert at.label("enrolTitle").isVisible()
    assert not at.label("displayedChip").isVisible()


def test_card_found_again_is_named_as_such(display: CustomerDisplay) -> None:
    display.show_new_card(replace(NEW, is_new=False))
    assert display.accessibleName().startswith("Here is your card again")
    display.show_new_card(replace(NEW, apple=None, google=None))
    assert display.accessibleName() == "Welcome, Suki Wong. Your card will come by e-mail"


def test_display_follows_the_language_at_once(display: CustomerDisplay) -> None:
    display.setAccessibleName("")
    QCoreApplication.sendEvent(display, QEvent(QEvent.Type.LanguageChange))
    assert display.accessibleName() == "My Café. Please have your wallet card ready"


TWO_SCREENS = """
import sys
from PySide6.QtWidgets import QWidget
from kreward_pos.ui.theme.application import make_application
from kreward_pos.ui.customer_display.window import CustomerDisplay
from kreward_pos.system.settings import Settings
from kreward_pos.ui.runtime.second_screen import QtScreens
app, look = make_application([], "light", "en")
counter = QWidget()
counter.setGeometry(int(sys.argv[1]), 50, 400, 300)
counter.show()
display = CustomerDisplay(look, QtScreens(), Settings())
display.follow(counter)
app.processEvents()
print(display.isVisible(), display.geometry().getRect() if display.isVisible() else None)
"""


@pytest.mark.parametrize(
    ("widths", "counter_x", "expected"),
    [([1280, 1024], 50, "True (1280, 0, 1024, 600)"), ([1280, 1024], 1400, "True (0, 0, 1280, 600)"),
     ([1280], 50, "False None")],
)  # fmt: skip
def test_qt_screens_find_another_screen(tmp_path: Path, widths: list[int], counter_x: int, expected: str) -> None:
    """Two real screens need their own process, since the platform reads them once."""
    screens = [
        {"name": str(place), "x": sum(widths[:place]), "y": 0, "width": width, "height": 600,
         "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
        for place, width in enumerate(widths)
    ]  # fmt: skip
    plan = tmp_path / "screens.json"
    plan.write_text(
        json.dumps({"synchronousWindowSystemEvents": True, "windowFrameMargins": False, "screens": screens})
    )
    done = subprocess.run(
        [sys.executable, "-c", TWO_SCREENS, str(counter_x)],
        cwd=Path(__file__).parents[3],
        env={"QT_QPA_PLATFORM": f"offscreen:configfile={plan}", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.strip() == expected, done.stderr
