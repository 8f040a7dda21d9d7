"""The recipe of the bundle: what it leaves out, its names, its icons, and the check of what was built."""

import ast
import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

import check_bundle
import contents
import icons
import opencv
import product
import pytest
from PySide6.QtGui import QImage

import kreward_pos

REPOSITORY = Path(__file__).parents[2]
LOCKS = [REPOSITORY / "requirements-dev.lock", REPOSITORY / "packaging" / "bundle" / "requirements.lock"]


def pins(lock: Path) -> set[str]:
    return set(re.findall(r"^[a-z0-9.-]+==\S+", lock.read_text(), re.MULTILINE))


@pytest.mark.parametrize(
    "path",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "PySide6/Qt/translations/qtbase_zh_TW.qm",
        "kreward_pos/resources/translations/kreward_pos_zh_HK.qm",
        "kreward_pos/resources/fonts/KrewardInter-Regular.ttf",
        "kreward_pos/resources/fonts/OFL.txt",
        "cv2/cv2.abi3.so",
        "keyring-25.7.0.dist-info/entry_points.txt",
    ],
)
def test_used_files_are_included(path: str) -> None:
    assert contents.is_wanted(path)
    assert contents.is_wanted(path.replace("/", "\\"))


@pytest.mark.parametrize(
    "path",
    [
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/plugins/imageformats/qpdf.dll",
        "PySide6/plugins/tls/qopensslbackend.dll",
        "PySide6/opengl32sw.dll",
        "PySide6/translations/qtbase_de.qm",
        "cv2/data/haarcascade_eye.xml",
        "cv2/opencv_videoio_ffmpeg4140_64.dll",
        "cv2/__init__.pyi",
        "numpy/_core/tests/data/astype_copy.pkl",
        "click-8.5.1.dist-info/RECORD",
    ],
)
def test_unused_files_are_left_out(path: str) -> None:
    assert not contents.is_wanted(path)
    assert not contents.is_wanted(path.replace("/", "\\"))


def test_library_is_included_only_when_something_needs_it() -> None:
    linked = {"qxcb": ["libQt6Gui.so.6"], "gui": ["libQt6Core.so.6", "libc.so.6"], "gtk": ["libcairo.so.2"]}
    files = {
        "PySide6/Qt/plugins/platforms/libqxcb.so": "qxcb",
        "PySide6/Qt/lib/libQt6Gui.so.6": "gui",
        "PySide6/Qt/lib/libQt6Core.so.6": "core",
        "PySide6/Qt/lib/libQt6Qml.so.6": "qml",
        "libgtk-3.so.0": "gtk",
        "libcairo.so.2": "cairo",
        "libpython3.11.so.1.0": "python",
        "libzbar.so.0": "zbar",
        "base_library.zip": "zip",
    }
    dropped = {"PySide6/Qt/lib/libQt6Qml.so.6", "libgtk-3.so.0", "libcairo.so.2"}
    assert contents.reached(files, lambda source: linked.get(source, [])) == files.keys() - dropped


def test_every_keyring_is_included() -> None:
    """The keyring library tries them all, by name, and complains of each that it does not find."""
    assert not [name for name in contents.EXCLUDED_MODULES if name.startswith("keyring")]


def test_windows_version_is_the_projects_version() -> None:
    told = product.windows_metadata("kreward-pos")
    assert product.version() == kreward_pos.__version__
    assert f"StringStruct('ProductVersion', '{kreward_pos.__version__}')" in told
    assert f"filevers={(*product.release(), 0)}" in told


def test_bundle_is_locked_to_the_versions_under_test() -> None:
    tested, bundled = map(pins, LOCKS)
    own = {"altgraph", "macholib", "packaging", "pefile", "pyinstaller", "pyinstaller-hooks-contrib", "setuptools"}
    assert {pin.partition("==")[0] for pin in bundled - tested} <= own | {"pywin32-ctypes"}
    assert not re.search(r"://|^-|@", LOCKS[1].read_text(), re.MULTILINE)


