"""What an installer hands on to others, under which licences; fails where one of them forbids it or is not known.

    licences.py [--bundle FOLDER] [--notices FILE] [--sbom FILE]

Runs on the Python whose packages go into the bundle. Goes by the metadata of what is installed, follows the project's
dependencies as this system takes them and what they tell of their inside, by what is linked into OpenCV where it was
compiled here, and, with --bundle, by the libraries that stand in the bundle besides.
Writes the notices that must come with the app, and an inventory in CycloneDX's form. Why each licence may be handed on
stands in `ALLOWED`; docs/decisions/0013 tells more of Qt's.
"""

import argparse
import json
import platform
import re
import subprocess
import sys
import sysconfig
import tomllib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

sys.path.insert(0, str(Path(__file__).resolve().parent / "bundle"))
from opencv import LINKED_IN
from opencv import NAME as OPENCV
from product import RESOURCES, ROOT, version

TYPEFACE = ROOT / "packaging" / "fonts" / "inter.toml"
TEXTS = Path(__file__).parent / "release" / "licences"
BOOTLOADER = "pyinstaller"
_BUILD_ONLY = frozenset({"altgraph", "macholib", "packaging", "pefile", "pyinstaller-hooks-contrib", "setuptools"})
"""What PyInstaller needs to run, and leaves behind."""

_KEEP = "asks for nothing but that its notice is kept, which the notices do"
_QT_WAY = "unchanged shared libraries, which a user can replace; notices and the way to the source come with the app"
ALLOWED = {
    **dict.fromkeys(
        ("0BSD", "AFL-2.1", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "bzip2-1.0.6", "CC0-1.0", "FTL", "HPND",
         "ICU", "IJG", "ISC", "libpng-2.0", "MIT", "MIT-0", "PSF-2.0", "Python-2.0", "Unicode-3.0", "Unlicense", "Zlib",
         "blessing"),
        _KEEP,
    ),
    "OFL-1.1": "the typeface is not sold by itself, and its licence comes with it",
    "MPL-2.0": "its own files stay open, and they are handed on unchanged",
    "LGPL-2.0-or-later": _QT_WAY,
    "LGPL-2.1-or-later": _QT_WAY,
    "LGPL-3.0-only": _QT_WAY,
    "GPL-3.0-or-later WITH GCC-exception-3.1": "the exception lets any program use the compiler's libraries",
    "GPL-2.0-or-later WITH Bootloader-exception": "the exception lets any program start by it",
}  # fmt: skip
"""The licences that may be handed on, each with why."""

READINGS = {
    "apsw-sqlite3mc": "Zlib AND MIT AND blessing",  # says "any OSI"; its text is zlib's. SQLite3MC MIT, SQLite free
    "backports-tarfile": "MIT",
    "certifi": "MPL-2.0",
    "email-validator": "Unlicense",
    "jaraco-classes": "MIT",
    OPENCV: "Apache-2.0 AND LGPL-2.1-or-later",  # the parts of FFmpeg in its wheels
    BOOTLOADER: "GPL-2.0-or-later WITH Bootloader-exception",
    "pynacl": "Apache-2.0 AND ISC",  # libsodium
    "pyserial": "BSD-3-Clause",
    "pyzbar": "MIT AND LGPL-2.1-or-later",  # zbar itself, in its wheel for Windows
    "qrcode": "BSD-3-Clause",
    "sounddevice": "MIT",  # PortAudio, in its wheels, is MIT too
    "tomli-w": "MIT",
}
"""What the licence is where the metadata is older than SPDX, or tells of the package alone."""

