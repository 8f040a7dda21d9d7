"""The icons: drawings of one colour, tinted to the theme and sharp at any size."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from kreward_pos.ui.runtime import resources


@cache
def _drawing(name: str) -> str:
    return resources.path(f"icons/{name}.svg").read_text(encoding="utf-8")


def load_all() -> None:
    """Read every drawing now, so that no tap waits for the disk."""
    for file in resources.path("icons").glob("*.svg"):
        _drawing(file.stem)


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))


def paint(painter: QPainter, name: str, colour: str, where: QRectF) -> None:
    """Draw the icon `name` in `colour` (`#rrggbb`) into `where`."""
    _renderer(name, colour).render(painter, where)


def pixmap(name: str, colour: str, size_px: int, ratio: float = 1.0) -> QPixmap:
    """Return the icon as a square picture of `size_px` logical pixels at the screen's `ratio`."""
    picture = QPixmap(round(size_px * ratio), round(size_px * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(Qt.GlobalColor.transparent))
    painter = QPainter(picture)
    paint(painter, name, colour, QRectF(0, 0, size_px, size_px))
    painter.end()
    return picture


def icon(name: str, colour: str, size_px: int) -> QIcon:
    """Return the icon for a button, drawn at twice its size, which suits every common screen."""
    return QIcon(pixmap(name, colour, size_px, 2.0))


def app_icon() -> QIcon:
    """Return the app's own icon."""
    return QIcon(str(resources.path("icons/kreward-pos.svg")))
