"""What the app is called to an operating system, taken from its one source: the package and `pyproject.toml`.

For the recipes of bundles and installers. Knows no tool that makes them.
"""

import platform
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAME = "Kreward POS"
PUBLISHER = "Kreward POS"
COMMAND = "kreward-pos"
"""The program that may write to a terminal; also the bundle's folder."""
COUNTER = "kreward-pos-counter"
"""The same program for an icon: it opens no console on Windows."""
RESOURCES = ROOT / "resources"
ICON = RESOURCES / "icons" / "kreward-pos.svg"
ICON_FOLDER = ROOT / "build" / "bundle" / "icons"
"""Where `icons.py` draws it in the forms of each system."""


NOTICES = "THIRD-PARTY-NOTICES.txt"
"""Whose work the bundle is made of: a file in it."""


def system() -> str:
    """Return this system and its processor, as downloads are named: `linux-x86_64`, `macos-arm64`, `windows-x86_64`."""
    name = {"win32": "windows", "darwin": "macos"}.get(sys.platform, sys.platform)
    machine = platform.machine().lower()
    return f"{name}-{'x86_64' if machine == 'amd64' else machine}"


def version() -> str:
    """Return the version as Python spells it, such as `1.2.0.dev0`."""
    text = (ROOT / "kreward_pos" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"', text, re.MULTILINE)
    assert found is not None
    return found[1]


def release() -> tuple[int, int, int]:
    """Its three numbers, which is all that Windows compares."""
    major, minor, patch = re.findall(r"\d+", version())[:3]
    return int(major), int(minor), int(patch)


def description() -> str:
    """Return the project's one sentence."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["description"])


def windows_metadata(program: str) -> str:
    """Return the version resource of `program` as PyInstaller reads it: what the file's properties show on Windows."""
    numbers = (*release(), 0)
    strings = {
        "CompanyName": PUBLISHER,
        "FileDescription": NAME,
        "FileVersion": version(),
        "InternalName": program,
        "OriginalFilename": f"{program}.exe",
        "ProductName": NAME,
        "ProductVersion": version(),
    }
    told = ", ".join(f"StringStruct({name!r}, {value!r})" for name, value in strings.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}), kids=["
        f"StringFileInfo([StringTable('040904B0', [{told}])]), "
        "VarFileInfo([VarStruct('Translation', [1033, 1200])])])\n"
    )
