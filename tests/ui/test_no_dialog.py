"""No dialog ever comes between two customers.

Every test that opens a window watches for one, in all that it does there, and so does every screen in `test_clipping`
(see `open_window`). These tests show that the watch sees dialogs, and that the code names none, not even the system's.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6 import QtWidgets
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

import kreward_pos

from .dialog_watch import DialogWatch

_KINDS = {name: getattr(QtWidgets, name) for name in dir(QtWidgets)}
DIALOGS = {name for name, kind in _KINDS.items() if isinstance(kind, type) and issubclass(kind, QDialog)}
CODE = sorted(Path(kreward_pos.__file__).parent.rglob("*.py"))


@pytest.fixture
def watch(qapp: QApplication) -> Iterator[DialogWatch]:
    watching = DialogWatch()
    qapp.installEventFilter(watching)
    yield watching
    qapp.removeEventFilter(watching)


def test_watch_sees_dialogs_and_modal_windows(watch: DialogWatch, qtbot: QtBot) -> None:
    modal = QWidget()
    modal.setWindowModality(Qt.WindowModality.ApplicationModal)
    for window in (QDialog(), QMessageBox(), modal, QWidget()):
        qtbot.addWidget(window)
        window.show()
    assert watch.seen == ["QDialog", "QMessageBox", "QWidget"]


def test_code_names_no_dialog() -> None:
    assert {"QFileDialog", "QInputDialog", "QMessageBox", "QProgressDialog", "QWizard"} < DIALOGS
    found = [f"{path.name}: {name}" for path in CODE for name in names_in(path) if name in DIALOGS]
    assert found == []


def test_code_makes_nothing_modal_and_has_one_event_loop() -> None:
    calls = {"setModal", "setWindowModality", "exec_", "QEventLoop", "QPrintDialog"}
    assert [f"{path.name}: {name}" for path in CODE for name in names_in(path) if name in calls] == []
    loops = [(path.name, line) for path in CODE for line in path.read_text("utf-8").splitlines() if ".exec(" in line]
    assert {(name, line.strip()) for name, line in loops} == {("window_mode.py", "app.exec()")}


def names_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.alias):
            yield node.name
