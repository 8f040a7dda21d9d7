"""`make simulate SEEDS=2000`: that many runs, and a table of their results. `SEED=123` prints one run's whole story.

Exits 1 if any run has a finding.
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
from tests.simulation.scenario import Scenario, draw
from tests.simulation.world import Outcome, World

_FAST_DISK = Path("/dev/shm")  # memory, on Linux
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Run:
    """The outcome of one seed; without its story where many seeds run."""

    seed: int
    scenario: Scenario
    outcome: Outcome


def run_seed(seed: int, *, keeps_story: bool = False) -> Run:
    """Run one seed; the same seed gives the same story."""
    rng = random.Random(seed)
    scenario = draw(rng)
    with tempfile.TemporaryDirectory(prefix="simulated-", dir=fast_folder()) as folder:
        outcome = World(scenario, rng, Path(folder)).run()
    if not keeps_story:
        outcome.story = []
    return Run(seed, scenario, outcome)


def fast_folder() -> Path | None:
    """Return a folder in memory, which serves since lost syncs are simulated; None where there is none."""
    return _FAST_DISK if os.access(_FAST_DISK, os.W_OK) else None


def table(runs: Sequence[Run], seconds: float) -> str:
    """Return a table of two lines: names and counts."""
    kinds = Counter(finding.kind for run in runs for finding in run.outcome.findings)
    coincidences = sum(len(run.outcome.coincidences) for run in runs)
    reviewed, taps = _sum(runs, "reviewed"), _sum(runs, "taps")
    columns = {
        "seeds": len(runs),
        "taps": taps,
        "writes": _sum(runs, "writes"),
        "crashes": _sum(runs, "crashes"),
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
    parser.add_argument("--seed", type=int, help="run only this one and print its story")
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    given = parser.parse_args(arguments)
    if given.seed is not None:
        return _run_one(given.seed)
    seeds = range(given.first, given.first + given.seeds)
    begun_s = time.monotonic()
    with multiprocessing.get_context("spawn").Pool(given.processes) as pool:
        runs = list(_with_progress(pool.imap_unordered(run_seed, seeds, chunksize=5), len(seeds)))
    runs.sort(key=lambda run: run.seed)
    _print_coincidences(runs)
    _print(table(runs, time.monotonic() - begun_s))
    return 1 if any(run.outcome.findings for run in runs) else 0


def _run_one(seed: int) -> int:
    run = run_seed(seed, keeps_story=True)
    _print("\n".join(run.outcome.story))
    _print(f"\nseed {seed}: {run.scenario}")
    for finding in run.outcome.coincidences:
        _print(f"coincidence: {finding.kind}: {finding.text}")
    for finding in run.outcome.findings:
        _print(f"FAILED: {finding.kind}: {finding.text}")
    return 1 if run.outcome.findings else 0


def _with_progress(runs: Iterable[Run], count: int) -> Iterable[Run]:
    """Yield the runs, and print failures and progress."""
    for number, run in enumerate(runs, 1):
        for finding in run.outcome.findings[:1]:
            _print(f"seed {run.seed}: {finding.kind}: {finding.text}; make simulate SEED={run.seed}")
        if number % 100 == 0:
            _print(f"{number} of {count}", sys.stderr)
        yield run


def _print_coincidences(runs: Sequence[Run]) -> None:
    found = [(run.seed, finding) for run in runs for finding in run.outcome.coincidences]
    for seed, finding in found[:_SHOWN]:
        _print(f"seed {seed}: a coincidence that the default rule owns up to: {finding.kind}: {finding.text}")
    if len(found) > _SHOWN:
        _print(f"… and {len(found) - _SHOWN} more")


def _print(text: str, stream: TextIO | None = None) -> None:
    stream = stream or sys.stdout
    stream.write(f"{text}\n")
    stream.flush()


def _sum(runs: Sequence[Run], name: str) -> int:
    total: float = sum(getattr(run.outcome, name) for run in runs)
    return round(total)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
