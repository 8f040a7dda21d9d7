"""Closing the counter, and the window as a kiosk: full screen, above all others, closed by the owner alone."""

from functools import partial

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QWidget

from kreward_pos.system.pin import ProtectedAction
from kreward_pos.system.settings import Settings
from kreward_pos.ui.bars.close_prompt import ClosePrompt
from kreward_pos.ui.bars.header import Header
from kreward_pos.ui.flow.apply_settings import SettingsApplier
from kreward_pos.ui.flow.pin_gate import PinGate
from kreward_pos.ui.flow.status_poller import StatusPoller

_ON_TOP = Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint


class Kiosk(QObject):
    """Window thread only. Follows the settings while the window is open."""

    def __init__(
        self,
        window: QWidget,
        header: Header,
        close_prompt: ClosePrompt,
        status_poller: StatusPoller,
        pin_gate: PinGate,
        settings: SettingsApplier,
        *,
        is_on: bool,
    ) -> None:
        super().__init__(window)
        self._window, self._header, self._close_prompt = window, header, close_prompt
        self._close_by_owner = partial(pin_gate.ask, ProtectedAction.CLOSE, window.close)
        header.close_wanted.connect(close_prompt.ask)
        status_poller.status_read.connect(close_prompt.show_status)
        settings.applied.connect(self.apply_settings)
        close_prompt.confirmed.connect(self._on_confirmed)
        self._turn(is_on=is_on)

    def present(self) -> None:
        """Show the window for the first time: full screen if it is a kiosk."""
        self._window.setWindowFlags(self._flags())
        self._fit_state()
        self._window.show()

    @Slot(object)
    def apply_settings(self, settings: Settings) -> None:
        """Become a kiosk, or a window again, at once."""
        if settings.is_kiosk == self._is_on:
            return
        self._turn(is_on=settings.is_kiosk)
        flags, handle = self._flags(), self._window.windowHandle()
        # setWindowFlags would hide a window that is shown, and the keyboard focus would be lost with it.
        self._window.overrideWindowFlags(flags)
        if handle is not None:
            handle.setFlags(flags)
        self._fit_state()

    def _flags(self) -> Qt.WindowType:
        flags = self._window.windowFlags()
        return flags | _ON_TOP if self._is_on else flags & ~_ON_TOP

    def _fit_state(self) -> None:
        state, full = self._window.windowState(), Qt.WindowState.WindowFullScreen
        self._window.setWindowState(state | full if self._is_on else state & ~full)

    def _turn(self, *, is_on: bool) -> None:
        self._is_on = is_on
        self._header.offer_close(is_on)
        self._close_prompt.ask_always(is_on)

    @Slot()
    def _on_confirmed(self) -> None:
        if self._is_on:
            self._close_by_owner()
        else:
            self._window.close()
