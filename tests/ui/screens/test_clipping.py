"""Every failure and hint can be read wherever it is shown. `test_scenes` inspects each screen."""

import itertools
import re
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kreward_pos.errors import ApiFailure, CameraFailure, EmailRefused, SetupFailure, StoreFailure, TillError
from kreward_pos.scan.errors import CodeKind, NotACard
from kreward_pos.scan.remark import Hint
from kreward_pos.system.keychain import DatabaseKeyMissing, NoPlaceForDatabaseKey
from kreward_pos.till.model.errors import DatabaseLocked
from kreward_pos.ui.panels.customer.messages import RefusedPanel
from kreward_pos.ui.panels.enrol.panel import EnrolPanel
from kreward_pos.ui.runtime.bridge import PreviewImage
from kreward_pos.ui.start_failure import StartFailureWindow
from kreward_pos.ui.text import words
from kreward_pos.ui.theme.application import set_language
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.message_bar import MessageBar
from kreward_pos.ui.widgets.viewfinder import Viewfinder
from tests.ui.conftest import CounterDriver
from tests.ui.desk_fake import JANE, SUKI
from tests.ui.layout_inspector import cut_texts, overlapping_texts
from tests.ui.stage import settle
from tests.ui.wording import LANGUAGES, every_kind_of_failure

AT_THE_START = (DatabaseLocked, NoPlaceForDatabaseKey, DatabaseKeyMissing)
"""Failures that keep a till from starting, which are never shown in the message bar."""
SIZES = ((1024, 600), (1280, 800))


@pytest.mark.usefixtures("english_afterwards")
def test_every_failure_can_be_read_in_the_message_bar(at: CounterDriver) -> None:
    message_bar = at.find(MessageBar)
    wrong: list[str] = []
    for language, size in itertools.product(LANGUAGES, SIZES):
        set_language(language)
        at.window.resize(*size)
        for error in (each for each in every_failure() if not isinstance(each, AT_THE_START)):
            message_bar.show_message(partial(_said, error), seconds=600, tone="refused")
            settle(at)
            wrong += [f"{language} {size[0]}: {each}" for each in cut_texts(message_bar)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.usefixtures("english_afterwards")
def test_every_failure_can_be_read_on_its_panel(at: CounterDriver) -> None:
    panel = at.find(RefusedPanel)
    at.show_card(SUKI, "refused")
    wrong: list[str] = []
    for language, size in itertools.product(LANGUAGES, SIZES):
        set_language(language)
        at.window.resize(*size)
        for error in every_failure():
            panel.show_error(error, JANE)
            settle(at)
            wrong += [f"{language} {size[0]}: {each}" for each in (*cut_texts(panel), *overlapping_texts(panel))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.usefixtures("english_afterwards")
@pytest.mark.parametrize("has_secret", [True, False], ids=["till", "till that only enrols"])
def test_every_failure_can_be_read_where_customers_join(at: CounterDriver, *, has_secret: bool) -> None:
    panel = at.find(EnrolPanel)
    panel.set_self_service(not has_secret)
    at.key(Qt.Key.Key_F4)
    at.until(lambda: at.window.panel_name == "enrol")
    wrong: list[str] = []
    for language, size in itertools.product(LANGUAGES, SIZES):
        set_language(language)
        at.window.resize(*size)
        for error in (each for each in every_failure() if isinstance(each, ApiFailure | StoreFailure | EmailRefused)):
            if not isinstance(error, AT_THE_START):
                panel._on_refused(error)
                settle(at)
                wrong += [f"{language} {size[0]}: {each}" for each in (*cut_texts(panel), *overlapping_texts(panel))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.usefixtures("english_afterwards")
def test_every_failure_can_be_read_in_the_start_window(theming: Theming, qtbot: QtBot) -> None:
    wrong: list[str] = []
    for language, error in itertools.product(LANGUAGES, every_failure()):
        set_language(language)
        window = StartFailureWindow(theming, error, can_continue=isinstance(error, SetupFailure))
        qtbot.addWidget(window)
        window.show()
        QApplication.processEvents()
        wrong += [f"{language}: {each}" for each in (*cut_texts(window), *overlapping_texts(window))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.usefixtures("english_afterwards")
def test_viewfinder_cuts_no_text(at: CounterDriver) -> None:
    viewfinder = at.find(Viewfinder)
    at.window.resize(*SIZES[0])
    wrong: list[str] = []
    remarks = [*Hint, *(NotACard(kind) for kind in CodeKind)]
    for language in LANGUAGES:
        set_language(language)
        for remark in remarks:
            viewfinder.show_preview(PreviewImage(QImage(), None, remark))
            viewfinder.grab()
            wrong += [f"{language}: {viewfinder.accessibleName()}"] if viewfinder.is_cut else []
        for trouble in (error for error in every_failure() if isinstance(error, CameraFailure)):
            viewfinder.show_failure(trouble)
            viewfinder.grab()
            wrong += [f"{language}: {words.error_text(trouble)}"] if viewfinder.is_cut else []
        viewfinder.show_failure(None)
    assert not wrong, "\n".join(wrong)


def every_failure() -> list[TillError]:
    """Return one failure of each kind, with details as long as possible."""
    return [_one_of(kind) for kind in every_kind_of_failure()]


def _said(error: TillError, _left_s: int) -> str:
    return words.error_text(error)


def _one_of(kind: type[TillError]) -> TillError:
    error = kind.__new__(kind)
    error.details = dict.fromkeys(re.findall(r"{(\w+)}", kind.message), "USB Camera 2.0 (046d:0825)")
    return error
