"""An inspector of a window's layout: texts that are cut, texts that overlap, and the widgets that can be used.

It measures with the fonts of the widgets, so that it holds for every language and size.
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

TEXT_WIDGETS = (QLabel, QAbstractButton, QLineEdit, QComboBox)
INPUT_WIDGETS = (QAbstractButton, QLineEdit, QComboBox, QTableWidget)
_SLACK_PX = 1
"""Metrics are rounded up."""


def find_widget(top: QWidget, kind: type[W], name: str = "") -> W:
    """Return the object of that type below `top`, and of that name if one is given; it must exist."""
    found = top.findChild(kind, name) if name else top.findChild(kind)
    assert found is not None, f"{kind.__name__} {name}"
    return found


def widgets_with_text(top: QWidget) -> list[QWidget]:
    """Return every widget with a text that is visible, at least in part."""
    found = [each for kind in TEXT_WIDGETS for each in top.findChildren(kind) if text_of(each)]
    return [each for each in found if each.isVisible() and not each.visibleRegion().isEmpty()]


def text_of(widget: QWidget) -> str:
    """Return the text of a widget."""
    if isinstance(widget, QLineEdit):
        return "" if isinstance(widget.parent(), QComboBox) else widget.text() or widget.placeholderText()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    return widget.text().replace("&&", "&") if isinstance(widget, QLabel | QAbstractButton) else ""


def cut_texts(top: QWidget, *, may_elide: bool = False) -> list[str]:
    """Return the texts without enough room. With `may_elide`, `…` is allowed where a tool tip has the whole text."""
    cut = [
        f"{type(each).__name__} {each.objectName()}: {text_of(each)}" for each in widgets_with_text(top) if is_cut(each)
    ]
    elided = [each for each in top.findChildren(ElidedLabel) if each.isVisible() and is_elided(each)]
    cut += [
        f"elided {each.objectName()}: {each.full_text}" for each in elided if not (may_elide and is_read_whole(each))
    ]
    for table in top.findChildren(QTableWidget):
        cut += cut_cells(table, may_elide=may_elide) if table.isVisible() else []
    return cut


def is_elided(label: ElidedLabel) -> bool:
    """Return whether the label ends in `…` for want of room."""
    return label.text().endswith("…") and label.text().replace("\n", " ") != label.full_text


def is_read_whole(label: ElidedLabel) -> bool:
    """Return whether a pointer held over the cut text shows all of it."""
    holder = label.parentWidget()
    held = label.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return bool(holder.toolTip() if held and holder is not None else label.toolTip())


def is_cut(widget: QWidget) -> bool:
    """Return whether the text needs more room than the widget has, or than the widgets around it leave."""
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
    texts = [text_of(widget)]
    if isinstance(widget, QComboBox):
        texts = [widget.itemText(place) for place in range(widget.count())]
    lines = [line for text in texts for line in text.split("\n")]
    if isinstance(widget, QLineEdit) and widget.text():
        lines = [""]  # what a person types scrolls
    height = metrics.height() * (len(lines) if isinstance(widget, QLabel | QCheckBox) else 1)
    return QRect(0, 0, max(metrics.horizontalAdvance(line) for line in lines), height)


def room_of(widget: QWidget) -> QRect:
    """Return the rectangle for the widget's text."""
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
    """Return whether a part lies outside of the parent; in a scroll area it may lie above or below."""
    shown, whole = widget.visibleRegion().boundingRect(), widget.rect()
    if _area_of(widget) is not None:
        return shown.width() < whole.width()
    return shown != whole


def _area_of(widget: QWidget) -> QWidget | None:
    holder = widget.parentWidget()
    while holder is not None and not isinstance(holder, QScrollArea | QTableWidget):
        holder = holder.parentWidget()
    return holder


def cut_cells(table: QTableWidget, *, may_elide: bool) -> list[str]:
    """Return heads and cells that are wider than their columns. The painted states have a pill around them."""
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


def overlapping_texts(top: QWidget) -> list[str]:
    """Return pairs of texts that overlap."""
    there = [(each, _visible_box(each, top)) for each in widgets_with_text(top)]
    return [
        f"{text_of(one)} / {text_of(other)}"
        for number, (one, place) in enumerate(there)
        for other, its_place in there[number + 1 :]
        if place.intersects(its_place) and not (one.isAncestorOf(other) or other.isAncestorOf(one))
    ]


def _visible_box(widget: QWidget, top: QWidget) -> QRect:
    shown = widget.visibleRegion().boundingRect()
    return QRect(widget.mapTo(top, QPoint(0, 0)) + shown.topLeft(), shown.size())


def usable_parts(top: QWidget) -> list[QWidget]:
    """Return the widgets that can be used now; of buttons that exclude each other, the chosen one."""
    found = [each for kind in INPUT_WIDGETS for each in top.findChildren(kind)]
    return [each for each in found if _is_usable(each) and not _is_reached_by_arrows(each)]


def _is_usable(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled() and not isinstance(widget.parent(), QComboBox)


def _is_reached_by_arrows(widget: QWidget) -> bool:
    if not isinstance(widget, QAbstractButton) or not widget.isCheckable() or widget.isChecked():
        return False
    return widget.group() is not None or isinstance(widget, QRadioButton)
