"""Every body of either dialect over a real socket, field by field as the two texts give them."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from kreward_pos.sandbox.seeds import POINTS_CARD, STAMP_CARD
from kreward_pos.sandbox.server import Sandbox

JANE = "jane@example.com"
JANES_CARD = "eb7fde91-6d1b-4258-a7a3-011b58e572d5"
OPEN: dict[str, Any] = {"clock": lambda: 1_750_000_000.0}
THEN = "2025-06-15T15:06:40.000+00:00"

JANES_TIERS = {
    "tiers": [
        {"at": 4, "name": "Half-price cake", "redeemed": True},
        {"at": 8, "name": "Free coffee", "redeemed": False},
    ],
    "redeemed_tiers": [4],
}


@pytest.fixture
def page(open_sandbox: Callable[..., Sandbox], connect: Callable[..., httpx.Client]) -> httpx.Client:
    return connect(open_sandbox(dialect="page", **OPEN))


@pytest.fixture
def reference(open_sandbox: Callable[..., Sandbox], connect: Callable[..., httpx.Client]) -> httpx.Client:
    return connect(open_sandbox(dialect="reference", **OPEN))


@pytest.fixture(params=["page", "reference"])
def either(request: pytest.FixtureRequest) -> httpx.Client:
    client: httpx.Client = request.getfixturevalue(request.param)
    return client


def body(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


class TestPage:
    def test_ping_has_the_documented_body(self, page: httpx.Client) -> None:
        assert body(page.get("/ping")) == {"ok": True, "merchant": "My Café"}

    def test_me_has_the_documented_body(self, page: httpx.Client) -> None:
        assert body(page.get("/me")) == {
            "merchant": "My Café",
            "plan": "growth",
            "templates": [
                {"id": STAMP_CARD.id, "name": "Stamp Card", "type": "stamps", "goal": 8},
                {"id": POINTS_CARD.id, "name": "Points Card", "type": "points", "goal": 250},
            ],
        }

    def test_enrolment_has_the_documented_body(self, page: httpx.Client) -> None:
        enrolled = body(page.post("/enroll", json={"email": JANE, "name": "Jane"}))
        pictures = [enrolled.pop("qr_ios"), enrolled.pop("qr_android")]
        assert enrolled == {
            "enrolled": True,
            "card_id": JANES_CARD,
            "balance": 5,
            "wallet_url_ios": f"https://wallet.example/apple/{JANES_CARD}",
            "wallet_url_android": f"https://wallet.example/google/{JANES_CARD}",
        }
        assert all(picture.startswith("data:image/png;base64,") for picture in pictures)
        assert pictures[0] != pictures[1]

    def test_enrolment_without_an_email_returns_the_join_page(self, page: httpx.Client) -> None:
        given = body(page.post("/enroll", json={"template_id": POINTS_CARD.id}))
        assert given["enrollment_url"] == f"https://join.example/my-cafe?template={POINTS_CARD.id}"
        assert given["qr_code"] == given["qr_ios"] == given["qr_android"]
        assert set(given) == {"enrolled", "enrollment_url", "qr_code", "qr_ios", "qr_android"}

    def test_customer_has_the_documented_body(self, page: httpx.Client) -> None:
        assert body(page.get("/customer", params={"email": JANE})) == {
            "card_type": "stamps",
            "balance": 5,
            "goal": 8,
            "name": "Jane",
            **JANES_TIERS,
        }

    def test_transaction_has_the_documented_body(self, page: httpx.Client) -> None:
        answer = page.post("/transaction", json={"email": JANE, "delta": 1, "note": "Order #1234"})
        assert body(answer) == {"ok": True, "new_balance": 6, "card_type": "stamps", "goal": 8}


class TestReference:
    def test_ping_has_the_documented_body(self, reference: httpx.Client) -> None:
        assert body(reference.get("/ping")) == {
            "ok": True,
            "service": "kreward-api",
            "version": "v1",
            "ts": THEN,
        }

    def test_me_describes_the_key_and_lists_no_templates(self, reference: httpx.Client) -> None:
        reference.get("/me")
        assert body(reference.get("/me")) == {
            "ok": True,
            "merchant": {"name": "My Café", "slug": "my-cafe", "plan": "growth", "card_type": "stamps"},
            "key": {
                "type": "secret",
                "label": "Sandbox secret key",
                "created_at": THEN,
                "last_used_at": THEN,
                "request_count": 1,
            },
        }

    def test_enrolment_has_the_documented_body(self, reference: httpx.Client) -> None:
        enrolled = body(reference.post("/enroll", json={"email": "new@example.com", "name": "New"}))
        card_id = enrolled["card"].pop("id")
        wallet = enrolled.pop("wallet")
        assert enrolled == {
            "ok": True,
            "mode": "with_email",
            "customer": {"email": "new@example.com", "name": "New", "is_new": True},
            "card": {
                "type": "stamps",
                "balance": 0,
                "status": "active",
                "stamps_collected": 0,
                "stamps_total": 8,
            },
        }
        assert set(wallet) == {"ios_url", "android_url", "qr_ios", "qr_android"}
        assert wallet["ios_url"] == f"https://wallet.example/apple/{card_id}"

    def test_repeated_enrolment_is_not_new(self, reference: httpx.Client) -> None:
        enrolled = body(reference.post("/enroll", json={"email": JANE}))
        assert enrolled["customer"] == {"email": JANE, "name": "Jane", "is_new": False}
        assert enrolled["card"]["id"] == JANES_CARD

    def test_enrolment_without_an_email_returns_the_join_page(self, reference: httpx.Client) -> None:
        given = body(reference.post("/enroll", json={}))
        assert set(given) == {"mode", "enrollment_url", "qr_code"}
        assert given["mode"] == "anonymous"

    def test_customer_has_the_documented_body(self, reference: httpx.Client) -> None:
        assert body(reference.get("/customer", params={"email": JANE})) == {
            "ok": True,
            "customer": {
                "email": JANE,
                "name": "Jane",
                "card_id": JANES_CARD,
                "status": "active",
                "created_at": THEN,
                "last_seen_at": THEN,
            },
            "card": {
                "type": "stamps",
                "balance": 5,
                "stamps_collected": 5,
                "stamps_total": 8,
                "progress_pct": 62,
                **JANES_TIERS,
            },
        }

    def test_a_points_card_has_no_stamps(self, reference: httpx.Client) -> None:
        card = body(reference.get("/customer", params={"email": "olga@example.com"}))["card"]
        assert set(card) == {"type", "balance", "tiers", "redeemed_tiers"}

    def test_overflow_appears_only_in_the_balance(self, reference: httpx.Client) -> None:
        card = body(reference.get("/customer", params={"email": "amir@example.com"}))["card"]
        assert (card["balance"], card["stamps_collected"], card["progress_pct"]) == (10, 8, 100)

    def test_transaction_has_the_documented_body(self, reference: httpx.Client) -> None:
        applied = body(reference.post("/transaction", json={"email": JANE, "delta": 1}))
        assert len(applied.pop("transaction_id")) == 36
        assert applied == {
            "ok": True,
            "delta": 1,
            "balance_before": 5,
            "balance_after": 6,
            "card_type": "stamps",
            "stamps_collected": 6,
            "stamps_total": 8,
        }


class TestEither:
    def test_redeeming_the_last_milestone_loops_the_card(self, either: httpx.Client) -> None:
        assert body(either.post("/redeem", json={"email": "tai.man@example.com", "at": 8})) == {
            "ok": True,
            "redeemed_at": 8,
            "looped": True,
            "redeemed_tiers": [],
            "balance_before": 8,
            "balance_after": 0,
            "card_type": "stamps",
        }

    def test_redeeming_an_earlier_tier_marks_it(self, either: httpx.Client) -> None:
        assert body(either.post("/redeem", json={"email": "suki@example.com", "at": 4})) == {
            "ok": True,
            "redeemed_at": 4,
            "looped": False,
            "redeemed_tiers": [4],
            "balance_before": 4,
            "balance_after": 4,
            "card_type": "stamps",
        }

    def test_card_can_be_chosen_by_template(self, either: httpx.Client) -> None:
        named = {"email": "priya@example.com", "template_id": POINTS_CARD.id}
        assert body(either.post("/redeem", json=named | {"at": 100}))["card_type"] == "points"
        assert body(either.post("/transaction", json=named | {"delta": 5}))["card_type"] == "points"
        assert "points" in either.get("/customer", params=named).text

    def test_a_customer_without_a_name_has_null(self, either: httpx.Client) -> None:
        either.post("/enroll", json={"email": "new@example.com"})
        found = body(either.get("/customer", params={"email": "new@example.com"}))
        assert found.get("customer", found)["name"] is None


@pytest.mark.parametrize("dialect", ["page", "reference"])
def test_tiers_can_be_left_out_as_in_the_texts(
    dialect: str, open_sandbox: Callable[..., Sandbox], connect: Callable[..., httpx.Client]
) -> None:
    client = connect(open_sandbox(dialect=dialect, tiers_in_body=False))
    answer = client.get("/customer", params={"email": JANE})
    assert answer.status_code == 200
    assert "tiers" not in answer.text


def test_redeem_can_ignore_templates_as_in_the_texts(
    open_sandbox: Callable[..., Sandbox], connect: Callable[..., httpx.Client]
) -> None:
    client = connect(open_sandbox(redeem_reads_template=False))
    claim = {"email": "priya@example.com", "at": 100, "template_id": POINTS_CARD.id}
    assert body(client.post("/redeem", json=claim), 400) == {"error": "unknown_tier"}
