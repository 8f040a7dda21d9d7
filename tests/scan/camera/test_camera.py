import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from kreward_pos.errors import CameraFailure
from kreward_pos.scan.camera.cameras import camera_names, open_camera
from kreward_pos.scan.errors import CameraMissing, CameraOff, FilmUnreadable
from tests.scan.conftest import ManualClock

RED, GREEN, BLUE = (0, 0, 255), (0, 255, 0), (255, 0, 0)


def plain(colour: tuple[int, int, int]) -> np.ndarray:
    return np.full((48, 64, 3), colour, np.uint8)


def write_video(path: Path, rate: float, *colours: tuple[int, int, int]) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), rate, (64, 48))
    for colour in colours:
        writer.write(plain(colour))
    writer.release()
    return path


def colour_of(pixels: np.ndarray) -> tuple[int, int, int]:
    """Return the picture's colour without compression artefacts."""
    blue, green, red = (round(float(v) / 255) * 255 for v in pixels.reshape(-1, 3).mean(axis=0))
    return blue, green, red


def test_none_means_that_the_camera_is_off() -> None:
    for spec in ("none", " NONE ", ""):
        with pytest.raises(CameraOff):
            open_camera(spec)


def test_demo_opens_the_demo_camera(clock: ManualClock) -> None:
    camera = open_camera("demo", clock=clock, sleep=clock.sleep)
    picture = camera.read()
    assert (camera.name, picture.pixels.shape) == ("demo", (720, 1280, 3))


def test_video_plays_at_its_own_rate_in_a_loop(tmp_path: Path, clock: ManualClock) -> None:
    path = write_video(tmp_path / "\u5361 film.avi", 10, RED, GREEN, BLUE)
    camera = open_camera(str(path), clock=clock, sleep=clock.sleep)
    pictures = [camera.read() for _ in range(7)]
    camera.close()
    assert [colour_of(p.pixels) for p in pictures] == [RED, GREEN, BLUE, RED, GREEN, BLUE, RED]
    assert np.allclose(np.diff([p.taken_s for p in pictures]), 0.1)


def test_late_reader_does_not_have_to_catch_up(tmp_path: Path, clock: ManualClock) -> None:
    camera = open_camera(str(write_video(tmp_path / "a.avi", 10, RED, GREEN)), clock=clock, sleep=clock.sleep)
    camera.read()
    clock.now_s += 60
    times = [camera.read().taken_s for _ in range(3)]
    assert np.allclose(np.diff(times), [0.0, 0.1])


def test_folder_shows_each_picture_for_a_while_in_name_order(tmp_path: Path, clock: ManualClock) -> None:
    for name, colour in (("2.png", GREEN), ("10.jpg", RED), ("3.webp", BLUE)):
        cv2.imwrite(str(tmp_path / name), plain(colour))
    (tmp_path / "1.png").write_bytes(b"no picture")
    (tmp_path / "notes.txt").write_text("not shown")
    camera = open_camera(str(tmp_path), clock=clock, sleep=clock.sleep)
    colours = [colour_of(camera.read().pixels) for _ in range(200)]
    turns = [colour for colour, before in zip(colours, [None, *colours], strict=False) if colour != before]
    assert turns[:5] == [RED, GREEN, BLUE, RED, GREEN]
    assert 20 < colours.index(GREEN) < 60


def test_single_picture_opens_as_a_camera(tmp_path: Path, clock: ManualClock) -> None:
    cv2.imwrite(str(tmp_path / "one.png"), plain(GREEN))
    camera = open_camera(str(tmp_path / "one.png"), clock=clock, sleep=clock.sleep)
    assert {colour_of(camera.read().pixels) for _ in range(60)} == {GREEN}


def test_transparent_parts_of_a_picture_become_white(tmp_path: Path, clock: ManualClock) -> None:
    cv2.imwrite(str(tmp_path / "one.png"), np.zeros((20, 20, 4), np.uint8))
    picture = open_camera(str(tmp_path), clock=clock, sleep=clock.sleep).read()
    assert picture.pixels.min() == 255


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_grey_and_16_bit_pictures_become_bgr(
    tmp_path: Path, clock: ManualClock, depth: type[np.uint8 | np.uint16]
) -> None:
    shade = np.zeros((20, 20), depth)
    shade[:10] = np.iinfo(depth).max
    cv2.imwrite(str(tmp_path / "one.png"), shade)
    pixels = open_camera(str(tmp_path), clock=clock, sleep=clock.sleep).read().pixels
    assert (pixels.shape, pixels[0, 0, 0], pixels[19, 0, 0]) == ((20, 20, 3), 255, 0)
    assert pixels.dtype == np.uint8


def test_empty_folder_and_broken_video_are_unreadable(tmp_path: Path, clock: ManualClock) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.mp4").write_bytes(b"no film")
    for name in ("empty", "broken.mp4"):
        with pytest.raises(FilmUnreadable) as failed:
            open_camera(str(tmp_path / name), clock=clock, sleep=clock.sleep).read()
        assert name in failed.value.sentence


def test_unknown_camera_is_missing() -> None:
    for spec in ("no such camera anywhere", "99", "dshow:no such"):
        with pytest.raises(CameraMissing) as failed:
            open_camera(spec)
        assert isinstance(failed.value, CameraFailure)


def test_opening_and_listing_cameras_writes_nothing_to_stderr() -> None:
    script = """
from kreward_pos.scan.camera.cameras import camera_names, open_camera
from kreward_pos.scan.errors import CameraMissing
camera_names()
try:
    open_camera("98")
except CameraMissing:
    pass
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_camera_names_are_unique() -> None:
    names = camera_names()
    assert len(names) == len(set(names))


def test_importing_the_scanner_does_not_load_opencv() -> None:
    script = """
import sys
import kreward_pos.scan.scanner, kreward_pos.scan.camera.camera
import kreward_pos.scan.payload.reference, kreward_pos.commands.decode
assert not {"cv2", "zxingcpp", "pyzbar", "qrcode", "PySide6", "email_validator"} & sys.modules.keys()
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


@pytest.mark.parametrize(("spec", "named"), [("0", "the camera"), ("dshow:1", "the camera"), ("C920", "C920")])
def test_message_does_not_call_a_camera_by_its_number(spec: str, named: str) -> None:
    assert CameraMissing(camera=spec).sentence.startswith(f"Plug in {named}, or choose another one")
