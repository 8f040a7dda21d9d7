"""The day's report: any day, charts that describe themselves, and the owner's pages behind the PIN."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from kreward_pos.api.models import CardType
from kreward_pos.till.counter.day_summary import Outcomes, Share
from kreward_pos.till.counter.irregularities import Irregularity
from kreward_pos.till.model.errors import DiskTrouble
from kreward_pos.ui.panels.day.charts import CashierBars, HourBars
from kreward_pos.ui.panels.day.owner_pages import UnusualActivityPage
from kreward_pos.ui.printing import shift_sheet
from kreward_pos.ui.printing.shift_sheet import ShiftSheet
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.text import day_words
from kreward_pos.ui.theme.theming import Theming
from tests.ui.answers import await_all_answers
from tests.ui.conftest import CounterDriver, OpenWindow
from tests.ui.daybook_fake import TODAY, FakeDaybook, a_day, a_day_of_both
from tests.ui.desk_fake import JANE

PIN = "2468"


def open_day(at: CounterDriver) -> CounterDriver:
    at.key(Qt.Key.Key_F7)
    at.until(lambda: at.window.panel_name == "day" and figure(at, 0) == "88")
    return at


def figure(at: CounterDriver, place: int) -> str:
    return at.label(f"dayFigure_{place}").text()


def counted(at: CounterDriver, place: int) -> str:
    """Return what a figure counts, from its accessible name."""
    return at.label(f"dayFigure_{place}").accessibleName().partition(" ")[2]


def title(at: CounterDriver) -> str:
    return at.label("dayTitle").accessibleName()


def sentences(at: CounterDriver) -> list[str]:
    panel = at.find(QWidget, "dayPanel")
    lines = [line for line in panel.findChildren(QLabel) if line.objectName().startswith("dayRemark_")]
    return [line.text() for line in lines if line.isVisibleTo(panel)]


def test_report_shows_today_in_figures_and_charts(at: CounterDriver) -> None:
    open_day(at)
    assert title(at) == "Sunday, 22 November 2026"
    assert [figure(at, place) for place in range(6)] == ["88", "8", "61", "4", "3", "1"]
    assert [counted(at, place) for place in range(6)] == [
        "stamps",
        "rewards",
        "customers",
        "new",
        "waiting",
        "to review",
    ]
    assert "12:00, 19 stamps · 3 rewards" in at.find(QWidget, "hourBars").accessibleDescription()
    assert "Ka Yan, 57 stamps · 6 rewards" in at.find(QWidget, "cashierBars").accessibleDescription()
    assert not at.button("dayAfterButton").isEnabled()


def test_stamps_and_points_are_shown_side_by_side(at: CounterDriver, daybook: FakeDaybook) -> None:
    daybook.days[TODAY] = a_day_of_both()
    open_day(at)
    shown = [f"{figure(at, place)} {counted(at, place)}" for place in range(3)]
    assert shown == ["88 stamps", "4,290 points", "8 rewards"]
    assert "12:00, 19 stamps · 1,240 points · 3 rewards" in at.find(QWidget, "hourBars").accessibleDescription()
    daybook.days[TODAY] = a_day(hours=(Share(points=50), *(Share(),) * 23), card_types=("points",))
    at.key(Qt.Key.Key_F7)
    at.key(Qt.Key.Key_F7)
    at.until(lambda: (figure(at, 0), counted(at, 0)) == ("50", "points"))


def test_buttons_step_to_the_day_before_and_back_to_today(at: CounterDriver) -> None:
    open_day(at)
    at.press("dayBeforeButton")
    at.until(lambda: figure(at, 0) == "0")
    assert title(at) == "Saturday, 21 November 2026"
    assert at.label("dayEmpty").text() == "Nothing was tapped on this day."
    at.press("dayBeforeButton")
    at.press("todayButton")
    at.until(lambda: figure(at, 0) == "88")
    assert title(at).startswith("Sunday")


def test_outbox_opens_the_report_and_escape_closes_it(at: CounterDriver) -> None:
    at.key(Qt.Key.Key_F8)
    at.press("dayButton")
    at.until(lambda: at.window.panel_name == "day")
    at.key(Qt.Key.Key_Escape)
    assert at.window.panel_name == "ready"


@pytest.mark.parametrize(("button", "tab"), [("openDayButton", "dayTab_0"), ("openFileButton", "dayTab_3")])
def test_settings_open_the_report_and_its_file_page(at: CounterDriver, button: str, tab: str) -> None:
    at.key(Qt.Key.Key_F9)
    at.await_settings()
    at.press("dataTab")
    at.press(button)
    at.until(lambda: at.window.panel_name == "day" and at.button(tab).isChecked())
    at.key(Qt.Key.Key_Escape)
    assert at.window.panel_name == "ready"


def test_customer_stays_at_the_counter_behind_the_report(at: CounterDriver) -> None:
    at.show_card(JANE)
    open_day(at)
    at.key(Qt.Key.Key_F7)
    assert at.window.panel_name == "customer"


def test_answer_for_an_older_day_is_dropped(at: CounterDriver, daybook: FakeDaybook) -> None:
    daybook.days[TODAY - timedelta(days=2)] = a_day(TODAY - timedelta(days=2), new_customers=77)
    open_day(at)
    for _ in range(2):
        at.press("dayBeforeButton")
    at.until(lambda: figure(at, 3) == "77")
    assert title(at) == "Friday, 20 November 2026"


def test_shift_is_ended_and_the_next_one_starts(at: CounterDriver, daybook: FakeDaybook) -> None:
    open_day(at)
    at.press("dayTab_1")
    at.until(lambda: at.button("endShiftButton").isEnabled())
    assert at.label("shiftTitle").text() == "This shift"
    at.press("endShiftButton")
    at.until(lambda: at.label("shiftTitle").text() == "Shift ended")
    assert (daybook.ended, at.button("endShiftButton").isEnabled()) == (1, False)
    at.press("dayTab_0")
    at.press("dayTab_1")
    at.until(lambda: at.label("shiftTitle").text() == "This shift")


def test_sheet_is_saved_in_the_given_folder(at: CounterDriver, tmp_path: Path) -> None:
    open_day(at)
    at.press("dayTab_1")
    at.until(lambda: at.button("shiftPdfButton").isEnabled())
    at.field("shiftFolder").setText(str(tmp_path / "sheets"))
    at.press("shiftPdfButton")
    at.until(lambda: at.label("shiftNote").text().startswith("Saved as"))
    (file,) = (tmp_path / "sheets").iterdir()
    assert file.suffix == ".pdf"
    assert file.read_bytes().startswith(b"%PDF")


def test_unwritable_folder_is_reported(at: CounterDriver, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    open_day(at)
    at.press("dayTab_1")
    at.until(lambda: at.button("shiftPdfButton").isEnabled())
    at.field("shiftFolder").setText(str(tmp_path / "file"))
    at.press("shiftPdfButton")
    at.until(lambda: "cannot write" in at.label("shiftNote").text())


def test_unusual_activity_is_shown_until_the_panel_is_left(at: CounterDriver, daybook: FakeDaybook) -> None:
    daybook.found = [Irregularity("card", "k•••@example.com", 64, 4), Irregularity("hours", None, 7, 412)]
    open_day(at)
    at.press("dayTab_2")
    at.until(lambda: len(sentences(at)) == 2)
    assert sentences(at)[0] == "k•••@example.com got 64 on one card. The others on the same card got about 4."
    at.key(Qt.Key.Key_Escape)
    assert "64" not in " ".join(sentences(at))


def test_unusual_activity_found_after_leaving_is_not_shown(
    qtbot: QtBot, runner: TaskRunner, daybook: FakeDaybook
) -> None:
    daybook.found = [Irregularity("card", "k•••@example.com", 64, 4)]
    page = UnusualActivityPage(daybook, runner)
    qtbot.addWidget(page)
    page.open()
    page.clear()
    await_all_answers(qtbot, runner)
    assert [label.text() for label in page.findChildren(QLabel, "dayRemark_0")] == ["Looking …"]


def test_page_says_that_nothing_stands_out(at: CounterDriver) -> None:
    open_day(at)
    at.press("dayTab_2")
    at.until(lambda: sentences(at) == ["Nothing stands out."])


@pytest.mark.parametrize("tab", ["dayTab_2", "dayTab_3"])
def test_owners_pages_ask_for_the_pin(at: CounterDriver, tab: str) -> None:
    at.setup.pin.choose(PIN)
    at.setup.pin.lock()
    open_day(at)
    at.press(tab)
    at.until(lambda: at.window.panel_name == "pin")
    at.key(Qt.Key.Key_Escape)
    at.until(lambda: at.window.panel_name == "day")
    assert at.button("dayTab_0").isChecked()
    at.press(tab)
    at.until(lambda: at.window.panel_name == "pin")
    at.type(PIN)
    at.key(Qt.Key.Key_Return)
    at.until(lambda: at.window.panel_name == "day" and at.button(tab).isChecked())


def test_file_holds_the_shown_day_or_thirty_days(at: CounterDriver, daybook: FakeDaybook, tmp_path: Path) -> None:
    open_day(at)
    at.press("dayTab_3")
    at.until(lambda: at.button("dayCsvButton").isVisible())
    at.field("dayFolder").setText(str(tmp_path))
    at.press("dayCsvButton")
    at.until(lambda: at.label("dayFileNote").text() == f"Saved as {tmp_path / f'kreward-{TODAY}.csv'}")
    at.press("monthCsvButton")
    at.until(lambda: len(daybook.exported) == 2)
    assert daybook.exported == [
        (tmp_path, TODAY, TODAY, False),
        (tmp_path, TODAY - timedelta(days=29), TODAY, False),
    ]


def test_file_that_cannot_be_written_is_reported(at: CounterDriver, daybook: FakeDaybook) -> None:
    daybook.refusal = DiskTrouble(where="/there")
    open_day(at)
    at.press("dayTab_3")
    at.until(lambda: at.button("dayCsvButton").isVisible())
    at.press("dayCsvButton")
    at.until(lambda: "/there" in at.label("dayFileNote").text())
    assert at.button("dayCsvButton").isEnabled()


def test_abandoned_report_is_closed(open_window: OpenWindow) -> None:
    at = open_day(open_window())
    at.leave_alone(1)
    assert at.window.panel_name == "day"
    at.leave_alone(2)
    assert at.window.panel_name == "ready"


@pytest.mark.parametrize("size", [(760, 240), (300, 120), (60, 20)])
@pytest.mark.parametrize(
    "hours",
    [
        (Share(),) * 24,
        tuple(Share(hour * 999, 24 - hour, hour * 9) for hour in range(24)),
        (Share(-3, 0), *(Share(),) * 23),
    ],
    ids=["nothing", "all day", "taken back"],
)
@pytest.mark.parametrize("kinds", [("stamps",), ("points",), ("stamps", "points")])
def test_charts_can_draw_any_figures(
    theming: Theming, size: tuple[int, int], hours: tuple[Share, ...], kinds: tuple[CardType, ...]
) -> None:
    bars, cashiers = HourBars(theming), CashierBars(theming)
    bars.show_hours(hours, kinds)
    given = (("A name that is longer than its place " * 3, Share(5, 1, 1240)), (None, Share(-2, 0)))
    cashiers.show_cashiers(given, kinds)
    for part in (bars, cashiers):
        part.resize(*size)
        part.grab()
        part.deleteLater()


def test_cashier_bars_are_hidden_without_named_cashiers(theming: Theming) -> None:
    cashiers = CashierBars(theming)
    cashiers.show_cashiers(((None, Share(88, 8)),), ("stamps",))
    assert cashiers.isHidden()
    cashiers.deleteLater()


def test_sheet_fits_its_page(daybook: FakeDaybook) -> None:
    shift = daybook.current
    every = Outcomes(*range(100_000, 100_008))
    sheet = ShiftSheet(
        "End of shift", "Till", "…", [("Stamps", "1")], day_words.shift_outcomes(every), "A, B", "Signature"
    )
    picture = QImage(600, 851, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    sheet.paint(painter, QRectF(picture.rect()))
    painter.end()
    assert all(picture.pixelColor(x, 845).lightness() == 255 for x in range(600))
    buffer = QBuffer()
    buffer.setData(shift_sheet.pdf(sheet))
    assert shift_sheet.file_name(shift).startswith("shift-2026-11-2")
