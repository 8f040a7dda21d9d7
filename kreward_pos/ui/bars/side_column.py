"""The column on the left: the viewfinder, the field for an e-mail or a hand scanner, and the last customers."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from kreward_pos.overriding import override
from kreward_pos.till.model.views import LastTap
from kreward_pos.ui.bars.demo_strip import DemoStrip
from kreward_pos.ui.text import words
from kreward_pos.ui.theme import icons
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, ElidedLabel, KeyButton, clear, column, label, row, tool_tip
from kreward_pos.ui.widgets.translated import Translated
from kreward_pos.ui.widgets.viewfinder import Viewfinder

_GAP, _FEWEST_ROWS, _LEAST_PICTURE = 12, 2, 130


class ReferenceField(QLineEdit):
    """A field with a magnifying glass, for an e-mail or whatever a hand scanner types."""

    def __init__(self, theming: Theming) -> None:
        super().__init__()
        self._theming = theming
        self.setObjectName("emailField")
        self.setMaxLength(2000)
        self.setInputMethodHints(Qt.InputMethodHint.ImhEmailCharactersOnly)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        size = self._theming.px(20)
        glass = icons.pixmap("search", self._theming.palette.muted, size, self.devicePixelRatioF())
        QPainter(self).drawPixmap(QPoint(self._theming.px(17), (self.height() - size) // 2), glass)


class TapRow(Button):
    """A row for one of the last customers; a click opens them again."""

    def __init__(self, tap: LastTap, on_click: Callable[[], object]) -> None:
        super().__init__("row", on_click=on_click)
        name, thing = ElidedLabel("plain"), ElidedLabel("small")
        thing.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line = row(name, thing, margins=(6, 0, 6, 0))
        line.setStretch(0, 3)
        line.setStretch(1, 4)
        for part in (name, thing):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setLayout(line)
        name.show_text(tap.label)
        thing.show_text(words.last_tap(tap))
        self.setAccessibleName(words.list_line((tap.label, words.last_tap(tap))))
        self.setToolTip(tool_tip(self.accessibleName()))


class SideColumn(Translated, QWidget):
    """The column on the left. `submitted` carries the text of the field, `reopened` a `LastTap`."""

    submitted = Signal(str)
    enrol_wanted = Signal()
    reopened = Signal(object)

    def __init__(self, theming: Theming, demo: DemoStrip) -> None:
        super().__init__()
        self._theming = theming
        self._taps: list[LastTap] = []
        self.viewfinder = Viewfinder(theming)
        self.field = ReferenceField(theming)
        self.field.returnPressed.connect(self._submit)
        self._new = KeyButton(theming, "plain", "plus", name="newCustomerButton", on_click=self.enrol_wanted.emit)
        self._demo = demo
        self._recent = label("label", name="recentLabel")
        self._recent.setContentsMargins(6, 4, 0, 0)
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._list = QWidget()
        self._list.setLayout(self._rows)
        body = column(self.viewfinder, self._demo, self.field, self._new, self._recent, self._list, spacing=_GAP)
        body.setStretch(5, 1)
        self.setLayout(body)
        # After the widgets have taken up the new sizes.
        theming.changed.connect(self._fit, Qt.ConnectionType.QueuedConnection)
        self.retranslate()

    def focus_field(self) -> None:
        """Put the cursor into the field and select all of it."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    @Slot(str)
    def insert_text(self, text: str) -> None:
        """Insert text that was typed elsewhere and belongs here, such as a hand scanner's burst."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.insert(text)

    def show_taps(self, taps: Sequence[LastTap]) -> None:
        """List the last customers, newest first."""
        if self._taps == list(taps):
            return
        self._taps = list(taps)
        self._list_taps()

    def _list_taps(self) -> None:
        clear(self._rows)
        for tap in self._taps:
            self._rows.addWidget(TapRow(tap, partial(self.reopened.emit, tap)))
        self._rows.addStretch(1)
        self._fit()

    @override
    def retranslate(self) -> None:
        self.field.setPlaceholderText(self.tr("Type an e-mail, or use a hand scanner"))
        self.field.setAccessibleName(self.tr("Customer's e-mail or card code (F2)"))
        self._new.show_text(self.tr("New customer"), "F4")
        self._recent.setText(self.tr("Recent customers"))
        self._list_taps()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the parts, which know their true heights only now."""
        super().showEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """Fit the picture and as many of the last customers as have room; half a name helps nobody."""
        self._demo.set_label_visible(True)
        self._demo.set_label_visible(self._room() >= _LEAST_PICTURE)
        room = self._room() - self._recent.sizeHint().height() - _GAP
        height = max(
            _LEAST_PICTURE, min(room - _FEWEST_ROWS * (self._theming.target_px(48) + 1), round(self.width() * 0.75))
        )
        self.viewfinder.setFixedHeight(height)
        fitting = max(0, room - height) // (self._theming.target_px(48) + 1)
        self._recent.setVisible(bool(self._taps) and fitting > 0)
        for place in range(len(self._taps)):
            if (item := self._rows.itemAt(place)) is not None and (line := item.widget()) is not None:
                line.setVisible(place < fitting)

    def _room(self) -> int:
        """Return the height that is left for the picture and for the last customers with their title."""
        below = [self.field, self._new, *([self._demo] if self._demo.isVisibleTo(self) else [])]
        return self.height() - sum(part.sizeHint().height() + _GAP for part in below) - _GAP

    @Slot()
    def _submit(self) -> None:
        text = self.field.text().strip()
        self.field.clear()
        if text:
            self.submitted.emit(text)
