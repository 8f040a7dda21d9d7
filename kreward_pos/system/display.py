"""Checks that a window can be opened, before Qt would end the process with a plugin error."""

import os
import shlex
import socket
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from kreward_pos import libraries
from kreward_pos.errors import QT_TRANSLATE_NOOP, SetupFailure
from kreward_pos.libraries import LibraryMissing


class NoDisplay(SetupFailure):
    """Linux without a reachable X11 or Wayland display."""

    title = QT_TRANSLATE_NOOP("errors", "There is no screen to open a window on")
    message = QT_TRANSLATE_NOOP(
        "errors",
        "Start it on a desktop, or on a virtual screen: xvfb-run {program}. "
        "Without any screen, {program} --demo --self-check does the whole job by itself.",
    )


def require_display() -> None:
    """Raise `NoDisplay` or `LibraryMissing` where Qt could open no window."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return
    missing: LibraryMissing | None = None
    for is_there, needed in _displays():
        try:
            if is_there:
                libraries.require(needed)
                return
        except LibraryMissing as error:
            missing = missing or error
    raise missing or NoDisplay(program=_program())


def _displays() -> Iterator[tuple[bool, Iterable[str]]]:
    """Yield whether each kind of display exists and what Qt's plugin for it needs, in Qt's order."""
    yield _has_wayland(), libraries.QT_WAYLAND
    yield _has_x11(os.environ.get("DISPLAY", "")), libraries.QT_X11


def use_offscreen_if_no_display() -> None:
    """Let Qt paint into memory where there is no display."""
    try:
        require_display()
    except NoDisplay:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def _program() -> str:
    """Return the command that started this process, quoted for a shell: a checkout and a bundle differ."""
    started = sys.argv[0]
    return shlex.join([sys.executable, "-m", "kreward_pos"] if started.endswith("__main__.py") else [started])


def _has_wayland() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY", "")
    if not name:
        return False
    return (Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere")) / name).exists()


def _has_x11(name: str) -> bool:
    """Return whether the X server that `DISPLAY` names accepts a connection."""
    host, colon, screen = name.rpartition(":")
    number = screen.partition(".")[0]
    if not colon or not number.isdecimal():
        return False
    # A leading NUL is the abstract socket, the only one of some X servers.
    local = [f"/tmp/.X11-unix/X{number}", f"\0/tmp/.X11-unix/X{number}"]  # noqa: S108 - X11's fixed path
    if host in {"", "unix"}:
        return any(_accepts(socket.AF_UNIX, path) for path in local)
    return _accepts(socket.AF_INET, (host, 6000 + int(number)))


def _accepts(family: socket.AddressFamily, address: str | tuple[str, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(2)
        try:
            probe.connect(address)
        except OSError:
            return False
    return True
