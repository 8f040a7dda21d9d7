"""The connection to Kreward as the counter sees it: its status, its shop, and trying it again.

Every method may block (disk, network) and belongs on a worker thread. Expected failures are `TillError`s.
"""

from kreward_pos.api.models import Account, Template
from kreward_pos.errors import ApiFailure
from kreward_pos.till.model.views import ConnectionView
from kreward_pos.till.records.context import TillContext


class Connection:
    """The connection of one till. Thread-safe; holds no state."""

    def __init__(self, context: TillContext) -> None:
        self._context = context

    def shop_name(self) -> str | None:
        """Return the shop's name as last known."""
        return self._context.shop.name

    def is_this_shop(self, account: Account) -> bool:
        """Return whether this is certainly the till's shop; False while the till has no shop yet."""
        return self._context.shop.is_certainly(account)

    def templates(self) -> tuple[Template, ...]:
        """Return the shop's card templates as last known."""
        return self._context.shop.templates

    def status(self) -> ConnectionView:
        """Return the connection's status and what waits for it."""
        return self._context.notifier.connection_view()

    def test(self) -> Account:
        """Ask Kreward for the shop behind the current keys; raise an `ApiFailure`."""
        try:
            account = self._context.client.me()
        except ApiFailure as failure:
            self._context.record_failure(failure)
            raise
        self._context.shop.save_name(account.merchant)
        if self._context.record_success():
            self._context.wake(None)
        return account

    def try_now(self) -> None:
        """Try the connection at once instead of waiting."""
        self._context.api_status.try_now()
        self._context.notifier.status_changed()
        self._context.wake(None)
