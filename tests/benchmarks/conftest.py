"""The results table of a run, and the measured programs, each in its own process.

A benchmark fails if what it measures does not work, never because of a time: machines differ, and a shared one stalls.
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
    """Return `add(figure)`, which adds a figure to the table."""
    return figures.append


@pytest.fixture
def program() -> Program:
    """Return `program("tap", "offline")`, which runs `programs/tap.py offline` and returns what it printed.

    `began_s` is added: when the program was started. Keywords are environment variables. All times are of
    `time.monotonic`, one clock for all processes of a machine.
    """

    def run(name: str, *arguments: str, **variables: str) -> dict[str, Any]:
        began_s = time.monotonic()
        result = subprocess.run(
            [sys.executable, "-m", f"tests.benchmarks.programs.{name}", *arguments],
            cwd=REPOSITORY,
            env=os.environ | variables,
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        printed: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
        return printed | {"began_s": began_s}

    return run


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table."""
    if figures:
        terminalreporter.section("benchmarks")
        for line in table(figures):
            terminalreporter.write_line(line)
