"""The settings page: every field saved and shown again, and errors at their fields."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPushButton, QRadioButton, QScrollArea, QWidget

from kreward_pos.api.errors import KeyRefused, ShopRefused, Unreachable
from kreward_pos.api.models import Template
from kreward_pos.system.keychain import NoKeyring
from kreward_pos.system.settings import (
    CameraOrientation,
    HandScannerSettings,
    Limits,
    Settings,
    SettingsUnsaved,
    with_changes,
)
from kreward_pos.ui.runtime.ports import SettingsChange, SettingsView
from kreward_pos.ui.widgets.qr import QrPicture
from tests.ui.conftest import CounterDriver, OpenWindow
from tests.ui.desk_fake import JANE, a_view

TEMPLATES = (Template("t1", "Coffee card", "stamps", 8), Template("t2", "Club", "points", None))
SECTIONS = ("shop", "counter", "pin", "scanning", "display", "appearance", "data", "about")


@pytest.fixture
def page(at: CounterDriver) -> CounterDriver:
    """Return the open settings of a shop with two cards."""
    at.desk.shop_templates = TEMPLATES
    open_settings(at)
    at.until(lambda: at.window.findChild(QCheckBox, "template_t2") is not None)
    return at


def open_settings(at: CounterDriver) -> None:
    at.key(Qt.Key.Key_F9)
    at.await_settings()


def tick(at: CounterDriver, name: str) -> QCheckBox:
    return at.find(QCheckBox, name)


def box(at: CounterDriver, name: str) -> QComboBox:
    return at.find(QComboBox, name)


def choose(at: CounterDriver, name: str, value: object) -> None:
    found = box(at, name)
    places = [place for place in range(found.count()) if found.itemData(place) == value]
    assert places, (name, value)
    found.setCurrentIndex(places[0])


def save(at: CounterDriver) -> dict[str, object]:
    """Save, and return the fields that were changed."""
    before = len(at.setup.saved)
    at.press("saveButton")
    at.until(lambda: len(at.setup.saved) > before)
    return dict(at.setup.saved[-1].fields)


def test_unchanged_settings_are_not_written_and_close(page: CounterDriver) -> None:
    assert save(page) == {}
    page.until(lambda: page.window.panel_name == "ready")


def test_every_field_of_the_settings_can_be_changed(page: CounterDriver) -> None:
    at = page
    fields = {
        "baseUrlField": "https://kreward.example.com/v1",
        "proxyField": "http://proxy.example.com:8080",
        "tillNameField": "Till 7",
        "cashiersField": "May, Ka Ming，May",
        "stampsPerTapField": "5",
        "repeatMinutesField": "0",
        "stampsPerDayField": "40",
        "offlineRedeemsField": "2",
        "prefixField": "~",
        "suffixField": "#",
    }
    for name, text in fields.items():
        at.field(name).setText(text)
    for name in ("redeemOfflineBox", "alwaysAskBox", "mirroredBox", "template_t2", "kioskBox"):
        tick(at, name).setChecked(True)
    for name in ("soundsBox", "motionBox", "updatesBox"):
        tick(at, name).setChecked(False)
    at.until(lambda: box(at, "cameraBox").findText("Counter cam") >= 0)
    at.until(lambda: box(at, "serialPortBox").findText("/dev/ttyACM0") >= 0)
    choices = {
        "cameraBox": "Counter cam",
        "turnBox": 180,
        "serialPortBox": "/dev/ttyACM0",
        "customerDisplayBox": "off",
        "languageBox": "en",
        "themeBox": "dark",
    }
    for name, value in choices.items():
        choose(at, name, value)
    at.field("rewardNameField").setText("Free coffee")
    saved = save(at) | {"language": "en"}  # the current language is not among the changes
    assert set(saved) == set(Settings.__struct_fields__)
    assert at.setup.view.settings == Settings(
        base_url="https://kreward.example.com/v1",
        proxy="http://proxy.example.com:8080",
        till_name="Till 7",
        cashiers=("May", "Ka Ming"),
        theme="dark",
        has_sounds=False,
        has_motion=False,
        is_kiosk=True,
        customer_display="off",
        camera="Counter cam",
        picture=CameraOrientation(180, is_mirrored=True),
        hand_scanner=HandScannerSettings("~", "#", {}, "/dev/ttyACM0"),
        template_ids=("t1", "t2"),
        always_ask=True,
        limits=Limits(5, 0, 40, may_redeem_offline=True, offline_redeems_per_day=2),
        tier_names={"8": "Free coffee"},
        looks_for_updates=False,
    )
    assert at.label("tillLabel").accessibleName() == "Till 7"


@pytest.mark.parametrize(
    ("field", "text", "section"),
    [
        ("tillNameField", " ", "counter"),
        ("stampsPerTapField", "0", "counter"),
        ("stampsPerTapField", "", "counter"),
        ("repeatMinutesField", "9999", "counter"),
        ("cashiersField", "x" * 61, "counter"),
        ("baseUrlField", "http://kreward.example.com", "shop"),
        ("proxyField", "proxy", "shop"),
    ],
)
def test_invalid_entry_is_reported_at_its_field(page: CounterDriver, field: str, text: str, section: str) -> None:
    page.press("aboutTab")
    page.field(field).setText(text)
    page.press("saveButton")
    assert page.button(f"{section}Tab").isChecked()
    trouble = page.label(f"{field}Trouble")
    assert trouble.isVisible()
    assert page.field(field).accessibleDescription() == trouble.text()
    assert page.setup.saved == []
    page.field(field).setText("something else")
    assert not trouble.isVisible()


@pytest.mark.parametrize(("first", "second"), [("", "8"), ("8", "8"), ("8", "08")])
def test_each_reward_needs_its_own_number(page: CounterDriver, first: str, second: str) -> None:
    at = page
    assert at.field("rewardAtField").text() == "8"
    at.press("addRewardButton")
    ats, names = (at.window.findChildren(QLineEdit, name) for name in ("rewardAtField", "rewardNameField"))
    for line, number, name in zip(ats, (first, second), ("Coffee", "Cake"), strict=True):
        line.setText(number)
        names.pop(0).setText(name)
    at.press("saveButton")
    assert at.label("rewardsTrouble").isVisible()
    assert at.setup.saved == []


def test_reward_can_be_removed(at: CounterDriver) -> None:
    at.setup.view = a_set_up(at, tier_names={"4": "Cake", "8": "Coffee"})
    open_settings(at)
    at.until(lambda: len(at.window.findChildren(QLineEdit, "rewardNameField")) == 2)
    at.window.findChildren(QPushButton, "removeRewardButton")[0].click()
    assert save(at) == {"tier_names": {"8": "Coffee"}}


def test_late_answers_keep_what_was_entered(at: CounterDriver) -> None:
    at.setup.view = a_set_up(at, hand_scanner=HandScannerSettings(serial_port="/dev/ttyUSB0"), template_ids=("t2",))
    at.desk.shop_templates = TEMPLATES
    at.desk.hold("templates")
    at.setup.hold("serial_ports")
    open_settings(at)
    at.field("rewardAtField").setText("20")
    at.field("rewardNameField").setText("Free cake")
    choose(at, "serialPortBox", "")
    at.desk.let_go("templates")
    at.setup.let_go("serial_ports")
    at.until(lambda: at.window.findChild(QCheckBox, "template_t2") is not None)
    at.until(lambda: box(at, "serialPortBox").findText("/dev/ttyACM0") >= 0)
    assert tick(at, "template_t2").isChecked()
    at.until(lambda: goals_from_above(at) == ["8", "20"])
    assert save(at) == {"hand_scanner": HandScannerSettings(), "tier_names": {"20": "Free cake"}}


def goals_from_above(at: CounterDriver) -> list[str]:
    fields = at.window.findChildren(QLineEdit, "rewardAtField")
    return [field.text() for field in sorted(fields, key=lambda field: field.mapTo(at.window, QPoint()).y())]


def test_cards_stay_unchanged_until_the_shops_cards_are_known(at: CounterDriver) -> None:
    at.setup.view = a_set_up(at, template_ids=("t2",))
    open_settings(at)
    assert save(at) == {}


def a_set_up(at: CounterDriver, **fields: object) -> SettingsView:
    """Return the current settings with these changes."""
    return replace(at.setup.view, settings=with_changes(at.setup.view.settings, fields))


def test_keys_are_tested_and_saved_and_cleared_from_the_page(page: CounterDriver) -> None:
    at = page
    secret = at.field("secretKeyField")
    assert secret.echoMode() is QLineEdit.EchoMode.Password
    secret.setText(" kw_sk_made_up ")
    at.press("testButton")
    at.until(lambda: at.label("testResult").text() == "Plan Growth · Coffee card (8 stamps) and Club (points)")
    assert at.setup.tested == [("kw_sk_made_up", "")]
    save(at)
    (change,) = at.setup.saved
    assert (change.secret, change.public) == ("kw_sk_made_up", None)
    assert "kw_sk_made_up" not in repr(change)
    at.until(lambda: secret.text() == "")


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (KeyRefused(), "A key that was replaced there no longer works."),
        (ShopRefused(), "Growth or Enterprise"),
        (Unreachable(), "internet connection"),
    ],
)
def test_bad_key_is_explained_to_the_owner(page: CounterDriver, failure: KeyRefused, words: str) -> None:
    page.setup.answer = failure
    page.field("secretKeyField").setText("kw_sk_wrong")
    page.press("testButton")
    page.until(lambda: words in page.label("testResult").text())
    page.key(Qt.Key.Key_Escape)
    assert page.field("secretKeyField").text() == ""


@pytest.mark.parametrize("field", ["secretKeyField", "publicKeyField"])
def test_key_is_saved_only_after_a_test(page: CounterDriver, field: str) -> None:
    good, page.setup.answer = page.setup.answer, KeyRefused()
    page.press("appearanceTab")
    page.field(field).setText("kw_made_up")
    page.press("saveButton")
    page.until(lambda: page.label("testResult").isVisible() and "dashboard" in page.label("testResult").text())
    page.setup.answer = good
    page.press("saveButton")
    page.until(lambda: page.label("testResult").text().startswith("Plan Growth"))
    assert page.setup.saved == []
    page.press("saveButton")
    page.until(lambda: len(page.setup.saved) == 1)


def test_result_of_a_test_disappears_when_keys_change(page: CounterDriver) -> None:
    page.field("secretKeyField").setText("kw_sk_one")
    page.press("testButton")
    page.until(lambda: page.label("testResult").isVisible())
    page.field("secretKeyField").setText("kw_sk_two")
    assert not page.label("testResult").isVisible()


def test_settings_that_cannot_be_saved_stay_on_the_page(page: CounterDriver) -> None:
    page.setup.refusal = SettingsUnsaved(where="the folder")
    page.press("counterTab")
    page.field("tillNameField").setText("Till 7")
    page.press("saveButton")
    page.until(lambda: "could not be saved" in page.label("settingsNote").text())
    assert page.field("tillNameField").text() == "Till 7"
    assert page.button("saveButton").isEnabled()


def test_page_says_what_holds_later_or_for_this_run_only(page: CounterDriver) -> None:
    page.setup.needs_restart, page.setup.storage_error = True, NoKeyring()
    page.press("saveButton")
    page.until(lambda: "take effect at the next start" in page.label("settingsNote").text())
    assert "no safe place for the key" in page.label("settingsNote").text()
    assert page.window.panel_name == "settings"


def test_camera_is_previewed_at_once_and_reset_unless_saved(page: CounterDriver) -> None:
    page.press("scanningTab")
    page.until(lambda: box(page, "cameraBox").findText("Counter cam") >= 0)
    choose(page, "cameraBox", "Counter cam")
    page.until(lambda: page.setup.tried == ["Counter cam"])
    page.key(Qt.Key.Key_Escape)
    page.until(lambda: page.setup.tried == ["Counter cam", None])


def test_unplugged_camera_stays_chosen(at: CounterDriver) -> None:
    at.setup.view = a_set_up(at, camera="Old cam")
    open_settings(at)
    at.until(lambda: box(at, "cameraBox").findText("Counter cam") >= 0)
    assert box(at, "cameraBox").currentData() == "Old cam"
    assert "camera" not in save(at)


def test_hand_scanners_layout_can_be_learned_and_removed(page: CounterDriver) -> None:
    at = page
    at.press("scanningTab")
    at.press("teachLayoutButton")
    assert any(picture.isVisible() and not picture.is_empty for picture in at.window.findChildren(QrPicture))
    at.setup.save(SettingsChange({"hand_scanner": HandScannerSettings(layout={'"': "@"})}))
    at.until(lambda: at.label("layoutState").text().endswith("layout: 1."))
    at.press("forgetLayoutButton")
    assert save(at)["hand_scanner"] == HandScannerSettings()


def test_one_card_is_always_used_and_the_usual_one_comes_first(at: CounterDriver) -> None:
    at.desk.shop_templates = TEMPLATES
    open_settings(at)
    at.until(lambda: at.window.findChild(QCheckBox, "template_t2") is not None)
    tick(at, "template_t1").setChecked(False)
    assert tick(at, "template_t1").isChecked()
    tick(at, "template_t2").setChecked(True)
    at.find(QRadioButton, "usual_t2").setChecked(True)
    assert save(at) == {"template_ids": ("t2", "t1")}


def test_customer_panel_switches_between_several_cards(at: CounterDriver) -> None:
    at.desk.shop_templates = TEMPLATES
    assert not at.window.findChildren(QWidget, "card_t1")
    open_settings(at)
    at.until(lambda: at.window.findChild(QCheckBox, "template_t2") is not None)
    tick(at, "template_t2").setChecked(True)
    save(at)
    at.desk.views[JANE.key] = replace(a_view(), template_id="t1")
    at.show_card(JANE)
    at.until(lambda: at.button("card_t2").text() == "Club")
    assert at.button("card_t1").isChecked()
    at.desk.views[JANE.key] = replace(a_view(is_points=True), template_id="t2")
    at.press("card_t2")
    at.until(lambda: at.desk.asked("look_up")[-1] == (JANE.key, "t2"))
    at.until(lambda: at.window.panel_name == "customer" and at.button("card_t2").isChecked())
    at.press("card_t2")
    assert len(at.desk.asked("look_up")) == 2


def test_sections_are_reached_by_keyboard(page: CounterDriver) -> None:
    page.button("shopTab").setFocus()
    for name in SECTIONS[1:]:
        page.key(Qt.Key.Key_Down)
        assert page.button(f"{name}Tab").isChecked()


@pytest.mark.parametrize("size", [(1024, 600), (1280, 800)])
def test_nothing_is_wider_than_its_section(open_window: OpenWindow, size: tuple[int, int]) -> None:
    at = open_window(*size)
    open_settings(at)
    for name in SECTIONS:
        at.press(f"{name}Tab")
        areas = [area for area in at.window.findChildren(QScrollArea) if area.isVisible()]
        for area in areas:
            inner = area.widget()
            assert inner is not None
            assert inner.minimumSizeHint().width() <= area.viewport().width(), name


def test_settings_page_follows_the_language(page: CounterDriver) -> None:
    page.field("tillNameField").setText("Till 7")
    QCoreApplication.sendEvent(page.window, QEvent(QEvent.Type.LanguageChange))
    page.until(lambda: page.button("shopTab").text() == "Shop")
    assert page.field("tillNameField").text() == "Till 7"
