"""The headless till as other programs use it: a separate process, lines in, lines out."""

import contextlib
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kreward_pos.sandbox.server import Sandbox

Line = dict[str, Any]
PATIENCE_S = 90.0
DATABASE_KEY = "5a" * 32


class Process:
    """`kreward-pos headless`, talked to line by line."""

    def __init__(self, sandbox: Sandbox, folder: Path, key: str | None = None, option: str | None = None) -> None:
        environment = os.environ | {
            "KREWARD_SECRET_KEY": key or sandbox.secret_key,
            "KREWARD_POS_DATABASE_KEY": DATABASE_KEY,
        }
        command = [sys.executable, "-m", "kreward_pos", "headless"]
        command += ["--data-dir", str(folder), "--base-url", sandbox.base_url, *([option] if option else [])]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment, text=True, encoding="utf-8"
        )
        self._lines: queue.Queue[Line] = queue.Queue()
        self._seen: list[Line] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._lines.put(json.loads(line))

    def send(self, text: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(text + "\n")
        self._process.stdin.flush()

    def ask(self, **request: object) -> Line:
        """Send a request and wait for its answer."""
        self.send(json.dumps(request))
        return self.wait_for(lambda line: "id" in line and line["id"] == request.get("id"))

    def wait_for(self, matches: Callable[[Line], bool]) -> Line:
        """The first line, seen already or still to come, that is it."""
        for line in self._seen:
            if matches(line):
                return line
        while True:
            line = self._lines.get(timeout=PATIENCE_S)
            self._seen.append(line)
            if matches(line):
                return line

    def forget(self) -> None:
        """Look only at what is still to come."""
        self._seen.clear()

    def wait_for_state(self, entry: int, state: str) -> Line:
        wanted = ("entry", entry, state)
        return self.wait_for(lambda line: (line.get("event"), line.get("entry"), line.get("state")) == wanted)

    def kill(self) -> None:
        """End the process at once if it still runs."""
        self._process.send_signal(signal.SIGKILL)
        self.end()

    def end(self) -> int:
        """Close its input and wait for the process; its error output must be empty."""
        assert self._process.stdin
        assert self._process.stdout
        assert self._process.stderr
        if self._process.stderr.closed:
            return self._process.wait()
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        code = self._process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        errors = self._process.stderr.read()
        self._process.stdout.close()
        self._process.stderr.close()
        assert errors == ""
        return code


@pytest.fixture(params=["page", "reference"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with Sandbox(dialect=request.param) as running:
        yield running


@pytest.fixture
def start(sandbox: Sandbox, tmp_path: Path) -> Iterator[Callable[..., Process]]:
    started: list[Process] = []

    def start_one(**options: str) -> Process:
        process = Process(sandbox, tmp_path / "till", **options)
        started.append(process)
        return process

    yield start_one
    for process in started:
        process.kill()


def test_headless_till_serves_a_whole_day(sandbox: Sandbox, start: Callable[..., Process]) -> None:
    till = start()
    seen = till.ask(id=1, do="look_up", card="mailto:jane@example.com")
    assert (seen["name"], seen["balance"], seen["goal"], seen["fresh"]) == ("Jane", 5, 8, True)
    stamped = till.ask(id="two", do="stamp", email="jane@example.com", delta=3)
    assert stamped == {"id": "two", "entry": 1, "state": "waiting"}
    till.wait_for_state(1, "applied")
    redeemed = till.ask(id=3, do="redeem", email="jane@example.com", at=8)
    assert redeemed["state"] == "held"
    assert till.ask(id=4, do="undo", entry=redeemed["entry"])["state"] == "cancelled"
    undone = till.ask(id=5, do="undo", entry=1)
    till.wait_for_state(undone["entry"], "applied")
    flushed = till.ask(id=6, do="flush")
    assert (flushed["waiting"], flushed["needs_person"]) == (0, 0)
    entries = till.ask(id=7, do="outbox")["entries"]
    assert {entry["entry"]: entry["state"] for entry in entries} == {1: "applied", 2: "cancelled", 3: "applied"}
    assert till.ask(id=8, do="quit") == {"id": 8, "ok": True}
    assert till.end() == 0
    assert [(change["delta"], change["note"]) for change in sandbox.ledger()] == [
        (3, entries_by_seq(entries)[1]["note"]),
        (-3, entries_by_seq(entries)[3]["note"]),
    ]


def entries_by_seq(entries: list[Line]) -> dict[int, Line]:
    return {entry["entry"]: entry for entry in entries}


def test_waiting_entries_survive_a_kill(sandbox: Sandbox, start: Callable[..., Process]) -> None:
    with sandbox.offline():
        till = start()
        for number in range(5):
            assert till.ask(id=number, do="stamp", email="suki@example.com")["state"] == "waiting"
        till.kill()
    assert sandbox.ledger() == []
    till = start()
    assert till.ask(id=9, do="flush")["waiting"] == 0
    assert till.end() == 0
    assert [change["delta"] for change in sandbox.ledger()] == [1] * 5


def test_known_card_can_be_stamped_offline(sandbox: Sandbox, start: Callable[..., Process]) -> None:
    till = start()
    card = till.ask(id=1, do="enrol", email="new@example.com", name="陳大文")["card_id"]
    with sandbox.offline():
        stamped = till.ask(id=2, do="stamp", card=card)
    till.wait_for_state(stamped["entry"], "applied")
    assert till.ask(id=3, do="look_up", card=card)["name"] == "陳大文"


def test_customer_is_enrolled_and_gets_wallet_links(start: Callable[..., Process]) -> None:
    till = start()
    assert till.ask(id=1, do="enrol")["join_url"].startswith("https://")
    enrolled = till.ask(id=2, do="enrol", email="new@example.com", name="New")
    assert enrolled["wallet_url_ios"].startswith("https://")
    assert till.ask(id=3, do="look_up", card=enrolled["card_id"])["name"] == "New"


BAD_REQUESTS = {
    "no json": "bad_request",
    '{"do": "dance"}': "bad_request",
    '{"do": "redeem", "email": "jane@example.com"}': "bad_request",
    '{"do": "stamp", "delta": "1", "email": "jane@example.com"}': "bad_request",
    '{"do": "stamp"}': "bad_request",
    '{"more": ' + "[" * 5_000 + "]" * 5_000 + ', "do": "dance"}': "bad_request",
    '{"do": "stamp", "email": "jane"}': "email_refused",
    '{"do": "stamp", "email": "jane@example.com", "delta": 0}': "amount_refused",
    '{"do": "look_up", "card": "WIFI:S:shop;;"}': "not_a_card",
    '{"do": "look_up", "card": "unheard-of"}': "card_unknown",
    '{"do": "look_up", "email": "nobody@example.com"}': "customer_unknown",
    '{"do": "undo", "entry": 99}': "entry_moved",
    '{"do": "stamp", "email": "' + "x" * 20_000 + '"}': "bad_request",
}


def test_invalid_requests_get_errors_and_change_nothing(start: Callable[..., Process]) -> None:
    till = start()
    for line, error in BAD_REQUESTS.items():
        till.send(line)
        answer = till.wait_for(lambda seen: "error" in seen)
        assert (line, answer["error"]) == (line, error)
        assert answer["message"].rstrip(")").endswith(".") or error == "bad_request"
        till.forget()
    assert till.ask(id=2, do="outbox")["entries"] == []


def test_wrong_key_pauses_sending_and_loses_nothing(start: Callable[..., Process]) -> None:
    till = start(key="kw_sk_wrong")
    assert till.ask(id=1, do="look_up", email="jane@example.com")["error"] == "key_refused"
    assert till.ask(id=2, do="stamp", email="jane@example.com")["state"] == "waiting"
    assert till.ask(id=3, do="flush", timeout_s=0.1)["link"] == "paused"


def test_limits_apply_when_requested(start: Callable[..., Process]) -> None:
    till = start(option="--limits")
    stamp = {"do": "stamp", "email": "jane@example.com"}
    assert till.ask(id=1, do="cashier", name="Ka Yan") == {"id": 1, "cashier": "Ka Yan"}
    assert till.ask(id=2, **stamp)["state"] == "waiting"
    again, many = till.ask(id=3, **stamp), till.ask(id=4, **stamp, delta=11, confirm=True)
    assert (again["error"], again["needs"]) == ("stamped_just_now", "cashier")
    assert (many["error"], many["needs"]) == ("too_many_at_once", "owner")
    assert till.ask(id=5, **stamp, confirm=True)["state"] == "waiting"
    assert till.ask(id=6, **stamp, delta=11, owner=True)["state"] == "waiting"
    entries = till.ask(id=7, do="outbox")["entries"]
    assert [entry["cashier"] for entry in entries] == ["Ka Yan"] * 3
    assert sorted(entry["delta"] for entry in entries) == [1, 1, 11]  # what is sent already comes last
    assert till.end() == 0


def test_restored_folder_sends_nothing_by_itself(
    sandbox: Sandbox, start: Callable[..., Process], tmp_path: Path
) -> None:
    with sandbox.offline():
        till = start()
        till.ask(id=1, do="stamp", email="jane@example.com")
        till.kill()
    shutil.copytree(tmp_path / "till", tmp_path / "backup")
    till = start()
    till.wait_for_state(1, "applied")
    assert till.end() == 0
    shutil.rmtree(tmp_path / "till")
    shutil.copytree(tmp_path / "backup", tmp_path / "till")
    till = start()
    new = till.ask(id=2, do="stamp", email="suki@example.com")["entry"]
    till.wait_for_state(new, "applied")
    restored, _new = till.ask(id=3, do="outbox")["entries"]
    assert (restored["email"], restored["state"]) == ("jane@example.com", "review")
    assert restored["problem"] == "database_restored"
    assert [change["email"] for change in sandbox.ledger()] == ["jane@example.com", "suki@example.com"]


def test_start_without_keyring_and_key_is_refused_with_a_reason(sandbox: Sandbox, tmp_path: Path) -> None:
    environment = os.environ | {"KREWARD_SECRET_KEY": sandbox.secret_key}
    environment.pop("KREWARD_POS_DATABASE_KEY", None)
    done = subprocess.run(
        [sys.executable, "-m", "kreward_pos", "headless", "--data-dir", str(tmp_path), "--base-url", sandbox.base_url],
        env=environment, capture_output=True, text=True, check=False,
        input='{"id": 1, "do": "stamp", "email": "jane@example.com"}\n',
    )  # fmt: skip
    assert done.returncode == 2
    assert "keyring" in done.stderr
    assert "KREWARD_POS_DATABASE_KEY" in done.stderr
    assert sandbox.ledger() == []
    assert not (tmp_path / "till.db").exists()


def test_public_key_in_place_of_the_secret_one_is_explained(sandbox: Sandbox, tmp_path: Path) -> None:
    environment = os.environ | {"KREWARD_SECRET_KEY": sandbox.public_key}
    done = subprocess.run(
        [sys.executable, "-m", "kreward_pos", "headless", "--data-dir", str(tmp_path)],
        env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 2
    assert "public key" in done.stderr
    assert sandbox.public_key not in done.stderr
    assert "Traceback" not in done.stderr
