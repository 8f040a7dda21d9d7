"""What the counter shows: frozen values made from Kreward's last answers and from what still waits."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from kreward_pos.api.models import CardType
from kreward_pos.cards import Email
from kreward_pos.errors import TillError
from kreward_pos.till.model.api_status import ConnectionState
from kreward_pos.till.model.entries import EntryState

TierState = Literal["claimed", "claiming", "ready", "ahead"]


@dataclass(frozen=True, slots=True)
class TierView:
    """A reward on the card. `name` is None where neither Kreward nor the owner has named it; `to_go` ≥ 0."""

    at: int
    name: str | None
    state: TierState
    to_go: int


@dataclass(frozen=True, slots=True)
class CustomerView:
    """A customer at the counter.

    `balance` is what Kreward answered at `read_at` (None: never read), `waiting` what this till has added since and not
    yet sent, `unsure` what may be in the balance already, `shown` the number for the screen (`balance + waiting`, less
    a loop that is on the way). `trouble` says why the balance is not fresh, if so.
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
        """Return the name, or the masked e-mail where there is none."""
        return self.name or self.email.masked


@dataclass(frozen=True, slots=True)
class LastTap:
    """The last tap for a customer that counts.

    Where none counts, the very last one, and `outcome` says what became of it: `CANCELLED` (undone), `BLOCKED` or
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
    """The status of the connection to Kreward.

    `state`: `connecting` until the first answer, then `online` or `offline`; `paused` while Kreward refuses the key or
    the shop. `waiting` and `needs_person` count outbox entries; `checking` are those of `waiting` whose answer was
    lost. `next_try_s` is the time from this view's making to the next try; 0 while one is under way.
    """

    state: ConnectionState
    since: datetime
    waiting: int
    needs_person: int
    next_try_s: float | None = None
    reason: TillError | None = None
    checking: int = 0
