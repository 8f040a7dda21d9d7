"""Build the bundle: the app with everything of Python that it needs, in dist/kreward-pos.

    make_bundle.py

Runs on the Python that is to be frozen, 3.11 or newer, with nothing installed, on Linux, Windows and macOS; makes a
virtual environment of its own in build/bundle from requirements.lock, so that no tool of a developer slips in. On Linux
OpenCV is compiled anew, once: see `opencv`.
"""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import opencv
from product import COMMAND, ICON_FOLDER, ROOT

HERE = Path(__file__).parent
BUILD = ROOT / "build" / "bundle"
LOCK = HERE / "requirements.lock"


def run(*command: object, **variables: str) -> None:
    """Run a command in the repository's root; raises where it fails."""
    subprocess.run(list(map(str, command)), cwd=ROOT, env=os.environ | variables, check=True)


def environment(folder: Path) -> Path:
    """The Python of an environment in `folder` that holds what the lock says, as published; made where it is not."""
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
    """The Python to freeze the app with."""
    folder = BUILD / "venv"
    python = environment(folder)
    if sys.platform == "linux":
        (published,) = folder.glob("lib/python3.*/site-packages/cv2/cv2.abi3.so")
        compiled = opencv.compiled(python, LOCK, BUILD / "opencv")
        shutil.copyfile(compiled, published)
        for libraries in folder.glob("lib/python3.*/site-packages/opencv_python_headless.libs"):
            shutil.rmtree(libraries)
    return python


def freeze(python: Path, dist: Path, **variables: str) -> None:
    """Let PyInstaller follow the recipe, into `dist`."""
    run(python, HERE / "icons.py", ICON_FOLDER)
    options = ("--log-level", "WARN", "--noconfirm", "--distpath", dist, "--workpath", BUILD / "work" / dist.name)
    run(python, "-m", "PyInstaller", *options, HERE / "kreward-pos.spec", **variables)


def main() -> None:
    """Build, then look through what was built."""
    python = ready_environment()
    freeze(python, ROOT / "dist")
    run(python, HERE / "check_bundle.py", ROOT / "dist" / COMMAND)


if __name__ == "__main__":
    main()
