"""A new customer: the shop's join page for their phone, or a card made here for their e-mail."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QStackedLayout, QWidget

from kreward_pos.api.models import CardEnrolment
from kreward_pos.cards import Email
from kreward_pos.errors import EmailRefused, TillError, capped
from kreward_pos.overriding import override
from kreward_pos.till.model.entries import Entry, EntryState
from kreward_pos.ui.panels.enrol.join_box import JoinBox
from kreward_pos.ui.panels.enrol.wallet_codes import WalletCodes
from kreward_pos.ui.panels.join_page import JoinPages
from kreward_pos.ui.panels.panel import Panel
from kreward_pos.ui.runtime.ports import Enrolment
from kreward_pos.ui.runtime.tasks import Latest, TaskRunner
from kreward_pos.ui.text import words
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, column, label, row

_START, _CARDS = 0, 1
_ABANDONED_AFTER, _CARD_ABANDONED_AFTER = 5, 2
"""A customer with a phone in hand needs longer than a cashier does. In self-service, strangers find what is left."""


class EnrolPanel(Panel):
    """The enrolment of one customer. `finished` carries their `Email`, or None where nobody was enrolled here.

    `offered` carries the `CardEnrolment` whose codes are shown, and None once they are no longer.
    """

    panel_name = "enrol"
    finished = Signal(object)
    offered = Signal(object)
    poster_wanted = Signal()

    def __init__(self, theming: Theming, enrolment: Enrolment, runner: TaskRunner) -> None:
        super().__init__()
        self._theming, self._enrolment, self._request = theming, enrolment, Latest(runner)
        self.join = JoinPages(enrolment, runner, self)
        self._is_self_service = self._is_displayed = False
        self._email: Email | None = None
        self._template_id: str | None = None
        self._result: CardEnrolment | Entry | None = None
        self._trouble: TillError | None = None
        self._join_trouble: TillError | None = None
        self._title, self._lead = label("title", name="enrolTitle"), label("muted", name="enrolLead", wraps=True)
        self._join_box = JoinBox(theming, self.join)
        self._join_box.poster_wanted.connect(self.poster_wanted)
        self._codes = WalletCodes(theming)
        self._display_chip = label("chip", name="displayedChip")
        self._self_service_note = label("small", name="enrolOnly", wraps=True)
        self._mail, self._name = _field("enrolEmailField", 254), _field("enrolNameField", 120)
        self._mail_label, self._name_label = label("label"), label("label")
        self._notice = label("noticeText", name="enrolTrouble", wraps=True)
        self._make_button = Button("primary", name="makeCardButton", on_click=self._enrol)
        self._cancel = Button("", name="cancelEnrolButton", on_click=lambda: self.finished.emit(None))
        self._instead = Button("", name="joinInsteadButton", on_click=self._show_start)
        self._done = Button("primary", name="doneButton", on_click=lambda: self.finished.emit(self._email))
        self._form = row(spacing=32)
        self._pages = QStackedLayout()
        self._pages.addWidget(self._start_page())
        self._pages.addWidget(self._cards_page())
        head = row(self._title, self._display_chip)
        head.setStretch(0, 1)
        body = self._body = column(head, self._lead, self._notice, spacing=4)
        body.addSpacing(14)
        body.addLayout(self._pages, 1)
        body.addSpacing(8)
        body.addWidget(self._self_service_note)
        self.setLayout(body)
        for field in (self._mail, self._name):
            field.returnPressed.connect(self._enrol)
        self.join.refused.connect(self._on_join_refused)
        theming.changed.connect(self._refit)
        self._refit()
        self.retranslate()

    @property
    def abandoned_after(self) -> int:
        """How many idle periods pass before the panel is cleared: one where strangers would find what was typed."""
        if self._is_self_service:
            return _CARD_ABANDONED_AFTER if isinstance(self._result, CardEnrolment) else 1
        return _ABANDONED_AFTER

    def open(self, email: Email | None = None, template_id: str | None = None) -> None:
        """Start with an empty form, or with an e-mail that is known already, and fetch the join page.

        `template_id` names the kind of card; None is the usual one.
        """
        self._request.cancel()
        self._template_id = template_id
        self._email = self._result = self._trouble = self._join_trouble = None
        self._mail.setText(email.address if email else "")
        self._name.clear()
        self._show_start()
        self.join.read_saved()
        self.join.ask()

    @Slot(object)
    def on_entry_updated(self, entry: Entry) -> None:
        """Show the codes of a card that was saved for later and is made now; enrolling once more returns them."""
        saved = self._result
        if isinstance(saved, Entry) and entry.seq == saved.seq and entry.state is EntryState.APPLIED:
            self._enrol()

    @override
    def leave(self) -> None:
        self._request.cancel()
        self._mail.clear()
        self._name.clear()
        self._email = self._result = self._trouble = None
        self._codes.show_card(None)
        self._pages.setCurrentIndex(_START)  # shown again where an owner's action is given up
        self.retranslate()
        self.offered.emit(None)

    def set_self_service(self, is_self_service: bool) -> None:
        """Speak to customers who enrol themselves, where the till can do nothing else; say so."""
        self._is_self_service = is_self_service
        self.retranslate()

    def show_display_chip(self, is_displayed: bool) -> None:
        """Show whether the customer display shows the codes too."""
        self._is_displayed = is_displayed
        self.retranslate()

    @override
    def retranslate(self) -> None:
        self._mail_label.setText(self.tr("Or make the card here: e-mail"))
        self._name_label.setText(self.tr("Name (optional)"))
        self._mail.setPlaceholderText("name@example.com")
        self._mail.setAccessibleName(self.tr("New customer's e-mail"))
        self._name.setAccessibleName(self.tr("New customer's name"))
        is_busy = self._request.is_waiting
        self._make_button.setText(self.tr("Making the card …") if is_busy else self.tr("Make the card"))
        self._make_button.setEnabled(not is_busy)
        self._cancel.setText(self.tr("Clear") if self._is_self_service else self.tr("Close (Esc)"))
        self._join_box.offer_poster(not self._is_self_service)
        self._display_chip.setText("● " + self.tr("Shown on the customer display"))
        self._display_chip.setVisible(self._is_displayed)
        self._self_service_note.setText(
            self.tr("This till enrols customers. For stamps and rewards, the owner adds the secret key (F9).")
        )
        self._self_service_note.setVisible(self._is_self_service)
        self._codes.set_names(self.tr("Apple Wallet"), self.tr("Google Wallet"))
        self._instead.setText(self.tr("Join page instead"))
        self._done.setText(self.tr("Done"))
        self._retranslate_head()
        self._retranslate_trouble()

    def _retranslate_head(self) -> None:
        if isinstance(self._result, Entry):
            self._retranslate_saved_for_later()
        elif self._result is not None:
            self._retranslate_card(self._result)
        elif self._is_self_service:
            self._title.setText(self.tr("Join our loyalty card"))
            self._lead.setText(self.tr("With your own phone, or here with your e-mail"))
        else:
            self._title.setText(self.tr("New customer"))
            self._lead.setText(self.tr("With their own phone, or here with an e-mail"))

    def _retranslate_saved_for_later(self) -> None:
        self._title.setText(self.tr("Kept for later"))
        if self._is_self_service:
            text = self.tr(
                "There is no connection. Your card is made when it returns: enter your e-mail here again then."
            )
        else:
            text = self.tr("There is no connection. The card is made when it returns; stamps can be given now.")
        self._lead.setText(text)

    def _retranslate_card(self, made: CardEnrolment) -> None:
        if made.is_new is False:
            title = self.tr("Welcome back, {name}") if made.name else self.tr("Welcome back")
            text = self.tr("There is a card already. Here it is again: scan with your phone to add it.")
        else:
            title = self.tr("Welcome, {name}") if made.name else self.tr("Welcome")
            text = self.tr("Scan with your phone to add the card")
        self._title.setText(title.format(name=made.name))
        if not self._codes.is_empty:
            self._lead.setText(text)
        elif self._is_self_service:
            self._lead.setText(self.tr("Your card is made. You get it by e-mail."))
        else:
            self._lead.setText(self.tr("The card is made. The customer gets it by e-mail."))

    def _retranslate_trouble(self) -> None:
        trouble = self._trouble or self._join_trouble
        is_told = trouble is not None and self._pages.currentIndex() == _START
        self._notice.setVisible(is_told)
        self._lead.setVisible(not (is_told and self._theming.is_low))
        if trouble is not None:
            self._notice.setText(words.error_text(trouble))

    def _show_start(self) -> None:
        self._result = None
        self.offered.emit(None)
        self._pages.setCurrentIndex(_START)
        self.retranslate()
        self._mail.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_join_refused(self, error: TillError) -> None:
        self._join_trouble = error
        self._retranslate_trouble()

    @Slot()
    def _enrol(self) -> None:
        if self._request.is_waiting:
            return
        try:
            email = Email.parse(self._mail.text())
        except EmailRefused as error:
            self._on_refused(error)
            return
        self._trouble, self._email = None, email
        name, template_id = self._name.text().strip() or None, self._template_id
        self._request.ask(lambda: self._enrolment.enrol(email, name, template_id), self._show_result, self._on_refused)
        self.retranslate()

    def _show_result(self, result: CardEnrolment | Entry) -> None:
        if isinstance(result, CardEnrolment):
            if isinstance(self._result, Entry):
                result = replace(result, is_new=None)  # it was made here, a moment ago
            result = replace(result, name=result.name or capped(self._name.text()) or None)
        self._result = result
        card = result if isinstance(result, CardEnrolment) else None
        self._codes.show_card(card)
        self._instead.setVisible(card is not None)
        self._pages.setCurrentIndex(_CARDS)
        self.offered.emit(card)
        self.retranslate()
        self._done.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_refused(self, error: TillError) -> None:
        self._trouble = error
        self.retranslate()
        self._mail.setFocus(Qt.FocusReason.OtherFocusReason)

    def _start_page(self) -> QWidget:
        buttons = row(self._cancel, self._make_button)
        buttons.setStretch(1, 1)
        form = column(self._mail_label, self._mail, self._name_label, self._name, 1, buttons, spacing=10)
        page = QWidget()
        self._form.addWidget(self._join_box, 1)
        self._form.addLayout(form, 1)
        page.setLayout(self._form)
        return page

    def _refit(self) -> None:
        side = self._theming.px(32)
        upper, lower = (14, 18) if self._theming.is_low else (self._theming.px(26), self._theming.px(28))
        self._body.setContentsMargins(side, upper, side, lower)
        self._form.setSpacing(side)
        self._retranslate_trouble()

    def _cards_page(self) -> QWidget:
        buttons = row(self._instead, self._done, spacing=14)
        buttons.setStretch(0, 1)
        buttons.setStretch(1, 1)
        page = QWidget()
        page.setLayout(column(self._codes, buttons, spacing=20))
        return page


def _field(name: str, longest: int) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setMaxLength(longest)
    return field
