"""When the window makes which sound, heard by a player made by hand."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from kreward_pos.scan.errors import CardUnreadable
from kreward_pos.system.settings import changed
from kreward_pos.system.sound_player import Sound
from kreward_pos.till.model.errors import RedeemOffline
from kreward_pos.till.model.views import TierView
from kreward_pos.ui.window import WindowOptions
from tests.ui.conftest import CounterDriver, OpenWindow
from tests.ui.desk_fake import JANE, FakeSetUp, a_view

WITH, WITHOUT = {"has_sounds": True}, {"has_sounds": False}
READY = (TierView(8, "Free coffee", "ready", 0),)


@pytest.fixture
def heard() -> list[Sound]:
    return []


@pytest.fixture
def hearing(open_window: OpenWindow, heard: list[Sound]) -> CounterDriver:
    return open_window(options=WindowOptions(play_sound=heard.append))


def test_a_scan_and_a_stamp(hearing: CounterDriver, heard: list[Sound]) -> None:
    hearing.show_card(JANE)
    hearing.press("stampButton")
    hearing.until(lambda: heard == [Sound.SCANNED, Sound.STAMPED])


def test_a_reward_that_becomes_ready(hearing: CounterDriver, heard: list[Sound]) -> None:
    hearing.show_card(JANE)
    hearing.desk.views[JANE.key] = a_view(balance=8, tiers=READY)
    hearing.press("stampButton")
    hearing.until(lambda: heard == [Sound.SCANNED, Sound.STAMPED, Sound.REWARD])
    hearing.till.customer_changed(JANE)
    hearing.press("stampButton")
    hearing.until(lambda: heard[3:] == [Sound.STAMPED])


def test_a_customer_who_comes_with_a_reward(hearing: CounterDriver, heard: list[Sound]) -> None:
    hearing.desk.views[JANE.key] = a_view(balance=8, tiers=READY)
    hearing.show_card(JANE)
    assert heard == [Sound.SCANNED, Sound.REWARD]
    hearing.key(Qt.Key.Key_Escape)
    hearing.show_card(JANE)
    assert heard[2:] == [Sound.SCANNED, Sound.REWARD]


def test_what_is_refused(hearing: CounterDriver, heard: list[Sound]) -> None:
    hearing.scans.on_refusal(CardUnreadable())
    hearing.until(lambda: heard == [Sound.REFUSED])
    hearing.show_card(JANE)
    hearing.desk.refusals["stamp"] = RedeemOffline()
    hearing.press("stampButton")
    hearing.until(lambda: heard[1:] == [Sound.SCANNED, Sound.REFUSED])


def test_sounds_are_switched_off_and_on_by_a_key(hearing: CounterDriver, heard: list[Sound]) -> None:
    hearing.key(Qt.Key.Key_F12)
    assert hearing.message() == "Sounds are off (F12)"
    hearing.show_card(JANE)
    assert heard == []
    hearing.key(Qt.Key.Key_F12)
    assert hearing.message() == "Sounds are on (F12)"
    assert heard == [Sound.SCANNED]

    hearing.until(lambda: [dict(change.fields) for change in hearing.setup.saved] == [WITHOUT, WITH])


def test_an_owner_who_wants_silence_has_it(open_window: OpenWindow, setup: FakeSetUp, heard: list[Sound]) -> None:
    setup.view = replace(setup.view, settings=changed(setup.view.settings, WITHOUT))
    at = open_window(options=WindowOptions(play_sound=heard.append))
    at.show_card(JANE)
    assert heard == []
