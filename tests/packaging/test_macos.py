"""The app for macOS, as far as any system can check: its lists, its layout, and the order of signing it.

The app is a stand-in with the layout that PyInstaller makes; Apple's tools are small programs that write down what
they are asked.
"""

import base64
import importlib.util
import os
import plistlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

MACOS = Path(__file__).parents[2] / "packaging" / "macos"
PROGRAM = b"\xcf\xfa\xed\xfe program"
SECRET = base64.b64encode(b"hidden certificate").decode()
SIGNED = {
    "MACOS_SIGNING_IDENTITY": "Developer ID Application: Kreward POS (TEAM)",
    "MACOS_CERTIFICATE": SECRET,
    "MACOS_CERTIFICATE_PASSWORD": "hidden-password",
}
NOTARY = {"APPLE_API_KEY_ID": "KEYID", "APPLE_API_ISSUER": "issuer", "APPLE_API_KEY": SECRET}

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and small shell programs")


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, MACOS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


mac_app = load("mac_app")


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """An app as PyInstaller leaves it: code in Frameworks, the rest in Resources, links from each to the other."""
    app = tmp_path / "Kreward POS.app"
    contents = app / "Contents"
    for program in ("kreward-pos", "kreward-pos-counter"):
        write(contents / "MacOS" / program, PROGRAM)
    write(contents / "Frameworks" / "cv2" / "cv2.abi3.so", PROGRAM)
    write(contents / "Frameworks" / "libssl.3.dylib", PROGRAM)
    versions = contents / "Frameworks" / "PySide6" / "Qt" / "lib" / "QtCore.framework" / "Versions"
    write(versions / "A" / "QtCore", PROGRAM)
    write(versions / "A" / "Resources" / "Info.plist", b"<plist/>")
    (versions / "Current").symlink_to("A")
    (versions.parent / "QtCore").symlink_to("Versions/Current/QtCore")
    write(contents / "Resources" / "base_library.zip", b"PK")
    write(contents / "Resources" / "kreward-pos.icns", b"icns....")
    (contents / "Frameworks" / "base_library.zip").symlink_to("../Resources/base_library.zip")
    (contents / "Resources" / "cv2").symlink_to("../Frameworks/cv2")
    write(contents / "Info.plist", plistlib.dumps(mac_app.info()))
    mac_app.finish(app)
    return app


def test_property_list_has_the_required_fields() -> None:
    info = plistlib.loads(plistlib.dumps(mac_app.info()))
    assert info["CFBundleExecutable"] == "kreward-pos-counter"
    assert info["CFBundleIdentifier"] == "net.kreward.pos"
    assert info["LSMinimumSystemVersion"] == "14.0"
    assert info["LSBackgroundOnly"] is False
    assert "camera" in info["NSCameraUsageDescription"]
    assert all(part.isdigit() for part in info["CFBundleShortVersionString"].split("."))


def test_wheels_are_chosen_for_the_oldest_supported_system() -> None:
    wheels = (MACOS.parent / "wheels.py").read_text()
    tag = mac_app.OLDEST_SYSTEM.replace(".", "_")
    assert all(f"macosx_{tag}_{machine}" in wheels for machine in ("arm64", "x86_64"))


def test_entitlements_cover_only_the_camera_and_python() -> None:
    entitlements = plistlib.loads((MACOS / "entitlements.plist").read_bytes())
    assert entitlements == {
        "com.apple.security.device.camera": True,
        "com.apple.security.cs.allow-unsigned-executable-memory": True,
    }


@posix
def test_a_finished_app_has_no_faults(app: Path) -> None:
    assert list(mac_app.faults(app)) == []


@posix
def test_the_camera_is_explained_in_each_language(app: Path) -> None:
    texts = {
        folder.stem: plistlib.loads((folder / "InfoPlist.strings").read_bytes())["NSCameraUsageDescription"]
        for folder in (app / "Contents" / "Resources").glob("*.lproj")
    }
    assert set(texts) == {"en", "zh-Hant", "zh-HK"}
    assert "loyalty cards" in texts["en"]
    assert "相機" in texts["zh-HK"]


def drop(path: str) -> Callable[[Path], None]:
    return lambda contents: (contents / path).unlink()


def put(path: str, content: bytes) -> Callable[[Path], None]:
    return lambda contents: write(contents / path, content)


