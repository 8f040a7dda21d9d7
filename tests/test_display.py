"""The error where no window can be opened, and a check that no message needs a source checkout."""

import ast
import re
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kreward_pos import libraries
from kreward_pos.libraries import LibraryMissing
from kreward_pos.system.display import NoDisplay, require_display

ROOT = Path(__file__).parents[1]
TARGETS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
CHECKOUT_ONLY = re.compile(rf"\bmake (?:{'|'.join(TARGETS)})\b|\bpackaging/|\.venv\b|requirements\.lock|\bpip install")

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def x_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As much of an X server as the question needs: something that accepts a connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("DISPLAY", f"127.0.0.1:{server.getsockname()[1] - 6000}")
        yield


@pytest.mark.parametrize(
    ("started", "command"),
    [
        ("kreward-pos", "kreward-pos"),
        ("/opt/Kreward POS/kreward-pos", "'/opt/Kreward POS/kreward-pos'"),
        (".venv/bin/kreward-pos", ".venv/bin/kreward-pos"),
        ("/usr/lib/python3/kreward_pos/__main__.py", f"{sys.executable} -m kreward_pos"),
    ],
)
def test_a_missing_display_is_explained_by_the_command_that_was_started(
    monkeypatch: pytest.MonkeyPatch, started: str, command: str
) -> None:
    monkeypatch.setattr(sys, "argv", [started, "--demo"])
    with pytest.raises(NoDisplay) as caught:
        require_display()
    assert f"xvfb-run {command}. " in caught.value.sentence
    assert f", {command} --demo --self-check does" in caught.value.sentence


@pytest.fixture
def wayland(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As much of a Wayland compositor as the question needs: its socket's file."""
    (tmp_path / "wayland-0").touch()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")


LACKING = {"libmissing.so.9": "libmissing9"}


@pytest.mark.usefixtures("x_server")
def test_library_that_qt_needs_on_x11_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    require_display()
    monkeypatch.setattr(libraries, "QT_X11", LACKING)
    with pytest.raises(LibraryMissing) as caught:
        require_display()
    assert caught.value.details["library"] == "libmissing.so.9"


@pytest.mark.usefixtures("wayland")
def test_library_that_qt_needs_on_wayland_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    require_display()
    monkeypatch.setattr(libraries, "QT_WAYLAND", LACKING)
    with pytest.raises(LibraryMissing) as caught:
        require_display()
    assert caught.value.details["library"] == "libmissing.so.9"


@pytest.mark.usefixtures("wayland", "x_server")
@pytest.mark.parametrize("table", ["QT_WAYLAND", "QT_X11"])
def test_one_of_two_displays_with_its_libraries_is_enough(monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    monkeypatch.setattr(libraries, table, LACKING)
    require_display()


def sentences(source: Path) -> Iterator[str]:
    """Every text in a Python file but its docstrings."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def test_no_message_of_the_app_refers_to_a_source_checkout() -> None:
    """An installed bundle has no Makefile, no packaging folder and no .venv."""
    assert {"demo", "test"} <= set(TARGETS)
    assert CHECKOUT_ONLY.search("Try again by make demo.")
    said = [(path.name, text) for path in sorted((ROOT / "kreward_pos").rglob("*.py")) for text in sentences(path)]
    assert len(said) > 1000
    assert [each for each in said if CHECKOUT_ONLY.search(each[1])] == []
