"""The guide's pictures: kept as the window looks, and written once the run is over, small enough for a repository.

Knows nothing of the app.
"""

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

_COLOURS, _EXACT = 256, 112
"""Of a picture's colours the commonest are kept as they are: grounds, lines, letters. The rest share what is left."""

_BATCH = 8192

Pixels = npt.NDArray[np.uint8]


class Album:
    """Pictures by name, each written as `<name>-<series>.png` into `folder`. Window thread only."""

    def __init__(self, folder: Path, series: str) -> None:
        self._folder, self._series = folder, series
        self._kept: dict[str, QImage] = {}

    def keep(self, name: str, widget: QWidget) -> None:
        """Save what `widget` looks like now; it need not be shown. Raise `KeyError` where the name is taken."""
        if name in self._kept:
            raise KeyError(name)
        self._kept[name] = widget.grab().toImage()

    def write(self) -> list[Path]:
        """Write them all; raises `OSError` where one cannot be."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return [self._written(name, image) for name, image in self._kept.items()]

    def _written(self, name: str, image: QImage) -> Path:
        path = self._folder / f"{name}-{self._series}.png"
        if not with_few_colours(image).save(str(path), quality=0):  # of a PNG, the most patient packing
            raise OSError(f"{path} cannot be written")
        return path


def with_few_colours(image: QImage) -> QImage:
    """Return the same picture with a palette: a third of the size, and alike to the eye."""
    pixels = _pixels(image)
    packed = (pixels.astype(np.uint32) << np.array([16, 8, 0], np.uint32)).sum(axis=2, dtype=np.uint32)
    colours, place, counts = np.unique(packed, return_inverse=True, return_counts=True)
    palette = _palette(colours, counts)
    nearest = _nearest(_parts(colours), _parts(palette))
    return _indexed(nearest[place.reshape(packed.shape)], palette)


def _pixels(image: QImage) -> Pixels:
    """Rows of red, green and blue."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return lines[:, : plain.width() * 3].reshape(plain.height(), plain.width(), 3).copy()


def _palette(colours: npt.NDArray[np.uint32], counts: npt.NDArray[np.intp]) -> npt.NDArray[np.uint32]:
    if len(colours) <= _COLOURS:
        return colours
    by_count = np.argsort(-counts, kind="stable")
    exact, rest = colours[by_count[:_EXACT]], colours[by_count[_EXACT:]]
    cv2.setRNGSeed(1)
    rounds = (cv2.TERM_CRITERIA_MAX_ITER, 8, 0.0)
    points = _parts(rest).astype(np.float32)
    _, _, centres = cv2.kmeans(points, _COLOURS - _EXACT, np.empty(0, np.int32), rounds, 1, cv2.KMEANS_RANDOM_CENTERS)
    parts = np.clip(np.rint(centres), 0, 255).astype(np.uint32)
    return np.concatenate([exact, parts[:, 0] << 16 | parts[:, 1] << 8 | parts[:, 2]])


def _parts(packed: npt.NDArray[np.uint32]) -> npt.NDArray[np.int32]:
    return np.stack([packed >> 16 & 255, packed >> 8 & 255, packed & 255], axis=1).astype(np.int32)


def _nearest(colours: npt.NDArray[np.int32], palette: npt.NDArray[np.int32]) -> Pixels:
    """For each colour its place in the palette, in batches that memory holds."""
    found = [
        ((colours[start : start + _BATCH, None, :] - palette[None]) ** 2).sum(axis=2).argmin(axis=1)
        for start in range(0, len(colours), _BATCH)
    ]
    return np.concatenate(found).astype(np.uint8)


def _indexed(places: Pixels, palette: npt.NDArray[np.uint32]) -> QImage:
    lines = np.ascontiguousarray(places)
    height, width = lines.shape
    image = QImage(lines.tobytes(), width, height, width, QImage.Format.Format_Indexed8)
    image.setColorTable([0xFF000000 | int(colour) for colour in palette])
    return image.copy()
