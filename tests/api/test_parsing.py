"""Each reading of the two published texts, by the dialect that it is from.

A is the API's public page, B its plain-text reference; "mixed" bodies take fields of both.
"""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from kreward_pos.api import parsing
from kreward_pos.api.errors import AnswerUnreadable
from kreward_pos.api.models import (
    Account,
    CardEnrolment,
    CustomerRecord,
    JoinPage,
    Ping,
    RedeemResult,
    Template,
    Tier,
    TransactionResult,
    WalletOffer,
)

from .builders import JANE, everything_in, private_in

Json = dict[str, Any]
Read = Callable[[bytes], object]

PNG = b"\x89PNG\r\n\x1a\n a picture"
PNG_URI = "data:image/png;base64," + base64.b64encode(PNG).decode()
CARD_ID = "eb7fde91-6d1b-4258-a7a3-011b58e572d5"
APPLE, GOOGLE = "https://wallet.example/apple", "https://wallet.example/google"
JOIN = "https://join.example/my-cafe"


def transaction_of_one(body: bytes) -> TransactionResult:
    return parsing.read_transaction(body, 1)


def redemption_at_8(body: bytes) -> RedeemResult:
    return parsing.read_redemption(body, 8)


PING_A: Json = {"ok": True, "merchant": "My Shop"}
PING_B: Json = {"ok": True, "service": "kreward-api", "version": "v1", "ts": "2026-11-22T09:00:00Z"}

ME_A: Json = {
    "merchant": "My Cafe",
    "plan": "growth",
    "templates": [{"id": "t1", "name": "Stamp Card", "type": "stamps", "goal": 8}],
}
ME_B: Json = {
    "ok": True,
    "merchant": {"name": "My Cafe", "slug": "my-cafe", "plan": "growth", "card_type": "stamps"},
    "key": {"type": "secret", "label": "Till", "created_at": "x", "last_used_at": None, "request_count": 3},
}

CUSTOMER_A: Json = {"card_type": "stamps", "balance": 5, "goal": 8, "name": "Jane"}
CUSTOMER_B: Json = {
    "ok": True,
    "customer": {
        "email": JANE.address,
        "name": "Jane",
        "card_id": CARD_ID,
        "status": "active",
        "created_at": "x",
        "last_seen_at": "y",
    },
    "card": {"type": "stamps", "balance": 5, "stamps_collected": 5, "stamps_total": 8, "progress_pct": 62},
}

TRANSACTION_A: Json = {"ok": True, "new_balance": 6, "card_type": "stamps", "goal": 8}
TRANSACTION_B: Json = {
    "ok": True,
    "transaction_id": "t-1",
    "delta": 1,
    "balance_before": 5,
    "balance_after": 6,
    "card_type": "stamps",
    "stamps_collected": 6,
    "stamps_total": 8,
}

REDEMPTION: Json = {
    "ok": True,
    "redeemed_at": 8,
    "looped": True,
    "redeemed_tiers": [],
    "balance_before": 8,
    "balance_after": 0,
    "card_type": "stamps",
}

ENROLMENT_A: Json = {
    "enrolled": True,
    "card_id": CARD_ID,
    "balance": 0,
    "qr_ios": PNG_URI,
    "qr_android": PNG_URI,
    "wallet_url_ios": APPLE,
    "wallet_url_android": GOOGLE,
}
ENROLMENT_B: Json = {
    "ok": True,
    "mode": "with_email",
    "customer": {"email": JANE.address, "name": "Jane", "is_new": True},
    "card": {
        "id": CARD_ID,
        "type": "stamps",
        "balance": 0,
        "status": "active",
        "stamps_collected": 0,
        "stamps_total": 8,
    },
    "wallet": {"ios_url": APPLE, "android_url": GOOGLE, "qr_ios": PNG_URI, "qr_android": PNG_URI},
}