@pytest.mark.usefixtures("qapp")
def test_ico_holds_every_size_the_right_way_up() -> None:
    pictures = [icons.drawn(size) for size in (16, 256)]
    content = icons.ico(pictures)
    assert struct.unpack_from("<HHH", content) == (0, 1, 2)
    for number, picture in enumerate(pictures):
        side, _, _, _, _, depth, length, offset = struct.unpack_from("<BBBBHHII", content, 6 + 16 * number)
        assert (side or 256, depth) == (picture.width(), 32)
        assert offset + length <= len(content)
    small = QImage.fromData(icons.ico(pictures[:1]))
    solid = [(x, y) for x in range(16) for y in range(16) if pictures[0].pixelColor(x, y).alpha() == 255]
    assert len(solid) > 100
    assert all(small.pixelColor(x, y) == pictures[0].pixelColor(x, y) for x, y in solid)


@pytest.mark.usefixtures("qapp")
def test_an_icns_holds_pngs() -> None:
    content = icons.icns([icons.drawn(16)])
    kind, length = struct.unpack_from(">4sI", content, 8)
    assert (content[:4], kind, length) == (b"icns", b"icp4", len(content) - 8)
    assert QImage.fromData(content[16:]).width() == 16


def test_a_clean_bundle_has_no_fault(tmp_path: Path) -> None:
    (tmp_path / "kreward_pos").mkdir()
    (tmp_path / "kreward_pos" / "star.svg").write_text("kw_sk_…")
    assert list(check_bundle.faults(tmp_path, Path("/till/checkout"))) == []


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("numpy/tests/test_core.py", b"", "is no part of the app"),
        ("cv2/__init__.pyi", b"", "is no part of the app"),
        ("library.so", b"\0/till/checkout/build/x.c\0", "tells where it was built"),
        ("settings.toml", b"kw_sk_" + b"4" * 32, "holds a key, kw_sk_44"),
    ],
)
def test_each_fault_is_named(tmp_path: Path, name: str, content: bytes, fault: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    assert list(check_bundle.faults(tmp_path, Path("/till/checkout"))) == [f"{name} {fault}".rstrip() + (
        "…" if "key" in fault else "")]  # fmt: skip


def test_archives_are_searched(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "base_library.zip", "w") as archive:
        archive.writestr("unittest/mock.pyc", b"")
    assert list(check_bundle.faults(tmp_path, Path("/x"))) == [
        "base_library.zip:unittest/mock.pyc is no part of the app"
    ]


def test_app_imports_nothing_that_is_left_out() -> None:
    """Of a library's modules, those that are left out must not be in use: the bundle alone would find out."""
    out = set(contents.EXCLUDED_MODULES)
    for path in (REPOSITORY / "kreward_pos").rglob("*.py"):
        assert not out & set(imported(path)), path


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_each_library_that_is_linked_into_opencv_leaves_its_licence(tmp_path: Path) -> None:
    sources, build = tmp_path / "opencv", tmp_path / "build" / "3rdparty" / "lib"
    build.mkdir(parents=True)
    (build / "liblibpng.a").write_bytes(b"")
    for place, text in (
        ("3rdparty/libpng", "LICENSE"),
        ("3rdparty/libpng", "png.c"),
        ("3rdparty/libtiff", "LICENSE.md"),
        ("3rdparty/dlpack", "LICENSE"),
        ("modules/core/3rdparty/SoftFloat", "COPYING.txt"),
    ):
        (sources / place).mkdir(parents=True, exist_ok=True)
        (sources / place / text).write_text(text)
    opencv.keep_licences(sources, tmp_path / "build", tmp_path / "kept")
    kept = {path.relative_to(tmp_path / "kept").as_posix() for path in (tmp_path / "kept").rglob("*.*")}
    assert {path.name for path in (tmp_path / "kept").iterdir()} == {"libpng", "dlpack", "SoftFloat"}
    assert kept == {"SoftFloat/COPYING.txt"}
    assert (tmp_path / "kept" / "libpng" / "LICENSE").read_text() == "LICENSE"


def test_library_without_a_licence_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "3rdparty" / "lib").mkdir(parents=True)
    (tmp_path / "3rdparty" / "lib" / "libnew.a").write_bytes(b"")
    (tmp_path / "3rdparty" / "new").mkdir()
    with pytest.raises(FileNotFoundError, match="no licence of new"):
        opencv.keep_licences(tmp_path, tmp_path, tmp_path / "kept")
