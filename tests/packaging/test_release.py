"""The small programs of a release, each run as the workflow runs it."""

import base64
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
RELEASE = REPOSITORY / "packaging" / "release"
TOOLS = REPOSITORY / "build" / "release-tools"

posix = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell program")


def run(script: Path, *arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(script), *map(str, arguments)]
    return subprocess.run(command, env=os.environ | variables, check=False, capture_output=True, text=True)


def tool(folder: Path, name: str, body: str) -> Path:
    """A program that stands in for another."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A repository at version 1.2.0, with the script in its place; returns the script."""
    package, script = tmp_path / "kreward_pos" / "__init__.py", tmp_path / "packaging" / "release" / "notes.py"
    for path in (package, script):
        path.parent.mkdir(parents=True)
    package.write_text('"""The app."""\n\n__version__ = "1.2.0"\n')
    changelog = "# Changelog\n\n## Unreleased\n\n## 1.2.0 - 2026-11-22\n\n### Added\n- A thing.\n\n## 1.1.0\n- Older.\n"
    (tmp_path / "CHANGELOG.md").write_text(changelog)
    shutil.copy(RELEASE / "notes.py", script)
    return script


def test_release_notes_are_the_versions_section_of_the_changelog(sources: Path) -> None:
    printed = run(sources, "v1.2.0")
    assert (printed.returncode, printed.stdout) == (0, "### Added\n- A thing.\n")


@pytest.mark.parametrize("tag", ["1.2.0", "v1.2", "v1.1.0", "v1.2.1", "v1.2.0; true", "v1.2.0.dev0"])
def test_mismatched_tag_is_refused(sources: Path, tag: str) -> None:
    refused = run(sources, tag)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr


def test_a_version_without_notes_is_refused(sources: Path) -> None:
    changelog = sources.parents[2] / "CHANGELOG.md"
    changelog.write_text(changelog.read_text().replace("## 1.2.0 - 2026-11-22", "## 1.2.0\n\n## 1.1.9"))
    assert "## 1.2.0" in run(sources, "v1.2.0").stderr


@posix
@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ('echo \'{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}\'', 0, "1 packages looked up, 0 known"),
        ("echo 'Name does not resolve' >&2; exit 1", 0, "NOT AUDITED, the service was not reached: Name does not"),
        ("echo '[]'; echo odd >&2", 0, "NOT AUDITED"),
        ('echo \'{"dependencies": [{"name": "a", "skip_reason": "unknown"}]}\'', 0, "1 packages NOT AUDITED"),
    ],
)
def test_failed_vulnerability_look_up_is_reported_and_fails_nothing(
    tmp_path: Path, body: str, status: int, said: str
) -> None:
    done = run(RELEASE / "audit.py", "some.lock", PIP_AUDIT=str(tool(tmp_path, "pip-audit", body)))
    assert done.returncode == status
    assert said in done.stdout


@posix
def test_known_vulnerability_fails_the_check(tmp_path: Path) -> None:
    told = {"name": "a", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
    program = tool(tmp_path, "pip-audit", f"echo '{json.dumps({'dependencies': [told]})}'; exit 1")
    done = run(RELEASE / "audit.py", "some.lock", PIP_AUDIT=str(program))
    assert done.returncode == 1
    assert "some.lock: a 1.0: PYSEC-1, mended in 1.1" in done.stdout


@posix
@pytest.mark.skipif(not (TOOLS / "installed").exists(), reason="`make check-release` makes the environment")
def test_inventory_follows_cyclonedx(tmp_path: Path) -> None:
    file = tmp_path / "sbom.json"
    run(REPOSITORY / "packaging" / "licences.py", "--sbom", file)
    check = [str(TOOLS / "bin" / "python"), str(RELEASE / "check_sbom.py"), str(file)]
    assert subprocess.run(check, check=False, capture_output=True).returncode == 0
    file.write_text(file.read_text().replace('"library"', '"thing"'))
    assert subprocess.run(check, check=False, capture_output=True).returncode == 1


CERTIFICATE = {
    "WINDOWS_CERTIFICATE": base64.b64encode(b"hidden certificate").decode(),
    "WINDOWS_CERTIFICATE_PASSWORD": "hidden-password",
}


@pytest.fixture
def installer(tmp_path: Path) -> Path:
    path = tmp_path / "kreward-pos-1.2.0.msi"
    path.write_bytes(b"installer")
    return path


def with_tool(folder: Path, body: str) -> dict[str, str]:
    tool(folder, "osslsigncode", body)
    return {"PATH": f"{folder}:{os.environ['PATH']}"}


@posix
def test_signed_file_replaces_the_unsigned_one(tmp_path: Path, installer: Path) -> None:
    body = f'echo "$*" > "{tmp_path}/log"; for last; do :; done; echo signed > "$last"'
    done = run(RELEASE / "sign_windows.py", "--mark-unsigned", installer, **CERTIFICATE, **with_tool(tmp_path, body))
    assert (done.returncode, done.stdout) == (0, "")
    assert installer.read_bytes() == b"signed\n"
    assert "hidden" not in (tmp_path / "log").read_text()


@posix
def test_signing_failure_leaves_the_file_and_prints_no_secret(tmp_path: Path, installer: Path) -> None:
    variables = CERTIFICATE | with_tool(tmp_path, "echo 'wrong password' >&2; exit 1")
    done = run(RELEASE / "sign_windows.py", installer, **variables)
    assert done.returncode == 1
    assert done.stderr == "kreward-pos-1.2.0.msi could not be signed: wrong password\n"
    assert installer.read_bytes() == b"installer"


@pytest.mark.parametrize("is_marked", [True, False])
def test_installer_without_a_certificate_is_reported_unsigned(installer: Path, is_marked: bool) -> None:
    options = ["--mark-unsigned"] if is_marked else []
    done = run(RELEASE / "sign_windows.py", *options, installer)
    assert done.returncode == 0
    assert done.stdout.startswith("UNSIGNED: kreward-pos-1.2.0.msi")
    assert (installer.with_name("kreward-pos-1.2.0-UNSIGNED.msi")).exists() is is_marked
