"""The connection to Kreward as the counter sees it: how it stands, whose key it is, and trying it again.

Every method may block (disk, network) and belongs on a worker thread. Expected failures are `TillError`s.
"""

from kreward_pos.api.models import Account, Template
from kreward_pos.errors import ApiFailure
from kreward_pos.till.model.views import LinkView
from kreward_pos.till.records.context import TillContext


class Connection:
    """One till's. Thread-safe; holds no state of its own."""

    def __init__(self, parts: TillContext) -> None:
        self._parts = parts

    def shop_name(self) -> str | None:
        """The shop's name as Kreward last told it."""
        return self._parts.shop.name

    def is_this_shop(self, account: Account) -> bool:
        """Whether this is surely the shop that the till works for; no account is before it has worked for any."""
        return self._parts.shop.is_surely(account)

    def templates(self) -> tuple[Template, ...]:
        """The shop's card templates as Kreward last told them."""
        return self._parts.shop.templates

    def link(self) -> LinkView:
        """The connection and what waits for it."""
        return self._parts.announcer.link_view()

    def test(self) -> Account:
        """Ask Kreward who the shop is, with the present keys."""
        try:
            account = self._parts.client.me()
        except ApiFailure as failure:
            self._parts.failed(failure)
            raise
        self._parts.shop.keep_name(account.merchant)
        if self._parts.answered():
            self._parts.wake(None)
        return account

    def try_now(self) -> None:
        """Do not wait for the next try."""
        self._parts.link.try_now()
        self._parts.announcer.link()
        self._parts.wake(None)
