"""Undocumented texts, pictures, links and whole bodies: read with care, or refused."""

import base64
import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreward_pos.api import parsing
from kreward_pos.api.errors import AnswerUnreadable
from kreward_pos.api.models import WalletOffer

PNG = b"\x89PNG\r\n\x1a\n a picture"
PNG_URI = "data:image/png;base64," + base64.b64encode(PNG).decode()
CUSTOMER: dict[str, Any] = {"card_type": "stamps", "balance": 5, "goal": 8, "name": "Jane"}
MARK = "marked-as-private"

READERS: list[Callable[[bytes], object]] = [
    parsing.read_ping,
    parsing.read_account,
    parsing.read_customer,
    lambda body: parsing.read_transaction(body, 1),
    lambda body: parsing.read_redemption(body, 8),
    parsing.read_enrolment,
    parsing.read_join_page,
    parsing.read_error,
]

FIELDS = sorted({field for struct in vars(parsing).values() for field in getattr(struct, "__struct_fields__", ())})

numbers = st.integers(-3, 10) | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
leaves = st.none() | st.booleans() | numbers | st.text(max_size=8) | st.sampled_from([MARK, "stamps", PNG_URI])
# Built of the fields' own names, so that a good part of them gets past the first check.
json_values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=4), inner),
    max_leaves=12,
)
json_objects = st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=10)


def encoded(body: object) -> bytes:
    return json.dumps(body).encode()


def reasons_of_refusals(body: bytes) -> list[str]:
    """What each reader says that refuses the body; anything else that is raised comes through."""
    reasons = []
    for read in READERS:
        try:
            read(body)
        except AnswerUnreadable as refused:
            reasons.append(refused.details["reason"])
    return reasons


def assert_read_or_refused(body: bytes) -> None:
    for reason in reasons_of_refusals(body):
        assert MARK not in reason
        assert 0 < len(reason) <= 120


@given(json_values | json_objects)
def test_any_json_is_read_or_refused(value: object) -> None:
    assert_read_or_refused(encoded(value))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    assert_read_or_refused(body)


@given(st.integers(0, 60), st.binary(min_size=1, max_size=3))
def test_damaged_body_is_read_or_refused(place: int, wound: bytes) -> None:
    good = encoded(CUSTOMER | {"ok": True, "redeemed_at": 8, "tiers": [{"at": 4}]})
    assert_read_or_refused(good[:place] + wound + good[place + len(wound) :])


HOPELESS = {
    "empty": b"",
    "space": b" \r\n",
    "html": b"<!doctype html><title>Free Wi-Fi</title>",
    "truncated": encoded(CUSTOMER)[:-1],
    "two": encoded(CUSTOMER) * 2,
    "not-utf-8": b'{"name": "\xff"}',
    "surrogate": b'{"name": "\\ud800"}',
    "utf-16": json.dumps(CUSTOMER).encode("utf-16"),
    "byte-order-mark": b"\xef\xbb\xbf" + encoded(CUSTOMER),
    "nan": b'{"balance": NaN}',
    "packed": gzip.compress(encoded(CUSTOMER)),
    "deep-lists": b'{"x":' + b"[" * 50_000,
    "deep-objects": b'{"x":' * 10_000 + b"1" + b"}" * 10_000,
    "deep-known": b'{"card":' * 10_000,
    "zeros": bytes(1000),
}


@pytest.mark.parametrize("body", HOPELESS.values(), ids=HOPELESS)
def test_body_that_is_not_json_is_unreadable(body: bytes) -> None:
    for read in READERS[:-1]:
        with pytest.raises(AnswerUnreadable):
            read(body)
    assert parsing.read_error(body) is None


@pytest.mark.parametrize("body", [{"error": "customer_not_found"}, {"error": "", "ok": False}, {"error": "x", "y": 1}])
def test_the_documented_error_is_read(body: dict[str, object]) -> None:
    assert parsing.read_error(encoded(body)) == body["error"]


