"""Queries of the decisions that people have made about entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kreward_pos.clock import from_unix_ms
from kreward_pos.till.storage.store import Store


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """One decision; `who` is None where it was made before names were asked for."""

    decision: str
    decided_at: datetime
    who: str | None


def decisions(store: Store, seq: int) -> list[DecisionRecord]:
    """Return the decisions about an entry, oldest first."""
    with store.reading() as connection:
        rows = connection.execute(
            "SELECT decision, decided_ms, who FROM decisions WHERE entry = ? ORDER BY rowid", (seq,)
        ).fetchall()
    return [_decided(row) for row in rows]


def _decided(row: Sequence[Any]) -> DecisionRecord:
    decision, decided_ms, who = row
    return DecisionRecord(decision, from_unix_ms(decided_ms), who)
