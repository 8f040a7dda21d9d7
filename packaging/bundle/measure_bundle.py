"""Measure the bundle's size and start beside an unpruned one and the app that is not frozen; fails above their limits.

    measure_bundle.py

`make bundle` comes first. The start is measured to the first paint by the benchmark's own program, frozen by the same
recipe, so that nothing of it is in what is shipped. Unpruned is what PyInstaller makes by itself of what is published.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from make_bundle import BUILD, environment, freeze, ready_environment, run
from product import COMMAND, RESOURCES, ROOT

SIZE_LIMIT = 0.60
START_LIMIT = 1.3
_STARTS = 9
_PROGRAM = ROOT / "tests" / "benchmarks" / "programs" / "first_paint.py"


def size_mb(folder: Path) -> float:
    """Return what the files in `folder` take, in megabytes; links take nothing."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6


def unpruned(program: Path, name: str) -> Path:
    """Return the folder of what PyInstaller makes of `program` when it is told nothing."""
    python = environment(BUILD / "venv-published")
    dist = BUILD / "unpruned"
    resources = f"{RESOURCES}{os.pathsep}kreward_pos/resources"
    places = ("--specpath", dist, "--workpath", dist / "work", "--distpath", dist, "--paths", ROOT)
    options = ("--log-level", "ERROR", "--noconfirm", "--name", name, "--add-data", resources)
    run(python, "-m", "PyInstaller", *options, *places, program)
    return dist / name


def start_ms(command: Sequence[str | Path]) -> float:
    """From a start to the first paint, in a process of its own."""
    # Where there is no need to compile anything again, as in an installed app.
    bytecode = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(BUILD / "bytecode")}
    variables = {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), **bytecode}
    began_s = time.monotonic()
    done = subprocess.run([*command, "till"], cwd=ROOT, env=os.environ | variables, capture_output=True, check=True)
    return float((json.loads(done.stdout.splitlines()[-1])["at_s"] - began_s) * 1000)


def starts(programs: dict[str, Sequence[str | Path]]) -> dict[str, float]:
    """Return the median start of each, measured in turn; the first round, which fills caches, does not count."""
    rounds = [{name: start_ms(command) for name, command in programs.items()} for _ in range(_STARTS + 1)]
    return {name: statistics.median(each[name] for each in rounds[1:]) for name in programs}


def main() -> int:
    """Print both figures; 1 where one is above its limit."""
    python = ready_environment()
    freeze(python, BUILD / "measured", BUNDLE_ENTRY=str(_PROGRAM))
    size, reference = size_mb(ROOT / "dist" / COMMAND), size_mb(unpruned(ROOT / "kreward_pos" / "__main__.py", COMMAND))
    taken = starts(
        {
            "bundle": [BUILD / "measured" / COMMAND / COMMAND],
            "unpruned": [unpruned(_PROGRAM, "first-paint") / "first-paint"],
            "unfrozen": [python, _PROGRAM],
        }
    )
    ratio = taken["bundle"] / taken["unfrozen"]
    print(f"size: {size:.0f} MB, unpruned {reference:.0f} MB: {size / reference:.0%} (limit {SIZE_LIMIT:.0%})")
    print(
        f"start to first paint: {taken['bundle']:.0f} ms, unpruned {taken['unpruned']:.0f} ms, unfrozen "
        f"{taken['unfrozen']:.0f} ms: {ratio:.2f} times that (limit {START_LIMIT})"
    )
    return 0 if size <= SIZE_LIMIT * reference and ratio <= START_LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