LIBRARIES = {
    "MIT": "X11 X11-xcb Xau Xdmcp brotli.* com_err drm expat ffi portaudio wayland-.* xcb.* xkbcommon.*",
    "MIT AND BSD-3-Clause AND HPND": "gssapi_krb5 k5crypto krb5 krb5support",
    "Zlib": "z zlib",
    "bzip2-1.0.6": "bz2",
    "0BSD": "lzma",
    "Apache-2.0": "crypto ssl openssl dlpack",
    "blessing": "sqlite3",
    "BSD-3-Clause": "uuid zstd cap pcre2-.* webp.* sharpyuv bsd md SoftFloat",
    "IJG AND BSD-3-Clause AND Zlib": "jpeg jpeg-turbo",
    "BSD-2-Clause": "lz4",
    "AFL-2.1": "dbus-1",
    "HPND": "fontconfig",
    "FTL": "freetype",
    "libpng-2.0": "png png16",
    "ICU": "icu.*",
    "Python-2.0": "python.*",
    "GPL-3.0-or-later WITH GCC-exception-3.1": "gcc_s stdc\\+\\+ gomp gfortran quadmath",
    "LGPL-2.1-or-later": "glib-2.0 gthread-2.0 systemd keyutils zbar asound jack v4l2 v4lconvert gcrypt gpg-error",
    "LGPL-3.0-only": "Qt6.* pyside6.* shiboken6.*",
}
"""Licences of the shared libraries that a bundle takes from the system that it is built on, `lib<name>.so…`, and of
what is linked into a package that does not tell."""

_OWN_TEXTS = {
    "LGPL-3.0-only": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "LGPL-2.1-or-later": ("LGPL-2.1.txt",),
    "LGPL-2.0-or-later": ("LGPL-2.1.txt",),
}
_SOURCES = {
    "libQt6|pyside6|shiboken6": "Qt, PySide6 and Shiboken: https://download.qt.io/official_releases/"
    " (whose work is in Qt, in turn: https://doc.qt.io/qt-6/licenses-used-in-qt.html)",
    "libzbar|pyzbar": "zbar: https://github.com/mchehab/zbar",
    OPENCV: "FFmpeg, in OpenCV: https://ffmpeg.org/releases/",
    "certifi": "certifi: https://github.com/certifi/python-certifi",
    r"lib(?!Qt6|pyside6|shiboken6|zbar).*\.so": "the libraries of the system that this was built on: "
    "its archive of source packages (on Debian and Ubuntu: apt-get source, and the library's name)",
}
"""Where the sources are of what is under a licence that asks for them, by its name."""
_ASKS_FOR_SOURCES = re.compile(r"LGPL|MPL")
_LIBRARY_FILE = re.compile(r"(?:lib(?P<unix>.+?)(?:\.so[.\d]*|[.\d]*\.dylib)|(?P<windows>.+)\.dll)", re.IGNORECASE)
_TEXT_NAME = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_WORDS = {"MIT License": "MIT", "Apache 2.0": "Apache-2.0"}


@dataclass(frozen=True, slots=True)
class Part:
    """Something that is handed on. `licence` is an SPDX expression, empty where it is not known."""

    name: str
    version: str
    licence: str
    texts: dict[str, str] = field(default_factory=dict, repr=False)
    is_package: bool = True


def project_dependencies(pyproject: Path) -> list[Requirement]:
    """Return what the app itself asks for."""
    return [
        Requirement(each) for each in tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]["dependencies"]
    ]


def packages(wanted: Iterable[Requirement]) -> dict[str, Part]:
    """`wanted` and all that they need on this system, by name; raises `PackageNotFoundError` for what is missing."""
    found: dict[str, Part] = {}
    waiting = list(wanted)
    while waiting:
        requirement = waiting.pop()
        name = _plain(requirement.name)
        is_taken = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if is_taken and name not in found:
            installed = distribution(name)
            found[name] = Part(name, installed.version, licence_of(name, installed), dict(_texts(installed)))
            waiting += _needs(installed, requirement.extras)
    return found


def licence_of(name: str, installed: Distribution) -> str:
    """Its licence as an SPDX expression; empty where neither the metadata nor `READINGS` tell."""
    if name == OPENCV and linked_in(installed):
        return "Apache-2.0"  # alone: what is linked into it is listed by itself
    if name in READINGS:
        return READINGS[name]
    metadata = installed.metadata.json
    told = str(metadata.get("license_expression") or metadata.get("license") or "").strip()
    return _WORDS.get(told, told) if len(told) < 100 else ""


def is_allowed(expression: str) -> bool:
    """Whether what is under this expression may be handed on: of an OR one side is enough, of an AND each must be."""
    while inner := re.search(r"\(([^()]*)\)", expression):
        expression = expression.replace(inner[0], "MIT" if is_allowed(inner[1]) else "NONE")
    return any(all(each.strip() in ALLOWED for each in side.split(" AND ")) for side in expression.split(" OR "))


