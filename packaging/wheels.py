"""Fail where a locked package has no wheel for a system that installers are made for, so that none is ever compiled.

make check-wheels           (python packaging/wheels.py [LOCK …]; requirements-dev.lock without one)

Asks whatever index pip is set up with, and downloads no wheel. Each wheel's hash must stand in the lock. Pure wheels
found for one system serve the others, so only the rest is asked for again.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
PYTHONS = ("3.12", "3.11")
"""What installers are built with, and the oldest that runs the sources."""

_MISSING = re.compile(r"No matching distribution found for (\S+)==")
_ENTRY = re.compile(r"\n(?=\S)")


@dataclass(frozen=True, slots=True)
class System:
    """A system by the oldest that is promised: `tags` name its wheels, `markers` what the lock's conditions ask."""

    name: str
    tags: tuple[str, ...]
    markers: dict[str, str] = field(hash=False)


def _system(name: str, tags: Iterable[str], os_name: str, platform: str, system: str, machine: str) -> System:
    markers = {
        "os_name": os_name,
        "sys_platform": platform,
        "platform_system": system,
        "platform_machine": machine,
        "platform_release": "",
        "platform_version": "",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    return System(name, tuple(tags), markers)


# pip takes the older tags of a Mac along, but not those of Linux. 2.35 is Ubuntu 22.04's C library; Debian 12 has 2.36.
_LINUX_TAGS = [f"manylinux_2_{minor}_x86_64" for minor in range(35, 16, -1)]
_LINUX_TAGS += ["manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"]

SYSTEMS = (
    _system("Windows x86-64", ["win_amd64"], "nt", "win32", "Windows", "AMD64"),
    # Qt 6.12, and OpenCV's wheels for Intel Macs, begin at macOS 14.
    _system("macOS 14 arm64", ["macosx_14_0_arm64"], "posix", "darwin", "Darwin", "arm64"),
    _system("macOS 14 x86-64", ["macosx_14_0_x86_64"], "posix", "darwin", "Darwin", "x86_64"),
    _system("Linux x86-64", _LINUX_TAGS, "posix", "linux", "Linux", "x86_64"),
)


@dataclass(frozen=True, slots=True)
class Pin:
    """One line of a lock."""

    requirement: Requirement
    hashes: frozenset[str]

    @property
    def exact(self) -> str:
        """`name==version`."""
        return f"{self.requirement.name}{self.requirement.specifier}"

    def is_for(self, system: System, python: str) -> bool:
        """Whether that system installs it."""
        marker = self.requirement.marker
        versions = {"python_version": python, "python_full_version": f"{python}.0", "implementation_version": python}
        return marker is None or marker.evaluate({**system.markers, **versions})


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel that the index has; `pythons` is what it says of the versions that run it."""

    file: str
    hash: str | None
    pythons: str = ""

    @property
    def is_pure(self) -> bool:
        """Whether it serves every system."""
        return self.file.endswith("-none-any.whl")


def pins(lock: str) -> Iterator[Pin]:
    """Return the lines of a lock file as `uv pip compile --generate-hashes` writes it."""
    for entry in _ENTRY.split(lock.strip()):
        line, *rest = entry.replace("\\\n", "\n").splitlines()
        yield Pin(Requirement(line.strip()), frozenset(re.findall(r"--hash=sha256:([0-9a-f]{64})", "\n".join(rest))))


def find(wanted: Sequence[Pin], system: System, python: str) -> tuple[dict[str, Wheel], list[str]]:
    """Return the wheels of `wanted` by `Pin.exact`, and which of them have none."""
    left = {pin.requirement.name: pin.exact for pin in wanted}
    missing: list[str] = []
    while left:
        report, told = _ask(left.values(), system, python)
        if report is not None:
            return {left[name]: wheel for name, wheel in _wheels(report, left)}, missing
        found = _MISSING.search(told)
        if found is None or found.group(1) not in left:
            sys.exit(f"pip could not look for wheels:\n{told}")
        missing.append(left.pop(found.group(1)))
    return {}, missing


def faults(all_pins: Sequence[Pin], system: System, python: str, pure: dict[str, Wheel]) -> Iterator[str]:
    """Return what one system lacks, in words. `pure` holds the wheels that serve any system, and grows."""
    needed = [pin for pin in all_pins if pin.is_for(system, python)]
    wheels, missing = find([pin for pin in needed if pin.exact not in pure], system, python)
    pure.update({name: wheel for name, wheel in wheels.items() if wheel.is_pure})
    yield from (f"{name} has no wheel for {system.name} on Python {python}" for name in missing)
    for pin in needed:
        wheel = wheels.get(pin.exact)
        if wheel is not None and wheel.hash not in pin.hashes:
            yield f"{wheel.file} is not the file that the lock knows"
        if wheel is not None and not SpecifierSet(wheel.pythons).contains(f"{python}.0"):
            yield f"{wheel.file} is not for Python {python}"


def main() -> int:
    """Ask for each system and Python; 1 where something is missing."""
    parser = argparse.ArgumentParser(description="Is there a wheel of everything locked, for every system?")
    parser.add_argument("locks", nargs="*", type=Path, default=[ROOT / "requirements-dev.lock"])
    wanted = [pin for lock in parser.parse_args().locks for pin in pins(lock.read_text(encoding="utf-8"))]
    count = 0
    for python in PYTHONS:
        pure: dict[str, Wheel] = {}
        for system in SYSTEMS:
            found = list(faults(wanted, system, python, pure))
            needed = sum(pin.is_for(system, python) for pin in wanted)
            print(f"{system.name}, Python {python}: {needed} packages, {len(found)} faults", flush=True)
            print("".join(f"  {fault}\n" for fault in found), end="")
            count += len(found)
    return 1 if count else 0


def _ask(exact: Iterable[str], system: System, python: str) -> tuple[str | None, str]:
    """pip's report as JSON, None where it refuses; and what it says."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--no-input"]
        # pip would hold a package's demands against the Python that runs it, not against the one that is named.
        command += ["--dry-run", "--ignore-installed", "--ignore-requires-python", "--no-deps", "--only-binary=:all:"]
        command += [f"--python-version={python}", *(f"--platform={tag}" for tag in system.tags)]
        command += ["--target", folder, "--report", str(report)]
        done = subprocess.run([*command, *exact], check=False, capture_output=True, text=True)
        return (report.read_text(encoding="utf-8") if done.returncode == 0 else None), done.stderr


def _wheels(report: str, names: Iterable[str]) -> Iterator[tuple[str, Wheel]]:
    """Return the wheels in pip's report, by the names that the lock gives their packages."""
    by_name = {_plain(name): name for name in names}
    for each in json.loads(report)["install"]:
        info = each["download_info"]
        told = _sha256(info.get("archive_info", {}))
        wheel = Wheel(info["url"].rsplit("/", 1)[1], told, each["metadata"].get("requires_python", ""))
        yield by_name[_plain(each["metadata"]["name"])], wheel


def _sha256(archive: Mapping[str, Any]) -> str | None:
    """Return the hash that pip reports; before pip 23.1 only `hash` has it, as `sha256=…`."""
    kind, _, value = archive.get("hash", "").partition("=")
    hashes: dict[str, str] = archive.get("hashes", {kind: value})
    return hashes.get("sha256")


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main())
