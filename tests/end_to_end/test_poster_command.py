"""`kreward-pos poster` as an owner runs it: with Kreward, with the till's saved page, and with neither."""

import random
import subprocess
from pathlib import Path

import pytest

from kreward_pos.api.client import KrewardClient
from kreward_pos.api.keys import ApiKey, ApiKeys
from kreward_pos.api.transport import HttpTransport
from kreward_pos.clock import SystemClock
from kreward_pos.sandbox.server import Sandbox
from kreward_pos.system.database_key import DatabaseKey
from kreward_pos.till.records.restore_guard import MemoryMarkStore
from kreward_pos.till.till import Till

from .commands import KEY, run

UNREACHABLE = "http://127.0.0.1:9/v1"


def poster(*arguments: str, key: str) -> subprocess.CompletedProcess[str]:
    return run("poster", *arguments, KREWARD_PUBLIC_KEY=key)


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(rng=random.Random(7))


def test_poster_needs_only_a_public_key(sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "poster.pdf"
    with sandbox:
        arguments = ("--base-url", sandbox.base_url, "--data-dir", str(tmp_path / "till"), "--lang", "zh_HK")
        result = poster(*arguments, "--paper", "A5", str(file), key=sandbox.public_key)
    assert (result.returncode, result.stdout) == (0, f"{file}\n"), result.stderr
    assert file.read_bytes().startswith(b"%PDF")
    assert not (tmp_path / "till" / "till.db").exists()


def test_poster_uses_the_saved_page_offline(sandbox: Sandbox, tmp_path: Path) -> None:
    folder, file = tmp_path / "till", tmp_path / "poster.pdf"
    with sandbox:
        client = KrewardClient(
            HttpTransport(sandbox.base_url), ApiKeys(public=ApiKey.parse_public(sandbox.public_key)), SystemClock()
        )
        till = Till.open(folder, client, key=DatabaseKey.parse(KEY), mark_store=MemoryMarkStore())
        till.enrolment.join_page()
        till.close()
    result = poster("--base-url", UNREACHABLE, "--data-dir", str(folder), str(file), key=sandbox.public_key)
    assert result.returncode == 0, result.stderr
    assert file.read_bytes().startswith(b"%PDF")


def test_poster_without_page_and_connection_says_why(sandbox: Sandbox, tmp_path: Path) -> None:
    arguments = ("--base-url", UNREACHABLE, "--data-dir", str(tmp_path / "till"), str(tmp_path / "poster.pdf"))
    with sandbox:
        result = poster(*arguments, key=sandbox.public_key)
    assert result.returncode == 2
    assert result.stderr.startswith("No connection to Kreward.")
    assert list(tmp_path.iterdir()) == []
