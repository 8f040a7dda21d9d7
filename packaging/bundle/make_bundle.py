"""Build the bundle: the app with everything of Python that it needs, in dist/kreward-pos.

    make_bundle.py

Runs on the Python that is to be frozen, 3.11 or newer, with nothing installed, on Linux, Windows and macOS; makes a
virtual environment of its own in build/bundle from requirements.lock, so that no tool of a developer slips in.

On Linux OpenCV is compiled, once, with the four of its modules that the app uses: what it is published with plays
films and solves equations, which takes 140 MB and is linked in. That takes a C++ compiler and, the first time, a
quarter of an hour. Elsewhere those parts are files of their own, or small, and the published one is used.
"""

import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from product import ROOT

HERE = Path(__file__).parent
BUILD = ROOT / "build" / "bundle"
LOCK = HERE / "requirements.lock"
OPENCV = "opencv-python-headless"
_OFF = """
    1394 ADE AVIF FFMPEG GSTREAMER IPP ITT JASPER LAPACK OBSENSOR OPENCL OPENEXR OPENJPEG PROTOBUF QUIRC TIFF VTK
"""
_OPENCV_OPTIONS = {
    "BUILD_LIST": "core,imgproc,imgcodecs,videoio,python3",
    **{f"WITH_{name}": "OFF" for name in _OFF.split()},
    **{f"BUILD_{name}": "ON" for name in ("JPEG", "PNG", "WEBP", "ZLIB")},  # its own, linked in
    **{f"BUILD_{name}": "OFF" for name in ("TESTS", "PERF_TESTS", "EXAMPLES", "opencv_apps")},
}


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


def small_opencv(python: Path) -> Path:
    """A wheel of OpenCV with nothing but what is used, compiled for `python` where there is none yet."""
    text = LOCK.read_text(encoding="utf-8")
    found = re.search(rf"^{OPENCV}==(\S+)", text, re.MULTILINE)
    assert found is not None
    folder = BUILD / f"opencv-{found[1]}-{sys.implementation.cache_tag}"
    if not (wheels := list(folder.glob("*.whl"))):
        print(f"Compiling {OPENCV} {found[1]} with only what is used; this once, for about a quarter of an hour.")
        run(python, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps", "--no-binary", OPENCV,
            "--wheel-dir", folder, f"{OPENCV}=={found[1]}",
            CMAKE_ARGS=" ".join(f"-D{name}={value}" for name, value in _OPENCV_OPTIONS.items()),
            ENABLE_HEADLESS="1", CMAKE_BUILD_PARALLEL_LEVEL=str(os.cpu_count() or 1))  # fmt: skip
        wheels = list(folder.glob("*.whl"))
    return wheels[0]


def ready_environment() -> Path:
    """The Python to freeze the app with."""
    python = environment(BUILD / "venv")
    stamp = BUILD / "venv" / "small-opencv"
    if sys.platform == "linux" and not stamp.exists():
        wheel = small_opencv(python)
        run(python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--force-reinstall", wheel)
        stamp.touch()
    return python


def freeze(python: Path, dist: Path, **variables: str) -> None:
    """Draw the icons and let PyInstaller follow the recipe, into `dist`."""
    run(python, HERE / "icons.py", BUILD / "icons")
    spec = HERE / "kreward-pos.spec"
    work = BUILD / "work" / dist.name
    run(python, "-m", "PyInstaller", "--log-level", "WARN", "--noconfirm", "--distpath", dist, "--workpath", work, spec,
        **variables)  # fmt: skip


def main() -> None:
    """Build, then look through what was built."""
    python = ready_environment()
    freeze(python, ROOT / "dist")
    run(python, HERE / "check_bundle.py", ROOT / "dist" / "kreward-pos")


if __name__ == "__main__":
    main()
