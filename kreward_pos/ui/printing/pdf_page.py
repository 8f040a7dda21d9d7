"""One page of paper as a PDF, whatever is painted on it. Thread-safe."""

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPdfWriter

from kreward_pos.ui.printing.canvas import Canvas
from kreward_pos.ui.theme import fonts
from kreward_pos.ui.theme.palettes import LIGHT

_RESOLUTION_DPI = 1200


def canvas_for(painter: QPainter, page: QRectF) -> Canvas:
    """Return a canvas as large as `page`, in the typeface of the window and the colours of the light theme."""
    font = QFont()
    font.setFamilies(fonts.FAMILIES)
    return Canvas(painter, page, LIGHT, font)


def pdf(paint: Callable[[QPainter, QRectF], object], title: str, size: QPageSize.PageSizeId) -> bytes:
    """Return what `paint` draws on an upright page of that size as a PDF, in outlines, with its type embedded."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_RESOLUTION_DPI)
    writer.setTitle(title)
    writer.setCreator("Kreward POS")
    writer.setPageLayout(QPageLayout(QPageSize(size), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
    painter = QPainter(writer)
    paint(painter, QRectF(painter.viewport()))
    painter.end()
    return bytes(buffer.data().data())
