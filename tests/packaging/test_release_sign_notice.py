"""The publisher's script: the app accepts what it signs, and it refuses to sign what the app would ignore."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kreward_pos.system.updates import Publisher

SCRIPT = Path(__file__).parents[2] / "packaging" / "release" / "sign_notice.py"
NOTICE = {
    "--version": "1.2.0",
    "--date": "2026-11-22",
    "--notes-en": "Scans faster.",
    "--notes-zh_HK": "掃描更快。",
    "--page": "https://kreward.net/pos/1.2.0",
}


def run(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True)


@pytest.fixture
def key(tmp_path: Path) -> tuple[Path, str]:
    """A private key's file, and its public half as the script prints it."""
    made = run("new-key", tmp_path / "publisher.key")
    assert made.returncode == 0
    return tmp_path / "publisher.key", made.stdout.decode().strip().removeprefix('PUBLIC_KEY = "').removesuffix('"')


def sign(key: Path, public: str, **changes: str) -> subprocess.CompletedProcess[bytes]:
    fields = NOTICE | {f"--{name}": value for name, value in changes.items()}
    options = [part for pair in fields.items() for part in pair]
    return run("sign", "--key", key, "--public-key", public, *options)


def test_app_accepts_a_signed_notice(key: tuple[Path, str]) -> None:
    file, public = key
    release = Publisher(public_key=public).read(sign(file, public).stdout)
    assert (release.version, release.date.isoformat()) == ("1.2.0", "2026-11-22")
    assert (release.notes_in("en"), release.notes_in("zh_HK")) == ("Scans faster.", "掃描更快。")
    assert release.page == "https://kreward.net/pos/1.2.0"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights by other means")
def test_key_file_is_private_and_never_overwritten(key: tuple[Path, str]) -> None:
    file, _public = key
    before = file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert run("new-key", file).returncode == 1
    assert file.read_bytes() == before


def test_the_private_key_is_never_shown(key: tuple[Path, str]) -> None:
    file, public = key
    secret = file.read_bytes().strip()
    for done in (sign(file, public), sign(file, "00" * 32), sign(file, public, version="next")):
        assert secret not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "change",
    [
        {"version": "1.2"},
        {"page": "https://elsewhere.example/pos"},
        {"page": "http://kreward.net/pos"},
        {"notes-en": "a" * 401},
        {"date": "today"},
    ],
)
def test_notice_that_the_app_would_ignore_is_not_signed(key: tuple[Path, str], change: dict[str, str]) -> None:
    file, public = key
    refused = sign(file, public, **change)
    assert (refused.returncode, refused.stdout) == (1, b"")
    assert refused.stderr


def test_key_other_than_the_apps_is_refused(key: tuple[Path, str]) -> None:
    file, _public = key
    refused = sign(file, "00" * 32)
    assert refused.returncode == 1
    assert b"kreward_pos/system/updates.py" in refused.stderr
