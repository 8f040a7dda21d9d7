"""Everything that can be said is said in Chinese, with its details, and the window changes over while it runs."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QTableWidget, QWidget

from kreward_pos.api.errors import Unreachable
from kreward_pos.scan.errors import CameraUnplugged
from kreward_pos.till.model.entries import EntryState
from kreward_pos.ui.text import review_text, words
from kreward_pos.ui.theme.application import set_language
from tests.fake_clock import FakeClock

from .conftest import AtTheCounter, OpenWindow
from .desk_fake import NOW, SUKI, a_view, an_entry
from .layout_inspector import cut_on
from .stage import PANELS, bring
from .wording import cells_of, every_kind_of_failure, said_on

PLACEHOLDER = re.compile(r"{\w+}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NAMES = re.compile(
    r"My Café|Till 1|till-1-7f3a|JANE|\w•••@example\.com|name@example\.com|kw_(sk|pub)_…|English|Kreward|"
    r"(Apple|Google) Wallet|QR code|API|\(Esc\)|Esc|Ctrl\+Z"
)
"""What stands in Latin letters in Chinese too: names, addresses, keys."""


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[QApplication]:
    set_language("zh_HK")
    yield qapp
    set_language("en")


@pytest.mark.usefixtures("chinese")
def test_every_failure_is_told_in_chinese_with_all_its_details() -> None:
    failures = every_kind_of_failure()
    assert len(failures) > 50
    for kind in failures:
        for source in (kind.title, kind.message):
            told = words.translate("errors", source)
            assert CHINESE.search(told), f"{kind.__name__}: {source}"
            assert sorted(PLACEHOLDER.findall(told)) == sorted(PLACEHOLDER.findall(source)), kind.__name__
            assert not re.search(r"[\u4e00-\u9fff][,;:?!]", told), f"{kind.__name__}: narrow punctuation in {told}"


@pytest.mark.usefixtures("chinese")
def test_sentences_stand_together_as_chinese_ones_do() -> None:
    error = CameraUnplugged(camera="Webcam")
    assert words.error_text(error) == f"{words.title(error)}。{words.sentence(error)}"
    said = review_text.evidence(an_entry(7, EntryState.REVIEW), [])
    assert said.startswith("Jane：+1。傳送途中斷線")
    assert "。 " not in said


@pytest.mark.usefixtures("chinese")
def test_amounts_numbers_and_days_are_chinese() -> None:
    assert [words.amount(n) for n in (1, 2, 1000)] == ["1 個印花", "2 個印花", "1,000 個印花"]
    assert words.tap_message(an_entry(), a_view()) == "已為 Jane 加 1 個印花"
    assert words.tap_message(an_entry(), a_view(name="陳大文")) == "已為陳大文加 1 個印花"
    before = datetime(2026, 1, 9, 14, 2).astimezone()
    assert (words.date_time(before), words.time_or_day(before)) == ("1月9日 14:02", "1月9日")


@pytest.mark.usefixtures("chinese")
def test_lists_are_chinese() -> None:
    assert words.name_list(["Ka Yan", "Ah Ming"]) == "Ka Yan 及 Ah Ming"
    assert words.name_list(["陳大文", "Suki", "何詠詩"]) == "陳大文、Suki 及何詠詩"
    assert words.as_sentences(["陳大文，你好", "6 個印花"]) == "陳大文，你好。6 個印花"
    assert words.list_line(["14:02", "Jane"]) == "14:02，Jane"


@pytest.mark.usefixtures("chinese")
def test_a_camera_is_named_as_chinese_does() -> None:
    told = [words.sentence(CameraUnplugged(camera=camera)) for camera in ("0", "C920")]
    assert told == ["請檢查鏡頭的接線，接好後會自動恢復。", "請檢查 C920 的接線，接好後會自動恢復。"]


def test_a_time_of_another_day_names_the_day() -> None:
    before = datetime(2026, 1, 9, 14, 2).astimezone()
    assert (words.date_time(before), words.time_or_day(before)) == ("9 Jan 14:02", "9 Jan")
    assert words.date_time(NOW) == words.time_or_day(NOW) == "14:00"
    assert words.date_time(NOW - timedelta(days=365)) == "22 Nov 14:00"


def test_today_begins_and_ends_at_midnight_here(wall_clock: FakeClock) -> None:
    times = ((22, 22, 0), (22, 23, 59), (23, 0, 0), (23, 0, 9))
    moments = [datetime(2026, 11, day, hour, minute).astimezone() for day, hour, minute in times]
    wall_clock.wall = moments[1]
    assert [words.date_time(moment) for moment in moments] == ["22:00", "23:59", "23 Nov 00:00", "23 Nov 00:09"]
    wall_clock.wall = moments[2]
    assert [words.date_time(moment) for moment in moments] == ["22 Nov 22:00", "22 Nov 23:59", "00:00", "00:09"]


@pytest.fixture
def in_chinese(open_window: OpenWindow, chinese: QApplication) -> AtTheCounter:
    """A small till's window, where room is short."""
    chinese.processEvents()
    return open_window(1024, 600)


@pytest.mark.parametrize("panel", PANELS)
def test_no_panel_keeps_english_or_cuts_chinese(in_chinese: AtTheCounter, panel: str) -> None:
    at = in_chinese
    bring(at, panel)
    assert english_on(at) == []
    # A label that got its text just now has its place after the next turn of the loop.
    at.until(lambda: cut_on(at.window, may_elide=True) == [])


def english_on(at: AtTheCounter) -> list[str]:
    """Whatever can be read or heard on the screen and bears an English word."""
    return [text for text in said_on(at.window) if re.search(r"[A-Za-z]{2,}", NAMES.sub("", text))]


@pytest.mark.usefixtures("english_afterwards")
def test_a_language_saved_in_the_settings_is_spoken_at_once(at: AtTheCounter) -> None:
    at.key(Qt.Key.Key_F9)
    box = at.find(QComboBox, "languageBox")
    at.await_settings()
    box.setCurrentIndex(box.findData("zh_HK"))
    at.press("saveButton")
    at.until(lambda: at.button("themeButton").accessibleName() == "淺色或深色")
    assert at.setup.saved[-1].fields == {"language": "zh_HK"}
    assert english_on(at) == []
    set_language("en")
    at.until(lambda: at.button("themeButton").accessibleName() == "Light or dark")


@pytest.mark.usefixtures("english_afterwards")
def test_what_was_told_and_painted_before_changes_over_too(at: AtTheCounter) -> None:
    viewfinder = at.window.findChild(QWidget, "viewfinder")
    table = at.window.findChild(QTableWidget, "outboxTable")
    assert viewfinder is not None
    assert table is not None
    at.desk.outbox = [an_entry()]
    trouble = CameraUnplugged(camera="Webcam")
    at.scans.on_camera_failure(trouble)
    at.till.failed.emit(Unreachable())
    at.show_card(SUKI, "refused")
    at.key(Qt.Key.Key_F8)
    at.until(
        lambda: table.rowCount() == 1 and "No connection" in at.said() and bool(viewfinder.accessibleDescription())
    )
    set_language("zh_HK")
    at.until(lambda: at.said().startswith("未能連線至 Kreward。"))
    assert viewfinder.accessibleDescription() == words.error_text(trouble)
    assert CHINESE.search(viewfinder.accessibleName())
    assert {"時間", "待傳送"} <= set(cells_of(table))
    set_language("en")
    at.until(lambda: "Time" in cells_of(table))
