"""Which sound the window makes when, played by a fake player."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from kreward_pos.scan.errors import CardUnreadable
from kreward_pos.system.settings import with_changes
from kreward_pos.system.sound_player import Sound
from kreward_pos.till.model.errors import RedeemOffline
from kreward_pos.till.model.views import TierView
from kreward_pos.ui.window import WindowOptions
from tests.ui.conftest import CounterDriver, OpenWindow
from tests.ui.desk_fake import JANE, FakeSetUp, a_view

WITH, WITHOUT = {"has_sounds": True}, {"has_sounds": False}
READY = (TierView(8, "Free coffee", "ready", 0),)


@pytest.fixture
def played() -> list[Sound]:
    return []


@pytest.fixture
def counter(open_window: OpenWindow, played: list[Sound]) -> CounterDriver:
    return open_window(options=WindowOptions(play_sound=played.append))


def test_scan_and_stamp_have_their_sounds(counter: CounterDriver, played: list[Sound]) -> None:
    counter.show_card(JANE)
    counter.press("stampButton")
    counter.until(lambda: played == [Sound.SCANNED, Sound.STAMPED])


def test_reward_that_becomes_ready_has_its_sound_once(counter: CounterDriver, played: list[Sound]) -> None:
    counter.show_card(JANE)
    counter.desk.views[JANE.key] = a_view(balance=8, tiers=READY)
    counter.press("stampButton")
    counter.until(lambda: played == [Sound.SCANNED, Sound.STAMPED, Sound.REWARD])
    counter.till.customer_changed(JANE)
    counter.press("stampButton")
    counter.until(lambda: played[3:] == [Sound.STAMPED])


def test_customer_with_a_ready_reward_causes_its_sound(counter: CounterDriver, played: list[Sound]) -> None:
    counter.desk.views[JANE.key] = a_view(balance=8, tiers=READY)
    counter.show_card(JANE)
    assert played == [Sound.SCANNED, Sound.REWARD]
    counter.key(Qt.Key.Key_Escape)
    counter.show_card(JANE)
    assert played[2:] == [Sound.SCANNED, Sound.REWARD]


def test_refusals_have_their_sound(counter: CounterDriver, played: list[Sound]) -> None:
    counter.scans.on_refusal(CardUnreadable())
    counter.until(lambda: played == [Sound.REFUSED])
    counter.show_card(JANE)
    counter.desk.refusals["stamp"] = RedeemOffline()
    counter.press("stampButton")
    counter.until(lambda: played[1:] == [Sound.SCANNED, Sound.REFUSED])


def test_sounds_are_switched_off_and_on_by_a_key(counter: CounterDriver, played: list[Sound]) -> None:
    counter.key(Qt.Key.Key_F12)
    assert counter.message() == "Sounds are off (F12)"
    counter.show_card(JANE)
    assert played == []
    counter.key(Qt.Key.Key_F12)
    assert counter.message() == "Sounds are on (F12)"
    assert played == [Sound.SCANNED]

    counter.until(lambda: [dict(change.fields) for change in counter.setup.saved] == [WITHOUT, WITH])


def test_saved_silence_is_applied_at_the_start(open_window: OpenWindow, setup: FakeSetUp, played: list[Sound]) -> None:
    setup.view = replace(setup.view, settings=with_changes(setup.view.settings, WITHOUT))
    at = open_window(options=WindowOptions(play_sound=played.append))
    at.show_card(JANE)
    assert played == []