JOIN_A: Json = {"qr_ios": PNG_URI, "qr_android": PNG_URI}
JOIN_B: Json = {"mode": "anonymous", "enrollment_url": JOIN, "qr_code": PNG_URI}

APPLE_OFFER, GOOGLE_OFFER = WalletOffer(APPLE, PNG), WalletOffer(GOOGLE, PNG)
STAMP_TEMPLATE = Template("t1", "Stamp Card", "stamps", 8)

READINGS: dict[str, tuple[Read, Json, object]] = {
    "A-ping": (parsing.read_ping, PING_A, Ping("My Shop")),
    "B-ping": (parsing.read_ping, PING_B, Ping(None)),
    "mixed-ping": (parsing.read_ping, PING_A | PING_B, Ping("My Shop")),
    "A-me": (parsing.read_account, ME_A, Account("My Cafe", "growth", (STAMP_TEMPLATE,))),
    "B-me": (parsing.read_account, ME_B, Account("My Cafe", "growth", (), slug="my-cafe")),
    "mixed-me": (parsing.read_account, ME_A | ME_B, Account("My Cafe", "growth", (STAMP_TEMPLATE,), slug="my-cafe")),
    "A-me-without-templates": (parsing.read_account, ME_A | {"templates": []}, Account("My Cafe", "growth", ())),
    "A-customer": (parsing.read_customer, CUSTOMER_A, CustomerRecord("stamps", 5, 8, "Jane")),
    "B-customer": (parsing.read_customer, CUSTOMER_B, CustomerRecord("stamps", 5, 8, "Jane", CARD_ID)),
    "mixed-customer": (
        parsing.read_customer,
        CUSTOMER_A | CUSTOMER_B,
        CustomerRecord("stamps", 5, 8, "Jane", CARD_ID),
    ),
    "mixed-customer-parted": (
        parsing.read_customer,
        {"balance": 5, "card": {"type": "points"}, "customer": {"name": None}, "goal": None},
        CustomerRecord("points", 5, None),
    ),
    "B-points-customer": (
        parsing.read_customer,
        {"ok": True, "customer": {"name": "Mei"}, "card": {"type": "points", "balance": 180}},
        CustomerRecord("points", 180, None, "Mei"),
    ),
    "A-transaction": (transaction_of_one, TRANSACTION_A, TransactionResult(6, None, "stamps", 8)),
    "B-transaction": (transaction_of_one, TRANSACTION_B, TransactionResult(6, 5, "stamps", 8)),
    "mixed-transaction": (transaction_of_one, TRANSACTION_A | TRANSACTION_B, TransactionResult(6, 5, "stamps", 8)),
    "AB-redemption": (redemption_at_8, REDEMPTION, RedeemResult(8, True, frozenset(), 8, 0, "stamps")),
    "AB-redemption-of-a-lower-tier": (
        lambda body: parsing.read_redemption(body, 4),
        REDEMPTION | {"redeemed_at": 4, "looped": False, "redeemed_tiers": [4], "balance_after": 8},
        RedeemResult(4, False, frozenset({4}), 8, 8, "stamps"),
    ),
    "A-enrolment": (
        parsing.read_enrolment,
        ENROLMENT_A,
        CardEnrolment(CARD_ID, 0, None, APPLE_OFFER, GOOGLE_OFFER),
    ),
    "B-enrolment": (
        parsing.read_enrolment,
        ENROLMENT_B,
        CardEnrolment(CARD_ID, 0, True, APPLE_OFFER, GOOGLE_OFFER, "Jane", "stamps", 8),
    ),
    "mixed-enrolment": (
        parsing.read_enrolment,
        ENROLMENT_A | ENROLMENT_B,
        CardEnrolment(CARD_ID, 0, True, APPLE_OFFER, GOOGLE_OFFER, "Jane", "stamps", 8),
    ),
    "A-join-page": (parsing.read_join_page, JOIN_A, JoinPage(WalletOffer(None, PNG))),
    "B-join-page": (parsing.read_join_page, JOIN_B, JoinPage(WalletOffer(JOIN, PNG))),
    "mixed-join-page": (parsing.read_join_page, JOIN_A | JOIN_B, JoinPage(WalletOffer(JOIN, PNG))),
}


