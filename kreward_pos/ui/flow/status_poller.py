"""What the window keeps in view whoever is at the counter: the shop, the connection, the last customers."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from kreward_pos.api.models import Template
from kreward_pos.till.model.views import ConnectionView
from kreward_pos.ui.runtime.ports import CounterPorts
from kreward_pos.ui.runtime.tasks import Latest, Refresh, TaskRunner, ignore


class StatusPoller(QObject):
    """Asks on workers, tells by signals. What cannot be read is left as it was and asked for with the next change:
    the store's trouble shows with the next tap, where it matters.

    `status` and `shop` are what was told last.
    """

    shop_read = Signal(object)
    templates_read = Signal(object)
    status_read = Signal(object)
    taps_read = Signal(object)

    def __init__(self, counter: CounterPorts, runner: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._connection = counter.desk, counter.connection
        self._statuses, self._shops, self._templates = Latest(runner), Latest(runner), Latest(runner)
        self._taps = Refresh(runner)
        self.status: ConnectionView | None = None
        self.shop: str | None = None
        self._has_templates = False

    def begin(self) -> None:
        """Ask for everything once."""
        self._statuses.ask(self._connection.status, self._on_first_status, ignore)
        self.ask_shop()
        self.ask_taps()

    @Slot(object)
    def on_status_updated(self, status: ConnectionView) -> None:
        """The connection changed; with the first answer comes the shop's name."""
        self.status = status
        self.status_read.emit(status)
        if status.state == "online" and (self.shop is None or not self._has_templates):
            self.ask_shop()

    @Slot()
    def ask_taps(self) -> None:
        """The last customers may have changed; requests that come meanwhile are answered by one more."""
        self._taps.ask(self._desk.last_taps, self.taps_read.emit, ignore)

    def ask_shop(self) -> None:
        """The shop may be known by now, or be another one, with other keys."""
        self._shops.ask(self._connection.shop_name, self._on_shop, ignore)
        self._templates.ask(self._connection.templates, self._on_templates, ignore)

    def _on_first_status(self, status: ConnectionView) -> None:
        if self.status is None:
            self.on_status_updated(status)

    def _on_shop(self, name: str | None) -> None:
        self.shop = name
        self.shop_read.emit(name)

    def _on_templates(self, templates: Sequence[Template]) -> None:
        self._has_templates = bool(templates)
        self.templates_read.emit(templates)
