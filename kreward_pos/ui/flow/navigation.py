"""Which panel stands on the right, and what leads from one to the next."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from kreward_pos.cards import CardReference, Email
from kreward_pos.errors import TillError
from kreward_pos.till.model.views import CustomerView, LastTap
from kreward_pos.ui.bars.side_column import SideColumn
from kreward_pos.ui.flow.customer_session import CustomerSession
from kreward_pos.ui.flow.enrolling import EnrolmentFlow
from kreward_pos.ui.panels.stack import PanelStack
from kreward_pos.ui.text import words
from kreward_pos.ui.widgets.idle import Idle
from kreward_pos.ui.widgets.message_bar import MessageBar

ReadText = Callable[[str], CardReference]

_GIVE_WAY = frozenset({"ready", "asking", "unknown", "refused"})
"""Panels that an answered look-up replaces; the others stay until they are closed."""
_PERSONAL = _GIVE_WAY - {"ready"} | {"customer", "pin"}
_OF_STAFF = frozenset({"outbox", "poster"})
"""Left open where customers stand themselves, these go as soon as nobody is there."""


class Navigation(QObject):
    """Window thread only. A scan comes first: it replaces whatever panel is open, so nothing blocks a customer.

    `enrolling` is the board's way to new customers.
    """

    refusal_shown = Signal()

    def __init__(
        self,
        panels: PanelStack,
        left: SideColumn,
        visit: CustomerSession,
        read_text: ReadText,
        idle: Idle,
        toast: MessageBar,
    ) -> None:
        super().__init__(panels)
        self._toast = toast
        self._panels, self._left, self._visit, self._read_text = panels, left, visit, read_text
        idle.left_alone.connect(self._on_left_alone)
        self._idle = idle
        self.enrolling = EnrolmentFlow(panels, visit, self)
        self.enrolling.changed.connect(self.update_bars)
        self._wire_visit()
        self._wire_panels()
        self._say_idle()

    @Slot(object)
    def on_scanned(self, reference: CardReference, *, is_by_card: bool = True) -> None:
        """Serve whose card was shown, or whose e-mail was given."""
        if not (self.enrolling.is_all or self._panels.name == "first_run"):
            self._idle.note_hand()
            self._visit.look_up(reference, is_by_card=is_by_card)

    @Slot(object)
    def on_refusal(self, refusal: TillError) -> None:
        """A code was shown that is no card; a customer who is being served stays on the screen."""
        if self.enrolling.is_all or self._panels.name == "first_run":
            return
        if self._panels.name in _GIVE_WAY:
            self._visit.leave()
            self._show_refused(refusal, None)
        else:
            self._toast.show_error(refusal)

    @Slot()
    def update_bars(self) -> None:
        """Show the side column and the keys while cards are scanned."""
        is_scanning = not (self.enrolling.is_all or self._panels.name == "first_run")
        self._left.setVisible(is_scanning)
        self._toast.offer_keys(is_scanning)

    @Slot()
    def focus_stamping(self) -> None:
        """Let Space stamp again, where a customer is shown."""
        if self._panels.name == "customer":
            self._panels.customer.focus_adding()

    @Slot()
    def back(self) -> None:
        """What Esc does: close what is open, then let the customer go."""
        name = self._panels.name
        if name == "customer" and self._panels.customer.adding.is_amount_open:
            self._panels.customer.adding.close_amount()
        elif name in _GIVE_WAY | {"customer"} or self._visit.view is None:
            self._visit.leave()
        else:
            self._turn_to_customer(self._visit.view)

    @Slot()
    def open_outbox(self) -> None:
        """List what waits; again closes it."""
        if self._panels.name == "outbox":
            self.back()
            return
        self._panels.turn_to(self._panels.outbox)
        self._panels.outbox.open()

    @Slot(str)
    def submit(self, text: str, *, is_scan: bool = False) -> None:
        """Take what was entered into the field, or what a hand scanner has read."""
        try:
            reference = self._read_text(text)
        except TillError as error:
            self.on_refusal(error)
        else:
            self.on_scanned(reference, is_by_card=is_scan or not isinstance(reference, Email))

    def _wire_visit(self) -> None:
        self._visit.asking.connect(self._on_asking)
        self._visit.shown.connect(self._on_shown)
        self._visit.refused.connect(self._show_refused)
        self._visit.unknown.connect(self._on_unknown)
        self._visit.link_refused.connect(self._panels.unknown.show_error)
        self._visit.left.connect(self._on_left)

    def _wire_panels(self) -> None:
        panels, left = self._panels, self._left
        left.submitted.connect(self.submit)
        left.enrol_wanted.connect(self.enrolling.open)
        left.reopened.connect(self._on_reopened)
        panels.customer.card_wanted.connect(self._on_card_wanted)
        panels.customer.burst_begun.connect(left.type_on)
        panels.refused.enrol_wanted.connect(self.enrolling.open)
        panels.refused.again_wanted.connect(lambda card: self.on_scanned(card, is_by_card=self._visit.is_by_card))
        panels.unknown.answered.connect(self._visit.link)
        panels.outbox.failed.connect(self._toast.show_error)
        for closing in (panels.refused, panels.unknown, panels.outbox, panels.poster, panels.settings):
            closing.closed.connect(self.back)

    @Slot(object)
    def _on_asking(self, reference: CardReference) -> None:
        self._panels.asking.show_reference(reference)
        self._panels.turn_to(self._panels.asking)
        self._left.viewfinder.say(lambda: words.read_as(reference), is_read=self._visit.is_by_card)

    @Slot(object)
    def _on_shown(self, view: CustomerView) -> None:
        self._panels.customer.show_customer(view)
        if self._visit.is_by_card:
            self._left.viewfinder.say(lambda: words.card_of(view), is_read=True)
        else:
            self._say_idle()
        if self._panels.name in _GIVE_WAY:
            self._turn_to_customer(view)

    def _turn_to_customer(self, view: CustomerView) -> None:
        self._panels.customer.show_customer(view)
        self._panels.turn_to(self._panels.customer)
        if not (self._left.field.hasFocus() and self._left.field.text()):
            self._panels.customer.focus_adding()

    @Slot(object, object)
    def _show_refused(self, error: TillError, reference: CardReference | None) -> None:
        self.refusal_shown.emit()
        self._panels.refused.show_error(error, reference)
        self._panels.turn_to(self._panels.refused)
        self._left.viewfinder.say(lambda: words.title(error))

    @Slot(object)
    def _on_unknown(self, reference: CardReference) -> None:
        self._panels.turn_to(self._panels.unknown)
        self._panels.unknown.ask(reference)

    @Slot()
    def _on_left(self) -> None:
        self._panels.customer.clear()
        self._say_idle()
        self.enrolling.go_home()

    def _say_idle(self) -> None:
        """Say below the picture what to do, where no card was read."""
        self._left.viewfinder.say(lambda: self.tr("Ask the customer to show their wallet card"))

    @Slot(object)
    def _on_reopened(self, tap: LastTap) -> None:
        self._idle.note_hand()
        self._visit.look_up(tap.email, tap.template_id)

    @Slot(str)
    def _on_card_wanted(self, template_id: str) -> None:
        if (view := self._visit.view) is not None:
            self._visit.look_up(view.email, template_id, is_by_card=self._visit.is_by_card)

    @Slot(int)
    def _on_left_alone(self, times: int) -> None:
        """Nobody touched anything for a while."""
        self._left.field.clear()
        name = self._panels.name
        is_left_over = name in _OF_STAFF and self.enrolling.is_all
        if name in _PERSONAL or is_left_over or (name == "enrol" and times >= self._panels.enrol.patience):
            self._visit.leave()
        else:
            self._visit.forget()
            self._panels.customer.clear()
