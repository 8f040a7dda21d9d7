"""The sandbox as Python callers use it: start and stop, being offline, other tills, many threads."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from kreward_pos.errors import SettingsRefused
from kreward_pos.sandbox.books import FILE_NAME
from kreward_pos.sandbox.seeds import POINTS_CARD
from kreward_pos.sandbox.server import Sandbox
from kreward_pos.sandbox.shop import Refusal

JANE = "jane@example.com"
Open = Callable[..., Sandbox]
Connect = Callable[..., httpx.Client]


def test_sandbox_leaves_no_thread_and_no_port_behind() -> None:
    before = threading.active_count()
    with Sandbox() as sandbox:
        url = f"{sandbox.base_url}/ping"
        assert httpx.get(url, trust_env=False).status_code == 401
    assert threading.active_count() == before
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False)


def test_two_sandboxes_run_side_by_side(open_sandbox: Open) -> None:
    first, second = open_sandbox(), open_sandbox()
    assert first.base_url != second.base_url
    assert first.secret_key != second.secret_key


def test_keys_have_the_documented_form(sandbox: Sandbox) -> None:
    assert sandbox.public_key.startswith("kw_pub_")
    assert sandbox.secret_key.startswith("kw_sk_")


def test_sandbox_listens_on_ipv6(open_sandbox: Open, connect: Connect) -> None:
    try:
        sandbox = open_sandbox(host="::1")
    except SettingsRefused:
        pytest.skip("this machine has no IPv6 loopback")
    assert sandbox.base_url.startswith("http://[::1]:")
    assert connect(sandbox).get("/ping").status_code == 200


@pytest.mark.parametrize(
    ("options", "where"),
    [({"host": "0.0.0.0"}, "--host"), ({"dialect": "klingon"}, "--dialect"), ({"seed": "full"}, "--seed")],
)
def test_invalid_options_are_refused(options: dict[str, Any], where: str) -> None:
    with pytest.raises(SettingsRefused, match=where):
        Sandbox(**options)


def test_a_taken_port_is_refused_and_nothing_leaks(sandbox: Sandbox, open_sandbox: Open) -> None:
    port = httpx.URL(sandbox.base_url).port
    with pytest.raises(SettingsRefused, match="--port"):
        open_sandbox(port=port)


def test_an_empty_shop_has_templates_and_no_customers(open_sandbox: Open, connect: Connect) -> None:
    client = connect(open_sandbox(seed="empty"))
    assert len(client.get("/me").json()["templates"]) == 2
    assert client.get("/customer", params={"email": JANE}).status_code == 404


class TestOffline:
    def test_connections_are_refused_and_the_port_comes_back(self, sandbox: Sandbox, client: httpx.Client) -> None:
        client.get("/ping")
        with sandbox.offline(), pytest.raises(httpx.ConnectError):
            client.get("/ping")
        assert client.get("/ping").status_code == 200

    def test_connection_is_restored_when_the_block_fails(self, sandbox: Sandbox, client: httpx.Client) -> None:
        with pytest.raises(RuntimeError), sandbox.offline():
            raise RuntimeError
        assert client.get("/ping").status_code == 200

    def test_changes_elsewhere_are_applied_while_offline(self, sandbox: Sandbox, client: httpx.Client) -> None:
        with sandbox.offline():
            sandbox.apply_elsewhere(JANE, 2)
        assert client.get("/customer", params={"email": JANE}).json()["balance"] == 7

    def test_sandbox_can_go_offline_repeatedly(self, sandbox: Sandbox, client: httpx.Client) -> None:
        for _ in range(5):
            with sandbox.offline():
                pass
            assert client.get("/ping").status_code == 200


def test_cut_connection_can_be_restored(sandbox: Sandbox, client: httpx.Client) -> None:
    client.get("/ping")
    sandbox.cut()
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        client.get("/ping")
    sandbox.restore()
    assert client.get("/ping").status_code == 200


def test_change_elsewhere_is_marked_in_the_ledger(sandbox: Sandbox) -> None:
    assert sandbox.apply_elsewhere("priya@example.com", -20, POINTS_CARD.id).balance == 100
    entry = sandbox.ledger()[0]
    assert (entry["kind"], entry["delta"], entry["note"]) == ("transaction", -20, "elsewhere")


def test_change_elsewhere_follows_the_shops_rules(sandbox: Sandbox) -> None:
    with pytest.raises(Refusal, match="409 insufficient_balance"):
        sandbox.apply_elsewhere(JANE, -6)


def test_added_customer_can_be_looked_up_and_is_not_in_the_ledger(sandbox: Sandbox, client: httpx.Client) -> None:
    added = sandbox.add_customer("lee@example.com", "Lee", balance=6, redeemed=[4])
    found = client.get("/customer", params={"email": "lee@example.com"}).json()
    assert (found["balance"], found["redeemed_tiers"]) == (6, [4])
    assert sandbox.standing("lee@example.com") == added
    assert sandbox.ledger() == []


def test_waiting_for_a_missing_entry_fails(sandbox: Sandbox) -> None:
    with pytest.raises(TimeoutError):
        sandbox.wait_for_ledger(1, timeout_s=0.01)


def test_data_folder_holds_keys_balances_and_ledger(tmp_path: Path, connect: Connect) -> None:
    with Sandbox(data_dir=tmp_path) as first:
        connect(first).post("/transaction", json={"email": JANE, "delta": 1})
        keys = first.public_key, first.secret_key
    with Sandbox(data_dir=tmp_path, dialect="reference") as second:
        assert (second.public_key, second.secret_key) == keys
        assert second.standing(JANE).balance == 6
        assert len(second.ledger()) == 1


def test_unusable_data_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / FILE_NAME).write_bytes(b"no database, only text" * 100)
    for folder in (tmp_path / "file", tmp_path):
        with pytest.raises(SettingsRefused, match="--data"):
            Sandbox(data_dir=folder).start()


@pytest.mark.parametrize("is_on_disk", [False, True])
def test_twenty_threads_lose_no_stamp(open_sandbox: Open, connect: Connect, tmp_path: Path, is_on_disk: bool) -> None:
    sandbox = open_sandbox(rate_limit=None, data_dir=tmp_path if is_on_disk else None)
    sandbox.add_customer("lee@example.com", "Lee")

    def add_five(client: httpx.Client) -> set[int]:
        stamp = {"email": "lee@example.com", "delta": 1}
        return {client.post("/transaction", json=stamp).json()["new_balance"] for _ in range(5)}

    with ThreadPoolExecutor(20) as pool:
        balances = list(pool.map(add_five, [connect(sandbox) for _ in range(20)]))
    assert set().union(*balances) == set(range(1, 101))
    assert sandbox.standing("lee@example.com").balance == 100
    assert [entry["balance_after"] for entry in sandbox.ledger()] == list(range(1, 101))


def test_a_tier_is_claimed_once_by_twenty_threads(open_sandbox: Open, connect: Connect) -> None:
    sandbox = open_sandbox(rate_limit=None)

    def claim(client: httpx.Client) -> int:
        return client.post("/redeem", json={"email": "tai.man@example.com", "at": 8}).status_code

    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(claim, [connect(sandbox) for _ in range(20)]))
    assert sorted(statuses) == [200] + [409] * 19
