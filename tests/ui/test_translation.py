"""Every text exists in Chinese, with its details, and the window changes over while it is open."""

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

from .conftest import CounterDriver, OpenWindow
from .desk_fake import NOW, SUKI, a_view, an_entry
from .layout_inspector import cut_texts
from .stage import PANELS, bring
from .wording import cells_of, every_kind_of_failure, texts_on

PLACEHOLDER = re.compile(r"{\w+}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NAMES = re.compile(
    r"My Café|Till 1|till-1-7f3a|JANE|\w•••@example\.com|name@example\.com|kw_(sk|pub)_…|English|Kreward|"
    r"(Apple|Google) Wallet|QR code|API|\(Esc\)|Esc|Ctrl\+Z"
)
"""Names, addresses and keys, which have Latin letters in Chinese too."""


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[QApplication]:
    set_language("zh_HK")
    yield qapp
    set_language("en")


@pytest.mark.usefixtures("chinese")
def test_every_failure_has_a_chinese_text_with_all_its_details() -> None:
    failures = every_kind_of_failure()
    assert len(failures) > 50
    for kind in failures:
        for source in (kind.title, kind.message):
            told = words.translate("errors", source)
            assert CHINESE.search(told), f"{kind.__name__}: {source}"
            assert sorted(PLACEHOLDER.findall(told)) == sorted(PLACEHOLDER.findall(source)), kind.__name__
            assert not re.search(r"[\u4e00-\u9fff][,;:?!]", told), f"{kind.__name__}: narrow punctuation in {told}"


@pytest.mark.usefixtures("chinese")
def test_sentences_are_joined_as_in_chinese() -> None:
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
def test_cameras_are_named_in_chinese() -> None:
    told = [words.sentence(CameraUnplugged(camera=camera)) for camera in ("0", "C920")]
    assert told == ["請檢查鏡頭的接線，接好後會自動恢復。", "請檢查 C920 的接線，接好後會自動恢復。"]


def test_time_of_another_day_has_its_day() -> None:
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
def in_chinese(open_window: OpenWindow, chinese: QApplication) -> CounterDriver:
    """Open the window of a small till, where room is short."""
    chinese.processEvents()
    return open_window(1024, 600)


@pytest.mark.parametrize("panel", PANELS)
def test_panel_has_no_english_and_cuts_no_chinese(in_chinese: CounterDriver, panel: str) -> None:
    at = in_chinese
    bring(at, panel)
    assert english_texts(at) == []
    # A label that got its text just now has its place after the next turn of the loop.
    at.until(lambda: cut_texts(at.window, may_elide=True) == [])


def english_texts(at: CounterDriver) -> list[str]:
    """Return the texts on the screen, or for a screen reader, that have an English word."""
    return [text for text in texts_on(at.window) if re.search(r"[A-Za-z]{2,}", NAMES.sub("", text))]


@pytest.mark.usefixtures("english_afterwards")
def test_saved_language_applies_at_once(at: CounterDriver) -> None:
    at.key(Qt.Key.Key_F9)
    box = at.find(QComboBox, "languageBox")
    at.await_settings()
    box.setCurrentIndex(box.findData("zh_HK"))
    at.press("saveButton")
    at.until(lambda: at.button("themeButton").accessibleName() == "淺色或深色")
    assert at.setup.saved[-1].fields == {"language": "zh_HK"}
    assert english_texts(at) == []
    set_language("en")
    at.until(lambda: at.button("themeButton").accessibleName() == "Light or dark")


@pytest.mark.usefixtures("english_afterwards")
def test_messages_and_paintings_follow_the_language(at: CounterDriver) -> None:
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
        lambda: table.rowCount() == 1 and "No connection" in at.message() and bool(viewfinder.accessibleDescription())
    )
    set_language("zh_HK")
    at.until(lambda: at.message().startswith("未能連線至 Kreward。"))
    assert viewfinder.accessibleDescription() == words.error_text(trouble)
    assert CHINESE.search(viewfinder.accessibleName())
    assert {"時間", "待傳送"} <= set(cells_of(table))
    set_language("en")
    at.until(lambda: "Time" in cells_of(table))
