"""The system's shared libraries that the Python packages are linked to: which one is missing, and who brings it.

Knows names alone; loads nothing but what it is asked for.
"""

import ctypes
import re
from collections.abc import Iterable

from kreward_pos.errors import QT_TRANSLATE_NOOP, SetupFailure

QT = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
"""What Qt's modules are linked to, and the package of Debian and Ubuntu that brings it.

Complete for both systems that `make check-fresh` tries; it compares these tables with what a bare one lacks.
"""
QT_X11 = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""The same for Qt's plugin for X11."""
QT_WAYLAND = {"libwayland-client.so.0": "libwayland-client0", "libwayland-cursor.so.0": "libwayland-cursor0"}
"""The same for Qt's plugin for Wayland."""
PACKAGES = QT | QT_X11 | QT_WAYLAND
"""All of them."""

_UNLOADABLE = re.compile(r"([^\s/:]+\.so[.\d]*): cannot open shared object file")
"""How the loader of Linux says it; the words after it are in the system's language."""


class LibraryMissing(SetupFailure):
    """A shared library of the system is missing."""

    title = QT_TRANSLATE_NOOP("errors", "A system library is missing")
    message = QT_TRANSLATE_NOOP("errors", "Install {library}. On Debian or Ubuntu: apt-get install {package}")


class UnknownLibraryMissing(LibraryMissing):
    """A shared library is missing, and nobody here knows which package brings it."""

    message = QT_TRANSLATE_NOOP(
        "errors",
        "Install {library}. On Debian or Ubuntu, this finds its package: "
        "apt-get install apt-file && apt-file update && apt-file search {library}",
    )


def missing_library(error: ImportError) -> LibraryMissing | None:
    """Return which library an import failed for; None where that was not the reason."""
    found = _UNLOADABLE.search(str(error))
    return None if found is None else _missing(found[1])


def require(libraries: Iterable[str]) -> None:
    """Raise `LibraryMissing` for the first of `libraries` that the system cannot load."""
    for library in libraries:
        try:
            ctypes.CDLL(library)
        except OSError:
            raise _missing(library) from None


def _missing(library: str) -> LibraryMissing:
    package = PACKAGES.get(library)
    if package is None:
        return UnknownLibraryMissing(library=library)
    return LibraryMissing(library=library, package=package)
