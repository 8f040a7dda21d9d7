"""The gate before the owner's actions: they happen at once, or after the panel that asks for the PIN."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from kreward_pos.system.pin import ProtectedAction
from kreward_pos.ui.flow.customer_session import CustomerSession
from kreward_pos.ui.panels.panel import Panel
from kreward_pos.ui.panels.stack import PanelStack
from kreward_pos.ui.runtime.ports import PinLock
from kreward_pos.ui.runtime.tasks import Latest, TaskRunner, ignore
from kreward_pos.ui.widgets.message_bar import MessageBar

Then = Callable[[], object]


class PinGate(QObject):
    """Window thread only. One action waits at a time; leaving the panel in any way but by the PIN drops it.

    Once unlocked, the gate stays open for two minutes after the last action, at most until the customer leaves.
    """

    def __init__(
        self, panels: PanelStack, pin: PinLock, runner: TaskRunner, session: CustomerSession, message_bar: MessageBar
    ) -> None:
        super().__init__(panels)
        self._panels, self._pin, self._runner, self._message_bar = panels, pin, runner, message_bar
        self._then: Then | None = None
        self._before: Panel | None = None
        self._has_asked = False
        self._latest = Latest(runner)
        panels.pin.opened.connect(self._on_opened)
        panels.pin.closed.connect(self.give_up)
        session.left.connect(self._lock)
        session.asking.connect(self._lock)

    @property
    def has_asked(self) -> bool:
        """Whether a PIN was ever needed in this run."""
        return self._has_asked

    def ask(self, action: ProtectedAction, then: Then) -> None:
        """Do `then` once the owner has allowed this action: at once, where no PIN is needed."""
        self._latest.tap(
            lambda: self._pin.needs_pin(action),
            lambda is_needed: self._go(action, then, is_needed=is_needed),
            self._message_bar.show_error,
        )

    @Slot()
    def give_up(self) -> None:
        """Drop the action, and go back to the panel that asked for it."""
        if self._panels.name == "pin":
            self._return()
        self._then = None

    @Slot()
    def _lock(self) -> None:
        """Lock, since the customer has changed; drop what was asked for before and is not allowed yet."""
        self._latest.cancel()
        self._runner.tap(self._pin.lock, ignore, self._message_bar.show_error)

    def _go(self, action: ProtectedAction, then: Then, *, is_needed: bool) -> None:
        if not is_needed:
            then()
            return
        self._has_asked = True
        before = self._panels.currentWidget()
        if isinstance(before, Panel) and before is not self._panels.pin:
            self._before = before
        self._then = then
        self._panels.turn_to(self._panels.pin)
        self._panels.pin.ask(action)

    @Slot()
    def _on_opened(self) -> None:
        then, self._then = self._then, None
        if self._panels.name == "pin" and then is not None:
            self._return()
            then()

    def _return(self) -> None:
        self._panels.turn_to(self._before or self._panels.ready)