def encoded(body: object) -> bytes:
    return json.dumps(body).encode()


@pytest.mark.parametrize(("read", "body", "answer"), READINGS.values(), ids=READINGS)
def test_documented_body_is_read(read: Read, body: Json, answer: object) -> None:
    assert read(encoded(body)) == answer


@pytest.mark.parametrize(("read", "body", "answer"), READINGS.values(), ids=READINGS)
def test_unknown_fields_are_ignored_in_either_dialect(read: Read, body: Json, answer: object) -> None:
    strange: Json = {"surprise": {"deep": [1, None, "x"]}, "balance_history": "text"}
    grown = {name: value | strange if isinstance(value, dict) else value for name, value in body.items()} | strange
    assert read(encoded(grown)) == answer


REFUSALS: dict[str, tuple[Read, object, str]] = {
    "A-ping-not-ok": (parsing.read_ping, PING_A | {"ok": False}, "ok"),
    "B-ping-without-ok": (parsing.read_ping, {"service": "kreward-api"}, "ok"),
    "A-ping-ok-as-text": (parsing.read_ping, {"ok": "true"}, "ok"),
    "A-ping-merchant-as-number": (parsing.read_ping, PING_A | {"merchant": 5}, "merchant"),
    "A-me-without-merchant": (parsing.read_account, {"plan": "growth", "templates": []}, "merchant"),
    "B-me-without-name": (parsing.read_account, ME_B | {"merchant": {"plan": "growth"}}, "merchant"),
    "B-me-not-ok": (parsing.read_account, ME_B | {"ok": False}, "ok"),
    "A-template-without-id": (parsing.read_account, ME_A | {"templates": [{"type": "stamps"}]}, "id"),
    "A-template-without-type": (parsing.read_account, ME_A | {"templates": [{"id": "x"}]}, "templates.type"),
    "A-template-goal-as-text": (
        parsing.read_account,
        ME_A | {"templates": [{"id": "x", "type": "stamps", "goal": "8"}]},
        "templates[0].goal",
    ),
    "mixed-me-two-plans": (parsing.read_account, ME_B | {"plan": "starter"}, "plan"),
    "A-customer-without-balance": (parsing.read_customer, {"card_type": "stamps", "goal": 8}, "balance"),
    "A-customer-without-type": (parsing.read_customer, {"balance": 5}, "card_type"),
    "B-customer-not-ok": (parsing.read_customer, CUSTOMER_B | {"ok": False}, "ok"),
    "B-customer-without-balance": (
        parsing.read_customer,
        CUSTOMER_B | {"card": {"type": "stamps", "stamps_collected": 5, "stamps_total": 8}},
        "balance",
    ),
    "A-customer-balance-as-text": (parsing.read_customer, CUSTOMER_A | {"balance": "5"}, "balance"),
    "A-customer-balance-as-fraction": (parsing.read_customer, CUSTOMER_A | {"balance": 5.5}, "balance"),
    "A-customer-balance-as-true": (parsing.read_customer, CUSTOMER_A | {"balance": True}, "balance"),
    "A-customer-balance-absurd": (parsing.read_customer, CUSTOMER_A | {"balance": 10**30}, "balance"),
    "A-customer-goal-negative": (parsing.read_customer, CUSTOMER_A | {"goal": -1}, "goal"),
    "mixed-customer-two-balances": (parsing.read_customer, CUSTOMER_B | {"balance": 6}, "balance"),
    "mixed-customer-two-types": (parsing.read_customer, CUSTOMER_B | {"card_type": "points"}, "card_type"),
    "mixed-customer-two-goals": (parsing.read_customer, CUSTOMER_B | {"goal": 10}, "goal"),
    "mixed-customer-two-names": (parsing.read_customer, CUSTOMER_B | {"name": "Joan"}, "name"),
    "B-customer-two-card-ids": (
        parsing.read_customer,
        CUSTOMER_B | {"card": CUSTOMER_B["card"] | {"id": "another"}},
        "card_id",
    ),
    "A-transaction-not-ok": (transaction_of_one, TRANSACTION_A | {"ok": False}, "ok"),
    "A-transaction-without-ok": (transaction_of_one, {"new_balance": 6}, "ok"),
    "A-transaction-without-balance": (transaction_of_one, {"ok": True, "card_type": "stamps"}, "new_balance"),
    "B-transaction-of-another-delta": (transaction_of_one, TRANSACTION_B | {"delta": 2}, "delta"),
    "mixed-transaction-two-balances": (transaction_of_one, TRANSACTION_B | {"new_balance": 7}, "new_balance"),
    "B-transaction-balance-as-text": (transaction_of_one, TRANSACTION_B | {"balance_after": "6"}, "balance_after"),
    "AB-redemption-not-ok": (redemption_at_8, REDEMPTION | {"ok": False}, "ok"),
    "AB-redemption-of-another-tier": (redemption_at_8, REDEMPTION | {"redeemed_at": 4}, "redeemed_at"),
    "AB-redemption-without-tier": (redemption_at_8, REDEMPTION | {"redeemed_at": None}, "redeemed_at"),
    "AB-redemption-without-looped": (redemption_at_8, REDEMPTION | {"looped": None}, "looped"),
    "AB-redemption-without-balance": (redemption_at_8, REDEMPTION | {"balance_after": None}, "balance_after"),
    "AB-redemption-tiers-as-texts": (redemption_at_8, REDEMPTION | {"redeemed_tiers": ["4"]}, "redeemed_tiers"),
    "mixed-redemption-two-balances": (redemption_at_8, REDEMPTION | {"new_balance": 1}, "balance_after"),
    "A-enrolment-denied": (parsing.read_enrolment, ENROLMENT_A | {"enrolled": False}, "ok"),
    "B-enrolment-denied": (parsing.read_enrolment, ENROLMENT_B | {"ok": False}, "ok"),
    "mixed-enrolment-both-ways": (parsing.read_enrolment, ENROLMENT_A | {"ok": False}, "ok"),
    "AB-enrolment-that-is-nothing-but-ok": (parsing.read_enrolment, {"ok": True, "enrolled": True}, "card_id"),
    "B-enrolment-that-is-a-join-page": (parsing.read_enrolment, JOIN_B, "ok"),
    "mixed-enrolment-two-cards": (parsing.read_enrolment, ENROLMENT_B | {"card_id": "another"}, "card_id"),
    "mixed-enrolment-two-links": (parsing.read_enrolment, ENROLMENT_B | {"wallet_url_ios": GOOGLE}, "wallet_url_ios"),
    "B-join-page-empty": (parsing.read_join_page, {"mode": "anonymous"}, "enrollment_url"),
    "B-join-page-not-ok": (parsing.read_join_page, JOIN_B | {"ok": False}, "ok"),
    "B-join-page-in-the-clear": (parsing.read_join_page, {"enrollment_url": "http://join.example"}, "enrollment_url"),
    "error-with-200": (parsing.read_customer, {"error": "customer_not_found"}, "card_type"),
    "list": (parsing.read_customer, [CUSTOMER_A], "array"),
    "null": (parsing.read_customer, None, "null"),
    "text": (parsing.read_customer, "ok", "str"),
}


