"""What a day at the counter needs besides customers: who stands there, what asks before a tap, and the day's report."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Slot

from kreward_pos.system.pin import ProtectedAction
from kreward_pos.system.settings import Settings
from kreward_pos.till.model.limits import Consent, LimitReached, TooManyOffline
from kreward_pos.ui.bars.cashier_picker import CashierPicker
from kreward_pos.ui.bars.header import Header
from kreward_pos.ui.bars.limit_prompt import LimitPrompt
from kreward_pos.ui.flow.customer_session import CustomerSession
from kreward_pos.ui.flow.navigation import Navigation
from kreward_pos.ui.flow.pin_gate import PinGate
from kreward_pos.ui.flow.taps import Taps
from kreward_pos.ui.panels.day.panel import DayPanel
from kreward_pos.ui.panels.stack import PanelStack
from kreward_pos.ui.runtime.ports import Daybook
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.message_bar import MessageBar

_PATIENCE = 2
"""Minutes, mostly: how often it must be noticed that nobody touches anything."""

Again = Callable[[Consent], None]


class DayFlow(QObject):
    """Window thread only. Its widgets are for the window to place."""

    def __init__(
        self,
        look: Theming,
        daybook: Daybook,
        runner: TaskRunner,
        panels: PanelStack,
        board: Navigation,
        gate: PinGate,
        visit: CustomerSession,
        taps: Taps,
        header: Header,
        toast: MessageBar,
    ) -> None:
        super().__init__(board)
        self._daybook, self._runner, self._panels, self._board = daybook, runner, panels, board
        self._gate, self._header, self._toast = gate, header, toast
        self._cashier: str | None = None
        self.question = LimitPrompt(look, toast)
        self.cashiers = CashierPicker(look)
        self.day = DayPanel(look, daybook, runner)
        panels.addWidget(self.day)
        taps.limited.connect(self._on_limited)
        visit.ended.connect(self.question.decline)
        header.cashier_wanted.connect(self.cashiers.open)
        panels.outbox.day_wanted.connect(self.open_day)
        panels.settings.data.day_wanted.connect(self.open_day)
        panels.settings.data.file_wanted.connect(self._open_file)
        board.enrolling.changed.connect(self._on_enrolling_changed)
        self.cashiers.picked.connect(self._take_over)
        for strip in (self.question, self.cashiers):
            strip.closed.connect(self._give_keys_back)
        self.day.closed.connect(board.back)
        self.day.owner_wanted.connect(self._on_owner_wanted)

    @Slot()
    def open_day(self) -> None:
        """Today's report; again closes it. Where customers stand themselves it is the owner's."""
        if self._panels.name == "day":
            self._board.back()
        elif self._board.enrolling.is_all:
            self._gate.ask(ProtectedAction.DATA, self._show_day)
        else:
            self._show_day()

    def take_esc(self) -> bool:
        """Close what asks in place, if anything does; returns whether it did."""
        if self.question.isVisible():
            self.question.decline()
        elif self.cashiers.isVisible():
            self.cashiers.close_row()
        else:
            return False
        return True

    @Slot(int)
    def on_left_alone(self, times: int) -> None:
        """A report that was left open is closed, and a question with it."""
        self.take_esc()
        if self._panels.name == "day" and times >= _PATIENCE:
            self._board.back()

    @Slot(object)
    def apply_settings(self, settings: Settings) -> None:
        """Offer the cashiers that the owner has named; who is named no more stands there no more."""
        self.day.show_till(settings.till_name)
        if settings.cashiers != self.cashiers.names:
            self.cashiers.offer(settings.cashiers, self._cashier)
            if self._cashier is not None and self._cashier not in settings.cashiers:
                self._take_over(None)
        self._header.show_cashier(self._cashier, is_asking=bool(settings.cashiers))
        self._toast.offer_cashiers(bool(settings.cashiers))

    @Slot()
    def _on_enrolling_changed(self) -> None:
        self._toast.offer_keys(not self._board.enrolling.is_all)

    @Slot()
    def _open_file(self) -> None:
        self._show_day()
        self.day.open_file()

    def _show_day(self) -> None:
        self._panels.turn_to(self.day)
        self.day.open()

    @Slot()
    def _give_keys_back(self) -> None:
        """Space stamps again, where there is a customer."""
        if self._panels.name == "customer":
            self._panels.customer.focus_adding()

    @Slot(object, object)
    def _on_limited(self, limit: LimitReached, again: Again) -> None:
        if limit.needs is Consent.OWNER:
            act = ProtectedAction.OFFLINE_REDEEM if isinstance(limit, TooManyOffline) else ProtectedAction.OVER_LIMIT
            self.question.ask(limit, partial(self._gate.ask, act, partial(again, Consent.OWNER)))
        else:
            self.question.ask(limit, partial(again, limit.needs))

    @Slot(str)
    def _take_over(self, name: str | None) -> None:
        self._runner.tap(
            lambda: self._daybook.change_cashier(name), lambda _none: self._on_taken(name), self._toast.show_error
        )

    def _on_taken(self, name: str | None) -> None:
        self._cashier = name
        self.cashiers.offer(self.cashiers.names, name)
        self._header.show_cashier(name, is_asking=bool(self.cashiers.names))

    @Slot(object)
    def _on_owner_wanted(self, then: Callable[[], object]) -> None:
        self._gate.ask(ProtectedAction.DATA, then)
