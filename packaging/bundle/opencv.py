"""Compile OpenCV with nothing but what the app uses, from the published sources of the version that is locked.

What it is published with on Linux plays films and solves equations; that takes 140 MB, and is linked in, so that it
cannot be left out of a bundle. Needs a C++ compiler, cmake, ninja, nasm (by which JPEGs, as webcams send them, are read
fast) and Python's headers, and about ten minutes of a processor. Knows nothing of the bundle: the outcome is one file
that takes the place of the published one, and the licences of what is linked into it.
"""

import os
import platform
import re
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

NAME = "opencv-python-headless"
LINKED_IN = "linked-in"
"""A folder beside a package's metadata: what is linked into the package, a folder for each with its licence's texts."""
_WITHOUT = """
    1394 ADE AVIF FFMPEG GSTREAMER IPP ITT JASPER LAPACK OBSENSOR OPENCL OPENEXR OPENJPEG PROTOBUF QUIRC TIFF VTK
"""
_OPTIONS = {
    "CMAKE_BUILD_TYPE": "Release",
    "BUILD_LIST": "core,imgproc,imgcodecs,videoio,python3,python_bindings_generator",
    "BUILD_SHARED_LIBS": "OFF",
    "BUILD_opencv_python3": "ON",
    "PYTHON3_LIMITED_API": "ON",
    **{f"WITH_{name}": "OFF" for name in _WITHOUT.split()},
    **{f"BUILD_{name}": "ON" for name in ("JPEG", "PNG", "WEBP", "ZLIB")},  # linked in, whatever the system has
    **{f"BUILD_{name}": "OFF" for name in ("TESTS", "PERF_TESTS", "EXAMPLES", "JAVA", "opencv_apps")},
}
_PROCESSORS = {"x86_64": {"CPU_DISPATCH": "SSE4_1,AVX2"}}
"""The faster forms that are chosen while it runs; elsewhere OpenCV's own choice."""


_ALWAYS_LINKED = {"SoftFloat": "modules/core/3rdparty/SoftFloat", "dlpack": "3rdparty/dlpack"}
"""The work of others that is no library of its own, and where its licence lies in the sources."""
_LICENCE_TEXT = re.compile(r"LICENSE|COPYING|README\.ijg")


@dataclass(frozen=True, slots=True)
class Compiled:
    """The `module`, and `licences`: a folder for each library that is linked into it, with its texts."""

    module: Path
    licences: Path


def compiled(python: Path, lock: Path, folder: Path) -> Compiled:
    """Return the compiled module for `python`, of what `lock` pins; kept in `folder` for the next time."""
    pin = _pin(lock)
    version = pin.partition("==")[2].split()[0]
    made = Compiled(folder / f"cv2-{version}.abi3.so", folder / f"cv2-{version}.licences")
    if not (made.module.exists() and made.licences.exists()):
        sources = _sources(python, pin, folder)
        build = _built(sources, python, folder / "build")
        (library,) = build.glob("lib/python3/cv2*.so")
        subprocess.run(["strip", "--strip-unneeded", library], check=True)
        shutil.rmtree(made.licences, ignore_errors=True)
        keep_licences(sources, build, made.licences)
        made.module.write_bytes(_anonymous(library.read_bytes(), folder, python.parents[1]))
        shutil.rmtree(build)
        shutil.rmtree(sources.parent)
    return made


def _built(sources: Path, python: Path, build: Path) -> Path:
    """Compile; returns the folder of what came of it."""
    options = _OPTIONS | _PROCESSORS.get(platform.machine(), {}) | _interpreter(python)
    definitions = [f"-D{name}={value}" for name, value in options.items()]
    subprocess.run(["cmake", "-G", "Ninja", "-S", sources, "-B", build, "-Wno-dev", *definitions],
        check=True, stdout=subprocess.DEVNULL)  # fmt: skip
    jobs = os.environ.get("JOBS", str(os.cpu_count()))
    subprocess.run(["ninja", "-C", build, "-j", jobs, "opencv_python3"], check=True, stdout=subprocess.DEVNULL)
    return build


def keep_licences(sources: Path, build: Path, folder: Path) -> None:
    """Put the licences of what was linked in `build` into `folder`; raises where one has none in the `sources`."""
    linked = [archive.stem.removeprefix("lib") for archive in (build / "3rdparty" / "lib").glob("*.a")]
    places = {name: f"3rdparty/{name}" for name in linked} | _ALWAYS_LINKED
    for name, place in places.items():
        texts = [file for file in (sources / place).iterdir() if _LICENCE_TEXT.match(file.name)]
        if not texts:
            raise FileNotFoundError(f"no licence of {name} in {place}")
        (folder / name).mkdir(parents=True)
        for text in texts:
            shutil.copyfile(text, folder / name / text.name)


def _anonymous(content: bytes, *folders: Path) -> bytes:
    """`content` with this machine's folders blanked, at their length: OpenCV tells them in its messages."""
    for folder in folders:
        content = content.replace(bytes(folder), b"_" * len(bytes(folder)))
    return content


def _interpreter(python: Path) -> dict[str, str]:
    """Where OpenCV finds the headers of `python` and of its numpy, which it does not in a virtual environment."""
    asked = (
        "import numpy, sys, sysconfig; print(sys.executable, sysconfig.get_path('include'), numpy.get_include(),"
        " sysconfig.get_config_var('LIBDIR') + '/' + sysconfig.get_config_var('LDLIBRARY'), sep='\\n')"
    )
    told = subprocess.run([python, "-c", asked], check=True, capture_output=True, text=True).stdout.splitlines()
    names = ("PYTHON3_EXECUTABLE", "PYTHON3_INCLUDE_DIR", "PYTHON3_NUMPY_INCLUDE_DIRS", "PYTHON3_LIBRARY")
    return dict(zip(names, told, strict=True))


def _sources(python: Path, pin: str, folder: Path) -> Path:
    """Fetch and unpack the published sources, as the lock's hashes have them; returns OpenCV's own among them."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = folder / "wanted.txt"
    wanted.write_text(pin, encoding="utf-8")
    subprocess.run([python, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps",
        "--no-binary", NAME, "--require-hashes", "--dest", folder, "-r", wanted], check=True)  # fmt: skip
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    archive.unlink()
    (sources,) = folder.glob("*/opencv")
    return sources


def _pin(lock: Path) -> str:
    """Return the lines of a lock file that pin OpenCV, with its hashes."""
    found = re.search(rf"^{NAME}==(?:.*\\\n)*.*\n", lock.read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None
    return found[0]
