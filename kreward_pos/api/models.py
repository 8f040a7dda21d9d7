"""Kreward's responses as frozen values, the same for both dialects.

Remote texts are capped plain lines. `None` means that the response has no value.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

CardType = Literal["stamps", "points"]


@dataclass(frozen=True, slots=True)
class Ping:
    """The proof that the API responds and accepts the key, where one was sent."""

    merchant: str | None


@dataclass(frozen=True, slots=True)
class Template:
    """A card template of the shop."""

    id: str
    name: str
    card_type: CardType
    goal: int | None


@dataclass(frozen=True, slots=True)
class Account:
    """The shop behind a key. Dialect B lists no templates; then the till sends no `template_id`."""

    merchant: str
    plan: str | None
    templates: tuple[Template, ...]
    slug: str | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """A milestone of a card, at `at` stamps or points."""

    at: int
    name: str | None = None
    is_redeemed: bool | None = None


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """A customer's card as Kreward holds it. `redeemed` is None where the response does not say what is claimed."""

    card_type: CardType
    balance: int
    goal: int | None
    name: str | None = field(repr=False, default=None)
    card_id: str | None = None
    tiers: tuple[Tier, ...] = ()
    redeemed: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class TransactionResult:
    """A transaction that was applied."""

    balance_after: int
    balance_before: int | None
    card_type: CardType | None
    goal: int | None


@dataclass(frozen=True, slots=True)
class RedeemResult:
    """A tier that was claimed. `has_looped` where the last stamp milestone emptied the card."""

    at: int
    has_looped: bool
    redeemed: frozenset[int] | None
    balance_before: int | None
    balance_after: int | None
    card_type: CardType | None


@dataclass(frozen=True, slots=True)
class WalletOffer:
    """A way for a phone to get the card: a link, the API's own picture of its QR code (PNG bytes), or both."""

    url: str | None
    png: bytes | None = field(repr=False, default=None)


@dataclass(frozen=True, slots=True)
class CardEnrolment:
    """A customer's card, newly created or found again. Only dialect B tells what it counts, and up to which goal."""

    card_id: str | None
    balance: int | None
    is_new: bool | None
    apple: WalletOffer | None
    google: WalletOffer | None
    name: str | None = field(repr=False, default=None)
    card_type: CardType | None = None
    goal: int | None = None


@dataclass(frozen=True, slots=True)
class JoinPage:
    """The shop's enrolment page, which customers fill in themselves.

    `seen_at` is when a kept one was last told by Kreward; None for one that was told just now.
    """

    offer: WalletOffer
    seen_at: datetime | None = None
