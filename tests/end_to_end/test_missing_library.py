"""Real packages that the loader refuses, since a library that they name is missing: what each command says of it."""

import json
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from .commands import run

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="made for the loader of Linux")


def folder_of(package: str) -> Path:
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def broken(library: Path, needed: str, to: Path) -> str:
    """Copy `library` so that it asks for one that no system has in the place of `needed`; returns that one's name."""
    missing = "libgone".ljust(len(needed) - len(".so.6"), "-") + ".so.6"  # of the same length
    content = library.read_bytes()
    assert content.count(needed.encode() + b"\0") == 1
    to.write_bytes(content.replace(needed.encode() + b"\0", missing.encode() + b"\0"))
    return missing


@pytest.fixture
def without_qt_network(tmp_path: Path) -> tuple[str, Path]:
    """A PySide6 whose QtNetwork cannot be loaded; the library's name, and where it lies."""
    installed = folder_of("PySide6")
    (tmp_path / "shiboken6").symlink_to(installed.with_name("shiboken6"))
    (tmp_path / "PySide6").mkdir()
    for each in installed.iterdir():
        if each.name != "QtNetwork.abi3.so":
            (tmp_path / "PySide6" / each.name).symlink_to(each)
    library = broken(installed / "QtNetwork.abi3.so", "libQt6Network.so.6", tmp_path / "PySide6" / "QtNetwork.abi3.so")
    return library, tmp_path


@pytest.fixture
def without_decoder(tmp_path: Path) -> tuple[str, Path]:
    """A zxing-cpp that cannot be loaded; the library's name, and where it lies."""
    (installed,) = folder_of("zxingcpp").rglob("zxingcpp*.so")
    return broken(installed, "libstdc++.so.6", tmp_path / installed.name), tmp_path


@pytest.mark.parametrize("words", [["--demo"], ["--demo", "--self-check"], ["--camera", "none"]])
def test_counter_names_the_library_that_qt_lacks(without_qt_network: tuple[str, Path], words: list[str]) -> None:
    library, folder = without_qt_network
    done = run(*words, "--data-dir", str(folder / "till"), PYTHONPATH=str(folder))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("A system library is missing. Install ")
    assert f"apt-file search {library}\n" in done.stderr
    assert "Traceback" not in done.stderr


def test_doctor_names_the_library_that_qt_lacks(without_qt_network: tuple[str, Path]) -> None:
    library, folder = without_qt_network
    done = run("doctor", "--json", "--camera", "none", "--data-dir", str(folder / "till"), PYTHONPATH=str(folder))
    (check,) = (each for each in json.loads(done.stdout)["checks"] if each["name"] == "libraries")
    assert check["health"] == "failed"
    assert f"apt-file search {library}" in check["sentence"]


def test_decode_names_the_library_that_the_decoder_lacks(without_decoder: tuple[str, Path]) -> None:
    library, folder = without_decoder
    done = run("decode", str(folder / "card.png"), PYTHONPATH=str(folder))
    assert done.returncode == 2
    assert f"apt-file search {library}\n" in done.stderr
    assert "Traceback" not in done.stderr


def test_doctor_names_the_library_that_the_decoder_lacks(without_decoder: tuple[str, Path]) -> None:
    library, folder = without_decoder
    done = run("doctor", "--json", "--camera", "none", "--data-dir", str(folder / "till"), PYTHONPATH=str(folder))
    (check,) = (each for each in json.loads(done.stdout)["checks"] if each["name"] == "decoders")
    assert check["health"] == "failed"
    assert f"apt-file search {library}" in check["sentence"]
