"""A shop of the user's own, read from a JSON file: its cards, their rewards, and customers to start with.

Whatever makes no sense is refused with a sentence that names the place. Knows the seeds and the shop's rules, and
no sockets.
"""

import sqlite3
import uuid
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kreward_pos.errors import SettingsRefused
from kreward_pos.sandbox.seeds import DemoCustomer, ShopSeed, TemplateSeed, TierSeed
from kreward_pos.sandbox.shop import Refusal, SandboxShop

_Text = Annotated[str, Meta(min_length=1)]
_LARGEST = 1_000_000_000


class _Tier(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    at: Annotated[int, Meta(ge=1, le=_LARGEST)]
    name: _Text


class _Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: _Text
    tiers: Annotated[tuple[_Tier, ...], Meta(min_length=1)]
    type: Literal["stamps", "points"] = "stamps"
    id: uuid.UUID | None = None
    active: bool = True


class _Customer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    email: _Text
    name: _Text
    template: str | None = None
    balance: Annotated[int, Meta(ge=0, le=_LARGEST)] = 0
    redeemed: tuple[int, ...] = ()
    card_id: uuid.UUID | None = None


class _Shop(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: _Text
    templates: tuple[_Template, ...]
    slug: _Text = "shop"
    customers: tuple[_Customer, ...] = ()


def read_seed(path: Path) -> tuple[ShopSeed, tuple[DemoCustomer, ...]]:
    """Return the shop of a file and its customers; raises `SettingsRefused`."""
    try:
        given = msgspec.json.decode(path.read_bytes(), type=_Shop)
    except OSError:
        raise _refusal("it is demo, empty, or a JSON file that can be read") from None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _refusal(f"{path.name}: {error}") from None
    seed = ShopSeed(given.name, given.slug, tuple(map(_template, given.templates)))
    if not seed.active:
        raise _refusal(f"{path.name}: the shop needs a template that is active")
    for what, values in (
        ("name", [each.name for each in seed.templates]),
        ("id", [each.id for each in seed.templates]),
    ):
        if len(set(values)) < len(values):
            raise _refusal(f"{path.name}: two templates have the same {what}")
    customers = tuple(_customer(each, seed, f"{path.name}: customer {n}") for n, each in enumerate(given.customers, 1))
    _try(seed, customers, path.name)
    return seed, customers


def _template(given: _Template) -> TemplateSeed:
    """Return a template; one without an id gets an id made from its name, the same at every start."""
    tiers = sorted((TierSeed(each.at, each.name) for each in given.tiers), key=lambda tier: tier.at)
    template_id = given.id or uuid.uuid5(uuid.NAMESPACE_OID, given.name)
    return TemplateSeed(str(template_id), given.name, given.type, tuple(tiers), given.active)


def _customer(given: _Customer, seed: ShopSeed, where: str) -> DemoCustomer:
    """Return a customer; `template` is a name or an id, and without it they have the shop's default card."""
    named = [each for each in seed.active if given.template in (each.name, each.id, None)]
    if not named:
        raise _refusal(f"{where}: no active template has that name or id")
    thresholds = {tier.at for tier in named[0].tiers}
    if not thresholds.issuperset(given.redeemed) or len(set(given.redeemed)) < len(given.redeemed):
        raise _refusal(f"{where}: redeemed must name tiers of the template, each once")
    card_id = given.card_id or uuid.uuid5(uuid.NAMESPACE_OID, f"{given.email} {named[0].id}")
    return DemoCustomer(given.email, given.name, named[0], str(card_id), given.balance, given.redeemed)


def _try(seed: ShopSeed, customers: Sequence[DemoCustomer], name: str) -> None:
    """Refuse customers whom the shop would not take: it is asked, with a database in memory."""
    with closing(sqlite3.connect(":memory:")) as connection:
        shop = SandboxShop(connection, seed=seed)
        for number, each in enumerate(customers, 1):
            try:
                shop.add_customer(each.email, each.name, template_id=each.template.id, card_id=each.card_id)
            except Refusal as refusal:
                raise _refusal(f"{name}: customer {number}: {refusal.error}") from None
            except sqlite3.IntegrityError:
                raise _refusal(f"{name}: customer {number}: another card has this card_id") from None


def _refusal(problem: str) -> SettingsRefused:
    return SettingsRefused(where="--seed", problem=problem)
