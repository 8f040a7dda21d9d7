"""The keyboard at the counter, wherever the focus is. The keys of hand scanners are taken out before."""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from kreward_pos.ui.bars.cashier_picker import CashierPicker
from kreward_pos.ui.bars.close_prompt import ClosePrompt
from kreward_pos.ui.bars.limit_prompt import LimitPrompt
from kreward_pos.ui.bars.side_column import SideColumn
from kreward_pos.ui.flow.day import DayFlow
from kreward_pos.ui.flow.enrolling import EnrolmentFlow
from kreward_pos.ui.flow.outbox import OutboxFlow
from kreward_pos.ui.flow.owner_pages import OwnerPages
from kreward_pos.ui.flow.sound_cues import SoundCues
from kreward_pos.ui.flow.taps import Taps
from kreward_pos.ui.panels.stack import PanelStack


class Shortcuts(QObject):
    """Window thread only. The guided set-up leaves only Esc, and the window passes on keys that no widget took."""

    def __init__(
        self,
        window: QWidget,
        side_column: SideColumn,
        panels: PanelStack,
        close_prompt: ClosePrompt,
        limit_prompt: LimitPrompt,
        cashier_picker: CashierPicker,
        enrolment: EnrolmentFlow,
        taps: Taps,
        day: DayFlow,
        outbox: OutboxFlow,
        owner_pages: OwnerPages,
        sound_cues: SoundCues,
    ) -> None:
        super().__init__(window)
        self._side_column, self._panels, self._owner_pages = side_column, panels, owner_pages
        self._close_prompt, self._limit_prompt, self._cashier_picker = close_prompt, limit_prompt, cashier_picker
        for key, slot in (
            ("F2", side_column.focus_field),
            ("F4", enrolment.open),
            ("F6", cashier_picker.open),
            ("F7", day.open),
            ("F8", outbox.open),
            ("F9", owner_pages.open_settings),
            ("F12", sound_cues.toggle),
            ("Ctrl+Z", taps.undo),
        ):
            _shortcut(key, window).activated.connect(owner_pages.unless_guiding(slot))
        _shortcut("Esc", window).activated.connect(self._back)

    def take(self, event: QKeyEvent) -> bool:
        """Stamp on Space, type any other character into the side column's field, and return whether it was used."""
        text = event.text()
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            if self._panels.name == "customer" and not event.isAutoRepeat():
                self._panels.customer.amounts.add_usual()
            return True
        is_typed = text.isprintable() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if not text or not is_typed or self._panels.name in {"pin", "first_run"}:
            return False
        self._side_column.insert_text(text)
        return True

    @Slot()
    def _back(self) -> None:
        """Close the question that is asked, if there is one, else the panel."""
        if self._close_prompt.isVisible():
            self._close_prompt.cancel()
        elif self._limit_prompt.isVisible():
            self._limit_prompt.decline()
        elif self._cashier_picker.isVisible():
            self._cashier_picker.close_row()
        else:
            self._owner_pages.back()


def _shortcut(key: str, window: QWidget) -> QShortcut:
    shortcut = QShortcut(QKeySequence(key), window)
    shortcut.setAutoRepeat(False)
    return shortcut
