"""Shows the customer on the second screen what happens at the counter."""

from PySide6.QtCore import QObject, Slot

from kreward_pos.till.model.views import ConnectionView
from kreward_pos.ui.customer_display.window import CustomerDisplay
from kreward_pos.ui.flow.apply_settings import SettingsApplier
from kreward_pos.ui.flow.customer_session import CustomerSession
from kreward_pos.ui.flow.status_poller import StatusPoller
from kreward_pos.ui.panels.enrol.panel import EnrolPanel


class CustomerDisplayFeed(QObject):
    """Window thread only. A customer who has left the counter is gone from the display in the same moment.

    Keeps the display, which has no parent of its own.
    """

    def __init__(
        self,
        display: CustomerDisplay,
        session: CustomerSession,
        status_poller: StatusPoller,
        settings: SettingsApplier,
        enrol: EnrolPanel,
    ) -> None:
        super().__init__(session)
        self._display, self._join = display, enrol.join
        session.ended.connect(display.clear_customer)
        session.shown.connect(display.show_customer)
        status_poller.shop_read.connect(self._on_shop)
        status_poller.status_read.connect(self._on_status)
        settings.applied.connect(display.apply_settings)
        enrol.join.read.connect(display.show_join)
        enrol.offered.connect(display.show_new_card)
        display.appeared.connect(enrol.show_display_chip)
        self._shop: str | None = None
        self._on_shop(status_poller.shop)
        enrol.join.read_saved()
        if status_poller.status is not None:
            self._on_status(status_poller.status)

    @Slot(object)
    def _on_shop(self, name: str | None) -> None:
        """Show the shop's name, and ask for the join page where it is another shop."""
        self._display.show_shop(name)
        if self._shop is not None and name != self._shop:
            self._join.ask()
        self._shop = name

    @Slot(object)
    def _on_status(self, status: ConnectionView) -> None:
        """Ask for the join page as it is now, once there is a connection."""
        if status.state == "online" and not self._join.is_fresh:
            self._join.ask()