@pytest.mark.parametrize("body", [{}, {"error": None}, {"error": 404}, {"error": {"code": 1}}, {"Error": "x"}, []])
def test_any_other_error_body_is_not_taken_for_the_documented_one(body: object) -> None:
    assert parsing.read_error(encoded(body)) is None


@pytest.mark.parametrize(
    ("told", "card_type"),
    [("stamps", "stamps"), ("stamp", "stamps"), ("Stamp_Card", "stamps"), ("points", "points"), ("cashback", "points")],
)
def test_card_type_is_read_as_stamps_or_points(told: str, card_type: str) -> None:
    assert parsing.read_customer(encoded(CUSTOMER | {"card_type": told})).card_type == card_type


def test_two_names_of_one_card_type_agree() -> None:
    assert parsing.read_customer(encoded(CUSTOMER | {"card": {"type": "stamp"}})).card_type == "stamps"


def test_goal_of_zero_is_no_goal() -> None:
    assert parsing.read_customer(encoded(CUSTOMER | {"goal": 0})).goal is None
    assert parsing.read_customer(encoded(CUSTOMER | {"goal": 0, "stamps_total": 8})).goal == 8


def test_balance_may_exceed_the_goal_or_be_negative() -> None:
    assert parsing.read_customer(encoded(CUSTOMER | {"balance": 11})).balance == 11
    assert parsing.read_customer(encoded(CUSTOMER | {"balance": -2})).balance == -2


def test_capped_count_of_stamps_never_replaces_the_balance() -> None:
    """Stamps added to a full card leave it where it is, which would look as if they had not been added."""
    told = CUSTOMER | {"balance": 11, "stamps_collected": 8, "stamps_total": 8}
    assert parsing.read_customer(encoded(told)).balance == 11


def test_remote_texts_become_one_short_plain_line() -> None:
    name = parsing.read_customer(encoded(CUSTOMER | {"name": "Ja\u202ene\n\x1b[31m" + "x" * 500})).name
    assert name is not None
    assert name.startswith("Ja ne [31mxxx")
    assert len(name) == 120
    assert name.isprintable()


@pytest.mark.parametrize("name", [None, "", " \n", "\u200b"])
def test_empty_name_is_no_name(name: str | None) -> None:
    assert parsing.read_customer(encoded(CUSTOMER | {"name": name})).name is None


def test_enormous_text_is_refused() -> None:
    with pytest.raises(AnswerUnreadable, match="name"):
        parsing.read_customer(encoded(CUSTOMER | {"name": "x" * 5000}))


BAD_PICTURES = [
    "",
    "data:image/png;base64,",
    "data:image/png;base64,!!!!",
    "data:image/png;base64,é",
    "data:image/svg+xml;base64," + base64.b64encode(b"<svg/>").decode(),
    "data:image/png;base64," + base64.b64encode(b"GIF89a").decode(),
    "https://wallet.example/qr.png",
]


@pytest.mark.parametrize("uri", BAD_PICTURES)
def test_picture_that_is_not_a_png_is_dropped(uri: str) -> None:
    body = {"enrolled": True, "card_id": "x", "qr_ios": uri, "wallet_url_ios": "https://wallet.example/apple"}
    assert parsing.read_enrolment(encoded(body)).apple == WalletOffer("https://wallet.example/apple", None)


BAD_LINKS = [
    "",
    "http://wallet.example",
    "javascript:alert(1)",
    "HTTPS//x",
    "https://wallet.example/\n",
    "https://wället.example",
    "https://wallet.example/" + "x" * 2048,
]


@pytest.mark.parametrize("url", BAD_LINKS)
def test_link_that_is_not_plain_https_is_dropped(url: str) -> None:
    body = {"enrolled": True, "card_id": "x", "qr_ios": PNG_URI, "wallet_url_ios": url}
    enrolment = parsing.read_enrolment(encoded(body))
    assert enrolment.apple == WalletOffer(None, PNG)
    assert enrolment.google is None