@pytest.mark.parametrize(("read", "body", "field"), REFUSALS.values(), ids=REFUSALS)
def test_refusal_names_the_field(read: Read, body: object, field: str) -> None:
    with pytest.raises(AnswerUnreadable) as refused:
        read(encoded(body))
    assert field in refused.value.details["reason"]
    assert not private_in(everything_in(refused.value))


# Tiers: both texts point to GET /customer, and neither shows them there.

TIERS: list[Json] = [{"at": 8, "title": "Free coffee"}, {"at": 4, "name": "Cake", "reward": "x"}]
BOTH_TIERS = (Tier(4, "Cake"), Tier(8, "Free coffee"))


@pytest.mark.parametrize("name", ["name", "title", "label", "reward"])
def test_name_of_a_tier_is_read_from_any_of_its_fields(name: str) -> None:
    record = parsing.read_customer(encoded(CUSTOMER_A | {"tiers": [{"at": 4, name: "Cake"}]}))
    assert record.tiers == (Tier(4, "Cake"),)


def test_tiers_at_the_top_level_are_read() -> None:
    record = parsing.read_customer(encoded(CUSTOMER_A | {"tiers": TIERS, "redeemed_tiers": [4]}))
    assert (record.tiers, record.redeemed) == (BOTH_TIERS, frozenset({4}))


