"""The outbox's entries: their values, their states and the transitions between them.

    held ──► waiting ──► sending ──► applied
                ▲           ├──────► waiting     proved not sent, or 429: try again later
                │           ├──────► blocked     Kreward refused it: a person decides
                │           └──────► unsure      it may have been applied
                └─────── settling ◄────┘
                            ├──► applied
                            └──► review          a person decides: it counted · send again · write off

`applied`, `cancelled` and `written_off` are final, except that a later read may reopen for review what was settled by
inference. A `held` or `waiting` entry can be cancelled.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from kreward_pos.api.errors import Unsure
from kreward_pos.api.models import CardType
from kreward_pos.cards import Email
from kreward_pos.errors import capped, codes_below


class EntryKind(Enum):
    """A kind of tap."""

    STAMP = "stamp"
    """Stamps or points added (or taken back: `delta` < 0)."""
    REDEEM = "redeem"
    ENROL = "enrol"


class EntryState(Enum):
    """A state of an entry."""

    HELD = "held"
    WAITING = "waiting"
    SENDING = "sending"
    UNSURE = "unsure"
    SETTLING = "settling"
    APPLIED = "applied"
    BLOCKED = "blocked"
    REVIEW = "review"
    CANCELLED = "cancelled"
    WRITTEN_OFF = "written_off"


class SettledBy(Enum):
    """The evidence by which an entry counts as applied."""

    ANSWER = "answer"
    BALANCE = "balance"
    PERSON = "person"


class Decision(Enum):
    """A person's decision on an entry that the evidence leaves open."""

    COUNTED = "counted"
    SEND_AGAIN = "send_again"
    WRITE_OFF = "write_off"


TRANSITIONS: dict[EntryState, frozenset[EntryState]] = {
    EntryState.HELD: frozenset({EntryState.WAITING, EntryState.CANCELLED, EntryState.REVIEW}),
    EntryState.WAITING: frozenset({EntryState.SENDING, EntryState.BLOCKED, EntryState.CANCELLED, EntryState.REVIEW}),
    EntryState.SENDING: frozenset({EntryState.APPLIED, EntryState.WAITING, EntryState.BLOCKED, EntryState.UNSURE}),
    EntryState.UNSURE: frozenset({EntryState.SETTLING, EntryState.REVIEW, EntryState.WAITING}),
    EntryState.SETTLING: frozenset({EntryState.APPLIED, EntryState.WAITING, EntryState.REVIEW}),
    EntryState.REVIEW: frozenset({EntryState.APPLIED, EntryState.WAITING, EntryState.WRITTEN_OFF}),
    EntryState.BLOCKED: frozenset({EntryState.WAITING, EntryState.WRITTEN_OFF}),
    EntryState.APPLIED: frozenset({EntryState.REVIEW}),
    EntryState.CANCELLED: frozenset(),
    EntryState.WRITTEN_OFF: frozenset(),
}
"""For each state, the states that may follow."""

ON_THE_WAY = frozenset(
    {EntryState.HELD, EntryState.WAITING, EntryState.SENDING, EntryState.UNSURE, EntryState.SETTLING}
)
"""States of entries that still reach Kreward by themselves; later ones of the same customer wait for them."""

NEEDS_PERSON = frozenset({EntryState.BLOCKED, EntryState.REVIEW})
UNSURE_OUTCOMES = frozenset({None, "interrupted"}) | codes_below(Unsure)
"""Outcomes of an attempt that may have been applied."""

FINAL = frozenset({EntryState.APPLIED, EntryState.CANCELLED, EntryState.WRITTEN_OFF})
CAME_TO_NOTHING = frozenset({EntryState.CANCELLED, EntryState.WRITTEN_OFF, EntryState.BLOCKED})
"""States of entries that gave the customer nothing."""


CASHIER_LIMIT = 60
"""The most characters of a cashier's name."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A tap before the outbox gives it a number.

    `cashier` is who stands at the till, where names are set, cut to `CASHIER_LIMIT` characters. `is_offline`: a reward
    given while Kreward could not be asked. `card_type` is what the card counts, as far as that is known.
    """

    kind: EntryKind
    email: Email
    name: str | None = field(default=None, repr=False)
    template_id: str | None = None
    delta: int | None = None
    at: int | None = None
    reward: str | None = None
    undo_of: int | None = None
    cashier: str | None = field(default=None, repr=False)
    is_offline: bool = False
    card_type: CardType | None = None

    def __post_init__(self) -> None:
        """Cut the cashier's name to its limit."""
        if self.cashier is not None:
            object.__setattr__(self, "cashier", capped(self.cashier, CASHIER_LIMIT))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Draft):
    """A tap in the outbox.

    `seq` orders the outbox; `op_id` (`till-1-7f3a/000123`) goes into Kreward's `note`, where the owner can look for
    it. `problem` is the code of what stopped it, for `blocked` and `review`. `settled_by` tells how it came to be
    applied: by Kreward's `answer`, the `balance` read later, or a `person`.
    """

    seq: int
    op_id: str
    state: EntryState
    created_at: datetime
    problem: str | None = None
    attempts: int = 0
    settled_by: SettledBy | None = None

    @property
    def can_cancel(self) -> bool:
        """Return whether it can still be taken back without a trace at Kreward."""
        return self.state in {EntryState.HELD, EntryState.WAITING}


@dataclass(frozen=True, slots=True)
class Read:
    """A customer's card as read `watched_s` after an attempt whose answer was lost."""

    watched_s: float
    read_at: datetime
    balance: int
    redeemed: frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt to send an entry, committed before its first byte leaves.

    `baseline` and `baseline_redeemed` are what the customer's card held just before; `loops_at` is the threshold that
    empties it, if any. `outcome` is None until the attempt ends, then `applied` or the failure's code. For an unsure
    one, `reads` is what was read since, `watched_s` how long the till has watched by its monotonic clock, and `gap_s`
    how long it was not running in that time, by the wall clock.
    """

    entry: int
    number: int
    started_at: datetime
    baseline: int | None
    baseline_redeemed: frozenset[int] | None
    outcome: str | None = None
    ended_at: datetime | None = None
    loops_at: int | None = None
    watched_s: float = 0.0
    gap_s: float = 0.0
    reads: tuple[Read, ...] = ()

    @property
    def is_unsure(self) -> bool:
        """Return whether it may have been applied, though no answer says so."""
        return self.outcome in UNSURE_OUTCOMES
