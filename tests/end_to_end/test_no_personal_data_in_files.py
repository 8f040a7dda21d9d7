"""Looks for a planted key, e-mail, name and card in all files of a till: logs, crash reports and database."""

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
FAULTS: tuple[dict[str, object], ...] = (
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


class HeadlessTill:
    """A till without a window, in its own process."""

    def __init__(self, folder: Path, sandbox: Sandbox) -> None:
        keys = {"KREWARD_SECRET_KEY": sandbox.secret_key, "KREWARD_PUBLIC_KEY": sandbox.public_key}
        folders = {"HOME": str(folder), "XDG_STATE_HOME": str(folder / "state"), "LOCALAPPDATA": str(folder / "state")}
        command = [sys.executable, "-m", "kreward_pos", "headless", "--data-dir", str(folder / "till")]
        self.process = subprocess.Popen(
            [*command, "--base-url", sandbox.base_url],
            env={**os.environ, **keys, **folders, "KREWARD_POS_DATABASE_KEY": DATABASE_KEY},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def request(self, **fields: object) -> dict[str, object]:
        """Send a request and return its answer."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"id": 1, **fields}) + "\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            answer: dict[str, object] = json.loads(line)
            if "id" in answer:
                return answer
        raise AssertionError("the till has ended")

    def end(self, with_signal: int | None = None) -> str:
        """End the till, with a signal if one is given; return what it wrote to standard error."""
        if with_signal is not None:
            self.process.send_signal(with_signal)
        _output, stderr = self.process.communicate(timeout=60)
        return stderr


def work_through_faults(till: HeadlessTill, sandbox: Sandbox) -> None:
    """Do a day's work while calls fail in every way."""
    till.request(do="cashier", name=CASHIER)
    till.request(do="look_up", card=CARD)
    for fault in FAULTS:
        sandbox.set_faults([{"call": "*", "rate": 1.0, **fault}])
        till.request(do="look_up", email=EMAIL)
        till.request(do="enrol", email=EMAIL, name=NAME)
        till.request(do="stamp", email=EMAIL)
        till.request(do="flush", timeout_s=0.3)
    sandbox.set_faults([])
    till.request(do="look_up", card=f"https://kreward.example/c/{CARD}")
    till.request(do="stamp", email=f"{NAME} <{EMAIL}>")
    till.request(do=NAME)


def read_files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_work_and_crash_leave_no_personal_data(sandbox: Sandbox, tmp_path: Path) -> None:
    till = HeadlessTill(tmp_path, sandbox)
    work_through_faults(till, sandbox)
    stderr = till.end(signal.SIGABRT if sys.platform != "win32" else signal.SIGTERM)
    till = HeadlessTill(tmp_path, sandbox)
    till.request(do="quit")
    stderr += till.end()
    files = {**read_files(tmp_path), "standard error": stderr.encode()}
    planted = [NAME, EMAIL, "planted", "wilhelmina", CARD, DATABASE_KEY, sandbox.secret_key, sandbox.public_key]
    spellings = [
        spelling for value in planted for spelling in (value, value.replace("@", "%40"), value.replace(" ", "+"))
    ]
    found = [
        name for name, content in files.items() for value in spellings if value.lower().encode() in content.lower()
    ]
    assert found == []
    assert any(name.startswith(f"till{os.sep}{LOG_FOLDER}") and content for name, content in files.items())
    assert any(name.startswith(f"till{os.sep}{CRASHES}") and name.endswith("-crash.txt") for name in files)
