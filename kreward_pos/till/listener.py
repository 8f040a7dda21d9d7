"""How the till tells others what changed."""

from typing import Protocol

from kreward_pos.cards import Email
from kreward_pos.till.entries import Entry
from kreward_pos.till.views import LinkView


class Listener(Protocol):
    """Told of changes, on whichever worker thread makes them; must return at once."""

    def entry_changed(self, entry: Entry) -> None:
        """An entry was made or changed its state."""
        ...

    def customer_changed(self, email: Email) -> None:
        """What Kreward says of this customer, or what waits for them, changed: ask for the view again."""
        ...

    def link_changed(self, link: LinkView) -> None:
        """The connection, or the number of waiting entries, changed."""
        ...
