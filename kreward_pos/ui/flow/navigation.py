"""Which panel is shown, and what leads from one to the next."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from kreward_pos.cards import CardReference, Email
from kreward_pos.errors import TillError
from kreward_pos.till.model.views import CustomerView, LastTap
from kreward_pos.ui.bars.side_column import SideColumn
from kreward_pos.ui.flow.customer_session import CustomerSession
from kreward_pos.ui.flow.enrolling import EnrolmentFlow
from kreward_pos.ui.panels.stack import PanelStack
from kreward_pos.ui.runtime.bridge import ScanBridge
from kreward_pos.ui.text import words
from kreward_pos.ui.widgets.idle import Idle
from kreward_pos.ui.widgets.message_bar import MessageBar

ReadText = Callable[[str], CardReference]

_GIVE_WAY = frozenset({"ready", "asking", "unknown", "refused"})
"""Panels that the answer to a look-up replaces; the others stay until they are closed."""
_PERSONAL = _GIVE_WAY - {"ready"} | {"customer", "pin"}
_OF_STAFF = frozenset({"outbox", "poster"})
"""Panels that are closed in self-service as soon as nobody is there."""


class Navigation(QObject):
    """Window thread only. A scan comes first: it replaces whatever panel is open, so nothing blocks a customer."""

    refusal_shown = Signal()

    def __init__(
        self,
        scans: ScanBridge,
        read_text: ReadText,
        panels: PanelStack,
        side_column: SideColumn,
        message_bar: MessageBar,
        session: CustomerSession,
        enrolment: EnrolmentFlow,
        idle: Idle,
    ) -> None:
        super().__init__(panels)
        self._read_text, self._panels, self._side_column = read_text, panels, side_column
        self._message_bar = message_bar
        self._session, self._enrolment, self._idle = session, enrolment, idle
        enrolment.changed.connect(self.update_bars)
        idle.left_alone.connect(self._on_left_alone)
        scans.scanned.connect(self.on_scanned)
        scans.refused.connect(self.on_refusal)
        scans.preview_ready.connect(side_column.viewfinder.show_preview)
        scans.camera_failure_changed.connect(side_column.viewfinder.show_failure)
        self._connect_session()
        self._connect_panels()
        self._show_idle_caption()

    @Slot(object)
    def on_scanned(self, reference: CardReference, *, is_by_card: bool = True) -> None:
        """Look up whose card was shown, or whose e-mail was given."""
        if self._takes_cards:
            self._idle.note_input()
            self._session.look_up(reference, is_by_card=is_by_card)

    @Slot(object)
    def on_refusal(self, refusal: TillError) -> None:
        """Show why a code is no card; a customer at the counter stays on the screen."""
        if not self._takes_cards:
            return
        if self._panels.name in _GIVE_WAY:
            self._session.leave()
            self._show_refused(refusal, None)
        else:
            self._message_bar.show_error(refusal)

    @Slot()
    def update_bars(self) -> None:
        """Show the side column and the shortcuts only while cards are taken."""
        self._side_column.setVisible(self._takes_cards)
        self._message_bar.show_keys(self._takes_cards)

    @Slot()
    def focus_stamping(self) -> None:
        """Let Space stamp again, where a customer is shown."""
        if self._panels.name == "customer":
            self._panels.customer.focus_stamp()

    @Slot()
    def back(self) -> None:
        """Close what is open; where nothing is, let the customer go."""
        name, adding = self._panels.name, self._panels.customer.amounts
        if name == "customer" and adding.is_amount_open:
            adding.close_amount()
        elif name in _GIVE_WAY | {"customer"} or self._session.view is None:
            self._session.leave()
        else:
            self._show_customer(self._session.view)

    @Slot(str)
    def submit(self, text: str, *, is_scan: bool = False) -> None:
        """Take what was typed into the field, or what a hand scanner has read."""
        try:
            reference = self._read_text(text)
        except TillError as error:
            self.on_refusal(error)
        else:
            self.on_scanned(reference, is_by_card=is_scan or not isinstance(reference, Email))

    @property
    def _takes_cards(self) -> bool:
        return not (self._enrolment.is_self_service or self._panels.name == "first_run")

    def _connect_session(self) -> None:
        self._session.asking.connect(self._on_asking)
        self._session.shown.connect(self._on_shown)
        self._session.refused.connect(self._show_refused)
        self._session.unknown.connect(self._on_unknown)
        self._session.link_refused.connect(self._panels.unknown.show_error)
        self._session.left.connect(self._on_left)

    def _connect_panels(self) -> None:
        panels, side_column = self._panels, self._side_column
        side_column.submitted.connect(self.submit)
        side_column.enrol_wanted.connect(self._enrolment.open)
        side_column.reopened.connect(self._on_reopened)
        panels.customer.card_wanted.connect(self._on_card_wanted)
        panels.customer.burst_begun.connect(side_column.insert_text)
        panels.refused.enrol_wanted.connect(self._enrolment.open)
        panels.refused.again_wanted.connect(lambda card: self.on_scanned(card, is_by_card=self._session.is_by_card))
        panels.unknown.answered.connect(self._session.link)
        for panel in (panels.refused, panels.unknown, panels.poster):
            panel.closed.connect(self.back)

    @Slot(object)
    def _on_asking(self, reference: CardReference) -> None:
        self._panels.asking.show_reference(reference)
        self._panels.turn_to(self._panels.asking)
        self._side_column.viewfinder.show_caption(
            lambda: words.scanned_reference(reference), is_read=self._session.is_by_card
        )

    @Slot(object)
    def _on_shown(self, view: CustomerView) -> None:
        self._panels.customer.show_customer(view)
        if self._session.is_by_card:
            self._side_column.viewfinder.show_caption(lambda: words.card_owner(view), is_read=True)
        else:
            self._show_idle_caption()
        if self._panels.name in _GIVE_WAY:
            self._show_customer(view)

    def _show_customer(self, view: CustomerView) -> None:
        self._panels.customer.show_customer(view)
        self._panels.turn_to(self._panels.customer)
        if not (self._side_column.field.hasFocus() and self._side_column.field.text()):
            self._panels.customer.focus_stamp()

    @Slot(object, object)
    def _show_refused(self, error: TillError, reference: CardReference | None) -> None:
        self.refusal_shown.emit()
        self._panels.refused.show_error(error, reference)
        self._panels.turn_to(self._panels.refused)
        self._side_column.viewfinder.show_caption(lambda: words.title(error))

    @Slot(object)
    def _on_unknown(self, reference: CardReference) -> None:
        self._panels.turn_to(self._panels.unknown)
        self._panels.unknown.ask(reference)

    @Slot()
    def _on_left(self) -> None:
        self._panels.customer.clear()
        self._show_idle_caption()
        self._enrolment.go_home()

    def _show_idle_caption(self) -> None:
        self._side_column.viewfinder.show_caption(lambda: self.tr("Ask the customer to show their wallet card"))

    @Slot(object)
    def _on_reopened(self, tap: LastTap) -> None:
        self._idle.note_input()
        self._session.look_up(tap.email, tap.template_id)

    @Slot(str)
    def _on_card_wanted(self, template_id: str) -> None:
        if (view := self._session.view) is not None:
            self._session.look_up(view.email, template_id, is_by_card=self._session.is_by_card)

    @Slot(int)
    def _on_left_alone(self, times: int) -> None:
        """Let the customer go; close the panels that are about them or that strangers must not find."""
        self._side_column.field.clear()
        name = self._panels.name
        is_left_over = name in _OF_STAFF and self._enrolment.is_self_service
        if name in _PERSONAL or is_left_over or (name == "enrol" and times >= self._panels.enrol.abandoned_after):
            self._session.leave()
        else:
            self._session.end()
            self._panels.customer.clear()
