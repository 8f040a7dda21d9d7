"""The languages of the window, the texts on it, and every failure that it may show."""

import importlib
import pkgutil

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QTableWidget, QWidget

import kreward_pos
from kreward_pos import languages
from kreward_pos.errors import TillError
from kreward_pos.ui.widgets.viewfinder import Viewfinder

LANGUAGES = languages.codes()


def texts_on(top: QWidget) -> list[str]:
    """Return the texts on the screen, and those for a screen reader."""
    said: list[str] = []
    for label in top.findChildren(QLabel):
        said += [label.text(), label.accessibleName()] if label.isVisible() else []
    for button in top.findChildren(QAbstractButton):
        said += [button.text(), button.accessibleName(), button.toolTip()] if button.isVisible() else []
    for field in top.findChildren(QLineEdit):
        said += [field.placeholderText(), field.accessibleName()] if field.isVisible() else []
    for box in top.findChildren(QComboBox):
        said += [box.currentText(), box.accessibleName()] if box.isVisible() else []
    for table in top.findChildren(QTableWidget):
        said += [table.accessibleName(), *cells_of(table)] if table.isVisible() else []
    for painted in top.findChildren(Viewfinder):
        said += [painted.accessibleName(), painted.accessibleDescription()]
    return said


def cells_of(table: QTableWidget) -> list[str]:
    """Return heads and cells, painted ones too."""
    heads = [table.horizontalHeaderItem(across) for across in range(table.columnCount())]
    cells = [table.item(down, across) for down in range(table.rowCount()) for across in range(table.columnCount())]
    spoken = Qt.ItemDataRole.AccessibleTextRole
    return [text for item in (*heads, *cells) if item for text in (item.text(), item.data(spoken) or "")]


def every_kind_of_failure() -> list[type[TillError]]:
    """Return every failure class of the package, without those that tests make up."""
    for module in pkgutil.walk_packages(kreward_pos.__path__, "kreward_pos."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return [kind for kind in _kinds_of(TillError) if kind.__module__.startswith("kreward_pos.")]


def _kinds_of(kind: type[TillError]) -> list[type[TillError]]:
    return [kind, *(found for child in kind.__subclasses__() for found in _kinds_of(child))]
