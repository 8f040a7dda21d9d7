"""A minimal shop: one card, and how a write changes it by the API's rules. Pure values, fast to explore.

`test_shop.py` compares it with the sandbox's rules.
"""

from functools import cache

from kreward_pos.till.model.entries import EntryKind
from kreward_pos.till.sending.settling_rule import CardSnapshot, Write

TIER, GOAL = 4, 8


def stamp(delta: int) -> Write:
    return Write(EntryKind.STAMP, delta=delta)


def claim(at: int) -> Write:
    return Write(EntryKind.REDEEM, at=at, loops_at=GOAL)


@cache
def applied(write: Write, card: CardSnapshot) -> CardSnapshot | None:
    """Return the card after the write, None where the shop refuses it."""
    claimed = card.redeemed or frozenset()
    if write.kind is EntryKind.STAMP:
        balance = card.balance + write.delta
        return CardSnapshot(balance, claimed) if balance >= 0 else None
    if write.at in claimed or card.balance < write.at:
        return None
    if write.at == GOAL:
        return CardSnapshot(card.balance - GOAL, frozenset())
    return CardSnapshot(card.balance, claimed | {write.at})