def told_inside(installed: Distribution) -> dict[str, Part]:
    """Return what a package's own inventories tell of what is linked into it, but for the tools that built it."""
    found = {}
    for file in installed.files or ():
        if "/sboms/" in file.as_posix() and file.suffix == ".json":
            for each in json.loads(Path(str(file.locate())).read_text(encoding="utf-8")).get("components", ()):
                told = "".join(licence.get("expression", "") for licence in each.get("licenses") or ())
                if each.get("scope") != "excluded":
                    licence = told or _library_licence(each["name"])
                    found[each["name"]] = Part(each["name"], each.get("version", ""), licence, is_package=False)
    return found


def linked_in(installed: Distribution) -> dict[str, Part]:
    """Return what is linked into a package that was compiled here, by name; nothing of one as it is published."""
    (about,) = (Path(str(file.locate())).parent for file in installed.files or () if file.name == "METADATA")
    return {
        folder.name: Part(
            folder.name,
            "",
            _library_licence(folder.name),
            {text.name: text.read_text(encoding="utf-8") for text in sorted(folder.iterdir())},
            is_package=False,
        )
        for folder in sorted((about / LINKED_IN).glob("*"))
    }


def system_libraries(bundle: Path, own: Iterable[str]) -> dict[str, Part]:
    """Return the shared libraries in `bundle` that neither a package of `own` nor Python brought, by file name."""
    brought = {Path(str(file)).name for name in own for file in distribution(name).files or ()} | _pythons_own()
    found = {}
    for path in sorted(bundle.rglob("*")):
        is_library = _LIBRARY_FILE.fullmatch(path.name) and path.is_file() and not path.is_symlink()
        if is_library and path.name not in brought:
            found[path.name] = Part(
                path.name, "", _library_licence(path.name), _system_texts(path.name), is_package=False
            )
    return found


def _pythons_own() -> set[str]:
    """Return the libraries that come with a Python in its own folder; its licence covers them."""
    return set() if sys.platform == "linux" else {path.name for path in Path(sys.base_prefix).rglob("*")}


def python_itself() -> Part:
    """Return the interpreter, with the text that stands beside its library."""
    places = [Path(sysconfig.get_path("stdlib"), "LICENSE.txt"), Path(sys.base_prefix, "LICENSE.txt")]
    texts = {place.name: place.read_text(encoding="utf-8") for place in places if place.exists()}
    return Part("Python", platform.python_version(), "Python-2.0", texts, is_package=False)


def typeface() -> Part:
    """Return the shipped typeface, with the text that lies beside it."""
    published = tomllib.loads(TYPEFACE.read_text(encoding="utf-8"))
    text = (RESOURCES / "fonts" / "OFL.txt").read_text(encoding="utf-8")
    return Part(published["name"], published["version"], published["licence"], {"OFL.txt": text}, is_package=False)


def faults(parts: Iterable[Part]) -> Iterator[str]:
    """Return what may not be handed on, or not so, in words."""
    for part in parts:
        if not is_allowed(part.licence):
            what = f"{part.licence} is not" if part.licence else "its licence is not known, nor"
            yield f"{part.name}: {what} among those that may be handed on"
        elif part.is_package and not part.texts and not _own_texts(part):
            yield f"{part.name}: its package holds no text of its licence; put one into packaging/release/licences"


def notices(parts: Iterable[Part]) -> str:
    """Return the text that comes with the app."""
    parts = sorted(parts, key=lambda part: part.name.lower())
    lines = ["Kreward POS is made with the work of others, listed here with their licences.", ""]
    lines += [f"  {part.name} {part.version}".rstrip() + f": {_shown(part)}" for part in parts]
    asking = [part.name for part in parts if _ASKS_FOR_SOURCES.search(_shown(part))]
    lines += ["", "Sources of what is under the LGPL or the MPL:"]
    lines += [f"  {told}" for names, told in _SOURCES.items() if any(re.match(names, name) for name in asking)]
    said: set[str] = set()
    for part in parts:
        for name, text in (part.texts | _own_texts(part)).items():
            if text not in said:
                said.add(text)
                lines += ["", "-" * 80, f"{part.name}: {name}", "", text.strip()]
    return "\n".join(lines) + "\n"


