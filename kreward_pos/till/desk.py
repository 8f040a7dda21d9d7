"""The counter's face: what a cashier, a script or a window may ask of the till.

Every method blocks (disk, sometimes network) and belongs on a worker thread. Expected failures are `TillError`s.
A tap's method returns once its entry is durable; what becomes of it arrives by `Listener`.
"""

from typing import Protocol

from kreward_pos.cards import CardReference, Email
from kreward_pos.kreward.answers import CardEnrolment, JoinPage
from kreward_pos.till.entries import Attempt, Decision, Entry
from kreward_pos.till.views import CustomerView, LastTap, LinkView


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
