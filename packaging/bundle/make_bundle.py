"""Build the bundle: the app with everything of Python that it needs, in dist/kreward-pos.

    make_bundle.py

Runs on the Python that is to be frozen, 3.11 or newer, with nothing installed, on Linux, Windows and macOS; makes a
virtual environment of its own in build/bundle from the lock beside it, so that no tool of a developer slips in. On
Linux OpenCV is compiled anew, once: see `opencv`. The bundle holds whose work it is made of, and fails where one of its
parts may not be handed on; dist/kreward-pos-….cdx.json is the same as an inventory.
"""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import opencv
from product import COMMAND, ICON_FOLDER, NAME, NOTICES, ROOT, system

HERE = Path(__file__).parent
BUILD = ROOT / "build" / "bundle"
LOCK = HERE / "requirements.lock"


def run(*command: object, **variables: str) -> None:
    """Run a command in the repository's root; raises where it fails."""
    subprocess.run(list(map(str, command)), cwd=ROOT, env=os.environ | variables, check=True)


def environment(folder: Path) -> Path:
    """Return the Python of an environment in `folder` with what the lock says; make it where there is none."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "installed"
    if not stamp.exists() or stamp.read_bytes() != LOCK.read_bytes():
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        options = ("--only-binary", ":all:", "--require-hashes")
        run(python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", *options, "-r", LOCK)
        stamp.write_bytes(LOCK.read_bytes())
    return python


def ready_environment() -> Path:
    """Return the Python to freeze the app with."""
    folder = BUILD / "venv"
    python = environment(folder)
    if sys.platform == "linux":
        take_in(opencv.compiled(python, LOCK, BUILD / "opencv"), next(folder.glob("lib/python3.*/site-packages")))
    return python


def take_in(made: opencv.Compiled, packages: Path) -> None:
    """Put our OpenCV into the place of the published one, and what it is made of beside its metadata."""
    shutil.copyfile(made.module, packages / "cv2" / "cv2.abi3.so")
    shutil.rmtree(packages / "opencv_python_headless.libs", ignore_errors=True)
    (about,) = packages.glob("opencv_python_headless-*.dist-info")
    (about / "LICENSE-3RD-PARTY.txt").unlink(missing_ok=True)  # tells of what the published one is made of
    shutil.rmtree(about / opencv.LINKED_IN, ignore_errors=True)
    shutil.copytree(made.licences, about / opencv.LINKED_IN)


def freeze(python: Path, dist: Path, **variables: str) -> None:
    """Let PyInstaller follow the recipe, into `dist`."""
    run(python, HERE / "icons.py", ICON_FOLDER)
    options = ("--log-level", "WARN", "--noconfirm", "--distpath", dist, "--workpath", BUILD / "work" / dist.name)
    run(python, "-m", "PyInstaller", *options, HERE / "kreward-pos.spec", **variables)


def main() -> None:
    """Build, then look through what was built; whose work it is, and may it be handed on?"""
    python = ready_environment()
    dist = ROOT / "dist"
    bundle = dist / COMMAND
    freeze(python, dist)
    run(python, HERE / "check_bundle.py", bundle)
    notices = bundle / NOTICES
    if sys.platform == "darwin":
        app = dist / f"{NAME}.app"
        run(python, HERE.parent / "macos" / "mac_app.py", "finish", app)
        notices = app / "Contents" / "Resources" / NOTICES
    inventory = dist / f"{COMMAND}-{system()}.cdx.json"
    run(python, HERE.parent / "licences.py", "--bundle", bundle, "--notices", notices, "--sbom", inventory)


if __name__ == "__main__":
    main()
