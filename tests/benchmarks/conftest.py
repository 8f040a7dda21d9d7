"""The table of a run, and the programs that are measured in processes of their own.

A benchmark fails where the thing measured did not work, never on time: machines differ, and a shared one stalls.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .figures import Figure, table

REPOSITORY = Path(__file__).parents[2]
figures: list[Figure] = []

Add = Callable[[Figure], None]
Program = Callable[..., dict[str, Any]]


@pytest.fixture
def add() -> Add:
    """`add(figure)`: into the table."""
    return figures.append


@pytest.fixture
def program() -> Program:
    """`program("tap", "offline")`: what `programs/tap.py offline` printed, with `began_s`, when it was started.

    Keywords are variables of its environment.
    Times that programs tell are of `time.monotonic`, one clock for all processes of a machine.
    """

    def run(name: str, *arguments: str, **variables: str) -> dict[str, Any]:
        began_s = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", f"tests.benchmarks.programs.{name}", *arguments],
            cwd=REPOSITORY,
            env=os.environ | variables,
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return told | {"began_s": began_s}

    return run


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table."""
    if figures:
        terminalreporter.section("benchmarks")
        for line in table(figures):
            terminalreporter.write_line(line)
