"""Look through the tracked files for what belongs to one machine alone, and for files that have grown too long.

Fails on the host of a package registry (an address that works in one place only, and a lock file must bear none)
and on a path inside somebody's home directory. Warns of a file that is over the length at which it should be parted.
Knows nothing of the app.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

LINES_BEFORE_PARTING = 400

# Written in pieces, so that this file passes its own check.
REGISTRY_HOSTS = [r"py" + r"pi\.org", r"python" + r"hosted\.org", r"npm" + r"js\.org", r"pkg" + r"\.dev\b"]
HOME_PATHS = [r"/ho" + r"me/\w", r"/Use" + r"rs/\w", r"/ro" + r"ot/\w", r"[A-Z]:\\+Use" + r"rs\\"]
MACHINE_BOUND = re.compile("|".join(REGISTRY_HOSTS + HOME_PATHS))


def tracked_texts(root: Path) -> Iterator[tuple[str, str]]:
    """Return the path and text of each tracked file that is text and still stands in the tree."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True, text=True)
    for name in filter(None, listed.stdout.split("\0")):
        try:
            yield name, (root / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue


def machine_bound_lines(text: str) -> Iterator[tuple[int, str]]:
    """Line number and match of each place in `text` that names a registry's host or a home directory."""
    for number, line in enumerate(text.splitlines(), start=1):
        if match := MACHINE_BOUND.search(line):
            yield number, match.group()


def main() -> int:
    """Report on the repository that holds the working directory; 1 when a line must go."""
    faults = 0
    for name, text in tracked_texts(Path.cwd()):
        for number, found in machine_bound_lines(text):
            print(f"{name}:{number}: {found!r} belongs to one machine or place; take it out")
            faults += 1
        if name.endswith((".py", ".sh")) and len(text.splitlines()) > LINES_BEFORE_PARTING:
            print(f"{name}: over {LINES_BEFORE_PARTING} lines; part it (a warning only)")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