def sbom(parts: Iterable[Part], of: str) -> dict[str, object]:
    """Return the same as an inventory for machines: CycloneDX 1.6."""
    app = {"type": "application", "bom-ref": "kreward-pos", "name": "kreward-pos", "version": of}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid4()}",
        "version": 1,
        "metadata": {"component": app},
        "components": [_component(part) for part in sorted(parts, key=lambda part: part.name.lower())],
    }


def main() -> int:
    """Look, write what is asked for, and report; 1 where something may not be handed on."""
    parser = argparse.ArgumentParser(description="Which licences come with the app?")
    for option in ("--bundle", "--notices", "--sbom"):
        parser.add_argument(option, type=Path)
    given = parser.parse_args()
    shipped = packages([*project_dependencies(ROOT / "pyproject.toml")])
    shipped |= packages([Requirement(BOOTLOADER)]) if given.bundle else {}
    parts = [python_itself(), typeface(), *(part for name, part in shipped.items() if name not in _BUILD_ONLY)]
    parts += linked_in(distribution(OPENCV)).values()
    for name in shipped.keys() - {OPENCV}:  # which tells by one text for all its parts
        parts += told_inside(distribution(name)).values()
    parts += system_libraries(given.bundle, shipped).values() if given.bundle else []
    found = list(faults(parts))
    for fault in found:
        print(fault)
    if given.notices:
        given.notices.write_text(notices(parts), encoding="utf-8")
    if given.sbom:
        given.sbom.write_text(json.dumps(sbom(parts, version()), indent=2) + "\n", encoding="utf-8")
    print(f"{len(parts)} parts, {len(found)} of them in question.")
    return 1 if found else 0


def _component(part: Part) -> dict[str, object]:
    component: dict[str, object] = {
        "type": "library",
        "bom-ref": f"{part.name}@{part.version}",
        "name": part.name,
        "licenses": [{"expression": part.licence}]
        if "Bootloader" not in part.licence
        else [{"license": {"name": part.licence}}],
    }
    if part.version:
        component["version"] = part.version
    if part.is_package:
        component["purl"] = f"pkg:pypi/{part.name}@{part.version}"
    return component


def _shown(part: Part) -> str:
    """Of licences to choose from, the one that is made use of."""
    for side in part.licence.split(" OR "):
        if is_allowed(side):
            return side
    return part.licence


def _own_texts(part: Part) -> dict[str, str]:
    """Texts that its package leaves out, from this repository."""
    names = [name for licence, files in _OWN_TEXTS.items() if licence in part.licence for name in files]
    names += [path.name for path in TEXTS.glob(f"{part.name}.txt")]
    return {name: (TEXTS / name).read_text(encoding="utf-8") for name in names}


def _texts(installed: Distribution) -> Iterator[tuple[str, str]]:
    for file in installed.files or ():
        place = Path(str(file.locate()))
        if ".dist-info" in str(file) and _TEXT_NAME.search(file.name) and place.exists():
            yield str(file).split(".dist-info/")[1], place.read_text(encoding="utf-8")


def _needs(installed: Distribution, extras: Iterable[str]) -> Iterator[Requirement]:
    for line in installed.requires or ():
        requirement = Requirement(line)
        chosen = ["", *extras]
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": each}) for each in chosen):
            requirement.marker = None
            yield requirement


def _library_licence(file: str) -> str:
    found = _LIBRARY_FILE.fullmatch(file)
    name = (found["unix"] or found["windows"]) if found else file.removeprefix("lib")
    return next(
        (licence for licence, names in LIBRARIES.items() if any(re.fullmatch(each, name) for each in names.split())), ""
    )


def _system_texts(file: str) -> dict[str, str]:
    """Return what Debian or Ubuntu tells of the package that a library is from; nothing on other systems."""
    try:
        found = subprocess.run(["dpkg-query", "--search", f"*/{file}"], check=False, capture_output=True, text=True)
    except FileNotFoundError:
        return {}
    owners = re.findall(r"^([^:\s]+):", found.stdout, re.MULTILINE)
    copyrights = [Path("/usr/share/doc", owner, "copyright") for owner in owners[:1]]
    return {f"{each.parent.name}, copyright": each.read_text(encoding="utf-8") for each in copyrights if each.exists()}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main())
