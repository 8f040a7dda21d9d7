"""The owner's acts on data and on what is wrong, with hand-made back ends."""

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


def said(act: QWidget) -> str:
    return find_widget(act, QLabel, f"{act.objectName()}Result").text()


def test_a_customer_is_forgotten_at_the_second_press_alone(qtbot: QtBot, runner: TaskRunner) -> None:
    archive = FakeArchive()
    act = ForgetCustomer(archive, runner)
    qtbot.addWidget(act)
    fill(act, "forgetEmail", JANE)
    button(act, "forgetButton").click()
    assert "cannot be undone" in said(act)
    fill(act, "forgetEmail", "ben@example.com")  # another one: asked anew
    button(act, "forgetButton").click()
    assert archive.forgotten == []
    button(act, "forgetButton").click()
    qtbot.waitUntil(lambda: "Removed from 3" in said(act))
    assert [email.address for email in archive.forgotten] == ["ben@example.com"]


def test_a_customer_with_something_open_stays(qtbot: QtBot, runner: TaskRunner) -> None:
    archive = FakeArchive()
    archive.is_open = True
    act = ForgetCustomer(archive, runner)
    qtbot.addWidget(act)
    fill(act, "forgetEmail", JANE)
    button(act, "forgetButton").click()
    button(act, "forgetButton").click()
    qtbot.waitUntil(lambda: StillOpen.title in said(act))


def test_what_is_no_e_mail_is_said_in_place(qtbot: QtBot, runner: TaskRunner) -> None:
    act = ForgetCustomer(FakeArchive(), runner)
    qtbot.addWidget(act)
    fill(act, "forgetEmail", "jane")
    button(act, "forgetButton").click()
    assert "name@example.com" in find_widget(act, QLabel, "forgetEmailTrouble").text()


def test_cards_are_written_and_taken_over(qtbot: QtBot, runner: TaskRunner, tmp_path: Path) -> None:
    archive = FakeArchive()
    act = TransferCards(archive, runner)
    qtbot.addWidget(act)
    fill(act, "carryPath", f" {tmp_path / 'cards'} ")
    fill(act, "carryPassword", "right")
    button(act, "carryOutButton").click()
    qtbot.waitUntil(lambda: "1,200 cards" in said(act))
    fill(act, "carryPassword", "right")
    button(act, "carryInButton").click()
    qtbot.waitUntil(lambda: "5 new cards" in said(act))
    assert archive.written == [(tmp_path / "cards", "right")] * 2


def test_the_buttons_wait_while_a_file_is_being_written(qtbot: QtBot, runner: TaskRunner, tmp_path: Path) -> None:
    archive = FakeArchive()
    archive.gate.clear()
    act = TransferCards(archive, runner)
    qtbot.addWidget(act)
    fill(act, "carryPath", str(tmp_path / "cards"))
    fill(act, "carryPassword", "right")
    for name in ("carryOutButton", "carryInButton"):
        button(act, name).click()
    assert said(act) == "A moment …"
    assert not button(act, "carryOutButton").isEnabled()
    archive.gate.set()
    qtbot.waitUntil(button(act, "carryOutButton").isEnabled)
    assert len(archive.written) == 1


def test_a_wrong_password_is_said_and_none_is_kept(qtbot: QtBot, runner: TaskRunner) -> None:
    act = TransferCards(FakeArchive(), runner)
    qtbot.addWidget(act)
    fill(act, "carryPassword", "wrong")
    button(act, "carryInButton").click()
    qtbot.waitUntil(lambda: "password is wrong" in said(act))
    act.clear()
    assert (find_widget(act, QLineEdit, "carryPassword").text(), said(act)) == ("", "")


def test_what_is_wrong_is_listed_and_packed(qtbot: QtBot, runner: TaskRunner) -> None:
    act = CheckTill(FakeDiagnosis(), runner)
    qtbot.addWidget(act)
    button(act, "checkButton").click()
    qtbot.waitUntil(lambda: "clock" in said(act))
    assert said(act).splitlines() == ["✓ The disk has 7 MB.", "✗ The clock is off."]
    button(act, "packButton").click()
    qtbot.waitUntil(lambda: "kreward-pos-support.zip" in said(act))
