"""What an eye finds in a window: texts that are cut, texts that stand on each other, and what can be worked.

Measured by the fonts that the widgets are drawn with, so that it holds for every language and size.
"""

from typing import TypeVar

from PySide6.QtCore import QObject, QPoint, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QTableWidget,
    QWidget,
)

from kreward_pos.ui.widgets.basic import ElidedLabel

W = TypeVar("W", bound=QObject)

WRITTEN = (QLabel, QAbstractButton, QLineEdit, QComboBox)
WORKED = (QAbstractButton, QLineEdit, QComboBox, QTableWidget)
_SLACK_PX = 1
"""Metrics are rounded up."""


def found_in(top: QWidget, kind: type[W], name: str = "") -> W:
    """What is below `top` of that kind, and of that name if one is given; it must be there."""
    found = top.findChild(kind, name) if name else top.findChild(kind)
    assert found is not None, f"{kind.__name__} {name}"
    return found


def written_on(top: QWidget) -> list[QWidget]:
    """Every widget with words that can be seen, at least in part."""
    found = [each for kind in WRITTEN for each in top.findChildren(kind) if words_of(each)]
    return [each for each in found if each.isVisible() and not each.visibleRegion().isEmpty()]


def words_of(widget: QWidget) -> str:
    """What stands on it."""
    if isinstance(widget, QLineEdit):
        return "" if isinstance(widget.parent(), QComboBox) else widget.text() or widget.placeholderText()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    return widget.text().replace("&&", "&") if isinstance(widget, QLabel | QAbstractButton) else ""


def cut_on(top: QWidget, *, may_elide: bool = False) -> list[str]:
    """Texts without enough room, by what they say. With `may_elide`, `…` will do where a tool tip has it all."""
    cut = [f"{type(each).__name__} {each.objectName()}: {words_of(each)}" for each in written_on(top) if is_cut(each)]
    elided = [each for each in top.findChildren(ElidedLabel) if each.isVisible() and is_elided(each)]
    cut += [f"elided {each.objectName()}: {each.full_text}" for each in elided if not (may_elide and hears_all(each))]
    for table in top.findChildren(QTableWidget):
        cut += cut_in(table, may_elide=may_elide) if table.isVisible() else []
    return cut


def is_elided(label: ElidedLabel) -> bool:
    """Whether it ends in `…` because of the room."""
    return label.text().endswith("…") and label.text().replace("\n", " ") != label.full_text


def hears_all(label: ElidedLabel) -> bool:
    """Whether a pointer held over the cut text shows all of it."""
    holder = label.parentWidget()
    held = label.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return bool(holder.toolTip() if held and holder is not None else label.toolTip())


def is_cut(widget: QWidget) -> bool:
    """Whether its words need more room than it has, or than the widgets around it leave."""
    if isinstance(widget, ElidedLabel):
        return _is_covered(widget)
    needed, room = _needed(widget), room_of(widget)
    is_short = needed.width() > room.width() + _SLACK_PX or needed.height() > room.height() + _SLACK_PX
    return is_short or _is_covered(widget)


def _needed(widget: QWidget) -> QRect:
    metrics, room = widget.fontMetrics(), room_of(widget)
    if isinstance(widget, QLabel) and widget.wordWrap():
        return metrics.boundingRect(
            QRect(0, 0, room.width(), 10_000), int(Qt.TextFlag.TextWordWrap.value), widget.text()
        )
    if isinstance(widget, QPushButton) and widget.isChecked() and widget.property("role") == "tab":
        font = QFont(widget.font())
        font.setWeight(QFont.Weight.Bold)
        metrics = QFontMetrics(font)
    texts = [words_of(widget)]
    if isinstance(widget, QComboBox):
        texts = [widget.itemText(place) for place in range(widget.count())]
    lines = [line for text in texts for line in text.split("\n")]
    if isinstance(widget, QLineEdit) and widget.text():
        lines = [""]  # what a person types scrolls
    height = metrics.height() * (len(lines) if isinstance(widget, QLabel | QCheckBox) else 1)
    return QRect(0, 0, max(metrics.horizontalAdvance(line) for line in lines), height)


