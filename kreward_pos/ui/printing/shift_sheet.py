"""The sheet at the end of a shift, as a PDF of one page to print and to sign. Callers bring its texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QPageSize, QPainter

from kreward_pos.system.atomic_file import write_atomically
from kreward_pos.till.counter.daybook import Shift
from kreward_pos.till.model.errors import DiskTrouble
from kreward_pos.ui.printing import pdf_page
from kreward_pos.ui.printing.canvas import LEFT, RIGHT, Canvas, TextStyle
from kreward_pos.ui.theme.palettes import LIGHT

_BOLD, _HALF = QFont.Weight.Bold, QFont.Weight.DemiBold
_LINE = 44


@dataclass(frozen=True, slots=True)
class ShiftSheet:
    """The texts of a sheet; `given` and `taps` are lines of a name and a count."""

    title: str
    till: str
    time: str
    given: Sequence[tuple[str, str]]
    taps: Sequence[tuple[str, str]]
    cashiers: str
    signature: str

    def paint(self, painter: QPainter, page: QRectF) -> None:
        """Draw the sheet into `page`, which is upright paper; black and greys on white."""
        canvas = pdf_page.canvas_for(painter, page)
        inner = canvas.inner(72)
        box = QRectF(inner.left(), inner.top(), inner.width(), canvas.px(56))
        for text, style, below in (
            (self.title, TextStyle(44, LIGHT.text, _BOLD, LEFT), 12),
            (self.till, TextStyle(26, LIGHT.text, _HALF, LEFT), -8),
            (self.time, TextStyle(24, LIGHT.muted, align=LEFT), -8),
            (self.cashiers, TextStyle(24, LIGHT.muted, align=LEFT), 0),
        ):
            canvas.line(box, text, style)
            box.translate(0, box.height() + canvas.px(below))
        for lines, weight in ((self.given, _BOLD), (self.taps, QFont.Weight.Normal)):
            box.translate(0, canvas.px(24))
            for name, count in lines:
                self._line(canvas, box, name, count, weight)
                box.translate(0, canvas.px(_LINE))
        foot = QRectF(inner.left(), inner.bottom() - canvas.px(40), inner.width() / 2, canvas.px(34))
        _rule(canvas, foot)
        canvas.line(foot, self.signature, TextStyle(20, LIGHT.muted, align=LEFT))

    def _line(self, canvas: Canvas, box: QRectF, name: str, count: str, weight: QFont.Weight) -> None:
        line = QRectF(box.left(), box.top(), box.width(), canvas.px(_LINE))
        _rule(canvas, line)
        canvas.line(line.adjusted(0, 0, -line.width() * 0.2, 0), name, TextStyle(25, LIGHT.text, weight, LEFT))
        canvas.line(line.adjusted(line.width() * 0.8, 0, 0, 0), count, TextStyle(25, LIGHT.text, _HALF, RIGHT))


def file_name(shift: Shift) -> str:
    """Return the file's name, by the end of the shift: `shift-2026-11-22-1804.pdf`."""
    return f"shift-{shift.until.astimezone():%Y-%m-%d-%H%M}.pdf"


def pdf(sheet: ShiftSheet) -> bytes:
    """Return the sheet as a PDF of one A5 page, its type embedded."""
    return pdf_page.pdf(sheet.paint, sheet.title, QPageSize.PageSizeId.A5)


def write(sheet: ShiftSheet, file: Path) -> Path:
    """Write the PDF, all of it or nothing, and return its path; raise `DiskTrouble`. Thread-safe."""
    content = pdf(sheet)
    try:
        write_atomically(file, content)
    except OSError as error:
        raise DiskTrouble(where=str(file.parent)) from error
    return file


def _rule(canvas: Canvas, above: QRectF) -> None:
    canvas.painter.setPen(QColor(LIGHT.line))
    canvas.painter.drawLine(above.topLeft(), above.topRight())