def test_tiers_under_the_card_are_read() -> None:
    card = CUSTOMER_B["card"] | {"tiers": TIERS, "redeemed_tiers": [4]}
    record = parsing.read_customer(encoded(CUSTOMER_B | {"card": card}))
    assert (record.tiers, record.redeemed) == (BOTH_TIERS, frozenset({4}))


def test_tiers_in_both_places_at_once_must_agree() -> None:
    card = CUSTOMER_B["card"] | {"tiers": TIERS, "redeemed_tiers": [4]}
    both = CUSTOMER_B | {"card": card, "tiers": TIERS[::-1], "redeemed_tiers": [4, 4]}
    assert parsing.read_customer(encoded(both)).tiers == BOTH_TIERS
    others: list[Json] = [{"tiers": TIERS[:1]}, {"redeemed_tiers": []}]
    for other in others:
        with pytest.raises(AnswerUnreadable, match="tiers stands twice and differs"):
            parsing.read_customer(encoded(both | other))


def test_claims_are_read_from_the_tiers_when_there_is_no_list() -> None:
    tiers = [{"at": 4, "redeemed": True}, {"at": 8, "redeemed": False}]
    assert parsing.read_customer(encoded(CUSTOMER_A | {"tiers": tiers})).redeemed == frozenset({4})
    with pytest.raises(AnswerUnreadable, match="redeemed_tiers and tiers differ"):
        parsing.read_customer(encoded(CUSTOMER_A | {"tiers": tiers, "redeemed_tiers": [8]}))


def test_claims_are_unknown_when_the_body_has_none() -> None:
    for body in (CUSTOMER_A, CUSTOMER_B, CUSTOMER_A | {"tiers": TIERS}):
        assert parsing.read_customer(encoded(body)).redeemed is None
    assert parsing.read_customer(encoded(CUSTOMER_A | {"redeemed_tiers": []})).redeemed == frozenset()


def test_tiers_with_the_same_threshold_must_agree() -> None:
    for tiers in ([{"at": 4}, {"at": 4, "name": "Cake"}], [{"at": 4, "redeemed": True}, {"at": 4}]):
        with pytest.raises(AnswerUnreadable, match="tiers name a threshold twice"):
            parsing.read_customer(encoded(CUSTOMER_A | {"tiers": tiers}))


def test_too_many_tiers_are_refused() -> None:
    with pytest.raises(AnswerUnreadable, match="tiers are too many"):
        parsing.read_customer(encoded(CUSTOMER_A | {"tiers": [{"at": at} for at in range(1, 102)]}))


@pytest.mark.parametrize("tier", [{}, {"at": 0}, {"at": -4}, {"at": "4"}, {"at": None}, 4, {"at": 4, "redeemed": "no"}])
def test_a_tier_without_a_threshold_is_refused(tier: object) -> None:
    with pytest.raises(AnswerUnreadable, match="tiers"):
        parsing.read_customer(encoded(CUSTOMER_A | {"tiers": [tier]}))
