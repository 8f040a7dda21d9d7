"""What each command says when the loader refuses a real package because a library it needs is missing."""

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


def break_library(library: Path, needed: str, to: Path) -> str:
    """Copy `library` so that it needs a library that no system has instead of `needed`; return that name."""
    missing = "libgone".ljust(len(needed) - len(".so.6"), "-") + ".so.6"  # of the same length
    content = library.read_bytes()
    assert content.count(needed.encode() + b"\0") == 1
    to.write_bytes(content.replace(needed.encode() + b"\0", missing.encode() + b"\0"))
    return missing


@pytest.fixture
def without_qt_network(tmp_path: Path) -> tuple[str, Path]:
    """Return the missing library's name, and a folder with a PySide6 whose QtNetwork cannot be loaded."""
    installed = folder_of("PySide6")
    (tmp_path / "shiboken6").symlink_to(installed.with_name("shiboken6"))
    (tmp_path / "PySide6").mkdir()
    for entry in installed.iterdir():
        if entry.name != "QtNetwork.abi3.so":
            (tmp_path / "PySide6" / entry.name).symlink_to(entry)
    library = break_library(
        installed / "QtNetwork.abi3.so", "libQt6Network.so.6", tmp_path / "PySide6" / "QtNetwork.abi3.so"
    )
    return library, tmp_path


@pytest.fixture
def without_decoder(tmp_path: Path) -> tuple[str, Path]:
    """Return the missing library's name, and a folder with a zxing-cpp that cannot be loaded."""
    (installed,) = folder_of("zxingcpp").rglob("zxingcpp*.so")
    return break_library(installed, "libstdc++.so.6", tmp_path / installed.name), tmp_path


@pytest.mark.parametrize("arguments", [["--demo"], ["--demo", "--self-check"], ["--camera", "none"]])
def test_counter_names_the_library_that_qt_lacks(without_qt_network: tuple[str, Path], arguments: list[str]) -> None:
    library, folder = without_qt_network
    result = run(*arguments, "--data-dir", str(folder / "till"), PYTHONPATH=str(folder))
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("A system library is missing. Install ")
    assert f"apt-file search {library}\n" in result.stderr
    assert "Traceback" not in result.stderr


def test_doctor_names_the_library_that_qt_lacks(without_qt_network: tuple[str, Path]) -> None:
    library, folder = without_qt_network
    result = run("doctor", "--json", "--camera", "none", "--data-dir", str(folder / "till"), PYTHONPATH=str(folder))
    (check,) = (entry for entry in json.loads(result.stdout)["checks"] if entry["name"] == "libraries")
    assert check["health"] == "failed"
    assert f"apt-file search {library}" in check["sentence"]


def test_decode_names_the_library_that_the_decoder_lacks(without_decoder: tuple[str, Path]) -> None:
    library, folder = without_decoder
    result = run("decode", str(folder / "card.png"), PYTHONPATH=str(folder))
    assert result.returncode == 2
    assert f"apt-file search {library}\n" in result.stderr
    assert "Traceback" not in result.stderr


def test_doctor_names_the_library_that_the_decoder_lacks(without_decoder: tuple[str, Path]) -> None:
    library, folder = without_decoder
    result = run("doctor", "--json", "--camera", "none", "--data-dir", str(folder / "till"), PYTHONPATH=str(folder))
    (check,) = (entry for entry in json.loads(result.stdout)["checks"] if entry["name"] == "decoders")
    assert check["health"] == "failed"
    assert f"apt-file search {library}" in check["sentence"]
