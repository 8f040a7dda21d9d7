"""Cameras made of files: a video at its own frame rate, or the pictures of a folder in turn, repeated for ever.

For trying the counter without a camera, and for reading still pictures. Knows no decoder.
"""

import time
from pathlib import Path
from typing import Final

import numpy as np

from kreward_pos.scan.camera.bgr import to_bgr
from kreward_pos.scan.camera.camera import Camera, Clock, Frame, Pixels, Sleep
from kreward_pos.scan.camera.opencv import cv2
from kreward_pos.scan.camera.pacer import Pacer
from kreward_pos.scan.errors import FilmUnreadable

PICTURE_SUFFIXES: Final = frozenset((".png", ".jpg", ".jpeg", ".webp"))
PICTURE_SHOWN_S: Final = 2.0
"""Seconds that each picture of a folder is shown."""
_FOLDER_INTERVAL_S = 1 / 15
_DEFAULT_FRAME_RATE = 25.0
_MIN_DATA_BYTES = 64
_JPEG_HEADER = b"\xff\xd8\xff"


def open_film(path: Path, *, clock: Clock = time.monotonic, sleep: Sleep = time.sleep) -> Camera:
    """Return a video, a picture or a folder of pictures as a camera; raise `FilmUnreadable`."""
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in PICTURE_SUFFIXES)
        return PictureFolder(path.name, files, clock=clock, sleep=sleep)
    if path.suffix.lower() in PICTURE_SUFFIXES:
        return PictureFolder(path.name, [path], clock=clock, sleep=sleep)
    return Film(path, clock=clock, sleep=sleep)


def load_picture(path: Path) -> Pixels:
    """Return a picture file as BGR, transparent parts on white; raise `OSError` or `FilmUnreadable`."""
    # Not cv2.imread, which cannot open a path with Chinese in it on Windows.
    # Padded, because OpenCV rejects the shortest WebP files.
    data = path.read_bytes().ljust(_MIN_DATA_BYTES, b"\0")
    # IMREAD_UNCHANGED keeps transparency, but ignores a photograph's EXIF rotation.
    wanted = cv2.IMREAD_COLOR if data.startswith(_JPEG_HEADER) else cv2.IMREAD_UNCHANGED
    try:
        loaded = cv2.imdecode(np.frombuffer(data, np.uint8), wanted)
        if loaded is None:
            raise FilmUnreadable(camera=path.name)
        return to_bgr(loaded)
    except cv2.error as error:
        raise FilmUnreadable(camera=path.name) from error


class Film:
    """A video file, looped."""

    def __init__(self, path: Path, *, clock: Clock = time.monotonic, sleep: Sleep = time.sleep) -> None:
        self.name = path.name
        self._path = path
        self._capture = cv2.VideoCapture()
        self._rewind()
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self._pacer = Pacer(1 / (rate if 1 <= rate <= 240 else _DEFAULT_FRAME_RATE), clock, sleep)

    def read(self) -> Frame:
        """Return the next frame, the first again after the last; raise `FilmUnreadable`."""
        now_s = self._pacer.wait()
        if (pixels := self._grab()) is None:
            self._rewind()
            pixels = self._grab()
        if pixels is None:
            raise FilmUnreadable(camera=self.name)
        return Frame(pixels, now_s)

    def skip(self) -> float:
        """Skip the next frame."""
        now_s = self._pacer.wait()
        if not self._capture.grab():
            self._rewind()
        return now_s

    def close(self) -> None:
        """Close the file."""
        self._capture.release()

    def _rewind(self) -> None:
        # Reopened, because not every container can be rewound.
        try:
            self._capture.open(str(self._path))
        except cv2.error as error:
            raise FilmUnreadable(camera=self.name) from error
        if not self._capture.isOpened():
            raise FilmUnreadable(camera=self.name)

    def _grab(self) -> Pixels | None:
        try:
            is_good, pixels = self._capture.read()
        except cv2.error as error:
            raise FilmUnreadable(camera=self.name) from error
        return np.asarray(pixels, np.uint8) if is_good and pixels is not None else None


class PictureFolder:
    """The pictures of a folder in name order, each for `PICTURE_SHOWN_S`; unreadable ones are skipped."""

    def __init__(
        self, name: str, files: list[Path], *, clock: Clock = time.monotonic, sleep: Sleep = time.sleep
    ) -> None:
        self.name = name
        self._files = files
        self._turn = -1
        self._pixels: Pixels | None = None
        self._next_due_s = clock()
        self._pacer = Pacer(_FOLDER_INTERVAL_S, clock, sleep)

    def read(self) -> Frame:
        """Return the current picture; raise `FilmUnreadable` if none can be read."""
        now_s = self._pacer.wait()
        if self._pixels is None or now_s >= self._next_due_s:
            self._pixels = self._next()
            self._next_due_s = now_s + PICTURE_SHOWN_S
        return Frame(self._pixels, now_s)

    def skip(self) -> float:
        """Wait until the next frame is due."""
        return self._pacer.wait()

    def close(self) -> None:
        """Do nothing: no file is open."""

    def _next(self) -> Pixels:
        for _ in self._files:
            self._turn = (self._turn + 1) % len(self._files)
            try:
                return load_picture(self._files[self._turn])
            except (OSError, FilmUnreadable):
                continue
        raise FilmUnreadable(camera=self.name)
