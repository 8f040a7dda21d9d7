"""Keys, plans, origins and the rate limit, over a real socket."""

from collections.abc import Callable

import httpx
import pytest

from kreward_pos.errors import SettingsRefused
from kreward_pos.sandbox.server import Sandbox

SECRET_CALLS = [("GET", "/me"), ("GET", "/customer"), ("POST", "/transaction"), ("POST", "/redeem")]
Open = Callable[..., Sandbox]
Connect = Callable[..., httpx.Client]


class ManualClock:
    def __init__(self) -> None:
        self.time_s = 1_750_000_000.0

    def __call__(self) -> float:
        return self.time_s


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer"}, {"Authorization": "Basic amFuZTo="}])
def test_missing_key_returns_401(sandbox: Sandbox, connect: Connect, header: dict[str, str]) -> None:
    assert refusal(connect(sandbox, "", **header).get("/ping")) == (401, "missing_api_key")


@pytest.mark.parametrize("key", ["kw_sk_wrong", "kw_pub_wrong", "nonsense"])
def test_unknown_key_returns_401(sandbox: Sandbox, connect: Connect, key: str) -> None:
    assert refusal(connect(sandbox, key).get("/ping")) == (401, "invalid_api_key")


@pytest.mark.parametrize(("method", "path"), SECRET_CALLS)
def test_public_key_on_a_secret_call_returns_401(sandbox: Sandbox, connect: Connect, method: str, path: str) -> None:
    answer = connect(sandbox, sandbox.public_key).request(method, path)
    assert refusal(answer) == (401, "secret_key_required")


@pytest.mark.parametrize("kind", ["public_key", "secret_key"])
def test_either_key_pings_and_enrols(sandbox: Sandbox, connect: Connect, kind: str) -> None:
    client = connect(sandbox, getattr(sandbox, kind))
    assert client.get("/ping").status_code == 200
    assert client.post("/enroll", json={"email": "new@example.com"}).status_code == 200


def test_the_reference_asks_no_key_for_ping_and_any_for_me(open_sandbox: Open, connect: Connect) -> None:
    sandbox = open_sandbox(dialect="reference")
    assert connect(sandbox, "").get("/ping").status_code == 200
    assert refusal(connect(sandbox, "").get("/me")) == (401, "missing_api_key")
    assert connect(sandbox, sandbox.public_key).get("/me").json()["key"]["type"] == "public"


@pytest.mark.parametrize(("plan", "status"), [("starter", 403), ("growth", 200), ("enterprise", 200)])
def test_plan_without_the_api_returns_403(open_sandbox: Open, connect: Connect, plan: str, status: int) -> None:
    answer = connect(open_sandbox(plan=plan)).get("/me")
    assert answer.status_code == status
    assert answer.json().get("error") in (None, "plan_not_eligible")


class TestOrigins:
    @pytest.fixture
    def restricted(self, open_sandbox: Open) -> Sandbox:
        return open_sandbox(allowed_origins=["https://cafe.example"])

    @pytest.mark.parametrize(
        ("origin", "status"),
        [("https://cafe.example", 200), ("https://evil.example", 403), ("http://cafe.example", 403), ("null", 403)],
    )
    def test_the_public_key_works_from_allowed_pages(
        self, restricted: Sandbox, connect: Connect, origin: str, status: int
    ) -> None:
        answer = connect(restricted, restricted.public_key, Origin=origin).get("/ping")
        assert answer.status_code == status
        assert answer.json().get("error") in (None, "origin_blocked")

    @pytest.mark.parametrize(
        "text",
        [
            "cafe.example",
            "https://cafe.example/",
            "https://Cafe.example",
            "https://cafe.example:443",
            "http://a:80",
            "*",
            "",
        ],
    )
    def test_origin_that_no_browser_sends_is_refused(self, text: str) -> None:
        with pytest.raises(SettingsRefused, match="--allow-origin"):
            Sandbox(allowed_origins=[text])

    @pytest.mark.parametrize(
        "text", ["http://localhost:8080", "https://cafe.example:80", "null", "capacitor://localhost"]
    )
    def test_origin_that_a_browser_sends_can_be_allowed(self, text: str) -> None:
        Sandbox(allowed_origins=[text])

    def test_call_without_an_origin_is_not_blocked(self, restricted: Sandbox, connect: Connect) -> None:
        assert connect(restricted, restricted.public_key).get("/ping").status_code == 200

    def test_secret_key_works_from_every_origin(self, restricted: Sandbox, connect: Connect) -> None:
        assert connect(restricted, Origin="https://evil.example").get("/me").status_code == 200


class TestRate:
    def test_hundred_and_first_request_of_a_minute_returns_429(self, open_sandbox: Open, connect: Connect) -> None:
        clock = ManualClock()
        sandbox = open_sandbox(clock=clock)
        client = connect(sandbox)
        assert {client.get("/ping").status_code for _ in range(100)} == {200}
        assert refusal(client.get("/ping")) == (429, "rate_limit_exceeded")
        clock.time_s += 59.9
        assert client.get("/ping").status_code == 429
        clock.time_s += 0.1
        assert client.get("/ping").status_code == 200

    def test_each_key_has_a_separate_limit(self, open_sandbox: Open, connect: Connect) -> None:
        sandbox = open_sandbox(rate_limit=1)
        secret = connect(sandbox)
        assert [secret.get("/ping").status_code for _ in range(2)] == [200, 429]
        assert connect(sandbox, sandbox.public_key).get("/ping").status_code == 200

    def test_limit_is_not_reset_by_being_offline(self, open_sandbox: Open, connect: Connect) -> None:
        sandbox = open_sandbox(rate_limit=1)
        connect(sandbox).get("/ping")
        with sandbox.offline():
            pass
        assert connect(sandbox).get("/ping").status_code == 429

    def test_a_refused_transaction_is_not_applied(self, open_sandbox: Open, connect: Connect) -> None:
        sandbox = open_sandbox(rate_limit=0)
        answer = connect(sandbox).post("/transaction", json={"email": "jane@example.com", "delta": 1})
        assert answer.status_code == 429
        assert "retry-after" not in answer.headers
        assert sandbox.ledger() == []
