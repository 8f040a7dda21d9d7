"""The model's shop behaves like the sandbox, for every card and write that the exploration uses."""

import sqlite3
from contextlib import closing
from itertools import product

import pytest

from kreward_pos.sandbox.shop import Refusal, SandboxShop
from kreward_pos.till.model.entries import EntryKind
from kreward_pos.till.sending.settling_rule import CardSnapshot, Write

from .shop import GOAL, TIER, applied, claim, stamp

WRITES = (*(stamp(delta) for delta in (1, 2, -1, -2, GOAL, -GOAL)), claim(TIER), claim(GOAL))


def by_the_sandbox(write: Write, card: CardSnapshot) -> CardSnapshot | None:
    with closing(sqlite3.connect(":memory:")) as connection:
        shop = SandboxShop(connection)
        shop.add_customer("a@example.com", None, balance=card.balance, redeemed=card.redeemed or ())
        try:
            if write.kind is EntryKind.STAMP:
                standing = shop.transact("a@example.com", write.delta).standing
            else:
                standing = shop.redeem("a@example.com", write.at).standing
        except Refusal:
            return None
    return CardSnapshot(standing.balance, frozenset(standing.redeemed))


@pytest.mark.parametrize("write", WRITES, ids=repr)
def test_models_shop_behaves_like_the_sandbox(write: Write) -> None:
    for balance, claimed in product((0, 1, 3, 4, 7, 8, 15, 16), (frozenset[int](), frozenset({TIER}))):
        card = CardSnapshot(balance, claimed)
        assert applied(write, card) == by_the_sandbox(write, card), card
