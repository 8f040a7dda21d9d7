"""The guided set-up: nothing is saved before its end, and going back keeps what was entered."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QScrollArea

from kreward_pos.api.errors import AnswerUnreadable, KeyRefused, ShopRefused, Unreachable
from kreward_pos.api.keys import PublicKeyInSecretPlace
from kreward_pos.api.models import Account, Template
from kreward_pos.errors import TillError
from kreward_pos.scan.scanner import Scan
from kreward_pos.system.keychain import NoKeyring
from kreward_pos.system.settings import SettingsUnsaved
from kreward_pos.ui.panels.setup.panel import FirstRunPanel
from tests.ui.conftest import CounterDriver, OpenWindow
from tests.ui.desk_fake import JANE
from tests.ui.layout_inspector import find_widget

STEPS = (
    "Welcome to your counter",
    "Your shop's keys",
    "Which cards does this till use?",
    "What are the rewards called?",
    "How are cards scanned?",
    "A PIN for the owner",
    "Ready",
)
ONE_CARD = Account("Corner Shop", None, (Template("t1", "Coffee card", "stamps", 8),))


@pytest.fixture
def new(at: CounterDriver) -> CounterDriver:
    """Return a till without keys, at the first question."""
    at.setup.view = replace(at.setup.view, has_secret=False)
    at.window.owner_pages.open_first_run()
    at.until(lambda: at.visible("language_en").isChecked())
    return at


def line(at: CounterDriver, name: str) -> QLineEdit:
    """Return the field of the set-up that can be seen; others of that name belong to the settings or are going away."""
    (field,) = [field for field in at.find(FirstRunPanel).findChildren(QLineEdit, name) if field.isVisible()]
    return field


def title(at: CounterDriver) -> str:
    return at.label("firstRunTitle").text()


def press_next(at: CounterDriver, to: int) -> None:
    """Press Next until the question of that number."""
    while title(at) != STEPS[to]:
        shown = title(at)
        at.until(lambda: at.button("firstRunNextButton").isEnabled())
        at.press("firstRunNextButton")
        at.until(lambda shown=shown: title(at) != shown or is_connected(at))  # type: ignore[misc]  # bound at once


def is_connected(at: CounterDriver) -> bool:
    return at.button("firstRunNextButton").text() == "Next"


def enter_key(at: CounterDriver, secret: str = "kw_sk_made_up") -> None:
    press_next(at, 1)
    line(at, "secretKeyField").setText(secret)


def tap_pin(at: CounterDriver, *typed: str) -> None:
    for digits in typed:
        for digit in digits:
            at.visible(f"pinDigit{digit}").click()
        at.visible("pinOk").click()


def test_guided_set_up_saves_everything_at_the_end(new: CounterDriver) -> None:
    at = new
    assert not at.button("settingsButton").isVisible()
    enter_key(at)
    press_next(at, 2)
    boxes = [box for box in at.window.findChildren(QCheckBox, "template_t2") if box.isVisible()]
    boxes[0].setChecked(True)
    press_next(at, 3)
    line(at, "rewardNameField").setText("Free coffee")
    press_next(at, 4)
    at.until(lambda: camera_box(at).findText("Counter cam") >= 0)
    camera_box(at).setCurrentIndex(camera_box(at).findText("Counter cam"))
    press_next(at, 5)
    tap_pin(at, "2580", "2580")
    press_next(at, 6)
    assert at.setup.saved == []
    assert at.label("summary").text().splitlines() == [
        "Shop: My Café",
        "Cards: Coffee card and Club",
        "Rewards: Free coffee",
        "Scanning: by camera",
        "PIN: set",
    ]
    at.press("firstRunNextButton")
    at.until(lambda: at.window.panel_name == "ready")
    (change,) = at.setup.saved
    assert change.secret == "kw_sk_made_up"
    assert "kw_sk" not in repr(change)
    settings = at.setup.view.settings
    assert (settings.template_ids, settings.tier_names, settings.camera) == (
        ("t1", "t2"),
        {"8": "Free coffee"},
        "Counter cam",
    )
    at.setup.pin.lock()
    at.setup.pin.unlock("2580")
    assert at.button("settingsButton").isVisible()
    at.show_card(JANE)


def camera_box(at: CounterDriver) -> QComboBox:
    return find_widget(at.find(FirstRunPanel), QComboBox, "cameraBox")


def test_shop_with_one_card_is_not_asked_which(new: CounterDriver) -> None:
    new.setup.answer = ONE_CARD
    enter_key(new)
    press_next(new, 3)
    new.press("firstRunBackButton")
    assert title(new) == STEPS[1]


def test_going_back_keeps_what_was_entered(new: CounterDriver) -> None:
    enter_key(new)
    press_next(new, 3)
    line(new, "rewardNameField").setText("Free coffee")
    press_next(new, 5)
    tap_pin(new, "2580", "2580")
    for step in range(4, -1, -1):
        new.press("firstRunBackButton")
        assert title(new) == STEPS[step]
    press_next(new, 6)
    assert "Rewards: Free coffee" in new.label("summary").text()
    assert "PIN: set" in new.label("summary").text()
    assert new.setup.tested == [("kw_sk_made_up", "")]


def test_second_test_of_the_keys_keeps_what_was_entered(new: CounterDriver) -> None:
    enter_key(new)
    press_next(new, 2)
    (club,) = [box for box in new.window.findChildren(QCheckBox, "template_t2") if box.isVisible()]
    club.setChecked(True)
    press_next(new, 3)
    line(new, "rewardNameField").setText("Free coffee")
    for _ in range(2):
        new.press("firstRunBackButton")
    line(new, "secretKeyField").setText("kw_sk_made_up_too")
    press_next(new, 6)
    assert [key for key, _ in new.setup.tested] == ["kw_sk_made_up", "kw_sk_made_up_too"]
    assert "Cards: Coffee card and Club\nRewards: Free coffee" in new.label("summary").text()


def test_goals_of_another_shop_replace_unnamed_ones(new: CounterDriver) -> None:
    enter_key(new)
    press_next(new, 3)
    assert line(new, "rewardAtField").text() == "8"
    new.setup.answer = Account("Corner Shop", None, (Template("t9", "Tea card", "stamps", 10),))
    for _ in range(2):
        new.press("firstRunBackButton")
    line(new, "secretKeyField").setText("kw_sk_made_up_too")
    press_next(new, 3)
    assert line(new, "rewardAtField").text() == "10"


def test_questions_are_disabled_until_the_settings_are_read(at: CounterDriver) -> None:
    at.setup.hold("current")
    at.window.owner_pages.open_first_run()
    assert not at.visible("language_en").isEnabled()
    assert not at.button("firstRunNextButton").isEnabled()
    at.setup.let_go("current")
    at.until(at.button("firstRunNextButton").isEnabled)
    assert at.visible("language_en").isChecked()
    assert at.visible("language_en").isEnabled()
    assert at.button("firstRunNextButton").hasFocus()


def test_unreadable_settings_are_reported_and_can_be_left(at: CounterDriver) -> None:
    at.setup.unread = SettingsUnsaved(where="the folder")
    at.window.owner_pages.open_first_run()
    at.until(lambda: "could not be saved" in at.label("firstRunLead").text())
    assert not at.button("firstRunNextButton").isEnabled()
    at.press("setUpLaterButton")
    assert at.window.panel_name == "ready"


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (KeyRefused(), "Kreward does not know this key"),
        (ShopRefused(), "Kreward does not let this shop use its API"),
        (PublicKeyInSecretPlace(), "That is the public key"),
        (Unreachable(), "No connection to Kreward"),
        (AnswerUnreadable("no JSON"), "Something else answered in Kreward's place"),
    ],
)
def test_rejected_key_is_explained_at_its_field(new: CounterDriver, failure: TillError, words: str) -> None:
    new.setup.answer = failure
    enter_key(new)
    new.press("firstRunNextButton")
    panel = new.find(FirstRunPanel)
    new.until(lambda: words in summary_text(panel))
    assert title(new) == STEPS[1]
    new.setup.answer = ONE_CARD
    new.until(lambda: new.button("firstRunNextButton").isEnabled())
    press_next(new, 3)


def test_public_key_alone_is_explained(new: CounterDriver) -> None:
    new.setup.view = replace(new.setup.view, has_secret=False)
    new.setup.answer = Account("My Café", None, ())
    press_next(new, 1)
    line(new, "publicKeyField").setText("kw_pub_made_up")
    new.press("firstRunNextButton")
    new.until(lambda: "Stamps and rewards need the secret key." in summary_text(new.find(FirstRunPanel)))


def summary_text(panel: FirstRunPanel) -> str:
    return " | ".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_leaving_half_way_saves_nothing(new: CounterDriver) -> None:
    at = new
    enter_key(at)
    press_next(at, 4)
    at.press("setUpLaterButton")
    assert at.window.panel_name == "ready"
    at.until(lambda: at.setup.tried[-1:] == [None])
    assert at.setup.saved == []
    assert not at.setup.pin.has_pin()
    at.until(lambda: at.window.findChild(FirstRunPanel) is None)


@pytest.mark.usefixtures("english_afterwards")
def test_language_changes_at_once_and_back_on_leaving(new: CounterDriver) -> None:
    new.visible("language_zh_HK").click()
    new.until(lambda: new.button("themeButton").accessibleName() == "淺色或深色")
    new.press("setUpLaterButton")
    new.until(lambda: new.button("themeButton").accessibleName() == "Light or dark")


def test_hand_scanner_alone_is_enough(new: CounterDriver) -> None:
    new.setup.answer = ONE_CARD
    enter_key(new)
    press_next(new, 4)
    box = camera_box(new)
    box.setCurrentIndex(box.findData("none"))
    new.until(lambda: new.setup.tried[-1:] == ["none"])
    press_next(new, 6)
    assert new.label("summary").text().splitlines() == ["Shop: Corner Shop", "Scanning: by hand scanner", "PIN: none"]


def test_differing_pins_are_asked_for_again(new: CounterDriver) -> None:
    new.setup.answer = ONE_CARD
    enter_key(new)
    press_next(new, 5)
    tap_pin(new, "2580", "2581")
    assert new.button("firstRunNextButton").text() == "Continue without a PIN"
    tap_pin(new, "2580", "2580")
    assert new.button("firstRunNextButton").text() == "Next"
    new.press("anotherPinButton")
    assert new.button("firstRunNextButton").text() == "Continue without a PIN"


def test_failed_saving_is_reported_and_can_be_tried_again(new: CounterDriver) -> None:
    new.setup.answer = ONE_CARD
    new.setup.refusal = SettingsUnsaved(where="the folder")
    enter_key(new)
    press_next(new, 6)
    new.press("firstRunNextButton")
    new.until(lambda: "could not be saved" in new.label("firstRunTrouble").text())
    new.setup.refusal = None
    new.press("firstRunNextButton")
    new.until(lambda: new.window.panel_name == "ready")


def test_owner_is_told_what_holds_for_this_run_only(new: CounterDriver) -> None:
    new.setup.answer = ONE_CARD
    new.setup.storage_error = NoKeyring()
    enter_key(new)
    press_next(new, 6)
    new.press("firstRunNextButton")
    new.until(lambda: "no safe place for the key" in new.label("firstRunTrouble").text())
    new.press("firstRunNextButton")
    new.until(lambda: new.window.panel_name == "ready")
    assert len(new.setup.saved) == 1


@pytest.mark.parametrize(
    ("saves_keys", "told", "placeholder"),
    [
        (True, "It is kept safely.", "Kept safely. Type to replace it"),
        (False, "It is used until the app is closed.", "In use. Type to replace it"),
    ],
)
def test_keys_are_called_safe_only_where_they_are_saved(
    at: CounterDriver, saves_keys: bool, told: str, placeholder: str
) -> None:
    at.setup.view = replace(at.setup.view, saves_keys=saves_keys)
    at.window.owner_pages.open_first_run()
    at.until(lambda: at.visible("language_en").isChecked())
    press_next(at, 1)
    assert at.label("firstRunLead").text().endswith(f"paste it here. {told}")
    assert line(at, "secretKeyField").placeholderText() == placeholder


def test_demo_is_opened_without_saving_anything(new: CounterDriver) -> None:
    wanted: list[bool] = []
    new.window.owner_pages.demo_wanted.connect(lambda: wanted.append(True))
    new.press("tryDemoButton")
    assert wanted == [True]
    assert new.setup.saved == []
    assert new.window.panel_name == "first_run"


def test_no_other_panel_replaces_the_set_up(new: CounterDriver) -> None:
    enter_key(new)
    for key in (Qt.Key.Key_F8, Qt.Key.Key_F4, Qt.Key.Key_F9):
        new.key(key)
    new.scans.on_scan(Scan(JANE))
    new.type("x")
    new.key(Qt.Key.Key_Escape)
    assert title(new) == STEPS[0]
    assert new.desk.asked("look_up") == []
    assert new.field("emailField").text() == ""


def test_no_widget_flashes_as_a_separate_window(new: CounterDriver) -> None:
    assert [window for window in QApplication.topLevelWidgets() if window.isVisible()] == [new.window]
    assert new.window.isActiveWindow()


def test_settings_open_the_guided_set_up(at: CounterDriver) -> None:
    at.key(Qt.Key.Key_F9)
    at.await_settings()
    at.press("guideButton")
    at.until(lambda: at.window.panel_name == "first_run")


@pytest.mark.parametrize("size", [(1024, 600), (1280, 800)])
def test_every_question_fits_the_window(open_window: OpenWindow, size: tuple[int, int]) -> None:
    at = open_window(*size)
    at.window.owner_pages.open_first_run()
    at.until(lambda: at.visible("language_en").isChecked())
    for step in range(len(STEPS)):
        if step == 1:
            enter_key(at)
        press_next(at, step)
        (area,) = [area for area in at.window.findChildren(QScrollArea) if area.isVisible()]
        inner = area.widget()
        assert inner is not None
        assert inner.minimumSizeHint().width() <= area.viewport().width(), step
        assert inner.minimumSizeHint().height() <= area.viewport().height(), step
