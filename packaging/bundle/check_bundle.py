"""Look through a bundle for what must not leave the building: tests, type stubs, keys and paths of this machine.

    check_bundle.py FOLDER

Reads the files, and the modules inside the programs. Knows nothing of how the bundle was made.
"""

import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from product import COMMAND, COUNTER, ROOT

_KEY = re.compile(rb"kw_(sk|pub)_[0-9A-Za-z]{8,}")
_NAMES = re.compile(
    r"\.pyi$|\.py\.typed$|(^|[./:])(tests?|conftest|test_[^/]*|pytest|_pytest|hypothesis|unittest|mypy|ruff)([./]|$)"
)


def faults(folder: Path, root: Path) -> Iterator[str]:
    """Return a sentence for each thing wrong with the bundle in `folder`, built in the checkout `root`."""
    forms = {str(root), str(root).replace("\\", "/"), str(root.resolve())}
    places = re.compile(b"|".join(re.escape(form.encode()) for form in forms))
    for name, content in _everything(folder):
        if _NAMES.search(name):
            yield f"{name} is no part of the app"
        if places.search(content):
            yield f"{name} tells where it was built"
        if found := _KEY.search(content):
            yield f"{name} holds a key, {found.group()[:8].decode()}…"


def _everything(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file, and of each module inside an archive or a program."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        name = path.relative_to(folder).as_posix()
        yield name, path.read_bytes()
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                yield from ((f"{name}:{inner}", archive.read(inner)) for inner in archive.namelist())
        elif path.stem in {COMMAND, COUNTER} and path.parent == folder:
            yield from _modules(path, name)


def _modules(program: Path, name: str) -> Iterator[tuple[str, bytes]]:
    from PyInstaller.archive.readers import ArchiveReadError, CArchiveReader  # late: only the bundle's makers have it

    try:
        archive = CArchiveReader(str(program))
    except ArchiveReadError:
        return
    for inner in archive.toc:
        if inner.endswith(".pyz"):
            modules = archive.open_embedded_archive(inner)
            yield from ((f"{name}:{module}", modules.extract(module, raw=True) or b"") for module in modules.toc)
        else:
            yield f"{name}:{inner}", archive.extract(inner)


def main() -> int:
    """Report on the bundle in the folder named; 1 where something must go."""
    folder = Path(sys.argv[1])
    found = list(faults(folder, ROOT))
    for fault in found:
        print(f"{folder.name}: {fault}")
    if not found:
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
        print(f"{folder}: {size / 1e6:.0f} MB, and nothing in it that does not belong there.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
