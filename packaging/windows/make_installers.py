"""Compile both Windows installers, with makensis, wixl and msibuild, from a bundle that was built on Windows:

    make_installers.py --payload FOLDER [--version 1.2.0] OUT

OUT then holds an .exe, for one person's account, and an .msi, for a whole machine. Runs wherever these tools do; knows
nothing of how the bundle was made.
"""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent / "bundle"))

import msi  # noqa: E402 - its folder and the bundle's must be findable first
from product import COMMAND, COUNTER, ICON_FOLDER, NAME, PUBLISHER, version  # noqa: E402


def nsis(script: Path, **definitions: object) -> None:
    """Compile an NSIS script; a warning fails."""
    defined = [f"-D{name}={value}" for name, value in definitions.items()]
    subprocess.run(["makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", *defined, script], check=True)


def for_one_person(payload: Path, number: str, out: Path) -> Path:
    """Return the installer that needs no administrator."""
    installer = out / f"{COMMAND}-{number}-windows-user.exe"
    nsis(HERE / "kreward-pos.nsi", VERSION=number, RELEASE=f"{msi.comparable(number)}.0", NAME=NAME,
        PUBLISHER=PUBLISHER, PAYLOAD=payload, ICON=ICON_FOLDER / f"{COMMAND}.ico", OUT=installer)  # fmt: skip
    return installer


def for_a_machine(payload: Path, number: str, out: Path) -> Path:
    """Return the package that an administrator distributes."""
    installer = out / f"{COMMAND}-{number}-windows-machine.msi"
    helper = out / "is-open.exe"
    source = installer.with_suffix(".wxs")
    icon = ICON_FOLDER / f"{COMMAND}.ico"
    nsis(HERE / "is-open.nsi", OUT=helper, COMMAND=f"{COMMAND}.exe", COUNTER=f"{COUNTER}.exe")
    source.write_text(msi.source(payload, number, helper, icon, seen_from=out), encoding="utf-8")
    subprocess.run(["wixl", "--arch", "x64", "--output", installer.name, source.name], cwd=out, check=True)
    for change in msi.REFUSAL:
        subprocess.run(["msibuild", installer, "-q", change], check=True)
    helper.unlink()
    source.unlink()
    return installer


def stand_in(payload: Path) -> None:
    """Make a bundle in `payload` of programs that only do what installers and their tests ask for."""
    (payload / "_internal" / "PySide6").mkdir(parents=True, exist_ok=True)
    (payload / "_internal" / "PySide6" / "stand-in.dll").write_bytes(b"\0")
    for program in (COMMAND, COUNTER):
        nsis(HERE / "stand-in.nsi", OUT=payload / f"{program}.exe")


def main() -> None:
    """Compile both."""
    parser = argparse.ArgumentParser(description="Compile both Windows installers.")
    content = parser.add_mutually_exclusive_group(required=True)
    content.add_argument("--payload", type=Path, help="the bundle's folder")
    content.add_argument("--stand-in", action="store_true", help="a bundle that does nothing, to see that they compile")
    parser.add_argument("--version", default=version())
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    out = given.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    payload = out / "stand-in" if given.stand_in else given.payload.resolve()
    if given.stand_in:
        stand_in(payload)
    for compiled in (for_one_person, for_a_machine):
        print(compiled(payload, given.version, out))


if __name__ == "__main__":
    main()
