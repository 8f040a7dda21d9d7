"""The owner's actions on data and diagnostics, over fakes."""

from pathlib import Path

from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kreward_pos.till.model.errors import StillOpen
from kreward_pos.ui.panels.settings.actions import CheckTill, ForgetCustomer, TransferCards
from kreward_pos.ui.runtime.tasks import TaskRunner
from tests.ui.layout_inspector import find_widget
from tests.ui.owner_actions_fake import FakeArchive, FakeDiagnosis

JANE = "jane@example.com"


def button(act: QWidget, name: str) -> QPushButton:
    return find_widget(act, QPushButton, name)


def fill(act: QWidget, name: str, text: str) -> None:
    find_widget(act, QLineEdit, name).setText(text)


def result_text(act: QWidget) -> str:
    return find_widget(act, QLabel, f"{act.objectName()}Result").text()


def test_customer_is_forgotten_only_at_the_second_press(qtbot: QtBot, runner: TaskRunner) -> None:
    archive = FakeArchive()
    act = ForgetCustomer(archive, runner)
    qtbot.addWidget(act)
    fill(act, "forgetEmail", JANE)
    button(act, "forgetButton").click()
    assert "cannot be undone" in result_text(act)
    fill(act, "forgetEmail", "ben@example.com")  # another customer needs two presses again
    button(act, "forgetButton").click()
    assert archive.forgotten == []
    button(act, "forgetButton").click()
    qtbot.waitUntil(lambda: "Removed from 3" in result_text(act))
    assert [email.address for email in archive.forgotten] == ["ben@example.com"]


def test_customer_with_open_taps_is_not_forgotten(qtbot: QtBot, runner: TaskRunner) -> None:
    archive = FakeArchive()
    archive.is_open = True
    act = ForgetCustomer(archive, runner)
    qtbot.addWidget(act)
    fill(act, "forgetEmail", JANE)
    button(act, "forgetButton").click()
    button(act, "forgetButton").click()
    qtbot.waitUntil(lambda: StillOpen.title in result_text(act))


def test_invalid_email_is_reported_at_the_field(qtbot: QtBot, runner: TaskRunner) -> None:
    act = ForgetCustomer(FakeArchive(), runner)
    qtbot.addWidget(act)
    fill(act, "forgetEmail", "jane")
    button(act, "forgetButton").click()
    assert "name@example.com" in find_widget(act, QLabel, "forgetEmailTrouble").text()


def test_card_links_are_exported_and_imported(qtbot: QtBot, runner: TaskRunner, tmp_path: Path) -> None:
    archive = FakeArchive()
    act = TransferCards(archive, runner)
    qtbot.addWidget(act)
    fill(act, "transferPath", f" {tmp_path / 'cards'} ")
    fill(act, "transferPassword", "right")
    button(act, "exportCardsButton").click()
    qtbot.waitUntil(lambda: "1,200 cards" in result_text(act))
    fill(act, "transferPassword", "right")
    button(act, "importCardsButton").click()
    qtbot.waitUntil(lambda: "5 new cards" in result_text(act))
    assert archive.written == [(tmp_path / "cards", "right")] * 2


def test_buttons_are_disabled_while_a_file_is_written(qtbot: QtBot, runner: TaskRunner, tmp_path: Path) -> None:
    archive = FakeArchive()
    archive.gate.clear()
    act = TransferCards(archive, runner)
    qtbot.addWidget(act)
    fill(act, "transferPath", str(tmp_path / "cards"))
    fill(act, "transferPassword", "right")
    for name in ("exportCardsButton", "importCardsButton"):
        button(act, name).click()
    assert result_text(act) == "A moment …"
    assert not button(act, "exportCardsButton").isEnabled()
    archive.gate.set()
    qtbot.waitUntil(button(act, "exportCardsButton").isEnabled)
    assert len(archive.written) == 1


def test_wrong_password_is_reported_and_cleared(qtbot: QtBot, runner: TaskRunner) -> None:
    act = TransferCards(FakeArchive(), runner)
    qtbot.addWidget(act)
    fill(act, "transferPassword", "wrong")
    button(act, "importCardsButton").click()
    qtbot.waitUntil(lambda: "password is wrong" in result_text(act))
    act.clear()
    assert (find_widget(act, QLineEdit, "transferPassword").text(), result_text(act)) == ("", "")


def test_findings_are_listed_and_saved_for_support(qtbot: QtBot, runner: TaskRunner) -> None:
    act = CheckTill(FakeDiagnosis(), runner)
    qtbot.addWidget(act)
    button(act, "checkButton").click()
    qtbot.waitUntil(lambda: "clock" in result_text(act))
    assert result_text(act).splitlines() == ["✓ The disk has 7 MB.", "✗ The clock is off."]
    button(act, "packButton").click()
    qtbot.waitUntil(lambda: "kreward-pos-support.zip" in result_text(act))
