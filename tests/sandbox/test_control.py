"""The sandbox's own paths, as a script in any language uses them."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from kreward_pos.sandbox.server import Sandbox

STAMP = {"email": "jane@example.com", "delta": 1, "note": "till-1/000001"}


@pytest.fixture(params=["/_sandbox", "/v1/_sandbox"])
def control(sandbox: Sandbox, request: pytest.FixtureRequest) -> Any:
    root = sandbox.base_url.removesuffix("/v1")
    with httpx.Client(base_url=f"{root}{request.param}", trust_env=False) as client:
        yield client


def test_the_ledger_lists_every_change(control: httpx.Client, client: httpx.Client) -> None:
    client.post("/enroll", json={"email": "new@example.com"})
    client.post("/transaction", json=STAMP)
    client.post("/redeem", json={"email": "suki@example.com", "at": 4})
    entries = control.get("/ledger").json()["entries"]
    assert [entry["kind"] for entry in entries] == ["enroll", "transaction", "redeem"]
    assert entries[1]["note"] == "till-1/000001"
    assert (entries[1]["delta"], entries[1]["balance_before"], entries[1]["balance_after"]) == (1, 5, 6)
    assert entries[2]["at"] == 4


def test_cut_connection_resets_calls_and_can_be_restored(
    sandbox: Sandbox, control: httpx.Client, client: httpx.Client
) -> None:
    assert control.put("/link", json={"up": False}).json() == {"up": False}
    for _ in range(2):
        with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
            client.post("/transaction", json=STAMP)
    assert control.get("/link").json() == {"up": False}
    assert control.get("/ledger").json() == {"entries": []}
    assert control.put("/link", json={"up": True}).json() == {"up": True}
    assert client.post("/transaction", json=STAMP).status_code == 200
    assert len(sandbox.ledger()) == 1


@pytest.mark.parametrize("content", [b"", b"{}", b'{"up": 1}', b"[]"])
def test_connection_switch_refuses_invalid_bodies(control: httpx.Client, content: bytes) -> None:
    answer = control.put("/link", content=content)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_faults_are_set_and_listed_with_their_counts(control: httpx.Client, client: httpx.Client) -> None:
    rule = {"call": "ping", "fault": "status", "rate": 1, "code": 500, "count": 1}
    put = control.put("/faults", json={"rules": [rule], "seed": 3})
    assert put.json()["rules"][0]["fired"] == 0
    assert [client.get("/ping").status_code for _ in range(2)] == [500, 200]
    listed = control.get("/faults").json()["rules"][0]
    assert rule.items() <= listed.items()
    assert listed["fired"] == 1


def test_no_rules_clear_the_old_ones(control: httpx.Client, client: httpx.Client) -> None:
    control.put("/faults", json={"rules": [{"call": "*", "fault": "html"}]})
    control.put("/faults", json={"rules": []})
    assert client.get("/ping").json()["ok"] is True


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({}, "rules must be a list"),
        ({"rules": {}}, "rules must be a list"),
        ({"rules": [], "seed": "x"}, "seed must be a whole number"),
        ({"rules": [{"call": "ping", "fault": "explode"}]}, "there is no fault explode; there are drop_before"),
        ([], "the body must be a JSON object"),
    ],
)
def test_invalid_faults_say_what_is_wrong(control: httpx.Client, body: Any, sentence: str) -> None:
    answer = control.put("/faults", json=body)
    assert answer.status_code == 400
    assert sentence in answer.json()["error"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("GET", "/ledger/", 404), ("GET", "", 404), ("DELETE", "/faults", 405)],
)
def test_error_about_an_unknown_control_call_lists_the_known_ones(
    sandbox: Sandbox, method: str, path: str, status: int
) -> None:
    sandbox.cut()
    for root in (sandbox.base_url, sandbox.base_url.removesuffix("/v1")):
        answer = httpx.request(method, f"{root}/_sandbox{path}", trust_env=False)
        assert answer.status_code == status
        assert answer.json()["error"].startswith(f"there is no control call {method} ")
        assert answer.json()["error"].endswith("; there are GET ledger, GET link, PUT link, GET faults, PUT faults")


def test_control_paths_are_closed_to_web_pages(sandbox: Sandbox, connect: Callable[..., httpx.Client]) -> None:
    answer = connect(sandbox, "", Origin="https://evil.example").get("/_sandbox/ledger")
    assert "access-control-allow-origin" not in answer.headers
