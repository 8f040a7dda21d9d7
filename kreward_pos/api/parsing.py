"""From an answer's bytes to `answers`: both dialects, field by field, and bodies that mix them.

Dialect A is the API's public page, dialect B its plain-text reference; the call-by-call comparison is in
`docs/api-dialects.md`. Each wire struct below holds the fields of both; unknown fields are ignored, wrong types
are refused by `msgspec`, and two fields that tell the same thing must agree. All refusals are
`AnswerUnreadable`, whose reason names the field and never quotes its value.

`stamps_collected` is not read: it may leave out the overflow that `balance` counts, and a balance that stands still
while stamps are added would have them sent again.
"""

import base64
import binascii
from typing import Annotated, TypeVar

import msgspec

from kreward_pos.api.errors import AnswerUnreadable
from kreward_pos.api.models import (
    Account,
    CardEnrolment,
    CardType,
    CustomerRecord,
    JoinPage,
    Ping,
    RedeemResult,
    Template,
    Tier,
    TransactionResult,
    WalletOffer,
)
from kreward_pos.errors import capped

_T = TypeVar("_T")
_Body = TypeVar("_Body", bound=msgspec.Struct)
_Amount = Annotated[int, msgspec.Meta(ge=-(10**12), le=10**12)]
_Positive = Annotated[int, msgspec.Meta(ge=1, le=10**12)]
_Goal = Annotated[int, msgspec.Meta(ge=0, le=10**12)]
_Text = Annotated[str, msgspec.Meta(max_length=4096)]
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_URI = "data:image/png;base64,"
_URL_LIMIT = 2048
_TIER_LIMIT = 100
_NOT_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What decoding raises; the last for bodies that nest thousands deep."""


class _WireTier(msgspec.Struct):
    at: _Positive
    name: _Text | None = None
    title: _Text | None = None
    label: _Text | None = None
    reward: _Text | None = None
    redeemed: bool | None = None


class _WireCard(msgspec.Struct):
    id: _Text | None = None
    type: _Text | None = None
    balance: _Amount | None = None
    goal: _Goal | None = None
    stamps_total: _Goal | None = None
    tiers: list[_WireTier] | None = None
    redeemed_tiers: list[_Positive] | None = None


class _WirePerson(msgspec.Struct):
    name: _Text | None = None
    card_id: _Text | None = None
    is_new: bool | None = None


class _WireCustomer(msgspec.Struct):
    ok: bool | None = None
    name: _Text | None = None
    card_id: _Text | None = None
    card_type: _Text | None = None
    balance: _Amount | None = None
    goal: _Goal | None = None
    stamps_total: _Goal | None = None
    tiers: list[_WireTier] | None = None
    redeemed_tiers: list[_Positive] | None = None
    customer: _WirePerson | None = None
    card: _WireCard | None = None


class _WireTransaction(msgspec.Struct):
    ok: bool | None = None
    delta: _Amount | None = None
    new_balance: _Amount | None = None
    balance_before: _Amount | None = None
    balance_after: _Amount | None = None
    card_type: _Text | None = None
    goal: _Goal | None = None
    stamps_total: _Goal | None = None


class _WireRedemption(msgspec.Struct):
    ok: bool | None = None
    redeemed_at: _Positive | None = None
    looped: bool | None = None
    redeemed_tiers: list[_Positive] | None = None
    balance_before: _Amount | None = None
    balance_after: _Amount | None = None
    new_balance: _Amount | None = None
    card_type: _Text | None = None


class _WirePing(msgspec.Struct):
    ok: bool | None = None
    merchant: _Text | None = None
    service: _Text | None = None


class _WireTemplate(msgspec.Struct):
    id: _Text
    name: _Text | None = None
    type: _Text | None = None
    goal: _Goal | None = None
    stamps_total: _Goal | None = None


class _WireMerchant(msgspec.Struct):
    name: _Text | None = None
    slug: _Text | None = None
    plan: _Text | None = None


class _WireAccount(msgspec.Struct):
    ok: bool | None = None
    merchant: _Text | _WireMerchant | None = None
    plan: _Text | None = None
    templates: list[_WireTemplate] | None = None


class _WireWallet(msgspec.Struct):
    ios_url: str | None = None
    android_url: str | None = None
    qr_ios: str | None = None
    qr_android: str | None = None


class _WireEnrolment(msgspec.Struct):
    ok: bool | None = None
    enrolled: bool | None = None
    card_id: _Text | None = None
    name: _Text | None = None
    balance: _Amount | None = None
    qr_ios: str | None = None
    qr_android: str | None = None
    wallet_url_ios: str | None = None
    wallet_url_android: str | None = None
    customer: _WirePerson | None = None
    card: _WireCard | None = None
    wallet: _WireWallet | None = None


class _WireJoinPage(msgspec.Struct):
    ok: bool | None = None
    enrollment_url: str | None = None
    qr_code: str | None = None
    qr_ios: str | None = None
    qr_android: str | None = None


class _WireError(msgspec.Struct):
    error: _Text


def read_error(body: bytes) -> str | None:
    """Return the documented `error` field of a refusal, None where the body is anything else."""
    try:
        return msgspec.json.decode(body, type=_WireError).error
    except _NOT_JSON:
        return None


def read_ping(body: bytes) -> Ping:
    """Read A: `{ok, merchant}`; B: `{ok, service, version, ts}`."""
    wire = _decoded(body, _WirePing)
    _must_be_ok(wire.ok)
    return Ping(_line(wire.merchant))


def read_account(body: bytes) -> Account:
    """Read A: `{merchant, plan, templates}`; B: `{ok, merchant: {name, plan, …}, key: {…}}`."""
    wire = _decoded(body, _WireAccount)
    _must_not_deny(wire.ok)
    merchant = wire.merchant if isinstance(wire.merchant, _WireMerchant) else _WireMerchant(wire.merchant)
    return Account(
        merchant=_told("merchant", _line(merchant.name)),
        plan=_agreed("plan", _line(wire.plan), _line(merchant.plan)),
        templates=tuple(_template(template) for template in wire.templates or ()),
        slug=_line(merchant.slug),
    )


def read_customer(body: bytes) -> CustomerRecord:
    """Read A: `{card_type, balance, goal, name}`; B: `{ok, customer: {…}, card: {…}}`; tiers where either has them."""
    wire = _decoded(body, _WireCustomer)
    _must_not_deny(wire.ok)
    person, card = wire.customer or _WirePerson(), wire.card or _WireCard()
    tiers = _agreed("tiers", _tiers(wire.tiers), _tiers(card.tiers)) or ()
    claimed = _agreed("redeemed_tiers", _claimed(wire.redeemed_tiers), _claimed(card.redeemed_tiers))
    return CustomerRecord(
        card_type=_told("card_type", _agreed("card_type", _card_type(wire.card_type), _card_type(card.type))),
        balance=_told("balance", _agreed("balance", wire.balance, card.balance)),
        goal=_goal(wire.goal, wire.stamps_total, card.goal, card.stamps_total),
        name=_agreed("name", _line(wire.name), _line(person.name)),
        card_id=_agreed("card_id", _line(wire.card_id), _line(person.card_id), _line(card.id)),
        tiers=tiers,
        redeemed=_redeemed(claimed, tiers),
    )


def read_transaction(body: bytes, delta: int) -> TransactionResult:
    """Read A: `{ok, new_balance, card_type, goal}`; B: `{ok, delta, balance_before, balance_after, …}`."""
    wire = _decoded(body, _WireTransaction)
    _must_be_ok(wire.ok)
    if wire.delta is not None and wire.delta != delta:
        raise AnswerUnreadable("delta is another one")
    return TransactionResult(
        balance_after=_told("new_balance", _agreed("new_balance", wire.new_balance, wire.balance_after)),
        balance_before=wire.balance_before,
        card_type=_card_type(wire.card_type),
        goal=_goal(wire.goal, wire.stamps_total),
    )


def read_redemption(body: bytes, at: int) -> RedeemResult:
    """Read both: `{ok, redeemed_at, looped, redeemed_tiers, balance_before, balance_after, card_type}`."""
    wire = _decoded(body, _WireRedemption)
    _must_be_ok(wire.ok)
    if _told("redeemed_at", wire.redeemed_at) != at:
        raise AnswerUnreadable("redeemed_at is another one")
    return RedeemResult(
        at=at,
        has_looped=_told("looped", wire.looped),
        redeemed=_claimed(wire.redeemed_tiers),
        balance_before=wire.balance_before,
        balance_after=_told("balance_after", _agreed("balance_after", wire.balance_after, wire.new_balance)),
        card_type=_card_type(wire.card_type),
    )


def read_enrolment(body: bytes) -> CardEnrolment:
    """Read A: `{enrolled, card_id, qr_ios, wallet_url_ios, …}`; B: `{ok, mode, customer, card, wallet}`."""
    wire = _decoded(body, _WireEnrolment)
    person, card = wire.customer or _WirePerson(), wire.card or _WireCard()
    wallet = wire.wallet or _WireWallet()
    _must_be_ok(_agreed("ok", wire.ok, wire.enrolled))
    apple_url = _agreed("wallet_url_ios", wire.wallet_url_ios, wallet.ios_url)
    google_url = _agreed("wallet_url_android", wire.wallet_url_android, wallet.android_url)
    card_id = _agreed("card_id", _line(wire.card_id), _line(person.card_id), _line(card.id))
    apple = _offer(apple_url, _agreed("qr_ios", wire.qr_ios, wallet.qr_ios))
    google = _offer(google_url, _agreed("qr_android", wire.qr_android, wallet.qr_android))
    if card_id is None and apple is None and google is None:
        raise AnswerUnreadable("card_id is missing")  # "ok" alone is what anything might say
    return CardEnrolment(
        card_id=card_id,
        balance=_agreed("balance", wire.balance, card.balance),
        is_new=person.is_new,
        apple=apple,
        google=google,
        name=_agreed("name", _line(wire.name), _line(person.name)),
        card_type=_card_type(card.type),
        goal=card.goal or card.stamps_total or None,
    )


def read_join_page(body: bytes) -> JoinPage:
    """Read B: `{mode, enrollment_url, qr_code}`; A promises a QR code and names no field, so its usual names count."""
    wire = _decoded(body, _WireJoinPage)
    _must_not_deny(wire.ok)
    offer = _offer(wire.enrollment_url, wire.qr_code or wire.qr_ios or wire.qr_android)
    return JoinPage(_told("enrollment_url", offer))


def _decoded(body: bytes, wire_type: type[_Body]) -> _Body:
    try:
        return msgspec.json.decode(body, type=wire_type)
    except msgspec.ValidationError as error:
        raise AnswerUnreadable(str(error)) from None
    except _NOT_JSON:
        raise AnswerUnreadable("not JSON") from None


def _must_be_ok(ok: bool | None) -> None:
    if ok is not True:
        raise AnswerUnreadable("ok is missing or false")


def _must_not_deny(ok: bool | None) -> None:
    """Raise where `ok` is there and false: only one dialect marks these answers with it."""
    if ok is False:
        raise AnswerUnreadable("ok is false")


def _agreed(field: str, *values: _T | None) -> _T | None:
    told = [value for value in values if value is not None]
    if any(value != told[0] for value in told):
        raise AnswerUnreadable(f"{field} stands twice and differs")
    return told[0] if told else None


def _told(field: str, value: _T | None) -> _T:
    if value is None:
        raise AnswerUnreadable(f"{field} is missing")
    return value


def _line(text: str | None) -> str | None:
    return capped(text) or None if text is not None else None


def _goal(*values: int | None) -> int | None:
    """Return the goal; 0 is none, since a card that only counts has none and neither text says how that is written."""
    return _agreed("goal", *(value or None for value in values))


def _template(wire: _WireTemplate) -> Template:
    card_type: CardType = _told("templates.type", _card_type(wire.type))
    return Template(wire.id, _line(wire.name) or "", card_type, _goal(wire.goal, wire.stamps_total))


def _card_type(text: str | None) -> CardType | None:
    """Return `stamps` where the card counts stamps; every other kind counts a number, as points do."""
    if text is None:
        return None
    return "stamps" if text.casefold().startswith("stamp") else "points"


def _tiers(wire: list[_WireTier] | None) -> tuple[Tier, ...] | None:
    if wire is None:
        return None
    by_threshold: dict[int, Tier] = {}
    for each in wire:
        tier = Tier(each.at, _line(each.name or each.title or each.label or each.reward), each.redeemed)
        if by_threshold.setdefault(each.at, tier) != tier:
            raise AnswerUnreadable("tiers name a threshold twice and differ")
    if len(by_threshold) > _TIER_LIMIT:
        raise AnswerUnreadable("tiers are too many")
    return tuple(by_threshold[at] for at in sorted(by_threshold))


def _claimed(thresholds: list[int] | None) -> frozenset[int] | None:
    return None if thresholds is None else frozenset(thresholds)


def _redeemed(by_list: frozenset[int] | None, tiers: tuple[Tier, ...]) -> frozenset[int] | None:
    """Return the claimed thresholds, by the list or the tiers' own marks; None where neither is there."""
    marks = [tier for tier in tiers if tier.is_redeemed is not None]
    if by_list is None:
        return frozenset(tier.at for tier in marks if tier.is_redeemed) if marks else None
    if any((tier.at in by_list) != tier.is_redeemed for tier in marks):
        raise AnswerUnreadable("redeemed_tiers and tiers differ")
    return by_list


def _offer(url: str | None, png_uri: str | None) -> WalletOffer | None:
    """Return a way to the wallet; None where it has neither a usable link nor a usable picture."""
    if url is not None and not _is_plain_https(url):
        url = None
    png = _png(png_uri) if png_uri is not None else None
    return WalletOffer(url, png) if url or png else None


def _is_plain_https(url: str) -> bool:
    return url.startswith("https://") and len(url) <= _URL_LIMIT and url.isascii() and url.isprintable()


def _png(uri: str) -> bytes | None:
    if not uri.startswith(_PNG_URI):
        return None
    try:
        picture = base64.b64decode(uri[len(_PNG_URI) :], validate=True)
    except (binascii.Error, ValueError):
        return None
    return picture if picture.startswith(_PNG) else None
