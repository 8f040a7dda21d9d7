"""The commands as a person starts them: a process each, with a database key of its own."""

import os
import subprocess
import sys

PATIENCE_S = 90.0
KEY = "5a" * 32
DATABASE_KEY = {"KREWARD_POS_DATABASE_KEY": KEY}


def run(*words: str, typed: str = "", **environment: str | None) -> subprocess.CompletedProcess[str]:
    """Run `kreward-pos` with these words, and let it read what is `typed`; a variable given as None is taken away."""
    variables = {name: value for name, value in (os.environ | DATABASE_KEY | environment).items() if value is not None}
    return subprocess.run(
        [sys.executable, "-m", "kreward_pos", *words],
        env=variables,
        input=typed,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        timeout=PATIENCE_S,
    )
