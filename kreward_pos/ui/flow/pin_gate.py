"""What stands before an owner's act: nothing where no PIN is needed now, else the panel that asks for it."""

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
    """Window thread only. One act waits at a time; leaving the panel in any way but by the PIN drops it.

    An unlocked gate stays so for two minutes after the last act, and until the customer at the counter is let go.
    """

    def __init__(
        self, panels: PanelStack, pin: PinLock, runner: TaskRunner, visit: CustomerSession, toast: MessageBar
    ) -> None:
        super().__init__(panels)
        self._panels, self._pin, self._runner, self._toast = panels, pin, runner, toast
        self._then: Then | None = None
        self._before: Panel | None = None
        self._has_asked = False
        self._latest = Latest(runner)
        panels.pin.opened.connect(self._on_opened)
        panels.pin.closed.connect(self.give_up)
        visit.left.connect(self.lock)
        visit.asking.connect(self.lock)

    @property
    def has_asked(self) -> bool:
        """Whether a PIN was ever needed in this run."""
        return self._has_asked

    def ask(self, act: ProtectedAction, then: Then) -> None:
        """Do `then` once the owner has allowed this act: at once, where no PIN is needed."""
        self._latest.tap(
            lambda: self._pin.needs_pin(act),
            lambda is_needed: self._go(act, then, is_needed=is_needed),
            self._toast.show_error,
        )

    @Slot()
    def lock(self) -> None:
        """Nobody, or somebody else, is at the counter; what was asked for before and not yet allowed is dropped."""
        self._latest.cancel()
        self._runner.tap(self._pin.lock, ignore, self._toast.show_error)

    @Slot()
    def give_up(self) -> None:
        """Go back to where the act was wanted; it does not happen."""
        if self._panels.name == "pin":
            self._return()
        self._then = None

    def _go(self, act: ProtectedAction, then: Then, *, is_needed: bool) -> None:
        if not is_needed:
            then()
            return
        self._has_asked = True
        before = self._panels.currentWidget()
        if isinstance(before, Panel) and before is not self._panels.pin:
            self._before = before
        self._then = then
        self._panels.turn_to(self._panels.pin)
        self._panels.pin.ask(act)

    @Slot()
    def _on_opened(self) -> None:
        then, self._then = self._then, None
        if self._panels.name == "pin" and then is not None:
            self._return()
            then()

    def _return(self) -> None:
        self._panels.turn_to(self._before or self._panels.ready)
