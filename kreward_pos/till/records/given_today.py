"""What a customer was given on one day, by the till's own entries, for its limits.

Reads the tables that `outbox` writes. Caches the numbers of the day's entries by card, so that a tap need not read the
whole day; an entry's state is read each time.
"""

from collections import defaultdict
from datetime import datetime

import apsw
import msgspec

from kreward_pos.cards import Email
from kreward_pos.clock import from_unix_ms, unix_ms
from kreward_pos.till.model.limits import GivenOnDay
from kreward_pos.till.storage.store import Store

# Added up by SQLite: a tap waits for it, and a row costs more to return than to add. `CAME_TO_NOTHING` is written out.
_SUM = """
SELECT
    coalesce(sum(delta) FILTER (WHERE stands), 0),
    max(created_ms) FILTER (WHERE stands AND delta > 0 AND NOT EXISTS (
        SELECT 1 FROM entries AS undo
        WHERE undo.undo_of = mine.seq AND undo.state NOT IN ('cancelled', 'written_off', 'blocked')
    )),
    count(*) FILTER (WHERE is_offline AND state <> 'cancelled')
FROM (
    SELECT *, kind = 'stamp' AND state NOT IN ('cancelled', 'written_off', 'blocked') AS stands
    FROM entries WHERE seq IN (SELECT value FROM json_each(?))
) AS mine
"""


class GivenToday:
    """A cache for one till. To be called inside a transaction, whose lock guards it, before anything is added there."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._since: datetime | None = None
        self._seen = 0
        self._on_card: dict[tuple[str, str | None], list[int]] = {}

    def given(self, email: Email, template_id: str | None, since: datetime) -> GivenOnDay:
        """Return what a customer was given on one card since then, by the wall clock.

        Reads no further back than the newest older entry.
        """
        with self._store.reading() as connection:
            if since != self._since:
                self._begin(connection, since)
            self._catch_up(connection)
            mine = self._on_card.get((email.key, template_id))
            if not mine:
                return GivenOnDay()
            amount, last_ms, offline = connection.execute(_SUM, (msgspec.json.encode(mine).decode(),)).get
        return GivenOnDay(amount, None if last_ms is None else from_unix_ms(last_ms), offline)

    def _begin(self, connection: apsw.Connection, since: datetime) -> None:
        older = "SELECT seq FROM entries WHERE created_ms < ? ORDER BY seq DESC LIMIT 1"
        self._seen = connection.execute(older, (unix_ms(since),)).get or 0
        self._since, self._on_card = since, defaultdict(list)

    def _catch_up(self, connection: apsw.Connection) -> None:
        made = "SELECT seq, customer, template_id FROM entries WHERE seq > ? ORDER BY seq"
        for seq, customer, card in connection.execute(made, (self._seen,)):
            self._on_card[customer, card].append(seq)
            self._seen = seq
