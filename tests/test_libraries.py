"""The error about a missing shared library, from the loader's real errors."""

import ctypes
import re
import sys
from pathlib import Path

import pytest

from kreward_pos import libraries
from kreward_pos.doctor import machine
from kreward_pos.doctor.findings import Finding, Severity, run
from kreward_pos.libraries import PACKAGES, LibraryMissing, UnknownLibraryMissing, missing_library, require

SOURCES = Path(__file__).parents[1] / "kreward_pos"
GONE = "libgone.so.9"

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there the system brings Qt's libraries")


def loading_error(library: str) -> ImportError:
    """Return the loader's own words on a library that is missing, as an import passes them on."""
    with pytest.raises(OSError, match="cannot open shared object file") as caught:
        ctypes.CDLL(library)
    return ImportError(str(caught.value))


@linux
def test_missing_library_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PACKAGES, GONE, "libgone9")
    missing = missing_library(loading_error(GONE))
    assert missing is not None
    assert missing.sentence == "Install libgone.so.9. On Debian or Ubuntu: apt-get install libgone9"


@linux
def test_error_about_an_unknown_library_explains_how_to_find_its_package() -> None:
    missing = missing_library(loading_error(GONE))
    assert isinstance(missing, UnknownLibraryMissing)
    assert "apt-file search libgone.so.9" in missing.sentence


@pytest.mark.parametrize("text", ["No module named 'cv2'", "cannot import name 'QtGone' from 'PySide6'", ""])
def test_other_import_errors_are_bugs(text: str) -> None:
    assert missing_library(ImportError(text)) is None


@linux
def test_first_library_that_cannot_be_loaded_is_the_one_named() -> None:
    require([])
    require(["libc.so.6"])
    with pytest.raises(LibraryMissing) as caught:
        require(["libc.so.6", GONE, "libgone.so.10"])
    assert caught.value.details["library"] == GONE


def test_tables_name_each_library_once() -> None:
    assert len(PACKAGES) == len(libraries.QT) + len(libraries.QT_X11) + len(libraries.QT_WAYLAND)


@linux
def test_doctor_names_the_library_that_a_check_fails_for() -> None:
    def check() -> Finding:
        raise loading_error(GONE)

    (found,) = run({"libraries": check})
    assert found.finding.health is Severity.FAILED
    assert "apt-file search libgone.so.9" in found.finding.sentence


def test_doctor_loads_every_module_of_qt_that_the_app_imports() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py"))
    assert set(re.findall(r"from PySide6\.(\w+) import", sources)) == set(machine.QT_MODULES)
    assert machine.libraries().health is Severity.OK
