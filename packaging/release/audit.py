"""Look up known vulnerabilities of everything that is locked, by pip-audit; fails where one is known.

    audit.py [LOCK …]

Where its service cannot be reached, or does not know a package, that is said and fails nothing: a shop's installer
must not wait for somebody else's server. PIP_AUDIT names another program to ask.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements-dev.lock", "packaging/bundle/requirements.lock")


@dataclass(frozen=True, slots=True)
class Findings:
    """What came of one lock. `trouble` is why nothing did."""

    known: tuple[str, ...] = ()
    looked_up: int = 0
    left_out: int = 0
    trouble: str = ""


def audited(lock: Path) -> Findings:
    """Return what the service knows of the packages in `lock`."""
    program = os.environ.get("PIP_AUDIT", str(Path(sys.executable).with_name("pip-audit")))
    options = ["--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json"]
    done = subprocess.run([program, *options, "--requirement", str(lock)], check=False, capture_output=True, text=True)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Findings(trouble=(done.stderr.strip().splitlines() or ["it says nothing"])[-1])
    known = tuple(
        f"{package['name']} {package['version']}: {found['id']}, mended in {', '.join(found['fix_versions']) or 'none'}"
        for package in packages
        for found in package.get("vulns", ())
    )
    left_out = sum("skip_reason" in package for package in packages)
    return Findings(known, len(packages) - left_out, left_out)


def main(arguments: Sequence[str]) -> int:
    """Report on each lock; 1 where a vulnerability is known."""
    is_good = True
    for lock in map(Path, arguments or LOCKS):
        found = audited(ROOT / lock)
        is_good = is_good and not found.known
        for line in found.known:
            print(f"{lock}: {line}")
        if found.trouble:
            print(f"{lock}: NOT AUDITED, the service was not reached: {found.trouble}")
        else:
            print(f"{lock}: {found.looked_up} packages looked up, {len(found.known)} known vulnerabilities")
        if found.left_out:
            print(f"{lock}: {found.left_out} packages NOT AUDITED, since the service does not know them")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
