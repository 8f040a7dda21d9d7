"""The Makefile, as a newcomer meets it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
TARGETS = {"help", "demo", "test", "lint", "bench", "crash", "simulate", "failure-table", "coverage", "guide"}
TARGETS |= {"translations", "lock", "clean", "fuzz", "check-wheels", "check-release", "bundle", "installers"}
TARGETS |= {"check-packaging", "check-shipped", "check-fresh", "check-libraries", "bench-bundle", "bench-scan", "fonts"}
TARGETS |= {"check-fonts", "check", "format", "map"}


def make(*arguments: str, folder: Path = REPOSITORY) -> str:
    foreign = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS", "PYTHON", "VENV"}
    environment = {name: value for name, value in os.environ.items() if name not in foreign}
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout


def test_help_is_the_default_and_names_every_target() -> None:
    listed = make()
    assert listed == make("help")
    assert {line.split()[1] for line in listed.splitlines()} == TARGETS


def test_arguments_reach_the_counter() -> None:
    assert "python -m kreward_pos --demo --self-check" in make("--dry-run", "demo", "ARGS=--self-check")


@pytest.mark.parametrize(("target", "packages"), [("demo", "runtime"), ("test", "dev")])
def test_demo_and_test_prepare_what_they_need(target: str, packages: str) -> None:
    steps = make("--dry-run", "--always-make", target)
    assert f"packaging/debian/install-system-packages {target}\n" in steps
    assert re.findall(r"packaging/make-venv (\w+)", steps) == [packages]


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """A repository whose .venv, of Python 3.99, is up to date."""
    if sys.platform == "win32":
        pytest.skip("takes a shell script for a Python")
    needed = ("packaging/make-venv", "packaging/debian/install-system-packages", "requirements.lock", "pyproject.toml")
    made = ("build/system-demo", "build/system-test", ".venv/bin/python", ".venv/runtime", ".venv/installed")
    for age_s, names in ((60, (*needed, "requirements-dev.lock")), (0, made)):
        for name in names:
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("#!/bin/sh\necho '(3, 99)'\n")
            file.chmod(0o755)
            os.utime(file, (file.stat().st_atime, file.stat().st_mtime - age_s))
    shutil.copy(REPOSITORY / "Makefile", tmp_path)
    return tmp_path


@pytest.mark.parametrize("target", ["demo", "test"])
def test_another_python_recreates_the_venv(prepared: Path, target: str) -> None:
    assert "make-venv" in make("--dry-run", target, f"PYTHON={sys.executable}", folder=prepared)


@pytest.mark.parametrize("target", ["demo", "test"])
def test_venv_is_reused_with_its_own_python_or_none_given(prepared: Path, target: str) -> None:
    for named in (["PYTHON=.venv/bin/python"], []):
        assert "make-venv" not in make("--dry-run", target, *named, folder=prepared)


@pytest.mark.slow
def test_venv_of_another_python_is_recreated(prepared: Path) -> None:
    shutil.copytree(REPOSITORY / "packaging", prepared / "packaging", dirs_exist_ok=True)
    (prepared / "packaging" / "debian" / "install-system-packages").write_text("#!/bin/sh\n")
    (prepared / "requirements.lock").write_text("# nothing\n")
    make(".venv/runtime", f"PYTHON={sys.executable}", folder=prepared)
    version = "import sys; print(sys.version_info[:2])"
    told = subprocess.run([prepared / ".venv/bin/python", "-c", version], check=True, capture_output=True, text=True)
    assert told.stdout == f"{sys.version_info[:2]}\n"
    assert (prepared / ".venv" / "runtime").exists()
    assert not (prepared / ".venv" / "installed").exists()
