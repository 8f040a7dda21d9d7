"""An inspector for what a screen reader would say wrongly, or not at all."""

from collections import Counter as Tally
from collections.abc import Iterator

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QWidget

from kreward_pos.ui.forms.pin import PinPad
from kreward_pos.ui.panels.setup.panel import ProgressDots
from kreward_pos.ui.widgets.qr import QrPicture
from kreward_pos.ui.widgets.stamps import ProgressBar, StampGrid
from kreward_pos.ui.widgets.viewfinder import Viewfinder
from tests.ui.layout_inspector import usable_parts

PAINTED = (Viewfinder, StampGrid, ProgressBar, QrPicture, ProgressDots, PinPad)
Role = QAccessible.Role
ROLES = {
    "QCheckBox": {Role.CheckBox},
    "QRadioButton": {Role.RadioButton},
    "QComboBox": {Role.ComboBox},
    "QLineEdit": {Role.EditableText},
    "QPushButton": {Role.Button, Role.CheckBox, Role.RadioButton},
    "QTableWidget": {Role.Table},
}


def name_faults(top: QWidget) -> list[str]:
    """Return usable or painted widgets that have no name, a wrong role, or the name of another button."""
    worked = usable_parts(top)
    faults = [fault for each in worked for fault in _faults_of(each)]
    painted = [each for kind in PAINTED for each in top.findChildren(kind) if each.isVisible()]
    faults += [f"{each} has no name" for each in painted if not name_of(each)]
    names = Tally(name_of(each) for each in worked if isinstance(each, QAbstractButton))
    return faults + [f"{count} buttons are called {name}" for name, count in names.items() if count > 1]


def name_of(widget: QWidget) -> str:
    """Return the name that a screen reader says."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def _faults_of(widget: QWidget) -> Iterator[str]:
    interface = QAccessible.queryAccessibleInterface(widget)
    if not any(letter.isalnum() for letter in name_of(widget)):
        yield f"{widget} {widget.objectName()} has no name: {name_of(widget)!r}"
    expected = next(roles for kind, roles in ROLES.items() if widget.inherits(kind))
    if interface.role() not in expected:
        yield f"{widget.objectName()} is called a {interface.role().name}"
