"""What the counter shows: plain frozen values, put together from the last server state and what still waits."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from kreward_pos.api.models import CardType
from kreward_pos.cards import Email
from kreward_pos.errors import TillError
from kreward_pos.till.model.entries import EntryState

TierState = Literal["claimed", "claiming", "ready", "ahead"]


@dataclass(frozen=True, slots=True)
class TierView:
    """A reward on the card. `name` is None where neither Kreward nor the owner named it; `to_go` ≥ 0."""

    at: int
    name: str | None
    state: TierState
    to_go: int


@dataclass(frozen=True, slots=True)
class CustomerView:
    """A customer at the counter.

    `balance` is what Kreward said at `read_at` (None: never read), `waiting` what this till has added since and
    not yet sent, `unsure` what may or may not be in the balance, `shown` the number for the screen
    (`balance + waiting`, less a loop that is under way). `trouble` says why the balance is not fresh, if so.
    """

    email: Email
    name: str | None = field(repr=False)
    template_id: str | None
    card_type: CardType
    balance: int | None
    read_at: datetime | None
    waiting: int
    unsure: int
    shown: int | None
    goal: int | None
    tiers: tuple[TierView, ...]
    trouble: TillError | None = None

    @property
    def label(self) -> str:
        """The name, or the masked e-mail where there is none."""
        return self.name or self.email.masked


@dataclass(frozen=True, slots=True)
class LastTap:
    """A customer who was served here, and the last thing done for them that stands.

    Where nothing stands, `outcome` says what became of the last thing: `CANCELLED` (undone), `BLOCKED` or
    `WRITTEN_OFF`.
    """

    email: Email
    label: str = field(repr=False)
    template_id: str | None
    delta: int | None
    reward: str | None
    done_at: datetime
    outcome: EntryState | None = None


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """The connection to Kreward as the pill shows it.

    `state`: `connecting` until the first answer, then `online` or `offline`; `paused` when Kreward refuses the
    key or the shop. `waiting` and `needs_person` count outbox entries; `checking` are those of `waiting` whose answer
    was lost. `next_try_s` is how long it was until the next try when this was told; 0 while one is under way.
    """

    state: Literal["connecting", "online", "offline", "paused"]
    since: datetime
    waiting: int
    needs_person: int
    next_try_s: float | None = None
    reason: TillError | None = None
    checking: int = 0
