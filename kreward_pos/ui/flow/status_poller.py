"""Keeps the shop, the connection, the last customers, newer versions and trouble in view at all times."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from kreward_pos.api.models import Template
from kreward_pos.errors import TillError
from kreward_pos.till.model.views import ConnectionView
from kreward_pos.till.records.audit_log import RecordBroken
from kreward_pos.ui.bars.header import Header
from kreward_pos.ui.bars.side_column import SideColumn
from kreward_pos.ui.panels.stack import PanelStack
from kreward_pos.ui.panels.update_notice import UpdateWatch
from kreward_pos.ui.runtime.bridge import TillBridge
from kreward_pos.ui.runtime.ports import CounterPorts, OwnerSetup
from kreward_pos.ui.runtime.tasks import Latest, Refresh, TaskRunner, ignore
from kreward_pos.ui.widgets.message_bar import MessageBar


class StatusPoller(QObject):
    """Window thread only. Asks on workers, at the start and after each change that the till tells of.

    What cannot be read stays as it was, and is asked for with the next change: trouble with the store shows with the
    next tap, where it matters. `shop` and `status` were read last.
    """

    shop_read = Signal(object)
    status_read = Signal(object)

    def __init__(
        self,
        counter: CounterPorts,
        setup: OwnerSetup,
        runner: TaskRunner,
        till: TillBridge,
        panels: PanelStack,
        header: Header,
        side_column: SideColumn,
        message_bar: MessageBar,
    ) -> None:
        super().__init__(header)
        self._desk, self._connection = counter.desk, counter.connection
        self._panels, self._header, self._side_column, self._message_bar = panels, header, side_column, message_bar
        self._statuses, self._shops, self._templates = Latest(runner), Latest(runner), Latest(runner)
        self._taps = Refresh(runner)
        self.status: ConnectionView | None = None
        self.shop: str | None = None
        self._has_templates = False
        till.entry_updated.connect(self._ask_taps)
        till.status_updated.connect(self._on_status)
        till.failed.connect(self._on_trouble)
        for show_shop in (header.show_shop, panels.poster.show_shop):
            self.shop_read.connect(show_shop)
        for show_status in (header.show_status, panels.outbox.show_status):
            self.status_read.connect(show_status)
        self._updates = UpdateWatch(setup.updates, runner, self)
        self._updates.found.connect(header.show_update)
        self._updates.start()
        self._statuses.ask(self._connection.status, self._on_first_status, ignore)
        self._ask_shop()
        self._ask_taps()

    def refresh(self) -> None:
        """Ask for what other settings or keys may have changed."""
        self._ask_shop()
        self._updates.check()

    def _ask_shop(self) -> None:
        self._shops.ask(self._connection.shop_name, self._on_shop, ignore)
        self._templates.ask(self._connection.templates, self._on_templates, ignore)

    @Slot()
    def _ask_taps(self) -> None:
        self._taps.ask(self._desk.last_taps, self._side_column.show_taps, ignore)

    @Slot(object)
    def _on_status(self, status: ConnectionView) -> None:
        """Show the connection's status. The first answer from Kreward brings the shop's name, too."""
        self.status = status
        self.status_read.emit(status)
        if status.state == "online" and (self.shop is None or not self._has_templates):
            self._ask_shop()

    def _on_first_status(self, status: ConnectionView) -> None:
        if self.status is None:
            self._on_status(status)

    def _on_shop(self, name: str | None) -> None:
        self.shop = name
        self.shop_read.emit(name)

    def _on_templates(self, templates: Sequence[Template]) -> None:
        self._has_templates = bool(templates)
        self._panels.customer.set_card_names(templates)

    @Slot(object)
    def _on_trouble(self, error: TillError) -> None:
        """Show an error that no tap has caused. An audit log that was changed from outside stays in view."""
        self._message_bar.show_error(error)
        if isinstance(error, RecordBroken):
            self._header.show_audit_log_error(error)