@posix
@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (drop("Info.plist"), "there is no Info.plist"),
        (put("Info.plist", plistlib.dumps({})), "Info.plist has another CFBundleName than 'Kreward POS'"),
        (drop("MacOS/kreward-pos"), "Contents/MacOS/kreward-pos is no program"),
        (put("MacOS/kreward-pos-counter", b"#!/bin/sh"), "Contents/MacOS/kreward-pos-counter is no program"),
        (put("Resources/kreward-pos.icns", b"PNG"), "Contents/Resources/kreward-pos.icns is no icon"),
        (drop("Resources/zh-HK.lproj/InfoPlist.strings"), "macOS cannot say in zh-HK what the camera is for"),
        (put("Resources/stray.so", PROGRAM), "Resources/stray.so is code, which belongs into Frameworks"),
        (put("Frameworks/notes.txt", b"notes"), "Frameworks/notes.txt is no code, and belongs into Resources"),
        (drop("Resources/base_library.zip"), "Contents/Frameworks/base_library.zip leads to nothing in the app"),
    ],
)
def test_each_fault_is_named(app: Path, damage: Callable[[Path], None], fault: str) -> None:
    damage(app / "Contents")
    assert fault in list(mac_app.faults(app))


class Mac:
    """A machine with Apple's tools, of which each writes down what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tools, self.log, self.images = folder / "bin", folder / "log", folder / "images"
        self.tools.mkdir()
        for name in ("codesign", "security", "xcrun", "dmgbuild"):
            self.install(name)

    def install(self, name: str, ending: str = "") -> None:
        """A tool; `ending` is what else it does."""
        path = self.tools / name
        path.write_text(f'#!/bin/sh\necho "{name} $*" >> "{self.log}"\nfor last; do :; done\n{ending or "exit 0"}\n')
        path.chmod(0o755)

    def make(self, app: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
        environment = os.environ | variables | {"PATH": f"{self.tools}:{os.environ['PATH']}"}
        command = [sys.executable, str(MACOS / "make_dmg.py"), str(app), str(self.images)]
        return subprocess.run(command, env=environment, check=False, capture_output=True, text=True)

    @property
    def asked(self) -> list[str]:
        return self.log.read_text().splitlines()


@pytest.fixture
def mac(tmp_path: Path) -> Mac:
    mac = Mac(tmp_path)
    mac.install("dmgbuild", ': > "$last"')
    return mac


@posix
def test_image_without_a_certificate_is_named_unsigned(mac: Mac, app: Path) -> None:
    made = mac.make(app, {})
    assert made.returncode == 0
    assert made.stdout.startswith("UNSIGNED: ")
    (image,) = mac.images.iterdir()
    assert image.name.endswith("-UNSIGNED.dmg")
    assert all("--sign -" in line for line in mac.asked if line.startswith("codesign --force"))
    assert not [line for line in mac.asked if line.startswith(("security", "xcrun")) or "runtime" in line]


@posix
def test_app_is_signed_inside_out_then_packed_then_notarised(mac: Mac, app: Path) -> None:
    made = mac.make(app, SIGNED | NOTARY)
    assert (made.returncode, made.stderr) == (0, "")
    (image,) = mac.images.iterdir()
    assert "SIGNED" not in image.name
    assert "NOTARISED" not in image.name
    signed = [line.rsplit("/", 1)[1] for line in mac.asked if line.startswith("codesign --force")]
    assert signed == [
        "QtCore", "cv2.abi3.so", "libssl.3.dylib", "QtCore.framework",
        "kreward-pos", "kreward-pos-counter", "Kreward POS.app",
    ]  # fmt: skip
    assert all("--options runtime --timestamp" in line for line in mac.asked if line.startswith("codesign --force"))
    entitled = [line.rsplit("/", 1)[1] for line in mac.asked if "--entitlements" in line]
    assert entitled == ["kreward-pos", "kreward-pos-counter", "Kreward POS.app"]
    order = ("codesign --verify", "dmgbuild", "codesign --sign", "security delete-keychain", "xcrun notarytool")
    places = [next(place for place, line in enumerate(mac.asked) if line.startswith(step)) for step in order]
    assert places == sorted(places)
    assert mac.asked[-1] == f"xcrun stapler staple {image}"


@posix
def test_image_that_is_not_notarised_says_so_in_its_name(mac: Mac, app: Path) -> None:
    made = mac.make(app, SIGNED)
    assert "NOT NOTARISED: " in made.stdout
    (image,) = mac.images.iterdir()
    assert image.name.endswith("-NOT-NOTARISED.dmg")
    assert not [line for line in mac.asked if line.startswith("xcrun")]


@posix
@pytest.mark.parametrize("tool", ["codesign", "security", "dmgbuild", "xcrun"])
def test_failing_tool_stops_the_script_and_no_secret_is_printed(mac: Mac, app: Path, tool: str) -> None:
    mac.install(tool, "echo 'no such thing' >&2; exit 3")
    made = mac.make(app, SIGNED | NOTARY)
    assert made.returncode == 1
    assert made.stderr.startswith(f"{tool} ")
    assert "no such thing" in made.stderr
    for secret in (SECRET, "hidden-password", "hidden certificate"):
        assert secret not in made.stdout + made.stderr


@posix
def test_temporary_keychain_is_always_deleted(mac: Mac, app: Path) -> None:
    mac.install("dmgbuild", "exit 3")
    mac.make(app, SIGNED)
    assert mac.asked[-1].startswith("security delete-keychain")
