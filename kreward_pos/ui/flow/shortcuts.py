"""What the keys do at the counter, wherever the focus is. Hand scanners' keys do not come as far as here."""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from kreward_pos.ui.bars.cashier_picker import CashierPicker
from kreward_pos.ui.bars.close_prompt import ClosePrompt
from kreward_pos.ui.bars.limit_prompt import LimitPrompt
from kreward_pos.ui.bars.side_column import SideColumn
from kreward_pos.ui.flow.day import DayFlow
from kreward_pos.ui.flow.navigation import Navigation
from kreward_pos.ui.flow.owner_pages import OwnerPages
from kreward_pos.ui.flow.sound_cues import SoundCues
from kreward_pos.ui.flow.taps import Taps
from kreward_pos.ui.panels.stack import PanelStack


class Shortcuts(QObject):
    """Window thread only. The window hands over what its parts did not take; the guided set-up leaves Esc alone."""

    def __init__(
        self,
        window: QWidget,
        left: SideColumn,
        panels: PanelStack,
        board: Navigation,
        taps: Taps,
        office: OwnerPages,
        day: DayFlow,
        sounds: SoundCues,
        close_prompt: ClosePrompt,
        limit_prompt: LimitPrompt,
        cashier_picker: CashierPicker,
    ) -> None:
        super().__init__(window)
        self._left, self._panels, self._office = left, panels, office
        self._close_prompt, self._limit_prompt, self._cashier_picker = close_prompt, limit_prompt, cashier_picker
        for key, slot in (
            ("F2", left.focus_field),
            ("F4", board.enrolling.open),
            ("F6", cashier_picker.open),
            ("F7", day.open),
            ("F8", office.open_outbox),
            ("F9", office.open_settings),
            ("F12", sounds.toggle),
            ("Ctrl+Z", taps.undo),
        ):
            _shortcut(key, window).activated.connect(office.unless_guiding(slot))
        _shortcut("Esc", window).activated.connect(self._back)

    def take(self, event: QKeyEvent) -> bool:
        """Space stamps; any other character that no field took goes to the field on the left. Whether it was taken."""
        text = event.text()
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            if self._panels.name == "customer" and not event.isAutoRepeat():
                self._panels.customer.adding.add_usual()
            return True
        is_typed = text.isprintable() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if not text or not is_typed or self._panels.name in {"pin", "first_run"}:
            return False
        self._left.type_on(text)
        return True

    @Slot()
    def _back(self) -> None:
        """Close what asks in place, if anything does, else what is open."""
        if self._close_prompt.isVisible():
            self._close_prompt.stay()
        elif self._limit_prompt.isVisible():
            self._limit_prompt.decline()
        elif self._cashier_picker.isVisible():
            self._cashier_picker.close_row()
        else:
            self._office.back()


def _shortcut(key: str, window: QWidget) -> QShortcut:
    shortcut = QShortcut(QKeySequence(key), window)
    shortcut.setAutoRepeat(False)
    return shortcut
