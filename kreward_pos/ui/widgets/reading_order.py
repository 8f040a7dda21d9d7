"""The order of Tab: the order in which the screen is read.

Qt's own order is that in which widgets were made, so that those made late (a customer's rewards, the last customers)
would come last. Layouts are filled in reading order, so this follows them. Knows no panel.
"""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QComboBox,
    QLayout,
    QLineEdit,
    QScrollArea,
    QStackedWidget,
    QTableWidget,
    QWidget,
)

_LEAVES = (QAbstractButton, QLineEdit, QComboBox)


class ReadingOrderWindow(QWidget):
    """A window in which Tab goes forward in reading order, and Shift+Tab back."""

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Put the focus on what is read next, or before; return False where nothing takes it."""
        stops, here = list(_stops(self)), self.focusWidget()
        if not stops:
            return False
        if here in stops:
            after = stops[(stops.index(here) + (1 if is_next else -1)) % len(stops)]
        else:
            after = stops[0 if is_next else -1]
        after.setFocus(Qt.FocusReason.TabFocusReason if is_next else Qt.FocusReason.BacktabFocusReason)
        _scroll_to(after)
        return True


def _stops(widget: QWidget) -> Iterator[QWidget]:
    """Yield the parts of `widget`, or itself, that take the focus by Tab, in reading order."""
    if not (widget.isVisible() and widget.isEnabled()):
        return
    if _is_chosen(widget) or (widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not _is_reached_by_arrows(widget)):
        yield widget
    if not isinstance(widget, _LEAVES):
        for part in _parts(widget):
            yield from _stops(part)


def _parts(widget: QWidget) -> Iterator[QWidget]:
    if isinstance(widget, QStackedWidget | QScrollArea):
        shown = widget.currentWidget() if isinstance(widget, QStackedWidget) else widget.widget()
        yield from [shown] if shown is not None else []
    elif isinstance(widget, QTableWidget):
        yield from _put_in(widget)
    elif (layout := widget.layout()) is not None:
        yield from _laid_out(layout)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is not None and (widget := item.widget()) is not None:
            yield widget
        elif item is not None and (inner := item.layout()) is not None:
            yield from _laid_out(inner)


def _put_in(table: QTableWidget) -> Iterator[QWidget]:
    for down in range(table.rowCount()):
        for across in range(table.columnCount()):
            cell: QWidget | None = table.cellWidget(down, across)
            if cell is not None:
                yield cell


def _is_chosen(widget: QWidget) -> bool:
    """Return whether a button is the chosen one of its group: Tab goes to it, and arrows to the others."""
    return isinstance(widget, QAbstractButton) and widget.isChecked() and _group_of(widget) is not None


def _is_reached_by_arrows(widget: QWidget) -> bool:
    if not isinstance(widget, QAbstractButton) or widget.isChecked():
        return False
    group = _group_of(widget)
    return group is not None and group.exclusive() and group.checkedButton() is not None


def _group_of(button: QAbstractButton) -> QButtonGroup | None:
    return button.group()


def _scroll_to(widget: QWidget) -> None:
    holder = widget.parentWidget()
    while holder is not None:
        if isinstance(holder, QScrollArea):
            holder.ensureWidgetVisible(widget)
        holder = holder.parentWidget()
