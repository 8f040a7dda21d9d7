"""On a bare Debian: which shared libraries the app lacks, and whether the packages installed for it bring them.

    .venv/bin/python packaging/debian/check_libraries.py

Run as root from the repository's root, on a system where nothing but Python and a .venv has been added: `make
check-libraries` makes one. It asks the loader (ldd) about every library in the .venv that the app loads, expects that
the app names what it lacks, installs the system packages, and asks again. Fails where a library is still missing, or
where `kreward_pos/libraries.py` does not say which package brought it.
"""

import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "packaging" / "bundle")]
from contents import is_wanted  # noqa: E402 - its folder is named above

from kreward_pos.doctor.machine import QT_MODULES  # noqa: E402
from kreward_pos.libraries import PACKAGES  # noqa: E402

PACKAGES_FOLDER = Path(sysconfig.get_path("purelib"))
INSTALL = "packaging/debian/install-system-packages"
_QT_MODULE = re.compile(r"PySide6/(Qt\w+)\.abi3\.so")


def loaded_libraries() -> list[Path]:
    """Return the libraries that the app loads by name; what those are linked to is found by asking the loader.

    Of Qt, that is the modules that it imports and the plugins that the bundle keeps; of all else, every one.
    """
    return [path for path in PACKAGES_FOLDER.rglob("*.so*") if _is_loaded(path.relative_to(PACKAGES_FOLDER).as_posix())]


def _is_loaded(name: str) -> bool:
    if not name.startswith("PySide6/"):
        return True
    if found := _QT_MODULE.fullmatch(name):
        return found[1] in QT_MODULES
    return "/plugins/" in name and is_wanted(name)


def missing(libraries: list[Path]) -> dict[str, str]:
    """Return what the loader does not find for `libraries`, each with the first of them that it is missing for."""
    found: dict[str, str] = {}
    for path in libraries:
        told = subprocess.run(["ldd", path], check=False, capture_output=True, text=True).stdout
        for library in re.findall(r"^\s*(\S+) => not found$", told, re.MULTILINE):
            found.setdefault(library, path.name)
    return found


def owner(library: str) -> str | None:
    """Return the installed package that brings `library`, under the name that it has on every release."""
    known = subprocess.run(["ldconfig", "-p"], check=True, capture_output=True, text=True).stdout
    path = re.search(rf"^\s*{re.escape(library)} .*=> (\S+)$", known, re.MULTILINE)
    if path is None:
        return None
    told = subprocess.run(["dpkg-query", "--search", f"*{path[1]}"], check=False, capture_output=True, text=True).stdout
    return told.partition(":")[0].removesuffix("t64") or None


def faults() -> Iterator[str]:
    """Install the system packages, and say in a sentence each what is wrong before and after."""
    libraries = loaded_libraries()
    before = missing(libraries)
    print(f"{len(libraries)} libraries are loaded by the app; the bare system lacks {len(before)} that they need.")
    if not before:
        yield "this system lacks nothing, so nothing can be proved on it"
    yield from _start_faults()
    subprocess.run([INSTALL, "demo"], cwd=ROOT, check=True)
    for library, needed_by in missing(libraries).items():
        yield f"{library}, which {needed_by} needs, is not brought by {INSTALL}"
    for library in before:
        if PACKAGES.get(library) != (brought_by := owner(library)):
            yield f"{library} is brought by {brought_by}, and kreward_pos/libraries.py says {PACKAGES.get(library)}"


def _start_faults() -> Iterator[str]:
    """Start the app on the bare system: a sentence names the library and its package."""
    for words in (["--demo", "--self-check"], ["doctor"]):
        command = [sys.executable, "-m", "kreward_pos", *words]
        done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
        told = done.stdout + done.stderr
        named = re.search(r"Install (\S+)\. On Debian or Ubuntu: apt-get install (\S+)$", told, re.MULTILINE)
        if done.returncode == 0 or "Traceback" in told or named is None:
            yield f"kreward-pos {' '.join(words)} does not name what is missing: {told.strip()[-400:]}"
        elif PACKAGES.get(named[1]) != named[2]:
            yield f"{named[2]} is no package for {named[1]}"
        else:
            print(f"kreward-pos {' '.join(words)} on the bare system: {named[0]}")


def main() -> int:
    """Report; 1 where something is wrong."""
    found = list(faults())
    for fault in found:
        print(fault)
    if not found:
        print("With the system packages installed, nothing is missing.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
