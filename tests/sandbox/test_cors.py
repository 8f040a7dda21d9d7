from collections.abc import Callable

import httpx
import pytest

from kreward_pos.sandbox.server import Sandbox

PAGE = "https://cafe.example"
ASKING = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type",
}


@pytest.fixture
def restricted(open_sandbox: Callable[..., Sandbox]) -> Sandbox:
    return open_sandbox(allowed_origins=[PAGE])


def test_a_preflight_from_an_allowed_page_is_granted(restricted: Sandbox, connect: Callable[..., httpx.Client]) -> None:
    answer = connect(restricted, "", Origin=PAGE).options("/enroll", headers=ASKING)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert answer.headers["vary"] == "Origin"
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-headers"].casefold() == "authorization, content-type"


def test_a_preflight_from_elsewhere_is_403(restricted: Sandbox, connect: Callable[..., httpx.Client]) -> None:
    answer = connect(restricted, "", Origin="https://evil.example").options("/enroll", headers=ASKING)
    assert (answer.status_code, answer.json()) == (403, {"error": "origin_blocked"})
    assert "access-control-allow-origin" not in answer.headers


def test_any_page_may_call_when_no_origin_is_set(sandbox: Sandbox, connect: Callable[..., httpx.Client]) -> None:
    answer = connect(sandbox, "", Origin=PAGE).options("/enroll", headers=ASKING)
    assert answer.headers["access-control-allow-origin"] == PAGE


def test_answers_and_refusals_can_be_read_by_the_page(sandbox: Sandbox, connect: Callable[..., httpx.Client]) -> None:
    client = connect(sandbox, sandbox.public_key, Origin=PAGE)
    for fields, status in [({"email": "new@example.com"}, 200), ({"email": "nonsense"}, 400)]:
        answer = client.post("/enroll", json=fields)
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == PAGE


def test_response_has_no_cors_headers_when_no_page_calls(client: httpx.Client) -> None:
    assert "access-control-allow-origin" not in client.get("/ping").headers
