"""The buttons that add stamps or points: the usual amounts, and a field with a number pad for any other."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from kreward_pos.api.models import CardType
from kreward_pos.overriding import override
from kreward_pos.ui.text import words
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, IconButton, KeyButton, column, row, set_style_property
from kreward_pos.ui.widgets.translated import Translated

MAX_DIGITS = 6
_CHECK_MARK_MS = 700


class AmountField(QLineEdit):
    """A field for digits that notices a hand scanner typing into it, so that no code becomes an amount."""

    burst_begun = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "amount")
        self.setObjectName("amountField")
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take digits; pass anything else on, with the digits before it."""
        typed = event.text()
        if typed and typed.isprintable() and (typed not in "0123456789" or len(self.text()) >= MAX_DIGITS):
            text = self.text() + typed
            self.clear()
            self.burst_begun.emit(text)
            return
        super().keyPressEvent(event)


class AmountButtons(Translated, QWidget):
    """The buttons below the card. `wanted` carries the number to add, below zero to take back.

    Points have no usual amount, so their large button opens the field.
    """

    wanted = Signal(int)
    burst_begun = Signal(str)

    def __init__(self, theming: Theming) -> None:
        super().__init__()
        self._theming = theming
        self._card_type: CardType = "stamps"
        self.stamp = KeyButton(theming, "primary", "plus", name="stampButton", on_click=self.add_usual)
        self._two = Button("big", "+2", name="stamp2Button", on_click=lambda: self.wanted.emit(2))
        self._three = Button("big", "+3", name="stamp3Button", on_click=lambda: self.wanted.emit(3))
        self._more = Button("big", "…", name="amountButton", on_click=self.open_amount)
        self._field = AmountField()
        self._field.textChanged.connect(self._retranslate_amount)
        self._field.returnPressed.connect(self._add_amount)
        self._field.burst_begun.connect(self._on_burst)
        self._add = Button("primary", name="addAmountButton", on_click=self._add_amount)
        self._take_back = Button("", name="takeBackButton", on_click=self._take_back_amount)
        self._close = IconButton(theming, "close", name="closeAmountButton", on_click=self.close_amount)
        self._erase = IconButton(theming, "backspace", name="eraseButton", on_click=self._erase_digit)
        self._check_mark = QTimer(self, interval=_CHECK_MARK_MS, singleShot=True)
        self._check_mark.timeout.connect(self._show_plus)
        self._usual, self._amount = self._usual_page(), self._amount_page()
        self._amount.hide()
        self.setLayout(column(self._usual, self._amount))
        theming.changed.connect(self._refit)
        self._refit()

    @property
    def is_amount_open(self) -> bool:
        """Whether the field for an amount is shown."""
        return self._amount.isVisibleTo(self)

    def show_type(self, card_type: CardType) -> None:
        """Offer the amounts of this kind of card."""
        self._card_type = card_type
        self._two.setVisible(card_type == "stamps")
        self._three.setVisible(card_type == "stamps")
        self._more.setVisible(card_type == "stamps")
        self.retranslate()

    def show_saving(self) -> None:
        """Show that a tap is being saved."""
        set_style_property(self.stamp, "saving", value=True)

    @Slot(bool)
    def show_saved(self, is_saved: bool) -> None:
        """Show that the tap is on disk, or (False) was refused."""
        set_style_property(self.stamp, "saving", value=False)
        if is_saved:
            self.stamp.set_icon("check")
            self._check_mark.start()

    @override
    def retranslate(self) -> None:
        usual = words.add_button(1, "stamps") if self._card_type == "stamps" else self.tr("Add points")
        self.stamp.show_text(usual, self.tr("Space"))
        self._two.setAccessibleName(words.add_button(2, "stamps"))
        self._three.setAccessibleName(words.add_button(3, "stamps"))
        self._more.setAccessibleName(self.tr("Another amount"))
        self._close.set_name(self.tr("Close"))
        self._erase.set_name(self.tr("Erase a digit"))
        self._field.setAccessibleName(self.tr("How many to add"))
        self._retranslate_amount()

    @Slot()
    def add_usual(self) -> None:
        """Add one stamp, or open the field for points, as Space does."""
        if self._card_type == "points":
            self.open_amount()
        else:
            self.wanted.emit(1)

    def open_amount(self) -> None:
        """Show the field and the number pad."""
        self._field.clear()
        self._show_amount(is_shown=True)
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_amount(self) -> None:
        """Go back to the usual buttons."""
        if self.is_amount_open:
            self._show_amount(is_shown=False)
            self.stamp.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _add_amount(self) -> None:
        count = int(self._field.text() or 0)
        if count:
            self.close_amount()
            self.wanted.emit(count)

    @Slot()
    def _take_back_amount(self) -> None:
        count = int(self._field.text() or 0)
        if count:
            self.close_amount()
            self.wanted.emit(-count)

    @Slot(str)
    def _on_burst(self, text: str) -> None:
        self.close_amount()
        self.burst_begun.emit(text)

    @Slot()
    def _retranslate_amount(self) -> None:
        count = int(self._field.text() or 0)
        self._add.setText(words.add_button(count, self._card_type) if count else self.tr("Add"))
        self._add.setEnabled(count > 0)
        self._take_back.setText(self.tr("Take back"))
        self._take_back.setAccessibleName(
            words.take_back_button(count, self._card_type) if count else self.tr("Take back")
        )
        self._take_back.setEnabled(count > 0)

    def _type_digit(self, digit: str) -> None:
        if len(self._field.text()) < MAX_DIGITS:
            self._field.insert(digit)

    def _erase_digit(self) -> None:
        self._field.backspace()

    @Slot()
    def _show_plus(self) -> None:
        self.stamp.set_icon("plus")

    def _show_amount(self, *, is_shown: bool) -> None:
        self._usual.setVisible(not is_shown)
        self._amount.setVisible(is_shown)

    def _usual_page(self) -> QWidget:
        page = QWidget()
        line = row(self.stamp, self._two, self._three, self._more, spacing=14)
        line.setStretch(0, 1)
        page.setLayout(line)
        return page

    def _amount_page(self) -> QWidget:
        digits = row(spacing=3)
        for digit in "1234567890":
            digits.addWidget(Button("digit", digit, name=f"digit{digit}", on_click=partial(self._type_digit, digit)), 1)
        digits.addWidget(self._erase)
        top = row(self._field, self._add, self._take_back, self._close, spacing=12)
        top.setStretch(0, 2)
        top.setStretch(1, 3)
        page = QWidget()
        page.setLayout(column(top, digits, spacing=10))
        return page

    def _refit(self) -> None:
        side = self._theming.px(84 if self._theming.is_low else 96)  # low windows are narrow, too
        for button in (self._two, self._three, self._more):
            button.setFixedWidth(side)
