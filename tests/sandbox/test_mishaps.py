"""Each fault as a client meets it over a real socket, and what the shop has applied by then."""

import socket
import threading
from collections.abc import Callable

import httpx
import pytest

from kreward_pos.sandbox.server import Sandbox

STAMP = {"email": "jane@example.com", "delta": 1}
LOST = (httpx.ReadError, httpx.RemoteProtocolError)


@pytest.fixture
def stamp(client: httpx.Client) -> Callable[[], httpx.Response]:
    return lambda: client.post("/transaction", json=STAMP)


def is_applied(sandbox: Sandbox) -> bool:
    return len(sandbox.ledger()) == 1


def set_fault(sandbox: Sandbox, fault: str, **fields: object) -> None:
    sandbox.set_faults([{"call": "transaction", "fault": fault, **fields}])


def test_call_without_a_rule_succeeds(sandbox: Sandbox, client: httpx.Client) -> None:
    set_fault(sandbox, "reset")
    assert client.get("/ping").status_code == 200


def test_drop_before_is_not_applied(sandbox: Sandbox, stamp: Callable[[], httpx.Response]) -> None:
    set_fault(sandbox, "drop_before")
    with pytest.raises(LOST):
        stamp()
    assert not is_applied(sandbox)


def test_drop_after_is_applied(sandbox: Sandbox, stamp: Callable[[], httpx.Response]) -> None:
    set_fault(sandbox, "drop_after")
    with pytest.raises(LOST):
        stamp()
    assert is_applied(sandbox)


def test_only_the_next_response_is_dropped(sandbox: Sandbox, stamp: Callable[[], httpx.Response]) -> None:
    sandbox.drop_next_answer()
    with pytest.raises(LOST):
        stamp()
    assert stamp().json()["new_balance"] == 7


def test_delayed_call_gets_its_response(sandbox: Sandbox, stamp: Callable[[], httpx.Response]) -> None:
    set_fault(sandbox, "delay", ms=50)
    answer = stamp()
    assert answer.json()["new_balance"] == 6
    assert answer.elapsed.total_seconds() >= 0.05


def test_delayed_call_is_applied_after_the_client_gives_up(sandbox: Sandbox, client: httpx.Client) -> None:
    set_fault(sandbox, "delay", ms=60_000)
    with pytest.raises(httpx.ReadTimeout):
        client.post("/transaction", json=STAMP, timeout=0.3)
    assert is_applied(sandbox)


def test_late_is_applied_after_the_client_gave_up(sandbox: Sandbox) -> None:
    set_fault(sandbox, "late")
    with raw_request(sandbox):
        assert httpx.get(f"{sandbox.control_url}/ledger", trust_env=False).json() == {"entries": []}
    assert sandbox.wait_for_ledger(1)[0]["balance_after"] == 6


def test_late_call_gets_its_response_when_the_client_waits(
    sandbox: Sandbox, stamp: Callable[[], httpx.Response]
) -> None:
    set_fault(sandbox, "late", ms=20)
    assert stamp().json()["new_balance"] == 6


@pytest.mark.parametrize("code", [400, 401, 403, 404, 409, 429, 500, 503])
def test_status_is_a_documented_error(sandbox: Sandbox, stamp: Callable[[], httpx.Response], code: int) -> None:
    set_fault(sandbox, "status", code=code)
    answer = stamp()
    assert answer.status_code == code
    assert list(answer.json()) == ["error"]
    assert not is_applied(sandbox)


def test_status_may_set_its_error_and_retry_after(sandbox: Sandbox, stamp: Callable[[], httpx.Response]) -> None:
    set_fault(sandbox, "status", code=429, error="slow_down", retry_after=7)
    answer = stamp()
    assert (answer.json(), answer.headers["retry-after"]) == ({"error": "slow_down"}, "7")


def test_status_after_is_applied(sandbox: Sandbox, stamp: Callable[[], httpx.Response]) -> None:
    set_fault(sandbox, "status_after", code=503)
    assert stamp().status_code == 503
    assert is_applied(sandbox)


def test_html_imitates_a_captive_portal(sandbox: Sandbox, stamp: Callable[[], httpx.Response]) -> None:
    set_fault(sandbox, "html")
    answer = stamp()
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "Wi-Fi" in answer.text
    assert not is_applied(sandbox)


def test_redirect_points_to_another_host(sandbox: Sandbox, stamp: Callable[[], httpx.Response]) -> None:
    set_fault(sandbox, "redirect")
    answer = stamp()
    assert (answer.status_code, answer.headers["location"]) == (302, "https://portal.example/login")
    assert not is_applied(sandbox)


def test_truncate_is_applied(sandbox: Sandbox, stamp: Callable[[], httpx.Response]) -> None:
    set_fault(sandbox, "truncate")
    with pytest.raises(httpx.RemoteProtocolError, match=r"incomplete|without sending complete"):
        stamp()
    assert is_applied(sandbox)


def test_clip_is_applied_and_its_json_is_broken(sandbox: Sandbox, stamp: Callable[[], httpx.Response]) -> None:
    set_fault(sandbox, "clip")
    answer = stamp()
    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        answer.json()
    assert is_applied(sandbox)


def test_reset_is_applied(sandbox: Sandbox, stamp: Callable[[], httpx.Response]) -> None:
    set_fault(sandbox, "reset")
    with pytest.raises(LOST):
        stamp()
    assert is_applied(sandbox)


def test_reset_is_a_tcp_reset(sandbox: Sandbox) -> None:
    set_fault(sandbox, "reset")
    with raw_request(sandbox) as line, pytest.raises(ConnectionResetError):
        received_to_the_end(line)


def test_slow_drip_arrives_byte_by_byte(sandbox: Sandbox, client: httpx.Client) -> None:
    set_fault(sandbox, "slow_drip", ms=1)
    with client.stream("POST", "/transaction", json=STAMP) as answer:
        parts = list(answer.iter_raw())
    assert b"".join(parts).startswith(b'{"ok":true')
    assert len(parts) > 10
    assert is_applied(sandbox)


def test_sandbox_stops_at_once_while_requests_are_held() -> None:
    with Sandbox() as sandbox:
        set_fault(sandbox, "delay", ms=600_000)
        with raw_request(sandbox):
            sandbox.wait_for_ledger(1)
    assert "sandbox" not in {thread.name for thread in threading.enumerate()}


def test_incomplete_request_is_not_applied(sandbox: Sandbox, client: httpx.Client) -> None:
    set_fault(sandbox, "late", ms=1)
    with raw_request(sandbox, cut_at=-5):
        pass
    assert client.get("/ping").status_code == 200
    assert sandbox.ledger() == []


def received_to_the_end(line: socket.socket) -> bytes:
    return b"".join(iter(lambda: line.recv(4096), b""))


def raw_request(sandbox: Sandbox, cut_at: int | None = None) -> socket.socket:
    """A stamp, sent without waiting for its answer."""
    url = httpx.URL(sandbox.base_url)
    request = httpx.Request(
        "POST",
        f"{url}/transaction",
        json=STAMP,
        headers={"Authorization": f"Bearer {sandbox.secret_key}"},
    )
    head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    assert url.port is not None
    line = socket.create_connection((url.host, url.port), timeout=10)
    line.sendall((f"POST /v1/transaction HTTP/1.1\r\n{head}\r\n".encode() + request.read())[:cut_at])
    return line
