"""The demo shop and its customers: one in every state that a counter may meet.

Imports nothing heavy, so that a demo's camera can read card ids and balances from here without a server.
"""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class TierSeed:
    """A reward: `at` is the balance that reaches it."""

    at: int
    name: str


@dataclass(frozen=True, slots=True)
class TemplateSeed:
    """A kind of card that the shop gives out; its last tier stands at its goal."""

    id: str
    name: str
    kind: Literal["stamps", "points"]
    tiers: tuple[TierSeed, ...]
    is_active: bool = True

    @property
    def goal(self) -> int:
        """The last tier's threshold. A stamp card loops there; a points card only counts on."""
        return max(tier.at for tier in self.tiers)


@dataclass(frozen=True, slots=True)
class ShopSeed:
    """A shop's name and its kinds of card; the first active one is the default."""

    name: str
    slug: str
    templates: tuple[TemplateSeed, ...]

    @property
    def active(self) -> tuple[TemplateSeed, ...]:
        """The kinds of card that are given out now, in order."""
        return tuple(template for template in self.templates if template.is_active)

    @property
    def default(self) -> TemplateSeed:
        """What a call without `template_id` means."""
        return self.active[0]


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """One customer's card at the start. A customer with two cards stands here twice."""

    email: str = field(repr=False)
    name: str
    template: TemplateSeed
    card_id: str
    balance: int
    redeemed: tuple[int, ...] = ()


STAMP_CARD = TemplateSeed(
    id="50fd7adc-ea5a-40b7-8fad-5f621c8f47b8",
    name="Stamp Card",
    kind="stamps",
    tiers=(TierSeed(4, "Half-price cake"), TierSeed(8, "Free coffee")),
)

POINTS_CARD = TemplateSeed(
    id="0ed435db-5b7a-4662-be93-4b01409bfa41",
    name="Points Card",
    kind="points",
    tiers=(TierSeed(100, "Free cookie"), TierSeed(250, "Free lunch")),
)

DEMO_SHOP = ShopSeed(name="My Café", slug="my-cafe", templates=(STAMP_CARD, POINTS_CARD))

DEMO_CUSTOMERS = (
    # Mid-way, the first tier claimed: the customer of the documentation's examples.
    DemoCustomer("jane@example.com", "Jane", STAMP_CARD, "eb7fde91-6d1b-4258-a7a3-011b58e572d5", 5, (4,)),
    # New.
    DemoCustomer("ka.ming@example.com", "Ka Ming", STAMP_CARD, "42bc78e3-960d-40ac-9d90-06bc2ac3152f", 0),
    # The first tier reached and not claimed.
    DemoCustomer("suki@example.com", "Suki", STAMP_CARD, "ad77c8b8-2f31-43e1-99b7-49ca48a7903e", 4),
    # One short.
    DemoCustomer("zoe@example.com", "Zoë Müller", STAMP_CARD, "5bab216c-fc09-4ee9-9dbb-85afeebf45d7", 7, (4,)),
    # Full, the last tier not claimed.
    DemoCustomer("tai.man@example.com", "陳大文", STAMP_CARD, "8bd830d1-120b-4c12-9efd-093387d9667f", 8, (4,)),
    # Beyond full: two stamps are held over for the next round.
    DemoCustomer("amir@example.com", "Amir Haddad", STAMP_CARD, "4c2cfe48-a2a7-424a-a0bf-8698304dc9d8", 10, (4,)),
    # Full, and nothing claimed at all.
    DemoCustomer("wing.sze@example.com", "何詠詩", STAMP_CARD, "ae845013-587d-4efb-bcba-ba262403b565", 8),
    # Points: below the first tier, between the tiers, beyond the last.
    DemoCustomer("olga@example.com", "Olga Petrova", POINTS_CARD, "20e96749-1ceb-4445-9152-6acd65bcfaaa", 60),
    DemoCustomer("mei@example.com", "Mei", POINTS_CARD, "a4b5fcc9-6020-4b4f-a706-e29d69d65477", 180, (100,)),
    DemoCustomer("sam@example.com", "Sam O'Neill", POINTS_CARD, "a7c23b78-372b-493e-a84a-c8c4af8d6f7a", 300),
    # One customer with both cards.
    DemoCustomer("priya@example.com", "Priya", STAMP_CARD, "23487106-78b0-48c4-8e99-025d744c873f", 3),
    DemoCustomer("priya@example.com", "Priya", POINTS_CARD, "75539a8a-9940-4a98-8150-74e0c596ec18", 120),
)
