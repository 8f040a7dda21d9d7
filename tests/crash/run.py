"""`make crash KILLS=200`: kill a till that often and print what happened to its taps. Exits 1 after any finding."""

import argparse
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from tests.columns import aligned
from tests.crash.campaign import FAULT_SHARE, Campaign, CampaignOptions, Report

_STORIES_SHOWN = 20
_PROGRESS_EVERY = 25


def table(report: Report) -> str:
    """Return a table of two lines: names and counts."""
    verdict, terms = report.verdict, report.options
    share = verdict.in_review / max(1, verdict.entries)
    columns: dict[str, object] = {
        "kills": report.kills,
        "at commits": report.at_boundaries,
        "faults": f"{FAULT_SHARE:.0%}",
        "ticks": report.ticks,
        "applied": verdict.applied,
        "lost": verdict.lost,
        "doubled": verdict.doubled,
        "missing": verdict.missing,
        "in review": f"{verdict.in_review} ({share:.1%})",
        "refused": verdict.blocked,
        "undecided": verdict.undecided,
        "barred": verdict.barred,
        "stuck": verdict.stuck,
        "off": verdict.off,
    }
    if terms.copies:
        columns |= {
            "restored": report.restored,
            "cloned": report.cloned,
            "their review": verdict.restored,
            "they sent": report.sent_by_copies,
        }
    columns |= {"seconds": f"{report.seconds:.0f}", "seed": terms.seed}
    cells = [(name, str(value)) for name, value in columns.items()]
    return "\n".join(aligned([*zip(*cells, strict=True)], left=()))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tests.crash.run", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, help="repeat the choices of an earlier run; the timing stays the machine's")
    parser.add_argument("--copies", action=argparse.BooleanOptionalAction, default=True, help="restore and clone too")
    given = parser.parse_args(arguments)
    seed = random.randrange(1_000_000) if given.seed is None else given.seed
    _print(sys.stderr, f"seed {seed}")  # known even if the campaign is interrupted
    with tempfile.TemporaryDirectory(prefix="kreward-crash-") as folder:
        report = Campaign(CampaignOptions(given.kills, seed, given.copies), Path(folder), _print_progress).run()
    for story in report.verdict.stories[:_STORIES_SHOWN]:
        _print(sys.stdout, story)
    if (more := len(report.verdict.stories) - _STORIES_SHOWN) > 0:
        _print(sys.stdout, f"… and {more} more")
    _print(sys.stdout, table(report))
    return 0 if report.is_good else 1


def _print_progress(kills: int) -> None:
    if kills % _PROGRESS_EVERY == 0:
        _print(sys.stderr, f"{kills} kills")


def _print(stream: TextIO, text: str) -> None:
    stream.write(text + "\n")
    stream.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
