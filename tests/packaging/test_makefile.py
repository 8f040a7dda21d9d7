"""The Makefile, as a newcomer meets it."""

import os
import re
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
TARGETS = {"help", "demo", "test", "lint", "bench", "crash", "simulate", "failure-table", "coverage", "guide"}
TARGETS |= {"translations", "lock", "clean", "fuzz", "check-wheels", "check-release", "bundle", "installers"}
TARGETS |= {"check-packaging", "check-shipped", "check-fresh", "check-libraries", "bench-bundle", "bench-scan", "fonts"}
TARGETS |= {"check-fonts"}


def make(*arguments: str) -> str:
    environment = {
        name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    }
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, env=environment, check=True, capture_output=True, text=True).stdout


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
