"""Who is at the till: picked from the names that the owner has set, and shown in the header."""

from PySide6.QtCore import QObject, Slot

from kreward_pos.system.settings import Settings
from kreward_pos.ui.bars.cashier_picker import CashierPicker
from kreward_pos.ui.bars.header import Header
from kreward_pos.ui.flow.apply_settings import SettingsApplier
from kreward_pos.ui.flow.navigation import Navigation
from kreward_pos.ui.runtime.ports import Daybook
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.widgets.idle import Idle
from kreward_pos.ui.widgets.message_bar import MessageBar


class CashierFlow(QObject):
    """Window thread only. Shows nothing where the owner has named no cashiers."""

    def __init__(
        self,
        daybook: Daybook,
        runner: TaskRunner,
        picker: CashierPicker,
        header: Header,
        message_bar: MessageBar,
        navigation: Navigation,
        settings: SettingsApplier,
        idle: Idle,
    ) -> None:
        super().__init__(navigation)
        self._daybook, self._runner = daybook, runner
        self._picker, self._header, self._message_bar = picker, header, message_bar
        self._cashier: str | None = None
        header.cashier_wanted.connect(picker.open)
        picker.picked.connect(self._change)
        picker.closed.connect(navigation.focus_stamping)
        settings.applied.connect(self.apply_settings)
        idle.left_alone.connect(picker.close_row)

    @Slot(object)
    def apply_settings(self, settings: Settings) -> None:
        """Offer the cashiers whom the owner has named, and deselect one who was removed."""
        if settings.cashiers != self._picker.names:
            self._picker.offer(settings.cashiers, self._cashier)
            if self._cashier is not None and self._cashier not in settings.cashiers:
                self._change(None)
        self._header.show_cashier(self._cashier, is_asking=bool(settings.cashiers))
        self._message_bar.show_cashier_key(bool(settings.cashiers))

    @Slot(str)
    def _change(self, name: str | None) -> None:
        self._runner.tap(
            lambda: self._daybook.change_cashier(name),
            lambda _none: self._on_changed(name),
            self._message_bar.show_error,
        )

    def _on_changed(self, name: str | None) -> None:
        self._cashier = name
        self._picker.offer(self._picker.names, name)
        self._header.show_cashier(name, is_asking=bool(self._picker.names))
