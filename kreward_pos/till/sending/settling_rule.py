"""What became of a write whose answer was lost: the rule, as pure functions over the evidence.

The API has no idempotency key and lists no past transactions, so the only evidence is the customer's card before
the attempt and at later reads. With b0 the balance before, d the change, b1 a later balance:

- b1 = b0 + d at the first read, within a minute of the attempt → applied, "confirmed by balance";
- b1 = b0 at every read until 600 s have passed quietly, and at the read before it leaves → not applied, sent again;
- anything else, as b0 + d at a later read only, or a first read later than 15 minutes → a person decides.

Known limits, found by exhaustive exploration and never to be hidden: "b1 = b0, send again" doubles if the first
copy is still on its way after 600 s (of a looping redeem only if the card is filled again meanwhile), or if somebody
else took d away between the same two reads; "b1 = b0 + d, applied" loses if somebody else added d, or claimed the same
tier, before the first read. An owner who wants no such guess sets "always ask". `tests/model` explores it all, and
finds no other way; how often it happens, `tests/simulation/figures.py` measures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from kreward_pos.till.model.entries import EntryKind

FIRST_READ_S = 12.0
"""After it left; long enough for a request that is still running at Kreward to end in all but rare cases."""

CONFIRMS_UNTIL_S = 60.0
"""A first read later than this confirms nothing: for so long, somebody else may have made just the same change."""

QUIET_S = 600.0
"""How long nothing may change before the first copy counts as dead."""

READS_AT_S = (FIRST_READ_S, *(30.0 * number for number in range(1, 20)), QUIET_S)
"""When the customer is read again, in quiet seconds after the attempt.

A copy that comes and another writer who takes as much away hide each other where both fall between two reads: so often
that this is rare, and seldom enough that settling a fifth of all writes leaves calls for everything else.
"""

OLDEST_BASELINE_S = 900.0
"""A baseline older than this at the first read says nothing any more: a long crash, a long outage."""


LAST_TRIES, MOST_LOST = 40, 3
"""Where more of the last tries than that have lost their answers, each guess is too dear, and a person is asked.

A guess goes wrong as often as answers are lost: without this rule, of a million writes four where a fifth of all calls
fail, and with it less than one (`tests/simulation/figures.py`).
"""


class Verdict(Enum):
    """What the evidence says."""

    WAIT = "wait"
    APPLIED = "applied"
    NOT_APPLIED = "not_applied"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class CardSnapshot:
    """A customer's card at one moment; `redeemed` is None where the answer did not tell."""

    balance: int
    redeemed: frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a try whose answer was lost.

    `reads` are what the card showed after it, each with the quiet seconds at which it was read; `watched_s` is how long
    the till has watched by now, `gap_s` how long it was not running meanwhile.
    """

    before: CardSnapshot
    reads: Sequence[tuple[float, CardSnapshot]]
    watched_s: float
    gap_s: float = 0.0

    @property
    def first_read_s(self) -> float:
        """How old the try was when first read, or is now where nothing was read yet."""
        return (self.reads[0][0] if self.reads else self.watched_s) + self.gap_s


@dataclass(frozen=True, slots=True)
class Write:
    """What was sent. `loops_at` is the threshold whose claim empties the card, None where there is none."""

    kind: EntryKind
    delta: int = 0
    at: int = 0
    loops_at: int | None = None

    @property
    def loops(self) -> bool:
        """Whether it claims the last stamp tier, which empties the card."""
        return self.kind is EntryKind.REDEEM and self.at == self.loops_at


def verdict(write: Write, evidence: Evidence) -> Verdict:
    """Judge what was read after a try, in order."""
    before, cards = evidence.before, [card for _, card in evidence.reads]
    is_too_old = evidence.first_read_s > OLDEST_BASELINE_S
    is_unreadable = evidence.watched_s + evidence.gap_s > QUIET_S + OLDEST_BASELINE_S
    if is_too_old or is_unreadable or any(_shows_another_writer(write, before, card) for card in cards):
        return Verdict.ASK
    if not cards:
        return Verdict.WAIT
    have_counted = [_is_applied(write, before, card) for card in cards]
    if all(have_counted) and evidence.first_read_s <= CONFIRMS_UNTIL_S:
        return Verdict.APPLIED
    if any(have_counted):
        return Verdict.ASK  # only later, or no longer: somebody else may have done it, or taken it back
    if evidence.reads[-1][0] < QUIET_S:
        return Verdict.WAIT
    return Verdict.NOT_APPLIED if _may_be_sent_again(write, before, cards) else Verdict.ASK


def next_read_s(quiet_s: float) -> float:
    """When the customer is to be read next, in quiet seconds after the attempt; infinite when that was all."""
    return next((at_s for at_s in READS_AT_S if at_s > quiet_s), float("inf"))


def after(write: Write, before: CardSnapshot) -> CardSnapshot:
    """The card as it must look once the write is applied, by the contract's rules."""
    if write.kind is EntryKind.STAMP:
        return CardSnapshot(before.balance + write.delta, before.redeemed)
    if write.loops:
        return CardSnapshot(before.balance - write.at, None if before.redeemed is None else frozenset())
    return CardSnapshot(before.balance, None if before.redeemed is None else before.redeemed | {write.at})


def _is_applied(write: Write, before: CardSnapshot, read: CardSnapshot) -> bool:
    if write.kind is EntryKind.REDEEM and not write.loops and not _shows_claim(write, before, read):
        return False
    return _matches(read, after(write, before))


def _shows_claim(write: Write, before: CardSnapshot, read: CardSnapshot) -> bool:
    """Claiming a tier below the last changes nothing but the claimed tiers: it must be there now, and not before."""
    return before.redeemed is not None and read.redeemed is not None and write.at in read.redeemed - before.redeemed


def _shows_another_writer(write: Write, before: CardSnapshot, read: CardSnapshot) -> bool:
    """Neither what was before nor what our write makes of it."""
    return not (_matches(read, before) or _is_applied(write, before, read))


def _matches(read: CardSnapshot, card: CardSnapshot) -> bool:
    """Whether a read shows this card; claimed tiers count only where both tell them."""
    if read.balance != card.balance:
        return False
    return read.redeemed is None or card.redeemed is None or read.redeemed == card.redeemed


def _may_be_sent_again(write: Write, before: CardSnapshot, reads: Sequence[CardSnapshot]) -> bool:
    """Whether a second copy could do harm unseen if the first were still alive.

    Claiming the last tier twice loops the card twice where the balance covers it. Claiming another tier shows in the
    claimed tiers alone; where Kreward does not tell them, nothing is known.
    """
    if write.kind is EntryKind.STAMP:
        return True
    if write.loops:
        return before.balance < 2 * write.at
    return before.redeemed is not None and reads[-1].redeemed is not None
