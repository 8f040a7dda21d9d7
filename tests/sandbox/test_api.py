"""Refusals: every one is JSON with an `error`, under a documented status, and applies nothing."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from kreward_pos.sandbox.server import Sandbox

JANE = "jane@example.com"


@pytest.mark.parametrize(
    ("path", "fields", "status", "error"),
    [
        ("/transaction", {"delta": 1}, 400, "missing_email"),
        ("/transaction", {"email": "", "delta": 1}, 400, "missing_email"),
        ("/transaction", {"email": 5, "delta": 1}, 400, "invalid_email"),
        ("/transaction", {"email": "\ud800@example.com", "delta": 1}, 400, "invalid_email"),
        ("/transaction", {"email": JANE}, 400, "missing_delta"),
        ("/transaction", {"email": JANE, "delta": 0}, 400, "invalid_delta"),
        ("/transaction", {"email": JANE, "delta": True}, 400, "invalid_delta"),
        ("/transaction", {"email": JANE, "delta": 1.0}, 400, "invalid_delta"),
        ("/transaction", {"email": JANE, "delta": "1"}, 400, "invalid_delta"),
        ("/transaction", {"email": JANE, "delta": 100_001}, 400, "invalid_delta"),
        ("/transaction", {"email": JANE, "delta": 10**40}, 400, "invalid_delta"),
        ("/transaction", {"email": JANE, "delta": 1, "note": True}, 400, "invalid_note"),
        ("/transaction", {"email": JANE, "delta": 1, "note": [7]}, 400, "invalid_note"),
        ("/transaction", {"email": JANE, "delta": 1, "note": float("nan")}, 400, "invalid_json"),
        ("/transaction", {"email": 7, "delta": 1, "note": 7}, 400, "invalid_email"),
        ("/transaction", {"email": JANE, "delta": 1, "template_id": "x"}, 400, "invalid_template_id"),
        ("/transaction", {"email": JANE, "delta": -6}, 409, "insufficient_balance"),
        ("/transaction", {"email": "nobody@example.com", "delta": 1}, 404, "customer_not_found"),
        ("/redeem", {"email": JANE}, 400, "missing_at"),
        ("/redeem", {"email": JANE, "at": "8"}, 400, "invalid_at"),
        ("/redeem", {"email": JANE, "at": 5}, 400, "unknown_tier"),
        ("/redeem", {"email": JANE, "at": -1}, 400, "unknown_tier"),
        ("/redeem", {"email": JANE, "at": 4}, 409, "already_redeemed"),
        ("/redeem", {"email": JANE, "at": 8}, 409, "insufficient_balance"),
        ("/redeem", {"email": "nobody@example.com", "at": 8}, 404, "customer_not_found"),
        ("/enroll", {"email": "not an address"}, 400, "invalid_email"),
        ("/enroll", {"email": "new@example.com", "name": ["New"]}, 400, "invalid_name"),
        ("/enroll", {"template_id": "x"}, 400, "invalid_template_id"),
    ],
)
def test_a_refused_request_applies_nothing(
    sandbox: Sandbox, client: httpx.Client, path: str, fields: dict[str, Any], status: int, error: str
) -> None:
    answer = client.post(path, content=json.dumps(fields))
    assert (answer.status_code, answer.json()) == (status, {"error": error})
    assert sandbox.ledger() == []


@pytest.mark.parametrize("dialect", ["page", "reference"])
@pytest.mark.parametrize(("note", "kept"), [(1234, "1234"), (5_678_901_234_567, "5678901234567"), (12.5, "12.5")])
def test_a_note_may_be_a_number(
    open_sandbox: Callable[..., Sandbox], connect: Callable[..., httpx.Client], dialect: str, note: float, kept: str
) -> None:
    sandbox = open_sandbox(dialect=dialect)
    answer = connect(sandbox).post("/transaction", json={"email": JANE, "delta": 1, "note": note})
    assert answer.status_code == 200
    assert [entry["note"] for entry in sandbox.ledger()] == [kept]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"5", b"\xff\xfe", b"[" * 60_000, b'{"delta": ' + b"9" * 5_000 + b"}"]
)
def test_a_body_that_is_no_json_object_is_refused(client: httpx.Client, content: bytes) -> None:
    answer = client.post("/transaction", content=content)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_json"})


def test_a_huge_body_is_refused(sandbox: Sandbox, client: httpx.Client) -> None:
    note = {"email": JANE, "delta": 1, "note": "x" * 70_000}
    answer = client.post("/transaction", json=note)
    assert (answer.status_code, answer.json()) == (400, {"error": "body_too_large"})
    assert sandbox.ledger() == []


@pytest.mark.parametrize(
    ("query", "status", "error"),
    [
        ({}, 400, "missing_email"),
        ({"email": "x"}, 400, "invalid_email"),
        ({"email": "nobody@example.com"}, 404, "customer_not_found"),
        ({"email": JANE, "template_id": "x"}, 400, "invalid_template_id"),
    ],
)
def test_invalid_look_up_is_refused(client: httpx.Client, query: dict[str, str], status: int, error: str) -> None:
    answer = client.get("/customer", params=query)
    assert (answer.status_code, answer.json()) == (status, {"error": error})


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/nothing"), ("GET", "/ping/"), ("DELETE", "/me"), ("GET", "/transaction")]
)
def test_undocumented_path_is_not_found(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.json()) == (404, {"error": "not_found"})
