"""Panels with a message: ready, looking up, refused; and the one that asks whose card it is."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QLineEdit

from kreward_pos.api.errors import CustomerUnknown
from kreward_pos.cards import CardReference, Email
from kreward_pos.errors import EmailRefused, TillError
from kreward_pos.overriding import override
from kreward_pos.till.model.errors import CardNotMade
from kreward_pos.ui.panels.panel import Panel
from kreward_pos.ui.text import words
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, IconDisc, column, label, row


def _centred(part: QLabel) -> QLabel:
    part.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return part


class MessagePanel(Panel):
    """An icon, a heading and a sentence in the middle."""

    def __init__(self, theming: Theming, icon: str) -> None:
        super().__init__()
        self.sign = IconDisc(theming, icon)
        self.heading = _centred(label("heading", name=f"{self.panel_name}Title", wraps=True))
        self.sentence = _centred(label("lead", name=f"{self.panel_name}Sentence", wraps=True))
        self.buttons = row(spacing=14)
        sign = row(1, self.sign, 1)
        self.body = column(1, sign, self.heading, self.sentence, self.buttons, 1, spacing=14, margins=(48, 24, 48, 24))
        self.body.insertSpacing(4, 6)
        self.setLayout(self.body)


class ReadyPanel(MessagePanel):
    """The panel while nobody is at the counter."""

    panel_name = "ready"

    def __init__(self, theming: Theming) -> None:
        super().__init__(theming, "scan")
        self.retranslate()

    @override
    def retranslate(self) -> None:
        self.heading.setText(self.tr("Ready to scan"))
        self.sentence.setText(self.tr("Ask the customer to show their wallet card"))


class AskingPanel(MessagePanel):
    """The panel while the customer of a card is looked up."""

    panel_name = "asking"

    def __init__(self, theming: Theming) -> None:
        super().__init__(theming, "card")
        self._reference: CardReference | None = None

    def show_reference(self, reference: CardReference) -> None:
        """Show what was read."""
        self._reference = reference
        self.retranslate()

    @override
    def retranslate(self) -> None:
        self.heading.setText(self.tr("Looking up …"))
        self.sentence.setText(words.scanned_reference(self._reference) if self._reference else "")


class RefusedPanel(MessagePanel):
    """The panel for an error: what did not work, and what to do.

    `enrol_wanted` carries the unknown e-mail, and the template of the missing card unless it is the usual one.
    """

    panel_name = "refused"
    enrol_wanted = Signal(object, object)
    again_wanted = Signal(object)
    closed = Signal()

    def __init__(self, theming: Theming) -> None:
        super().__init__(theming, "alert")
        self._error: TillError = TillError()
        self._reference: CardReference | None = None
        self.sign.show_icon("alert", "warn")
        self._enrol = Button("primary", name="enrolThemButton", on_click=self._on_enrol)
        self._again = Button("", name="tryAgainButton", on_click=self._on_try_again)
        self._close = Button("", name="closeNoticeButton", on_click=self.closed.emit)
        for item in (self._enrol, self._again, self._close):
            self.buttons.addWidget(item)
        self.buttons.insertStretch(0, 1)
        self.buttons.addStretch(1)

    def show_error(self, error: TillError, reference: CardReference | None = None) -> None:
        """Show `error`; with the reference that was looked up, offer to try again."""
        self._error, self._reference = error, reference
        is_unknown = isinstance(error, CustomerUnknown) and isinstance(reference, Email)
        self._enrol.setVisible(is_unknown)
        self._again.setVisible(reference is not None and not is_unknown)
        self.retranslate()

    @override
    def retranslate(self) -> None:
        self.heading.setText(words.title(self._error))
        self.sentence.setText(words.sentence(self._error))
        is_of_card = isinstance(self._error, CardNotMade)
        self._enrol.setText(self.tr("Make the card") if is_of_card else self.tr("Enrol them"))
        self._again.setText(self.tr("Try again"))
        self._close.setText(self.tr("Close (Esc)"))

    def _on_enrol(self) -> None:
        error = self._error
        self.enrol_wanted.emit(self._reference, error.template_id if isinstance(error, CardNotMade) else None)

    def _on_try_again(self) -> None:
        self.again_wanted.emit(self._reference)


class UnknownCardPanel(MessagePanel):
    """The question whose card this is, asked once for each card. `answered` carries the card and the `Email`."""

    panel_name = "unknown"
    answered = Signal(object, object)
    closed = Signal()

    def __init__(self, theming: Theming) -> None:
        super().__init__(theming, "person")
        self._reference: CardReference | None = None
        self._error: TillError | None = None
        self._email_of: Callable[[CardReference], Email | None] = lambda _card: None
        self._hint = _centred(label("section", name="ownerHint", wraps=True))
        self.field = QLineEdit()
        self.field.setObjectName("ownerField")
        self.field.setMaxLength(254)
        self.field.setInputMethodHints(Qt.InputMethodHint.ImhEmailCharactersOnly)
        self.field.returnPressed.connect(self._answer)
        self._link = Button("primary", name="linkButton", on_click=self._answer)
        self._close = Button("", name="closeUnknownButton", on_click=self.closed.emit)
        self._trouble = label("noticeText", name="ownerTrouble", wraps=True)
        self.buttons.addWidget(self.field, 1)
        self.buttons.addWidget(self._link)
        self.buttons.addWidget(self._close)
        self.body.insertWidget(self.body.indexOf(self.sentence) + 1, self._hint)
        self.body.addWidget(_centred(self._trouble))

    def hint_at(self, email_of: Callable[[CardReference], Email | None]) -> None:
        """Show the e-mail that `email_of` knows for a card. A demo's customers cannot be asked."""
        self._email_of = email_of

    def ask(self, reference: CardReference) -> None:
        """Ask whose card `reference` is."""
        self._reference, self._error = reference, None
        self.field.clear()
        self.retranslate()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def leave(self) -> None:
        self._reference = self._error = None
        self.field.clear()
        self._hint.clear()

    def show_error(self, error: TillError) -> None:
        """Show why the e-mail was not accepted, and leave it to be corrected."""
        self._error = error
        self.retranslate()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def retranslate(self) -> None:
        self.heading.setText(self.tr("Whose card is this?"))
        self.sentence.setText(self.tr("Ask for the customer's e-mail once; the next scan will know the card."))
        email = None if self._reference is None else self._email_of(self._reference)
        self._hint.setVisible(email is not None)
        self._hint.setText(self.tr("In this demo it is {email}").format(email="" if email is None else email.address))
        self.field.setPlaceholderText(self.tr("Customer's e-mail"))
        self.field.setAccessibleName(self.tr("Customer's e-mail"))
        self._link.setText(self.tr("Link card"))
        self._close.setText(self.tr("Close (Esc)"))
        self._trouble.setVisible(self._error is not None)
        if self._error is not None:
            self._trouble.setText(words.error_text(self._error))

    @Slot()
    def _answer(self) -> None:
        try:
            email = Email.parse(self.field.text())
        except EmailRefused as error:
            self.show_error(error)
            return
        self.answered.emit(self._reference, email)
