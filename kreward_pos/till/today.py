"""Which of a day's entries are on whose card, so that a tap that is judged by its day need not read all of it.

Keeps numbers alone; what became of an entry is read anew each time.
"""

from collections import defaultdict
from datetime import datetime

from kreward_pos.cards import Email
from kreward_pos.till.entries import Entry
from kreward_pos.till.listing import Listing


class Today:
    """One till's. To be asked inside a transaction, whose lock guards it, before anything is added there."""

    def __init__(self, listing: Listing) -> None:
        self._listing = listing
        self._since: datetime | None = None
        self._seen = 0
        self._on_card: dict[tuple[str, str | None], list[int]] = {}

    def of(self, email: Email, template_id: str | None, since: datetime) -> list[Entry]:
        """A customer's entries of one card made since then, by the wall clock, newest first.

        Looks no further back than to the newest entry that is older.
        """
        if since != self._since:
            self._since, self._seen = since, self._listing.last_before(since)
            self._on_card = defaultdict(list)
        for seq, customer, card in self._listing.cards_after(self._seen):
            self._on_card[customer, card].append(seq)
            self._seen = seq
        mine = self._on_card.get((email.key, template_id), ())
        return self._listing.those(mine) if mine else []
