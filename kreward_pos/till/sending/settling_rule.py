"""The rule that settles a write whose answer was lost, as pure functions over the evidence.

The API has no idempotency key and lists no past transactions, so the only evidence is the customer's card before the
attempt and at later reads. With b0 the balance before, d the change, b1 a later balance:

- b1 = b0 + d at the first read, within a minute of the attempt → applied, "confirmed by balance";
- b1 = b0 at every read for 600 s, and at the read before it leaves again → not applied, sent again;
- anything else, such as b0 + d at a later read only, or a first read after more than 15 minutes → a person decides.

Known limits: "b1 = b0, send again" doubles if the first copy is still on its way after 600 s (of a looping redeem only
if the card is filled again in between), or if somebody else took d away between the same two reads; "b1 = b0 + d,
applied" loses if somebody else added d, or claimed the same tier, before the first read. An owner who wants no such
inference sets "always ask". `tests/model` explores every case and finds no other; `tests/simulation/figures.py`
measures how often they happen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from kreward_pos.till.model.entries import EntryKind

FIRST_READ_S = 12.0
"""Seconds after the attempt left; by then a request that still runs at Kreward has ended in all but rare cases."""

CONFIRMS_UNTIL_S = 60.0
"""A first read later than this confirms nothing: somebody else may have made the same change by then."""

SEND_AGAIN_AFTER_S = 600.0
"""How long the balance must stay unchanged before the first copy counts as dead."""

READS_AT_S = (FIRST_READ_S, *(30.0 * number for number in range(1, 20)), SEND_AGAIN_AFTER_S)
"""When the customer is read again, in watched seconds after the attempt.

A copy that arrives and another writer who takes as much away hide each other where both fall between two reads. These
are frequent enough to make that rare, and few enough that settling a fifth of all writes leaves calls for the rest.
"""

OLDEST_BASELINE_S = 900.0
"""A baseline older than this at the first read proves nothing: a long crash, a long outage."""


LAST_ATTEMPTS, MOST_LOST = 40, 3
"""Where more than `MOST_LOST` of the last attempts have lost their answers, a person decides instead of the rule.

Inferences go wrong in proportion to lost answers: where a fifth of all calls fail, for four writes in a million without
this, and for less than one with it (`tests/simulation/figures.py`).
"""


class Verdict(Enum):
    """The rule's verdict on a write."""

    WAIT = "wait"
    APPLIED = "applied"
    NOT_APPLIED = "not_applied"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class CardSnapshot:
    """A customer's card at one moment; `redeemed` is None where the answer did not contain it."""

    balance: int
    redeemed: frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about an attempt whose answer was lost.

    `reads` is what the card showed after it, each with the watched seconds at which it was read; `watched_s` is how
    long the till has watched by now, `gap_s` how long it was not running in between.
    """

    before: CardSnapshot
    reads: Sequence[tuple[float, CardSnapshot]]
    watched_s: float
    gap_s: float = 0.0

    @property
    def first_read_s(self) -> float:
        """Return the attempt's age at the first read, or now where nothing was read yet."""
        return (self.reads[0][0] if self.reads else self.watched_s) + self.gap_s


@dataclass(frozen=True, slots=True)
class Write:
    """A write that was sent. `loops_at` is the tier whose claim empties the card, None where there is none."""

    kind: EntryKind
    delta: int = 0
    at: int = 0
    loops_at: int | None = None

    @property
    def empties_card(self) -> bool:
        """Return whether it claims the last stamp tier."""
        return self.kind is EntryKind.REDEEM and self.at == self.loops_at


def verdict(write: Write, evidence: Evidence) -> Verdict:
    """Return the verdict on a write by what was read after its attempt."""
    before, cards = evidence.before, [card for _, card in evidence.reads]
    is_too_old = evidence.first_read_s > OLDEST_BASELINE_S
    is_unreadable = evidence.watched_s + evidence.gap_s > SEND_AGAIN_AFTER_S + OLDEST_BASELINE_S
    if is_too_old or is_unreadable or any(_shows_another_writer(write, before, card) for card in cards):
        return Verdict.ASK
    if not cards:
        return Verdict.WAIT
    have_counted = [_is_applied(write, before, card) for card in cards]
    if all(have_counted) and evidence.first_read_s <= CONFIRMS_UNTIL_S:
        return Verdict.APPLIED
    if any(have_counted):
        return Verdict.ASK  # not at every read: somebody else may have done it, or taken it back
    if evidence.reads[-1][0] < SEND_AGAIN_AFTER_S:
        return Verdict.WAIT
    return Verdict.NOT_APPLIED if _may_be_sent_again(write, before, cards) else Verdict.ASK


def next_read_s(watched_s: float) -> float:
    """Return when to read the customer next, in watched seconds after the attempt; infinite after the last read."""
    return next((at_s for at_s in READS_AT_S if at_s > watched_s), float("inf"))


def card_after(write: Write, before: CardSnapshot) -> CardSnapshot:
    """Return the card as it must look once the write is applied, by the API's rules."""
    if write.kind is EntryKind.STAMP:
        return CardSnapshot(before.balance + write.delta, before.redeemed)
    if write.empties_card:
        return CardSnapshot(before.balance - write.at, None if before.redeemed is None else frozenset())
    return CardSnapshot(before.balance, None if before.redeemed is None else before.redeemed | {write.at})


def _is_applied(write: Write, before: CardSnapshot, read: CardSnapshot) -> bool:
    if write.kind is EntryKind.REDEEM and not write.empties_card and not _shows_claim(write, before, read):
        return False
    return _matches(read, card_after(write, before))


def _shows_claim(write: Write, before: CardSnapshot, read: CardSnapshot) -> bool:
    """Return whether a tier below the last is claimed now and was not before; its claim changes nothing else."""
    return before.redeemed is not None and read.redeemed is not None and write.at in read.redeemed - before.redeemed


def _shows_another_writer(write: Write, before: CardSnapshot, read: CardSnapshot) -> bool:
    """Return whether a read shows neither the card before the write nor the card after it."""
    return not (_matches(read, before) or _is_applied(write, before, read))


def _matches(read: CardSnapshot, card: CardSnapshot) -> bool:
    """Return whether a read shows this card; claimed tiers count only where both contain them."""
    if read.balance != card.balance:
        return False
    return read.redeemed is None or card.redeemed is None or read.redeemed == card.redeemed


def _may_be_sent_again(write: Write, before: CardSnapshot, reads: Sequence[CardSnapshot]) -> bool:
    """Return whether a second copy would be harmless, or its harm seen, if the first were still alive.

    Claiming the last tier twice loops the card twice where the balance covers it. Claiming another tier shows only in
    the claimed tiers; where Kreward does not name them, nothing is known.
    """
    if write.kind is EntryKind.STAMP:
        return True
    if write.empties_card:
        return before.balance < 2 * write.at
    return before.redeemed is not None and reads[-1].redeemed is not None
