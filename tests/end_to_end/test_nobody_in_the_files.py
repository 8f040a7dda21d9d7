"""A planted key, e-mail, name and card occur nowhere in what a till leaves on the disk: logs, crash files, database."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kreward_pos.sandbox.server import Sandbox
from kreward_pos.system.crash_report import FOLDER as CRASHES
from kreward_pos.system.data_folder import LOG_FOLDER

NAME, EMAIL = "Wilhelmina Planted", "wilhelmina.planted@example.com"
CARD = "0b7a6d2e-1111-4222-8333-944455566677"
CASHIER = "Mallory Planted"
DATABASE_KEY = "5a" * 32
MISHAPS: tuple[dict[str, object], ...] = (
    {"fault": "status", "code": 400},
    {"fault": "status", "code": 401},
    {"fault": "status", "code": 409},
    {"fault": "status", "code": 500},
    {"fault": "html"},
    {"fault": "truncate"},
    {"fault": "drop_after"},
)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        running.add_customer(EMAIL, NAME)
        yield running


class Script:
    """A till without a window, in a process of its own."""

    def __init__(self, folder: Path, sandbox: Sandbox) -> None:
        keys = {"KREWARD_SECRET_KEY": sandbox.secret_key, "KREWARD_PUBLIC_KEY": sandbox.public_key}
        places = {"HOME": str(folder), "XDG_STATE_HOME": str(folder / "state"), "LOCALAPPDATA": str(folder / "state")}
        command = [sys.executable, "-m", "kreward_pos", "headless", "--data-dir", str(folder / "till")]
        self.process = subprocess.Popen(
            [*command, "--base-url", sandbox.base_url],
            env={**os.environ, **keys, **places, "KREWARD_POS_DATABASE_KEY": DATABASE_KEY},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def do(self, **request: object) -> dict[str, object]:
        """Ask for one thing, and wait for its answer."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"id": 1, **request}) + "\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            answer: dict[str, object] = json.loads(line)
            if "id" in answer:
                return answer
        raise AssertionError("the till has ended")

    def end(self, how: int | None = None) -> str:
        """Let it end, or (a signal) make it; returns what it wrote on standard error."""
        if how is not None:
            self.process.send_signal(how)
        _told, complaints = self.process.communicate(timeout=60)
        return complaints


def serve(script: Script, sandbox: Sandbox) -> None:
    """What a day may bring, in all ways that a call can fail."""
    script.do(do="cashier", name=CASHIER)
    script.do(do="look_up", card=CARD)
    for mishap in MISHAPS:
        sandbox.set_faults([{"call": "*", "rate": 1.0, **mishap}])
        script.do(do="look_up", email=EMAIL)
        script.do(do="enrol", email=EMAIL, name=NAME)
        script.do(do="stamp", email=EMAIL)
        script.do(do="flush", timeout_s=0.3)
    sandbox.set_faults([])
    script.do(do="look_up", card=f"https://kreward.example/c/{CARD}")
    script.do(do="stamp", email=f"{NAME} <{EMAIL}>")
    script.do(do=NAME)


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_neither_work_nor_a_crash_leaves_anybody_behind(sandbox: Sandbox, tmp_path: Path) -> None:
    script = Script(tmp_path, sandbox)
    serve(script, sandbox)
    complaints = script.end(signal.SIGABRT if sys.platform != "win32" else signal.SIGTERM)
    script = Script(tmp_path, sandbox)
    script.do(do="quit")
    complaints += script.end()
    left = {**files_below(tmp_path), "standard error": complaints.encode()}
    planted = [NAME, EMAIL, "planted", "wilhelmina", CARD, DATABASE_KEY, sandbox.secret_key, sandbox.public_key]
    spellings = [spelling for each in planted for spelling in (each, each.replace("@", "%40"), each.replace(" ", "+"))]
    found = [name for name, content in left.items() for each in spellings if each.lower().encode() in content.lower()]
    assert found == []
    assert any(name.startswith(f"till{os.sep}{LOG_FOLDER}") and content for name, content in left.items())
    assert any(name.startswith(f"till{os.sep}{CRASHES}") and name.endswith("-crash.txt") for name in left)
