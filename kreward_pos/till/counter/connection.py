"""The connection to Kreward as the counter sees it: how it stands, whose key it is, and trying it again.

Every method may block (disk, network) and belongs on a worker thread. Expected failures are `TillError`s.
"""

from kreward_pos.api.models import Account, Template
from kreward_pos.errors import ApiFailure
from kreward_pos.till.model.views import ConnectionView
from kreward_pos.till.records.context import TillContext


class Connection:
    """One till's. Thread-safe; holds no state of its own."""

    def __init__(self, context: TillContext) -> None:
        self._context = context

    def shop_name(self) -> str | None:
        """The shop's name as Kreward last told it."""
        return self._context.shop.name

    def is_this_shop(self, account: Account) -> bool:
        """Whether this is surely the shop that the till works for; no account is before it has worked for any."""
        return self._context.shop.is_surely(account)

    def templates(self) -> tuple[Template, ...]:
        """The shop's card templates as Kreward last told them."""
        return self._context.shop.templates

    def status(self) -> ConnectionView:
        """The connection and what waits for it."""
        return self._context.notifier.connection_view()

    def test(self) -> Account:
        """Ask Kreward who the shop is, with the present keys."""
        try:
            account = self._context.client.me()
        except ApiFailure as failure:
            self._context.record_failure(failure)
            raise
        self._context.shop.keep_name(account.merchant)
        if self._context.record_success():
            self._context.wake(None)
        return account

    def try_now(self) -> None:
        """Do not wait for the next try."""
        self._context.api_status.try_now()
        self._context.notifier.status_changed()
        self._context.wake(None)
