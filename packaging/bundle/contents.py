"""What of the libraries goes into the bundle: the parts that the app uses, and no others.

Plain rules over the names of modules and of files in the bundle. Knows nothing of PyInstaller but its destinations:
a path inside the bundle's `_internal` folder.
"""

import re
from collections.abc import Callable, Iterable, Mapping

from kreward_pos.languages import LANGUAGES

EXCLUDED_MODULES = [
    # Imported where they are found, by libraries that do without: command lines, tests, other event loops.
    "IPython", "PIL", "_distutils_hack", "dns", "distutils", "doctest", "h2", "httptools", "lib2to3", "multipart",
    "numpy.f2py", "numpy.testing", "pdb",
    "pkg_resources", "pydoc", "pydoc_data", "pygments", "pytest", "python_multipart", "readline", "rich", "setuptools",
    "socksio", "test", "tkinter", "trio", "turtle", "unittest", "uvloop", "watchfiles", "websockets", "wsproto",
    # What drags a Qt library behind it.
    "PySide6.QtDBus",
]  # fmt: skip

_PLUGINS = {
    # X11, Wayland, nothing at all; then the one of Windows and of macOS.
    "platforms": {"qxcb", "qwayland", "qwayland-egl", "qwayland-generic", "qoffscreen", "qwindows", "qcocoa"},
    "platformthemes": {"qxdgdesktopportal"},
    "platforminputcontexts": {"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"},
    "wayland-shell-integration": {"xdg-shell"},
    "wayland-decoration-client": {"adwaita", "bradient"},
    "imageformats": {"qsvg"},
    "iconengines": {"qsvgicon"},
}
"""The plugins that are kept, of every kind of Qt's; a kind that is not named is dropped whole."""
_TRANSLATIONS = {f"{language.qt_catalogue}.qm" for language in LANGUAGES if language.qt_catalogue}

_UNUSED = re.compile(
    r"\.(pyi|pxd|h|c|cmake|prl)$|/py\.typed$|/tests?/"
    r"|^/cv2/(data|gapi)/|/opencv_videoio_ffmpeg[^/]*\.dll$"  # Windows plays a film by itself
    r"|/opengl32sw\.dll$|/[dD]3[dD]compiler[^/]*\.dll$"  # no window draws by OpenGL
    r"|\.dist-info/(RECORD|INSTALLER|REQUESTED|direct_url\.json|WHEEL)$"
)
# Qt's, those that a wheel brings for itself, and those of the build machine's own system.
_LIBRARY = re.compile(r"^(PySide6/Qt/lib/|[^/]+\.libs/)?lib[^/]*\.so[.\d]*$")
# Loaded by name while the app runs: the interpreter itself and zbar. PortAudio too, but that is left to the system: as
# Debian builds it, it brings Berkeley DB along, whose licence asks for the source of all that uses it.
_LOADED_BY_NAME = re.compile(r"^lib(python3|zbar)[^/]*$")


def is_wanted(destination: str) -> bool:
    """Whether the app has a use for the file at `destination`, whoever else in the bundle may need it."""
    path = "/" + destination.replace("\\", "/")
    if plugin := re.search(r"/plugins/([^/]+)/(?:lib)?([^/.]+)\.[^/]+$", path):
        return plugin[2] in _PLUGINS.get(plugin[1], set())
    if re.search(r"^/PySide6/(Qt/)?translations/", path):
        return path.rsplit("/", 1)[-1] in _TRANSLATIONS
    return not _UNUSED.search(path)


def reached(files: Mapping[str, str], needs: Callable[[str], Iterable[str]]) -> set[str]:
    """Return the destinations among `files` (destination to source) that the bundle cannot do without.

    `needs` tells the names of the libraries that a source is linked to. A library is kept only where something else
    that is kept is linked to it.
    """
    libraries = {destination.rsplit("/", 1)[-1]: destination for destination in files if is_only_a_library(destination)}
    kept = set(files) - set(libraries.values())
    fresh = set(kept)
    while fresh:
        linked = {name for destination in fresh for name in needs(files[destination])}
        fresh = {libraries[name] for name in linked & libraries.keys()} - kept
        kept |= fresh
    return kept


def is_only_a_library(destination: str) -> bool:
    """Whether this Linux file is there for others that are linked to it, and for nothing else."""
    return bool(_LIBRARY.match(destination)) and not _LOADED_BY_NAME.match(destination)
