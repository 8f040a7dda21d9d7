"""The notice of a newer version, which the window's thread never waits for."""

import threading
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kreward_pos.errors import TillError
from kreward_pos.system.updates import Release, UpdateView
from kreward_pos.ui.panels.update_notice import UpdateNotice, UpdateWatch, short_notice
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.theme.application import set_language
from kreward_pos.ui.widgets.basic import Button, ElidedLabel
from tests.ui.conftest import OpenWindow
from tests.ui.desk_fake import FakeSetUp
from tests.ui.layout_inspector import find_widget

PAGE = "https://kreward.net/pos/1.2.0"
NEWER = UpdateView(
    "1.1.0", release=Release("1.2.0", date(2026, 11, 22), {"en": "<b>Scans</b> faster.", "zh_HK": "掃描更快。"}, PAGE)
)


@pytest.fixture
def opened() -> list[str]:
    return []


@pytest.fixture
def notice(qtbot: QtBot, opened: list[str]) -> UpdateNotice:
    made = UpdateNotice(opened.append)
    qtbot.addWidget(made)
    made.show()
    return made


def shown(notice: UpdateNotice) -> list[str]:
    return [each.text() for each in notice.findChildren(QLabel) if each.isVisible()]


def test_newer_version_is_shown_with_its_notes_and_page(notice: UpdateNotice, opened: list[str]) -> None:
    notice.show_update(NEWER)
    assert shown(notice) == [
        "Version 1.2.0 came out on 22 November 2026.",
        "<b>Scans</b> faster.",
        PAGE,
    ]
    assert opened == []
    find_widget(notice, Button, "openUpdateButton").click()
    assert opened == [PAGE]


@pytest.mark.usefixtures("english_afterwards")
def test_chinese_notes_are_shown_in_chinese(notice: UpdateNotice) -> None:
    set_language("zh_HK")
    notice.show_update(NEWER)
    assert "掃描更快。" in shown(notice)


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (UpdateView("1.1.0"), "No newer version is known."),
        (UpdateView("1.1.0", "switched_off"), "Looking for newer versions is switched off."),
        (UpdateView("1.1.0", "no_key"), "This build cannot look for newer versions."),
    ],
)
def test_notice_without_a_newer_version_has_no_link(notice: UpdateNotice, view: UpdateView, said: str) -> None:
    notice.show_update(NEWER)
    notice.show_update(view)
    assert shown(notice) == [said]
    assert short_notice(view) == ""


def test_short_notice_names_the_version() -> None:
    assert short_notice(NEWER) == "Version 1.2.0 is out. Ask the owner to install it."


def test_check_runs_on_a_worker(qtbot: QtBot, runner: TaskRunner) -> None:
    threads: list[threading.Thread] = []

    def check() -> UpdateView:
        threads.append(threading.current_thread())
        return NEWER

    watch = UpdateWatch(check, runner, runner)
    with qtbot.waitSignal(watch.found) as received:
        watch.start()
    assert received.args == [NEWER]
    assert threads != [threading.main_thread()]


def test_failed_check_is_ignored_and_repeated(qtbot: QtBot, runner: TaskRunner) -> None:
    answers: list[TillError | UpdateView] = [TillError(), NEWER]
    failed = threading.Event()

    def check() -> UpdateView:
        found = answers.pop(0)
        if isinstance(found, TillError):
            failed.set()
            raise found
        return found

    watch = UpdateWatch(check, runner, runner)
    watch.start()
    assert failed.wait(10)
    with qtbot.waitSignal(watch.found):
        watch.check()


def test_header_shows_the_notice_beside_the_tills_name(open_window: OpenWindow, setup: FakeSetUp) -> None:
    setup.update = NEWER
    at = open_window()
    name = at.find(ElidedLabel, "tillLabel")
    at.until(lambda: name.full_text == "Till 1 · Version 1.2.0 is out. Ask the owner to install it.")


def test_settings_show_the_whole_notice(open_window: OpenWindow, setup: FakeSetUp) -> None:
    at = open_window()
    setup.update = NEWER
    at.key(Qt.Key.Key_F9)
    at.await_settings()
    at.press("aboutTab")
    at.until(lambda: at.label("updatePage").text() == PAGE)
    assert at.button("openUpdateButton").isVisible()
