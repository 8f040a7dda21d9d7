"""What is known of the shop itself, kept so that it is there at the next start, online or not."""

from kreward_pos.kreward.answers import JoinPage, WalletOffer
from kreward_pos.till.store import Store

_NAME = "shop_name"
_JOIN_PAGE = "join_page_url"


class Shop:
    """The shop's name and its join page, as Kreward last told them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def name(self) -> str | None:
        """None until Kreward has told it."""
        return self._store.meta(_NAME)

    def keep_name(self, name: str | None) -> None:
        """Kreward has told it."""
        if name and name != self.name:
            self._store.set_meta(_NAME, name)

    @property
    def join_page(self) -> JoinPage | None:
        """The enrolment page's link, None until it was seen."""
        url = self._store.meta(_JOIN_PAGE)
        return None if url is None else JoinPage(WalletOffer(url))

    def keep_join_page(self, page: JoinPage) -> None:
        """Kreward has told it; a page without a link is of no use later."""
        if page.offer.url:
            self._store.set_meta(_JOIN_PAGE, page.offer.url)
