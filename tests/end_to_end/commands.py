"""Runs the commands as a person does: each in its own process, with its own database key."""

import os
import subprocess
import sys

TIMEOUT_S = 90.0
KEY = "5a" * 32
DATABASE_KEY = {"KREWARD_POS_DATABASE_KEY": KEY}


def run(*arguments: str, stdin: str = "", **environment: str | None) -> subprocess.CompletedProcess[str]:
    """Run `kreward-pos` with these arguments and this input; a variable given as None is removed."""
    variables = {name: value for name, value in (os.environ | DATABASE_KEY | environment).items() if value is not None}
    return subprocess.run(
        [sys.executable, "-m", "kreward_pos", *arguments],
        env=variables,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        timeout=TIMEOUT_S,
    )
