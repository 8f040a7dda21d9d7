"""`kreward-pos poster` as an owner starts it: from Kreward, from what the till has kept, and with neither."""

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

NOBODY = "http://127.0.0.1:9/v1"


def poster(*words: str, key: str) -> subprocess.CompletedProcess[str]:
    return run("poster", *words, KREWARD_PUBLIC_KEY=key)


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(rng=random.Random(7))


def test_a_public_key_is_enough(sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "poster.pdf"
    with sandbox:
        words = ("--base-url", sandbox.base_url, "--data-dir", str(tmp_path / "till"), "--lang", "zh_HK")
        done = poster(*words, "--paper", "A5", str(file), key=sandbox.public_key)
    assert (done.returncode, done.stdout) == (0, f"{file}\n"), done.stderr
    assert file.read_bytes().startswith(b"%PDF")
    assert not (tmp_path / "till" / "till.db").exists()


def test_offline_the_kept_page_is_printed(sandbox: Sandbox, tmp_path: Path) -> None:
    folder, file = tmp_path / "till", tmp_path / "poster.pdf"
    with sandbox:
        client = KrewardClient(
            HttpTransport(sandbox.base_url), ApiKeys(public=ApiKey.parse_public(sandbox.public_key)), SystemClock()
        )
        till = Till.open(folder, client, key=DatabaseKey.parse(KEY), mark_store=MemoryMarkStore())
        till.enrolment.join_page()
        till.close()
    done = poster("--base-url", NOBODY, "--data-dir", str(folder), str(file), key=sandbox.public_key)
    assert done.returncode == 0, done.stderr
    assert file.read_bytes().startswith(b"%PDF")


def test_with_neither_it_says_why(sandbox: Sandbox, tmp_path: Path) -> None:
    words = ("--base-url", NOBODY, "--data-dir", str(tmp_path / "till"), str(tmp_path / "poster.pdf"))
    with sandbox:
        done = poster(*words, key=sandbox.public_key)
    assert done.returncode == 2
    assert done.stderr.startswith("No connection to Kreward.")
    assert list(tmp_path.iterdir()) == []
