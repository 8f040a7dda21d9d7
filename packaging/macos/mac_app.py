"""Make PyInstaller's app for macOS whole: its name, what the camera is for in both languages; and look it over.

    mac_app.py finish APP        writes the texts that macOS shows by language
    mac_app.py check APP         names what is wrong; 1 where something is

`info()` is the app's Info.plist, for the bundle's recipe. Runs on any system; knows no certificate.
"""

import plistlib
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bundle"))
from product import COMMAND, COUNTER, NAME, release

IDENTIFIER = "net.kreward.pos"
ICON = f"{COMMAND}.icns"
OLDEST_SYSTEM = "14.0"
"""What Qt, and OpenCV on Intel, ask for; packaging/wheels.py looks for wheels of just this system."""

_CAMERA = {
    "en": "The camera reads your customers' loyalty cards. Pictures stay on this Mac and are not kept.",
    "zh-Hant": "相機用來讀取顧客的會員卡。影像只留在這部 Mac 上，不會儲存。",
}
_LANGUAGES = {"en": "en", "zh-Hant": "zh-Hant", "zh-HK": "zh-Hant"}
"""The languages that macOS asks for, and the text that each gets. macOS has no fallback from Hong Kong's by itself."""

_MACH_O = (b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
"""How a program or library of one kind of processor begins, and one of several."""


def info() -> dict[str, object]:
    """Return the app's Info.plist. macOS compares versions by three numbers alone."""
    numbers = ".".join(map(str, release()))
    return {
        "CFBundleName": NAME,
        "CFBundleDisplayName": NAME,
        "CFBundleIdentifier": IDENTIFIER,
        "CFBundleExecutable": COUNTER,
        "CFBundleIconFile": ICON,
        "CFBundlePackageType": "APPL",
        "CFBundleInfoDictionaryVersion": "6.0",
        "CFBundleShortVersionString": numbers,
        "CFBundleVersion": numbers,
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": list(_LANGUAGES),
        "LSMinimumSystemVersion": OLDEST_SYSTEM,
        "LSApplicationCategoryType": "public.app-category.business",
        "LSBackgroundOnly": False,  # PyInstaller takes an app that holds a program for the terminal for one
        "NSCameraUsageDescription": _CAMERA["en"],
        "NSHighResolutionCapable": True,
        "NSRequiresAquaSystemAppearance": False,  # the window has a dark theme of its own
    }


def finish(app: Path) -> None:
    """Write the texts of each language into the app, which must be signed anew afterwards."""
    for language, source in _LANGUAGES.items():
        folder = app / "Contents" / "Resources" / f"{language}.lproj"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "InfoPlist.strings").open("wb") as file:
            plistlib.dump({"CFBundleDisplayName": NAME, "NSCameraUsageDescription": _CAMERA[source]}, file)


def faults(app: Path) -> Iterator[str]:
    """Return what is wrong with the app, in words."""
    contents = app / "Contents"
    if app.name != f"{NAME}.app":
        yield f"{app.name} should be {NAME}.app"
    if (contents / "Info.plist").exists():
        told = plistlib.loads((contents / "Info.plist").read_bytes())
        other = [key for key, value in info().items() if told.get(key) != value]
        yield from (f"Info.plist has another {key} than {info()[key]!r}" for key in other)
    else:
        yield "there is no Info.plist"
    for program in (COUNTER, COMMAND):
        path = contents / "MacOS" / program
        if not path.is_file() or not is_code(path):
            yield f"Contents/MacOS/{program} is no program"
    yield from _faults_of_resources(contents / "Resources")
    yield from _misplaced(contents)
    yield from _broken_links(app)


def _faults_of_resources(resources: Path) -> Iterator[str]:
    icon = resources / ICON
    if not icon.is_file() or icon.read_bytes()[:4] != b"icns":
        yield f"Contents/Resources/{ICON} is no icon"
    for language in _LANGUAGES:
        strings = resources / f"{language}.lproj" / "InfoPlist.strings"
        if not strings.is_file() or "NSCameraUsageDescription" not in plistlib.loads(strings.read_bytes()):
            yield f"macOS cannot say in {language} what the camera is for"


def _misplaced(contents: Path) -> Iterator[str]:
    """Code among the resources is not signed with the app, and what is no code cannot be signed where code belongs."""
    for path in _files(contents / "Resources"):
        if is_code(path):
            yield f"{path.relative_to(contents)} is code, which belongs into Frameworks"
    for folder in ("Frameworks", "MacOS"):
        for path in _files(contents / folder):
            if not is_code(path) and ".framework/" not in path.as_posix():
                yield f"{path.relative_to(contents)} is no code, and belongs into Resources"


def _broken_links(app: Path) -> Iterator[str]:
    for path in sorted(app.rglob("*")):
        if path.is_symlink() and not (path.exists() and path.resolve().is_relative_to(app.resolve())):
            yield f"{path.relative_to(app)} leads to nothing in the app"


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def is_code(path: Path) -> bool:
    """Whether a file holds a program or a library of macOS."""
    with path.open("rb") as file:
        return file.read(4) in _MACH_O


def main() -> int:
    """Finish or check the app named."""
    action, app = sys.argv[1], Path(sys.argv[2])
    if action == "finish":
        finish(app)
        return 0
    found = list(faults(app))
    for fault in found:
        print(f"{app.name}: {fault}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
