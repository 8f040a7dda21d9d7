"""The owner's acts on data and on what is wrong, with hand-made back ends."""

from pathlib import Path

from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kreward_pos.cards import Email
from kreward_pos.till.failures import StillOpen
from kreward_pos.till.links_file import Carried, LinksSealed
from kreward_pos.till.retention import Forgotten
from kreward_pos.ui.backend import FindingView
from kreward_pos.ui.panels.settings.acts import CarryCards, CheckTill, ForgetCustomer
from kreward_pos.ui.tasks import TaskRunner

from .eyes import found_in

JANE = "jane@example.com"


class Archive:
    """Remembers what was asked of it; refuses whom it is told to."""

    def __init__(self) -> None:
        self.forgotten: list[Email] = []
        self.written: list[tuple[Path, str]] = []
        self.is_open = False

    def forget(self, email: Email) -> Forgotten:
        if self.is_open:
            raise StillOpen(count=1)
        self.forgotten.append(email)
        return Forgotten(3, 1, 2)

    def export_links(self, path: Path, password: str) -> int:
        self.written.append((path, password))
        return 1200

    def carry_in_links(self, path: Path, password: str) -> Carried:
        if password != "right":
            raise LinksSealed
        self.written.append((path, password))
        return Carried(5, 1, 0)


class Diagnosis:
    """Finds one thing that is well and one that is not."""

    def check(self) -> list[FindingView]:
        return [
            FindingView("disk", "ok", "The disk has {free} MB.", {"free": "7"}),
            FindingView("clock", "failed", "The clock is off.", {}),
        ]

    def pack(self, folder: Path) -> Path:
        return folder / "kreward-pos-support.zip"


def button(act: QWidget, name: str) -> QPushButton:
    return found_in(act, QPushButton, name)


def fill(act: QWidget, name: str, text: str) -> None:
    found_in(act, QLineEdit, name).setText(text)


def said(act: QWidget) -> str:
    return found_in(act, QLabel, f"{act.objectName()}Result").text()


def test_a_customer_is_forgotten_at_the_second_press_alone(qtbot: QtBot, runner: TaskRunner) -> None:
    archive = Archive()
    act = ForgetCustomer(archive, runner)
    qtbot.addWidget(act)
    fill(act, "forgetEmail", JANE)
    button(act, "forgetButton").click()
    assert "cannot be undone" in said(act)
    fill(act, "forgetEmail", "ben@example.com")  # another one: asked anew
    button(act, "forgetButton").click()
    assert archive.forgotten == []
    button(act, "forgetButton").click()
    qtbot.waitUntil(lambda: "Forgotten in 3" in said(act))
    assert [email.address for email in archive.forgotten] == ["ben@example.com"]


def test_a_customer_with_something_open_stays(qtbot: QtBot, runner: TaskRunner) -> None:
    archive = Archive()
    archive.is_open = True
    act = ForgetCustomer(archive, runner)
    qtbot.addWidget(act)
    fill(act, "forgetEmail", JANE)
    button(act, "forgetButton").click()
    button(act, "forgetButton").click()
    qtbot.waitUntil(lambda: StillOpen.title in said(act))


def test_what_is_no_e_mail_is_said_in_place(qtbot: QtBot, runner: TaskRunner) -> None:
    act = ForgetCustomer(Archive(), runner)
    qtbot.addWidget(act)
    fill(act, "forgetEmail", "jane")
    button(act, "forgetButton").click()
    assert "name@example.com" in found_in(act, QLabel, "forgetEmailTrouble").text()


def test_cards_are_written_and_taken_over(qtbot: QtBot, runner: TaskRunner, tmp_path: Path) -> None:
    archive = Archive()
    act = CarryCards(archive, runner)
    qtbot.addWidget(act)
    fill(act, "carryPath", f" {tmp_path / 'cards'} ")
    fill(act, "carryPassword", "right")
    button(act, "carryOutButton").click()
    qtbot.waitUntil(lambda: "1,200 cards" in said(act))
    fill(act, "carryPassword", "right")
    button(act, "carryInButton").click()
    qtbot.waitUntil(lambda: "5 new cards" in said(act))
    assert archive.written == [(tmp_path / "cards", "right")] * 2


def test_a_wrong_password_is_said_and_none_is_kept(qtbot: QtBot, runner: TaskRunner) -> None:
    act = CarryCards(Archive(), runner)
    qtbot.addWidget(act)
    fill(act, "carryPassword", "wrong")
    button(act, "carryInButton").click()
    qtbot.waitUntil(lambda: "password is wrong" in said(act))
    act.clear()
    assert (found_in(act, QLineEdit, "carryPassword").text(), said(act)) == ("", "")


def test_what_is_wrong_is_listed_and_packed(qtbot: QtBot, runner: TaskRunner) -> None:
    act = CheckTill(Diagnosis(), runner)
    qtbot.addWidget(act)
    button(act, "checkButton").click()
    qtbot.waitUntil(lambda: "clock" in said(act))
    assert said(act).splitlines() == ["✓ The disk has 7 MB.", "✗ The clock is off."]
    button(act, "packButton").click()
    qtbot.waitUntil(lambda: "kreward-pos-support.zip" in said(act))
