"""The bundle that `make bundle` has built, run as in a shop: no checkout, no Python, no network.

That it needs no more of a system than the drivers of a screen, packaging/linux/try-bundle shows.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

REPOSITORY = Path(__file__).parents[2]
BUNDLE = REPOSITORY / "dist" / "kreward-pos"
PROGRAM = BUNDLE / ("kreward-pos.exe" if os.name == "nt" else "kreward-pos")

pytestmark = [
    pytest.mark.packaging,
    pytest.mark.skipif(not PROGRAM.exists(), reason="no bundle; `make bundle` builds it"),
]


def run(*command: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
    return subprocess.run(
        command, env=kept | variables, cwd="/", capture_output=True, text=True, timeout=110, check=False
    )


def assert_done(done: subprocess.CompletedProcess[str], platform: str) -> None:
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["ok"], told["platform"]) == (True, platform)


def test_bundle_passes_the_self_check_without_a_screen() -> None:
    assert_done(run(PROGRAM, "--demo", "--self-check", "--json", QT_QPA_PLATFORM="offscreen"), "offscreen")


@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="xvfb-run is not installed")
def test_bundle_passes_the_self_check_on_a_screen() -> None:
    assert_done(run("xvfb-run", "-a", PROGRAM, "--demo", "--self-check", "--json"), "xcb")


@pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0, reason="takes root on Linux")
def test_bundle_passes_the_self_check_without_a_network() -> None:
    inside = f"ip link set lo up && exec {PROGRAM} --demo --self-check --json"
    assert_done(run("unshare", "--net", "sh", "-c", inside, QT_QPA_PLATFORM="offscreen"), "offscreen")


def test_bundle_includes_its_typeface() -> None:
    shipped = {path.name for path in (REPOSITORY / "resources" / "fonts").iterdir()}
    assert {path.name for path in BUNDLE.rglob("kreward_pos/resources/fonts/*")} == shipped


def test_bundle_writes_chinese_to_a_pipe(tmp_path: Path) -> None:
    done = run(PROGRAM, "outbox", "state", "--data-dir", tmp_path / "無")
    assert (done.returncode, json.loads(done.stdout)["on_the_way"]) == (0, 0)


def test_bundle_runs_from_a_path_with_spaces_and_chinese(tmp_path: Path) -> None:
    elsewhere = tmp_path / "收銀 機" / "Kreward POS"
    shutil.copytree(BUNDLE, elsewhere, symlinks=True, copy_function=linked)
    temporary = tmp_path / "暫 存"
    temporary.mkdir()
    done = run(
        elsewhere / PROGRAM.name, "--demo", "--self-check", "--json", QT_QPA_PLATFORM="offscreen", TMPDIR=str(temporary)
    )
    assert_done(done, "offscreen")


def linked(source: str, target: str) -> None:
    """The same file at another place, without its hundreds of megabytes where that can be."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def camera_check(folder: Path, film: Path) -> str:
    done = run(PROGRAM, "doctor", "--json", "--camera", film, "--data-dir", folder, QT_QPA_PLATFORM="offscreen")
    assert "Traceback" not in done.stderr  # as of a library that misses a part of itself
    (found,) = (check["sentence"] for check in json.loads(done.stdout)["checks"] if check["name"] == "camera")
    return str(found)


def filmed(path: Path, code: str) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*code), 10, (320, 240))
    slope = np.linspace(0, 255, 320 * 240 * 3, dtype=np.uint8).reshape(240, 320, 3)
    for number in range(10):
        writer.write(np.roll(slope, number, axis=1))
    writer.release()
    return path


def test_bundle_plays_motion_jpeg_and_lists_its_formats(tmp_path: Path) -> None:
    assert "320 × 240" in camera_check(tmp_path / "till", filmed(tmp_path / "影 片.avi", "MJPG"))
    if sys.platform == "linux":  # elsewhere the system or the library plays films
        assert "Motion JPEG" in camera_check(tmp_path / "till", filmed(tmp_path / "film.mp4", "mp4v"))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere OpenCV is as it is published")
def test_bundle_contains_its_third_party_notices() -> None:
    told = (BUNDLE / "THIRD-PARTY-NOTICES.txt").read_text(encoding="utf-8")
    listed = set(told.partition("Sources of what")[0].split())
    assert listed >= {"libjpeg-turbo:", "libpng:", "libwebp:", "zlib:", "SoftFloat:", "pyside6-essentials"}
    assert "Independent JPEG Group" in told
    assert "FFmpeg" not in told
