"""The sandbox command in a separate process, as a person starts it; each option is tried by a call."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from kreward_pos.cli import main

JANE = "jane@example.com"
PAGE = "https://cafe.example"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals to another process are POSIX")


class Running:
    """A started sandbox, and what it printed."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        self.process = process
        self.said: dict[str, str] = json.loads(process.stdout.readline())

    def call(self, method: str, path: str, *, kind: str = "secret", **options: Any) -> httpx.Response:
        """Make a call with the key of that kind."""
        headers = {"Authorization": f"Bearer {self.said[f'{kind}_key']}"} | options.pop("headers", {})
        return httpx.request(method, f"{self.said['base_url']}{path}", headers=headers, trust_env=False, **options)

    def end(self, by: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        """Its exit status, and what else it printed."""
        self.process.send_signal(by)
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err


Start = Callable[..., Running]


@pytest.fixture
def start() -> Iterator[Start]:
    processes: list[subprocess.Popen[str]] = []

    def start_one(*words: str) -> Running:
        command = [sys.executable, "-W", "error", "-m", "kreward_pos", "sandbox", *words]
        processes.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return Running(processes[-1])

    yield start_one
    for process in processes:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("interruption", [signal.SIGINT, signal.SIGTERM])
def test_command_prints_its_address_and_ends_quietly(start: Start, interruption: signal.Signals) -> None:
    sandbox = start("--dialect", "reference")
    assert set(sandbox.said) == {"base_url", "public_key", "secret_key"}
    assert sandbox.call("GET", "/me").json()["merchant"]["name"] == "My Café"
    assert sandbox.end(interruption) == (0, "", "")


def test_a_data_folder_keeps_the_keys_and_the_shop(start: Start, tmp_path: Path) -> None:
    first = start("--data", str(tmp_path))
    first.call("POST", "/transaction", json={"email": JANE, "delta": 1})
    first.end()
    second = start("--data", str(tmp_path))
    assert second.said["secret_key"] == first.said["secret_key"]
    assert second.call("GET", "/customer", params={"email": JANE}).json()["balance"] == 6


def test_host_and_port_options_set_the_address(start: Start) -> None:
    port = httpx.URL(start("--host", "localhost").said["base_url"]).port
    assert port
    sandbox = start("--host", "127.0.0.2", "--port", str(port))
    assert sandbox.said["base_url"] == f"http://127.0.0.2:{port}/v1"
    assert sandbox.call("GET", "/ping").status_code == 200


def test_a_plan_without_the_api_is_refused(start: Start) -> None:
    answer = start("--plan", "starter").call("GET", "/me")
    assert (answer.status_code, answer.json()) == (403, {"error": "plan_not_eligible"})


def test_pages_of_other_origins_are_refused(start: Start) -> None:
    sandbox = start("--allow-origin", PAGE, "--allow-origin", "http://localhost:8080")
    origins = [PAGE, "http://localhost:8080", "https://evil.example"]
    statuses = [sandbox.call("GET", "/ping", kind="public", headers={"Origin": each}).status_code for each in origins]
    assert statuses == [200, 200, 403]


@pytest.mark.parametrize(("limit", "statuses"), [("2", [200, 200, 429]), ("none", [200] * 120)])
def test_the_rate_limit_counts_requests(start: Start, limit: str, statuses: list[int]) -> None:
    sandbox = start("--rate-limit", limit)
    with httpx.Client(trust_env=False, headers={"Authorization": f"Bearer {sandbox.said['secret_key']}"}) as client:
        assert [client.get(f"{sandbox.said['base_url']}/ping").status_code for _ in statuses] == statuses


def test_tiers_are_left_out_on_demand(start: Start) -> None:
    bodies = [start(*words).call("GET", "/customer", params={"email": JANE}).json() for words in ((), ("--no-tiers",))]
    assert set(bodies[0]) - set(bodies[1]) == {"tiers", "redeemed_tiers"}


def test_fault_seed_repeats_the_sequence_of_faults(start: Start) -> None:
    def sequence(number: str) -> list[int]:
        sandbox = start("--fault-seed", number)
        rule = {"call": "ping", "fault": "status", "code": 500, "rate": 0.5}
        sandbox.call("PUT", "/_sandbox/faults", json={"rules": [rule]})
        return [sandbox.call("GET", "/ping").status_code for _ in range(40)]

    first = sequence("7")
    assert set(first) == {200, 500}
    assert sequence("7") == first
    assert sequence("8") != first


def test_an_empty_shop_has_no_customers(start: Start) -> None:
    sandbox = start("--seed", "empty")
    assert len(sandbox.call("GET", "/me").json()["templates"]) == 2
    assert sandbox.call("GET", "/customer", params={"email": JANE}).status_code == 404


def test_seed_file_sets_up_another_shop(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "tea.json"
    tiers = [{"at": 5, "name": "A pot of tea"}]
    customers = [{"email": "ann@example.com", "name": "Ann", "balance": 3}]
    file.write_text(json.dumps({"name": "Tea", "templates": [{"name": "Tea", "tiers": tiers}], "customers": customers}))
    sandbox = start("--seed", str(file))
    assert sandbox.call("GET", "/me").json()["merchant"] == "Tea"
    assert sandbox.call("GET", "/customer", params={"email": "ann@example.com"}).json()["goal"] == 5


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--host", "0.0.0.0"], "--host: the sandbox listens on this machine only"),
        (["--port", "70000"], "--port: port 70000 cannot be used here"),
        (["--data", os.devnull], "--data: the folder or its database cannot be used"),
        (["--seed", "full"], "--seed: it is demo, empty, or a JSON file"),
        (["--allow-origin", "cafe.example"], "--allow-origin: write an origin as a browser sends it"),
    ],
)
def test_invalid_option_is_explained(capsys: pytest.CaptureFixture[str], words: list[str], sentence: str) -> None:
    before = signal.getsignal(signal.SIGTERM)
    assert main(["sandbox", *words]) == 2
    assert sentence in capsys.readouterr().err
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize("limit", ["few", "-1", "1.5", ""])
def test_invalid_rate_limit_is_explained(capsys: pytest.CaptureFixture[str], limit: str) -> None:
    with pytest.raises(SystemExit):
        main(["sandbox", f"--rate-limit={limit}"])
    assert "it is a number of requests a minute, or none" in capsys.readouterr().err
