"""What the big buttons do: a tap becomes an entry of the till, a line at the bottom, and a way back."""

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
from kreward_pos.ui.runtime.ports import Desk
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.text import words
from kreward_pos.ui.widgets.message_bar import ERROR_S, MessageBar

_AFTERWARDS_S = 6

Keep = Callable[[CustomerView, Consent], Entry]


@dataclass(frozen=True, slots=True)
class _Tap:
    entry: Entry
    view: CustomerView


class Taps(QObject):
    """Window thread only. `began` in the same event as the tap; `kept` once it is durable, or (False) was refused.

    `limited` carries a `LimitReached` and what taps once more with a `Consent`, as long as that customer is here.
    """

    began = Signal()
    kept = Signal(bool)
    limited = Signal(object, object)

    def __init__(
        self,
        desk: Desk,
        runner: TaskRunner,
        visit: CustomerSession,
        panel: CustomerPanel,
        gate: PinGate,
        toast: MessageBar,
        undo_s: int,
        hold_s: float,
    ) -> None:
        super().__init__(toast)
        self._desk, self._runner, self._visit, self._gate, self._toast = desk, runner, visit, gate, toast
        self._undo_s, self._hold_s = undo_s, hold_s
        self._last: _Tap | None = None
        self._can_undo = False
        panel.stamp_wanted.connect(self.stamp)
        panel.redeem_wanted.connect(self.redeem)
        self.began.connect(panel.adding.show_saving)
        self.kept.connect(panel.adding.show_kept)
        toast.undo_wanted.connect(self.undo)
        toast.ended.connect(self._on_toast_ended)

    @Slot(int)
    def stamp(self, delta: int) -> None:
        """Add `delta` for the customer at the counter; every tap counts. Below zero, ask for the owner's PIN first."""

        def keep(view: CustomerView, consent: Consent) -> Entry:
            return self._desk.stamp(view.email, delta, view.template_id, consent)

        if delta > 0:
            self._tap(keep, Consent.NOBODY)
        else:
            self._gate.ask(ProtectedAction.DEDUCTION, lambda: self._tap(keep, Consent.OWNER))

    @Slot(int)
    def redeem(self, at: int) -> None:
        """Claim the reward at `at` for the customer at the counter."""
        self._tap(lambda view, by: self._desk.redeem(view.email, at, view.template_id, by), Consent.NOBODY)

    @Slot()
    def undo(self) -> None:
        """Take the last tap back while the bar offers it; once."""
        if self._last is None or not self._can_undo:
            return
        seq = self._last.entry.seq
        self._can_undo = False
        self._toast.rest()
        self._runner.tap(lambda: self._desk.undo(seq), self._on_undone, self._toast.show_error)

    @Slot(object)
    def on_entry_updated(self, entry: Entry) -> None:
        """The last tap's entry went on: say what a cashier would miss otherwise."""
        if self._last is None or entry.seq != self._last.entry.seq:
            return
        view = self._last.view
        self._last = _Tap(entry, view)
        if entry.state is EntryState.BLOCKED:
            self._can_undo = False
            self._toast.tell(lambda _left: words.refused(entry), seconds=ERROR_S, tone="refused")
        elif entry.state is EntryState.APPLIED and entry.kind is EntryKind.REDEEM:
            self._can_undo = False
            self._toast.tell(lambda _left: words.done(entry, view), seconds=_AFTERWARDS_S)

    def _tap(self, keep: Keep, consent: Consent) -> None:
        view = self._visit.view
        if view is None:
            return

        def again(by: Consent) -> None:
            if self._visit.view is not None and self._visit.view.email == view.email:
                self._tap(keep, by)

        def refuse(error: TillError) -> None:
            self.kept.emit(False)
            if isinstance(error, LimitReached):
                self.limited.emit(error, again)
            else:
                self._toast.show_error(error)
            self._visit.refresh()

        self.began.emit()
        self._runner.tap(lambda: keep(view, consent), lambda entry: self._on_kept(entry, view), refuse)

    def _on_kept(self, entry: Entry, view: CustomerView) -> None:
        self._last, self._can_undo = _Tap(entry, view), True
        if entry.kind is EntryKind.REDEEM:
            wait_s = max(1, round(self._hold_s))
            self._toast.tell(
                lambda left: words.held(entry, view.label, left), seconds=wait_s, tone="plain", can_undo=True
            )
        else:
            self._toast.tell(lambda _left: words.done(entry, view), seconds=self._undo_s, can_undo=True)
        self.kept.emit(True)
        self._visit.refresh()

    def _on_undone(self, entry: Entry) -> None:
        self._toast.tell(lambda _left: words.undone(entry), seconds=_AFTERWARDS_S)
        self.kept.emit(False)
        self._visit.refresh()

    @Slot()
    def _on_toast_ended(self) -> None:
        """A redeem's time for undo is over, and its answer is not here yet."""
        was_open, self._can_undo = self._can_undo, False
        if was_open and self._last is not None and self._last.entry.kind is EntryKind.REDEEM:
            last = self._last
            self._toast.tell(
                lambda _left: words.claiming(last.entry, last.view.label), seconds=_AFTERWARDS_S, tone="plain"
            )
