"""`make simulate SEEDS=2000`: as many runs, and a table of what they came to. `SEED=123` tells one run's whole story.

Exits 1 if any run shows what must not be.
"""

import argparse
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from tests.columns import aligned
from tests.simulation.scenario import Scenario, drawn
from tests.simulation.world import Outcome, World

_FAST_DISK = Path("/dev/shm")  # memory, on Linux
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Run:
    """One seed's outcome. The story is left out where many seeds run."""

    seed: int
    scenario: Scenario
    outcome: Outcome


def run_seed(seed: int, *, keeps_story: bool = False) -> Run:
    """The whole of one run; the same seed gives the same story."""
    chance = random.Random(seed)
    scenario = drawn(chance)
    with tempfile.TemporaryDirectory(prefix="simulated-", dir=fast_folder()) as folder:
        outcome = World(scenario, chance, Path(folder)).run()
    if not keeps_story:
        outcome.story = []
    return Run(seed, scenario, outcome)


def fast_folder() -> Path | None:
    """Where the tills' folders are best made: what a lost sync does is simulated, so memory serves. None: anywhere."""
    return _FAST_DISK if os.access(_FAST_DISK, os.W_OK) else None


def table(runs: Sequence[Run], seconds: float) -> str:
    """Two lines: what was counted, and how much of it."""
    kinds = Counter(finding.kind for run in runs for finding in run.outcome.findings)
    coincidences = sum(len(run.outcome.coincidences) for run in runs)
    reviewed, taps = _sum(runs, "reviewed"), _sum(runs, "taps")
    columns = {
        "seeds": len(runs),
        "taps": taps,
        "writes": _sum(runs, "writes"),
        "crashes": _sum(runs, "deaths"),
        "applied": _sum(runs, "applied"),
        "lost": kinds.pop("lost", 0),
        "doubled": kinds.pop("doubled", 0),
        "missing": kinds.pop("missing", 0),
        "other": kinds.total(),
        "coincidences": coincidences,
        "reviews": f"{reviewed} ({reviewed / max(1, taps):.1%})",
        "calm within": f"{max((run.outcome.calm_after_s for run in runs), default=0) / 60:.0f} min",
        "simulated": f"{_sum(runs, 'simulated_s') / 3600:.0f} h",
        "seconds": f"{seconds:.0f}",
    }
    cells = [(name, str(value)) for name, value in columns.items()]
    return "\n".join(aligned([*zip(*cells, strict=True)], left=()))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tests.simulation.run", description=__doc__)
    parser.add_argument("--seeds", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, help="run this one alone and tell its story")
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    given = parser.parse_args(arguments)
    if given.seed is not None:
        return _tell_one(given.seed)
    seeds = range(given.first, given.first + given.seeds)
    begun_s = time.monotonic()
    with multiprocessing.get_context("spawn").Pool(given.processes) as pool:
        runs = list(_watched(pool.imap_unordered(run_seed, seeds, chunksize=5), len(seeds)))
    runs.sort(key=lambda run: run.seed)
    _tell_coincidences(runs)
    _say(table(runs, time.monotonic() - begun_s))
    return 1 if any(run.outcome.findings for run in runs) else 0


def _tell_one(seed: int) -> int:
    run = run_seed(seed, keeps_story=True)
    _say("\n".join(run.outcome.story))
    _say(f"\nseed {seed}: {run.scenario}")
    for finding in run.outcome.coincidences:
        _say(f"coincidence: {finding.kind}: {finding.text}")
    for finding in run.outcome.findings:
        _say(f"FAILED: {finding.kind}: {finding.text}")
    return 1 if run.outcome.findings else 0


def _watched(runs: Iterable[Run], count: int) -> Iterable[Run]:
    """Tell of failures as they come."""
    for number, run in enumerate(runs, 1):
        for finding in run.outcome.findings[:1]:
            _say(f"seed {run.seed}: {finding.kind}: {finding.text}; make simulate SEED={run.seed}")
        if number % 100 == 0:
            _say(f"{number} of {count}", sys.stderr)
        yield run


def _tell_coincidences(runs: Sequence[Run]) -> None:
    told = [(run.seed, finding) for run in runs for finding in run.outcome.coincidences]
    for seed, finding in told[:_SHOWN]:
        _say(f"seed {seed}: a coincidence that the default rule owns up to: {finding.kind}: {finding.text}")
    if len(told) > _SHOWN:
        _say(f"… and {len(told) - _SHOWN} more")


def _say(text: str, stream: TextIO | None = None) -> None:
    stream = stream or sys.stdout
    stream.write(f"{text}\n")
    stream.flush()


def _sum(runs: Sequence[Run], name: str) -> int:
    total: float = sum(getattr(run.outcome, name) for run in runs)
    return round(total)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
