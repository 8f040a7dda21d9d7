"""Write docs/map.md, the list of all modules, from the first line of each module's docstring.

make map     (writes it)
make lint    (runs this with --check: fails where the page and the docstrings differ)

Reads the sources as text; imports nothing of the app.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "kreward_pos"
PAGE = ROOT / "docs" / "map.md"
_HEAD = """# Where everything is

Every module of the app, with what it is for. Written by `make map` from the modules' docstrings: change it there.
[Architecture](architecture.md) says how the parts work together, [CONTRIBUTING](../CONTRIBUTING.md) which files a
change touches.
"""


def page(package: Path) -> str:
    """Return the page: a section for each package that holds modules, parents before children."""
    return _HEAD + "".join(_section(folder, package) for folder in _packages(package))


def main() -> int:
    """Write the page, or with `--check` only compare it; return 1 where it differs."""
    text = page(PACKAGE)
    if sys.argv[1:] != ["--check"]:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    print("docs/map.md is not what the modules' docstrings say: run `make map`")
    return 1


def _packages(folder: Path) -> Iterator[Path]:
    yield folder
    for inner in sorted(path for path in folder.iterdir() if (path / "__init__.py").exists()):
        yield from _packages(inner)


def _section(folder: Path, package: Path) -> str:
    dotted = ".".join(folder.relative_to(package.parent).parts)
    rows = [f"| `{module.stem}` | {_purpose(module)} |\n" for module in sorted(folder.glob("[!_]*.py"))]
    table = "| module | purpose |\n|---|---|\n" + "".join(rows) if rows else ""
    return f"\n## {dotted}\n\n{_purpose(folder / '__init__.py')}\n" + (f"\n{table}" if table else "")


def _purpose(module: Path) -> str:
    """Return the first paragraph of the module's docstring, on one line."""
    docstring = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    return " ".join(docstring.split("\n\n")[0].split()).replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())
