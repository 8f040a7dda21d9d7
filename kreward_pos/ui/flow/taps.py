"""Every tap: it is saved as an entry of the till, shown in the message bar, and undone there."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from kreward_pos.errors import TillError
from kreward_pos.system.pin import ProtectedAction
from kreward_pos.till.model.entries import Entry, EntryKind, EntryState
from kreward_pos.till.model.limits import Consent, LimitReached
from kreward_pos.till.model.views import CustomerView
from kreward_pos.ui.flow.customer_session import CustomerSession
from kreward_pos.ui.flow.pin_gate import PinGate
from kreward_pos.ui.panels.customer.panel import CustomerPanel
from kreward_pos.ui.runtime.bridge import TillBridge
from kreward_pos.ui.runtime.ports import Desk
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.text import words
from kreward_pos.ui.widgets.message_bar import ERROR_S, MessageBar

_AFTERWARDS_S = 6

Save = Callable[[CustomerView, Consent], Entry]


@dataclass(frozen=True, slots=True)
class _Tap:
    entry: Entry
    view: CustomerView


class Taps(QObject):
    """Window thread only.

    `began` comes in the same event as the tap, `ended` once it is durable, or (False) refused or undone. `limited`
    carries a `LimitReached` and what taps once more with a `Consent`, as long as that customer is at the counter.
    """

    began = Signal()
    ended = Signal(bool)
    limited = Signal(object, object)

    def __init__(
        self,
        desk: Desk,
        runner: TaskRunner,
        till: TillBridge,
        session: CustomerSession,
        panel: CustomerPanel,
        pin_gate: PinGate,
        message_bar: MessageBar,
        undo_s: int,
        hold_s: float,
    ) -> None:
        super().__init__(message_bar)
        self._desk, self._runner, self._session = desk, runner, session
        self._pin_gate, self._message_bar = pin_gate, message_bar
        self._undo_s, self._hold_s = undo_s, hold_s
        self._last: _Tap | None = None
        self._can_undo = False
        till.entry_updated.connect(self._on_entry_updated)
        panel.stamp_wanted.connect(self.stamp)
        panel.redeem_wanted.connect(self.redeem)
        self.began.connect(panel.amounts.show_saving)
        self.ended.connect(panel.amounts.show_saved)
        message_bar.undo_wanted.connect(self.undo)
        message_bar.ended.connect(self._on_message_ended)

    @Slot(int)
    def stamp(self, delta: int) -> None:
        """Add `delta` for the customer at the counter; every tap counts. Below zero, ask for the owner's PIN first."""

        def save(view: CustomerView, consent: Consent) -> Entry:
            return self._desk.stamp(view.email, delta, view.template_id, consent)

        if delta > 0:
            self._tap(save, Consent.NOBODY)
        else:
            self._pin_gate.ask(ProtectedAction.DEDUCTION, lambda: self._tap(save, Consent.OWNER))

    @Slot(int)
    def redeem(self, at: int) -> None:
        """Claim the reward at `at` for the customer at the counter."""
        self._tap(lambda view, consent: self._desk.redeem(view.email, at, view.template_id, consent), Consent.NOBODY)

    @Slot()
    def undo(self) -> None:
        """Undo the last tap, once, and only while the message bar offers it."""
        if self._last is None or not self._can_undo:
            return
        seq = self._last.entry.seq
        self._can_undo = False
        self._message_bar.clear()
        self._runner.tap(lambda: self._desk.undo(seq), self._on_undone, self._message_bar.show_error)

    def _tap(self, save: Save, consent: Consent) -> None:
        view = self._session.view
        if view is None:
            return

        def tap_again(consent: Consent) -> None:
            if self._session.view is not None and self._session.view.email == view.email:
                self._tap(save, consent)

        def refuse(error: TillError) -> None:
            self.ended.emit(False)
            if isinstance(error, LimitReached):
                self.limited.emit(error, tap_again)
            else:
                self._message_bar.show_error(error)
            self._session.refresh()

        self.began.emit()
        self._runner.tap(lambda: save(view, consent), lambda entry: self._on_saved(entry, view), refuse)

    def _on_saved(self, entry: Entry, view: CustomerView) -> None:
        self._last, self._can_undo = _Tap(entry, view), True
        if entry.kind is EntryKind.REDEEM:
            wait_s = max(1, round(self._hold_s))
            self._message_bar.show_message(
                lambda left_s: words.held_message(entry, view.label, left_s),
                seconds=wait_s,
                tone="plain",
                can_undo=True,
            )
        else:
            self._message_bar.show_message(
                lambda _left_s: words.tap_message(entry, view), seconds=self._undo_s, can_undo=True
            )
        self.ended.emit(True)
        self._session.refresh()

    def _on_undone(self, entry: Entry) -> None:
        self._message_bar.show_message(lambda _left_s: words.undone_message(entry), seconds=_AFTERWARDS_S)
        self.ended.emit(False)
        self._session.refresh()

    @Slot(object)
    def _on_entry_updated(self, entry: Entry) -> None:
        """Show what became of the last tap, where a cashier would miss it otherwise."""
        if self._last is None or entry.seq != self._last.entry.seq:
            return
        view = self._last.view
        self._last = _Tap(entry, view)
        if entry.state is EntryState.BLOCKED:
            self._can_undo = False
            self._message_bar.show_message(
                lambda _left_s: words.refused_message(entry), seconds=ERROR_S, tone="refused"
            )
        elif entry.state is EntryState.APPLIED and entry.kind is EntryKind.REDEEM:
            self._can_undo = False
            self._message_bar.show_message(lambda _left_s: words.tap_message(entry, view), seconds=_AFTERWARDS_S)

    @Slot()
    def _on_message_ended(self) -> None:
        """Show that a redeem, which can no longer be undone, is being claimed."""
        was_open, self._can_undo = self._can_undo, False
        if was_open and self._last is not None and self._last.entry.kind is EntryKind.REDEEM:
            last = self._last
            self._message_bar.show_message(
                lambda _left_s: words.claiming_message(last.entry, last.view.label), seconds=_AFTERWARDS_S, tone="plain"
            )
