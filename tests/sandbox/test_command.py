"""The command, in a process of its own, as the command line starts it."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from kreward_pos.errors import SettingsRefused
from kreward_pos.sandbox.command import run

SCRIPT = """
import pathlib, sys
from kreward_pos.sandbox.command import run
folder = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
sys.exit(run("127.0.0.1", 0, sys.argv[1], folder, "demo"))
"""

Start = Callable[..., "subprocess.Popen[str]"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals to another process are POSIX")


@pytest.fixture
def start() -> Iterator[Start]:
    running: list[subprocess.Popen[str]] = []

    def start_one(*arguments: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-W", "error", "-c", SCRIPT, *arguments]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        running.append(process)
        return process

    yield start_one
    for process in running:
        process.kill()
        process.communicate()


def opening(process: "subprocess.Popen[str]") -> dict[str, str]:
    assert process.stdout is not None
    line: dict[str, str] = json.loads(process.stdout.readline())
    return line


@pytest.mark.parametrize("interruption", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_listens_and_ends_quietly(start: Start, interruption: signal.Signals) -> None:
    process = start("reference")
    said = opening(process)
    assert set(said) == {"base_url", "public_key", "secret_key"}
    authorization = {"Authorization": f"Bearer {said['secret_key']}"}
    answer = httpx.get(f"{said['base_url']}/me", headers=authorization, trust_env=False)
    assert answer.json()["merchant"]["name"] == "My Café"
    process.send_signal(interruption)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (0, "", "")


def test_a_data_folder_keeps_the_keys(start: Start, tmp_path: Path) -> None:
    said = []
    for _ in range(2):
        process = start("page", str(tmp_path))
        said.append(opening(process))
        process.terminate()
        process.communicate(timeout=60)
    assert said[0]["secret_key"] == said[1]["secret_key"]


def test_a_host_that_is_not_this_machine_is_refused() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SettingsRefused, match="--host"):
        run("0.0.0.0", 0, "page", None, "demo")
    assert signal.getsignal(signal.SIGTERM) is before