def room_of(widget: QWidget) -> QRect:
    """Where its words may stand."""
    style = widget.style()
    if isinstance(widget, QPushButton):
        button = QStyleOptionButton()
        widget.initStyleOption(button)
        return style.subElementRect(QStyle.SubElement.SE_PushButtonContents, button, widget)
    if isinstance(widget, QCheckBox | QRadioButton):
        box = QStyleOptionButton()
        widget.initStyleOption(box)
        is_radio = isinstance(widget, QRadioButton)
        part = QStyle.SubElement.SE_RadioButtonContents if is_radio else QStyle.SubElement.SE_CheckBoxContents
        return style.subElementRect(part, box, widget)
    if isinstance(widget, QComboBox):
        combo = QStyleOptionComboBox()
        widget.initStyleOption(combo)
        return style.subControlRect(
            QStyle.ComplexControl.CC_ComboBox, combo, QStyle.SubControl.SC_ComboBoxEditField, widget
        )
    if isinstance(widget, QLineEdit):
        frame = QStyleOptionFrame()
        widget.initStyleOption(frame)
        # Two pixels on either side are the line edit's own.
        return style.subElementRect(QStyle.SubElement.SE_LineEditContents, frame, widget).adjusted(2, 0, -2, 0)
    return widget.contentsRect()


def _is_covered(widget: QWidget) -> bool:
    """Whether a part lies outside of what holds it; what can be scrolled to may lie above or below."""
    shown, whole = widget.visibleRegion().boundingRect(), widget.rect()
    if _area_of(widget) is not None:
        return shown.width() < whole.width()
    return shown != whole


def _area_of(widget: QWidget) -> QWidget | None:
    holder = widget.parentWidget()
    while holder is not None and not isinstance(holder, QScrollArea | QTableWidget):
        holder = holder.parentWidget()
    return holder


def cut_in(table: QTableWidget, *, may_elide: bool) -> list[str]:
    """Heads and cells that are wider than their columns. The painted states have a pill around them."""
    cut: list[str] = []
    metrics = table.fontMetrics()
    header = table.horizontalHeader()
    for across in range(table.columnCount()):
        width = table.columnWidth(across)
        head = table.horizontalHeaderItem(across)
        if head is not None and header.fontMetrics().horizontalAdvance(head.text()) + 16 > width:
            cut.append(f"head: {head.text()}")
        for down in range(table.rowCount()):
            item = table.item(down, across)
            if item is None:
                continue
            spoken = str(item.data(Qt.ItemDataRole.AccessibleTextRole) or "")
            needed = metrics.horizontalAdvance(item.text() or spoken) + 16
            if needed > width and not (may_elide and item.toolTip()):
                cut.append(f"cell: {item.text() or spoken} ({needed} > {width})")
    return cut


def piled_on(top: QWidget) -> list[str]:
    """Pairs of texts that stand on each other."""
    there = [(each, _place(each, top)) for each in written_on(top)]
    return [
        f"{words_of(one)} / {words_of(other)}"
        for number, (one, place) in enumerate(there)
        for other, its_place in there[number + 1 :]
        if place.intersects(its_place) and not (one.isAncestorOf(other) or other.isAncestorOf(one))
    ]


def _place(widget: QWidget, top: QWidget) -> QRect:
    shown = widget.visibleRegion().boundingRect()
    return QRect(widget.mapTo(top, QPoint(0, 0)) + shown.topLeft(), shown.size())


def worked_on(top: QWidget) -> list[QWidget]:
    """What can be worked by hand now; of a choice between buttons, the chosen one, since arrows lead to the others."""
    found = [each for kind in WORKED for each in top.findChildren(kind)]
    return [each for each in found if _is_there(each) and not _is_reached_by_arrows(each)]


def _is_there(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled() and not isinstance(widget.parent(), QComboBox)


def _is_reached_by_arrows(widget: QWidget) -> bool:
    if not isinstance(widget, QAbstractButton) or not widget.isCheckable() or widget.isChecked():
        return False
    return widget.group() is not None or isinstance(widget, QRadioButton)
