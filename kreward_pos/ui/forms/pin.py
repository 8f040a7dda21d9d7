"""A pad of digits for a PIN, and the choice of a new one. What is typed is never shown and leaves only by a signal."""

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from kreward_pos.overriding import override
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, IconButton, column, label, set_style_property
from kreward_pos.ui.widgets.translated import Translated

LEAST_DIGITS, MOST_DIGITS = 4, 8


class PinPad(Translated, QWidget):
    """A pad for fingers and keys. `entered` carries the digits once the person confirms them."""

    entered = Signal(str)

    def __init__(self, theming: Theming) -> None:
        super().__init__()
        self._digits = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._dots = label("dots", name="pinDots")
        self._dots.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._erase = IconButton(theming, "backspace", name="pinErase", on_click=self._erase_one)
        self._ok = Button("primary", name="pinOk", on_click=self._enter)
        keys = QGridLayout()
        keys.setSpacing(8)
        for place, digit in enumerate("123456789"):
            keys.addWidget(self._key(digit), place // 3, place % 3)
        keys.addWidget(self._erase, 3, 0)
        keys.addWidget(self._key("0"), 3, 1)
        keys.addWidget(self._ok, 3, 2)
        self.setLayout(column(self._dots, keys, spacing=12))
        self._theming = theming
        theming.changed.connect(self._refit)
        self._refit()
        self.retranslate()

    def clear(self) -> None:
        """Forget what was typed."""
        self._digits = ""
        self.retranslate()

    def pause(self, *, is_paused: bool) -> None:
        """Take no digits during a wait."""
        self.setEnabled(not is_paused)

    @override
    def retranslate(self) -> None:
        count = len(self._digits)
        self._dots.setText("●" * count + "○" * max(0, LEAST_DIGITS - count))
        self._dots.setAccessibleName(self.tr("{n} digits typed").format(n=count))
        self._erase.set_name(self.tr("Erase a digit"))
        self._ok.setText(self.tr("OK"))
        self._ok.setEnabled(count >= LEAST_DIGITS)
        self.setAccessibleName(self.tr("PIN"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take digits, Backspace and Enter; let no other character pass while a PIN is asked for."""
        text = event.text()
        if text and text in "0123456789":
            self._type(text)
        elif event.key() == Qt.Key.Key_Backspace:
            self._erase_one()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._enter()
        elif not text.isprintable() or not text:
            super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        set_style_property(self._dots, "ring", value=True)
        super().focusInEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        set_style_property(self._dots, "ring", value=False)
        super().focusOutEvent(event)

    def _refit(self) -> None:
        self.setFixedWidth(self._theming.px(300))

    def _key(self, digit: str) -> Button:
        return Button("pad", digit, name=f"pinDigit{digit}", on_click=partial(self._type, digit))

    def _type(self, digit: str) -> None:
        if len(self._digits) < MOST_DIGITS:
            self._digits += digit
            self.retranslate()

    def _erase_one(self) -> None:
        self._digits = self._digits[:-1]
        self.retranslate()

    @Slot()
    def _enter(self) -> None:
        if len(self._digits) >= LEAST_DIGITS:
            digits = self._digits
            self.clear()
            self.entered.emit(digits)


class NewPinForm(Translated, QWidget):
    """A form that asks for a new PIN twice. `chosen` carries it."""

    chosen = Signal(str)

    def __init__(self, theming: Theming) -> None:
        super().__init__()
        self._first: str | None = None
        self._differed = False
        self._lead, self._error = label("section", name="newPinLead", wraps=True), label("trouble", wraps=True)
        for text in (self._lead, self._error):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pad = PinPad(theming)
        self.pad.entered.connect(self._on_entered)
        body = column(self._lead, self._error, self.pad, spacing=10)
        body.setAlignment(self.pad, Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(body)
        self.retranslate()

    def clear(self) -> None:
        """Start from the beginning."""
        self._first, self._differed = None, False
        self.pad.clear()
        self.retranslate()

    @override
    def retranslate(self) -> None:
        choose = self.tr("Choose four to eight digits")
        self._lead.setText(choose if self._first is None else self.tr("The same digits again"))
        self._error.setText(self.tr("The two do not match. Choose again."))
        self._error.setVisible(self._differed)

    @Slot(str)
    def _on_entered(self, digits: str) -> None:
        if self._first is None:
            self._first, self._differed = digits, False
        elif digits == self._first:
            self._first = None
            self.chosen.emit(digits)
        else:
            self._first, self._differed = None, True
        self.retranslate()
