"""The counter's window as a kiosk: it fills the screen, above all others, and the owner alone closes it."""

from functools import partial

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QWidget

from kreward_pos.system.pin import ProtectedAction
from kreward_pos.system.settings import Settings
from kreward_pos.ui.bars.close_prompt import ClosePrompt
from kreward_pos.ui.bars.header import Header
from kreward_pos.ui.flow.apply_settings import SettingsApplier
from kreward_pos.ui.flow.pin_gate import PinGate

_ABOVE_ALL = Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint


class Kiosk(QObject):
    """Window thread only. Follows the settings while the window is open."""

    def __init__(
        self,
        window: QWidget,
        header: Header,
        leaving: ClosePrompt,
        gate: PinGate,
        settings: SettingsApplier,
        *,
        is_on: bool,
    ) -> None:
        super().__init__(window)
        self._window, self._header, self._leaving = window, header, leaving
        self._close_by_owner = partial(gate.ask, ProtectedAction.CLOSE, window.close)
        settings.applied.connect(self.apply_settings)
        leaving.confirmed.connect(self._on_confirmed)
        self._turn(is_on=is_on)

    def present(self) -> None:
        """Show the window for the first time, as it is to be."""
        self._window.setWindowFlags(self._flags())
        self._fit_state()
        self._window.show()

    @Slot(object)
    def apply_settings(self, settings: Settings) -> None:
        """What the owner has set is so at once."""
        if settings.is_kiosk == self._is_on:
            return
        self._turn(is_on=settings.is_kiosk)
        flags, handle = self._flags(), self._window.windowHandle()
        # Asked itself to change these of a window that is shown, Qt hides it, and the keys are lost with it.
        self._window.overrideWindowFlags(flags)
        if handle is not None:
            handle.setFlags(flags)
        self._fit_state()

    def _flags(self) -> Qt.WindowType:
        flags = self._window.windowFlags()
        return flags | _ABOVE_ALL if self._is_on else flags & ~_ABOVE_ALL

    def _fit_state(self) -> None:
        state, full = self._window.windowState(), Qt.WindowState.WindowFullScreen
        self._window.setWindowState(state | full if self._is_on else state & ~full)

    def _turn(self, *, is_on: bool) -> None:
        self._is_on = is_on
        self._header.offer_close(is_on)
        self._leaving.ask_always(is_on)

    @Slot()
    def _on_confirmed(self) -> None:
        if self._is_on:
            self._close_by_owner()
        else:
            self._window.close()
