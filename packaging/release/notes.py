"""Print what the changelog says of a release, and refuse a tag that does not fit the sources:

notes.py v1.2.0
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Unfit(Exception):
    """The tag, the version and the changelog do not agree; says what to do."""


def notes(tag: str, root: Path) -> str:
    """Return the changelog's section of the version that `tag` names; raises `Unfit`."""
    version = tag.removeprefix("v")
    if not re.fullmatch(r"v[0-9]+\.[0-9]+\.[0-9]+", tag):
        raise Unfit("a release's tag looks like v1.2.0")
    package = (root / "kreward_pos" / "__init__.py").read_text(encoding="utf-8")
    if f'__version__ = "{version}"' not in package.splitlines():
        raise Unfit(f"kreward_pos/__init__.py tells another version than {version}")
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    section = re.search(rf"^## {re.escape(version)}\b.*\n((?:(?!## ).*\n?)*)", changelog, re.MULTILINE)
    if section is None or not section[1].strip():
        raise Unfit(f"CHANGELOG.md has nothing under `## {version}`")
    return section[1].strip() + "\n"


def main() -> int:
    """Print the notes of the tag named; 1 with a sentence where there can be no such release."""
    try:
        sys.stdout.write(notes(sys.argv[1], ROOT))
    except Unfit as unfit:
        print(unfit, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
