"""Parses a response's bytes into `models`: both dialects, field by field, and bodies that mix them.

Dialect A is the API's public page, dialect B its plain-text reference; the call-by-call comparison is in
`docs/api-dialects.md`. Each `…Body` struct holds the fields of both; unknown fields are ignored, wrong types are
refused by `msgspec`, and two fields with the same meaning must agree. All refusals are `AnswerUnreadable`,
whose reason names the field and never quotes its value.

`stamps_collected` is not read: it may leave out the overflow that `balance` counts, and a balance that does not change
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
"""The errors that decoding raises; the last for bodies nested thousands deep."""


class _TierBody(msgspec.Struct):
    at: _Positive
    name: _Text | None = None
    title: _Text | None = None
    label: _Text | None = None
    reward: _Text | None = None
    redeemed: bool | None = None


class _CardBody(msgspec.Struct):
    id: _Text | None = None
    type: _Text | None = None
    balance: _Amount | None = None
    goal: _Goal | None = None
    stamps_total: _Goal | None = None
    tiers: list[_TierBody] | None = None
    redeemed_tiers: list[_Positive] | None = None


class _PersonBody(msgspec.Struct):
    name: _Text | None = None
    card_id: _Text | None = None
    is_new: bool | None = None


class _CustomerBody(msgspec.Struct):
    ok: bool | None = None
    name: _Text | None = None
    card_id: _Text | None = None
    card_type: _Text | None = None
    balance: _Amount | None = None
    goal: _Goal | None = None
    stamps_total: _Goal | None = None
    tiers: list[_TierBody] | None = None
    redeemed_tiers: list[_Positive] | None = None
    customer: _PersonBody | None = None
    card: _CardBody | None = None


class _TransactionBody(msgspec.Struct):
    ok: bool | None = None
    delta: _Amount | None = None
    new_balance: _Amount | None = None
    balance_before: _Amount | None = None
    balance_after: _Amount | None = None
    card_type: _Text | None = None
    goal: _Goal | None = None
    stamps_total: _Goal | None = None


class _RedemptionBody(msgspec.Struct):
    ok: bool | None = None
    redeemed_at: _Positive | None = None
    looped: bool | None = None
    redeemed_tiers: list[_Positive] | None = None
    balance_before: _Amount | None = None
    balance_after: _Amount | None = None
    new_balance: _Amount | None = None
    card_type: _Text | None = None


class _PingBody(msgspec.Struct):
    ok: bool | None = None
    merchant: _Text | None = None
    service: _Text | None = None


class _TemplateBody(msgspec.Struct):
    id: _Text
    name: _Text | None = None
    type: _Text | None = None
    goal: _Goal | None = None
    stamps_total: _Goal | None = None


class _MerchantBody(msgspec.Struct):
    name: _Text | None = None
    slug: _Text | None = None
    plan: _Text | None = None


class _AccountBody(msgspec.Struct):
    ok: bool | None = None
    merchant: _Text | _MerchantBody | None = None
    plan: _Text | None = None
    templates: list[_TemplateBody] | None = None


class _WalletBody(msgspec.Struct):
    ios_url: str | None = None
    android_url: str | None = None
    qr_ios: str | None = None
    qr_android: str | None = None


class _EnrolmentBody(msgspec.Struct):
    ok: bool | None = None
    enrolled: bool | None = None
    card_id: _Text | None = None
    name: _Text | None = None
    balance: _Amount | None = None
    qr_ios: str | None = None
    qr_android: str | None = None
    wallet_url_ios: str | None = None
    wallet_url_android: str | None = None
    customer: _PersonBody | None = None
    card: _CardBody | None = None
    wallet: _WalletBody | None = None


class _JoinPageBody(msgspec.Struct):
    ok: bool | None = None
    enrollment_url: str | None = None
    qr_code: str | None = None
    qr_ios: str | None = None
    qr_android: str | None = None


class _ErrorBody(msgspec.Struct):
    error: _Text


def read_error(body: bytes) -> str | None:
    """Return the documented `error` field of a refusal, None where the body is not that."""
    try:
        return msgspec.json.decode(body, type=_ErrorBody).error
    except _NOT_JSON:
        return None


def read_ping(body: bytes) -> Ping:
    """Read A: `{ok, merchant}`; B: `{ok, service, version, ts}`."""
    fields = _decoded(body, _PingBody)
    _require_ok(fields.ok)
    return Ping(_plain_line(fields.merchant))


def read_account(body: bytes) -> Account:
    """Read A: `{merchant, plan, templates}`; B: `{ok, merchant: {name, plan, …}, key: {…}}`."""
    fields = _decoded(body, _AccountBody)
    _refuse_not_ok(fields.ok)
    merchant = fields.merchant if isinstance(fields.merchant, _MerchantBody) else _MerchantBody(fields.merchant)
    return Account(
        merchant=_required("merchant", _plain_line(merchant.name)),
        plan=_agreed("plan", _plain_line(fields.plan), _plain_line(merchant.plan)),
        templates=tuple(_template(template) for template in fields.templates or ()),
        slug=_plain_line(merchant.slug),
    )


def read_customer(body: bytes) -> CustomerRecord:
    """Read A: `{card_type, balance, goal, name}`; B: `{ok, customer: {…}, card: {…}}`; tiers where either has them."""
    fields = _decoded(body, _CustomerBody)
    _refuse_not_ok(fields.ok)
    person, card = fields.customer or _PersonBody(), fields.card or _CardBody()
    tiers = _agreed("tiers", _tiers(fields.tiers), _tiers(card.tiers)) or ()
    claimed = _agreed("redeemed_tiers", _claimed(fields.redeemed_tiers), _claimed(card.redeemed_tiers))
    return CustomerRecord(
        card_type=_required("card_type", _agreed("card_type", _card_type(fields.card_type), _card_type(card.type))),
        balance=_required("balance", _agreed("balance", fields.balance, card.balance)),
        goal=_goal(fields.goal, fields.stamps_total, card.goal, card.stamps_total),
        name=_agreed("name", _plain_line(fields.name), _plain_line(person.name)),
        card_id=_agreed("card_id", _plain_line(fields.card_id), _plain_line(person.card_id), _plain_line(card.id)),
        tiers=tiers,
        redeemed=_redeemed(claimed, tiers),
    )


def read_transaction(body: bytes, delta: int) -> TransactionResult:
    """Read A: `{ok, new_balance, card_type, goal}`; B: `{ok, delta, balance_before, balance_after, …}`."""
    fields = _decoded(body, _TransactionBody)
    _require_ok(fields.ok)
    if fields.delta is not None and fields.delta != delta:
        raise AnswerUnreadable("delta is another one")
    return TransactionResult(
        balance_after=_required("new_balance", _agreed("new_balance", fields.new_balance, fields.balance_after)),
        balance_before=fields.balance_before,
        card_type=_card_type(fields.card_type),
        goal=_goal(fields.goal, fields.stamps_total),
    )


def read_redemption(body: bytes, at: int) -> RedeemResult:
    """Read both: `{ok, redeemed_at, looped, redeemed_tiers, balance_before, balance_after, card_type}`."""
    fields = _decoded(body, _RedemptionBody)
    _require_ok(fields.ok)
    if _required("redeemed_at", fields.redeemed_at) != at:
        raise AnswerUnreadable("redeemed_at is another one")
    return RedeemResult(
        at=at,
        has_looped=_required("looped", fields.looped),
        redeemed=_claimed(fields.redeemed_tiers),
        balance_before=fields.balance_before,
        balance_after=_required("balance_after", _agreed("balance_after", fields.balance_after, fields.new_balance)),
        card_type=_card_type(fields.card_type),
    )


def read_enrolment(body: bytes) -> CardEnrolment:
    """Read A: `{enrolled, card_id, qr_ios, wallet_url_ios, …}`; B: `{ok, mode, customer, card, wallet}`."""
    fields = _decoded(body, _EnrolmentBody)
    person, card = fields.customer or _PersonBody(), fields.card or _CardBody()
    wallet = fields.wallet or _WalletBody()
    _require_ok(_agreed("ok", fields.ok, fields.enrolled))
    apple_url = _agreed("wallet_url_ios", fields.wallet_url_ios, wallet.ios_url)
    google_url = _agreed("wallet_url_android", fields.wallet_url_android, wallet.android_url)
    card_id = _agreed("card_id", _plain_line(fields.card_id), _plain_line(person.card_id), _plain_line(card.id))
    apple = _offer(apple_url, _agreed("qr_ios", fields.qr_ios, wallet.qr_ios))
    google = _offer(google_url, _agreed("qr_android", fields.qr_android, wallet.qr_android))
    if card_id is None and apple is None and google is None:
        raise AnswerUnreadable("card_id is missing")  # "ok" alone proves nothing
    return CardEnrolment(
        card_id=card_id,
        balance=_agreed("balance", fields.balance, card.balance),
        is_new=person.is_new,
        apple=apple,
        google=google,
        name=_agreed("name", _plain_line(fields.name), _plain_line(person.name)),
        card_type=_card_type(card.type),
        goal=card.goal or card.stamps_total or None,
    )


def read_join_page(body: bytes) -> JoinPage:
    """Read B: `{mode, enrollment_url, qr_code}`; A promises a QR code and names no field, so its usual names count."""
    fields = _decoded(body, _JoinPageBody)
    _refuse_not_ok(fields.ok)
    offer = _offer(fields.enrollment_url, fields.qr_code or fields.qr_ios or fields.qr_android)
    return JoinPage(_required("enrollment_url", offer))


def _decoded(body: bytes, body_type: type[_Body]) -> _Body:
    try:
        return msgspec.json.decode(body, type=body_type)
    except msgspec.ValidationError as error:
        raise AnswerUnreadable(str(error)) from None
    except _NOT_JSON:
        raise AnswerUnreadable("not JSON") from None


def _require_ok(ok: bool | None) -> None:
    if ok is not True:
        raise AnswerUnreadable("ok is missing or false")


def _refuse_not_ok(ok: bool | None) -> None:
    """Raise where `ok` is false; only one dialect sends it in these responses."""
    if ok is False:
        raise AnswerUnreadable("ok is false")


def _agreed(field: str, *values: _T | None) -> _T | None:
    given = [value for value in values if value is not None]
    if any(value != given[0] for value in given):
        raise AnswerUnreadable(f"{field} stands twice and differs")
    return given[0] if given else None


def _required(field: str, value: _T | None) -> _T:
    if value is None:
        raise AnswerUnreadable(f"{field} is missing")
    return value


def _plain_line(text: str | None) -> str | None:
    return capped(text) or None if text is not None else None


def _goal(*values: int | None) -> int | None:
    """Return the goal; None for 0, since a card may have no goal and neither text says how that is written."""
    return _agreed("goal", *(value or None for value in values))


def _template(fields: _TemplateBody) -> Template:
    card_type: CardType = _required("templates.type", _card_type(fields.type))
    return Template(fields.id, _plain_line(fields.name) or "", card_type, _goal(fields.goal, fields.stamps_total))


def _card_type(text: str | None) -> CardType | None:
    """Return `stamps` where the card counts stamps; every other type is treated as points."""
    if text is None:
        return None
    return "stamps" if text.casefold().startswith("stamp") else "points"


def _tiers(fields: list[_TierBody] | None) -> tuple[Tier, ...] | None:
    if fields is None:
        return None
    by_threshold: dict[int, Tier] = {}
    for each in fields:
        tier = Tier(each.at, _plain_line(each.name or each.title or each.label or each.reward), each.redeemed)
        if by_threshold.setdefault(each.at, tier) != tier:
            raise AnswerUnreadable("tiers name a threshold twice and differ")
    if len(by_threshold) > _TIER_LIMIT:
        raise AnswerUnreadable("tiers are too many")
    return tuple(by_threshold[at] for at in sorted(by_threshold))


def _claimed(thresholds: list[int] | None) -> frozenset[int] | None:
    return None if thresholds is None else frozenset(thresholds)


def _redeemed(by_list: frozenset[int] | None, tiers: tuple[Tier, ...]) -> frozenset[int] | None:
    """Return the claimed thresholds, from the list or the tiers' marks; None without either."""
    marks = [tier for tier in tiers if tier.is_redeemed is not None]
    if by_list is None:
        return frozenset(tier.at for tier in marks if tier.is_redeemed) if marks else None
    if any((tier.at in by_list) != tier.is_redeemed for tier in marks):
        raise AnswerUnreadable("redeemed_tiers and tiers differ")
    return by_list


def _offer(url: str | None, png_uri: str | None) -> WalletOffer | None:
    """Return an offer with a usable link or picture; None without either."""
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
