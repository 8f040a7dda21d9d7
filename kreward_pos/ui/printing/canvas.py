"""A canvas for a whole page, of glass or of paper: sizes scale with the page, and texts always fit.

Knows colours and type, and no value of the till. Sizes are given for a page of 1280 × 800, or 800 × 1280.
"""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from kreward_pos.ui.theme.palettes import Palette

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
_SMALLEST = 0.6
"""The least size, as a share, to which a text shrinks before it is cut."""


@dataclass(frozen=True, slots=True)
class TextStyle:
    """The size, weight and colour of a text, and its place in its box."""

    size: float
    colour: str
    weight: QFont.Weight = QFont.Weight.Normal
    align: Qt.AlignmentFlag = LEFT


class Canvas:
    """A page that is being painted."""

    def __init__(self, painter: QPainter, page: QRectF, palette: Palette, font: QFont) -> None:
        self.painter = painter
        self.page = page
        self.colours = palette
        self._font = font
        self.is_tall = page.height() > page.width()
        across, down = (800, 1280) if self.is_tall else (1280, 800)
        self._unit = min(page.width() / across, page.height() / down)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def px(self, size: float) -> float:
        """Return a size on this page."""
        return size * self._unit

    def inner(self, edge: float) -> QRectF:
        """Return the page without an edge of this width."""
        return self.page.adjusted(self.px(edge), self.px(edge), -self.px(edge), -self.px(edge))

    def line(self, box: QRectF, text: str, style: TextStyle) -> None:
        """Write one line, smaller or cut with `…` where it would not fit."""
        font = self._fitting(text, style, box)
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        # Some typefaces' lines are higher than their letters by far, and these alone have to find room.
        flags = Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip
        self._write(box, shown, font, style, int(style.align) | int(flags))

    def lines(self, box: QRectF, text: str, style: TextStyle) -> None:
        """Write a text in as many lines as it needs, from the top of `box`, and smaller where it would not fit."""
        across = style.align & Qt.AlignmentFlag.AlignHorizontal_Mask
        flags = int(across | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
        self._write(box, text, self._folded(box, text, style)[0], style, flags)

    def height_of(self, box: QRectF, text: str, style: TextStyle) -> float:
        """Return how much of the height of `box` is taken by `lines`."""
        return self._folded(box, text, style)[1]

    def width_of(self, text: str, style: TextStyle) -> float:
        """Return the width of a line of this text."""
        return QFontMetricsF(self.font(style)).horizontalAdvance(text)

    def font(self, style: TextStyle, share: float = 1.0) -> QFont:
        """Return the typeface in this size."""
        font = QFont(self._font)
        font.setPixelSize(max(8, int(self.px(style.size) * share)))
        font.setWeight(style.weight)
        return font

    def block(self, box: QRectF, fill: str, radius: float, edge: str | None = None) -> None:
        """Draw a rounded field of one colour."""
        self.painter.setBrush(QColor(fill))
        self.painter.setPen(QColor(edge) if edge else Qt.PenStyle.NoPen)
        self.painter.drawRoundedRect(box, self.px(radius), self.px(radius))

    def _folded(self, box: QRectF, text: str, style: TextStyle) -> tuple[QFont, float]:
        flags = int(Qt.TextFlag.TextWordWrap)
        font = self.font(style, _SMALLEST)
        for share in (1.0, 0.85, 0.7, _SMALLEST):
            font = self.font(style, share)
            needed = QFontMetricsF(font).boundingRect(box, flags, text)
            if needed.height() <= box.height() and needed.width() <= box.width() + 1:
                break
        return font, needed.height()

    def _fitting(self, text: str, style: TextStyle, box: QRectF) -> QFont:
        needed = self.width_of(text, style)
        return self.font(style, min(1.0, max(_SMALLEST, box.width() / needed * 0.98)) if needed else 1.0)

    def _write(self, box: QRectF, text: str, font: QFont, style: TextStyle, flags: int) -> None:
        self.painter.setFont(font)
        self.painter.setPen(QColor(style.colour))
        self.painter.drawText(box, flags, text)
