"""QR codes for customers' phones: drawn as squares at whole pixels, black on white in both themes."""

from functools import lru_cache
from typing import Self

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kreward_pos.api.models import WalletOffer
from kreward_pos.overriding import override
from kreward_pos.ui.theme.theming import Theming

Matrix = tuple[tuple[bool, ...], ...]

QUIET_MODULES = 4
"""Width of the light border that ISO/IEC 18004 asks for."""
INK, PAPER = "#111111", "#ffffff"
_LONGEST = 2000
"""Most characters; a longer link would make squares too small for a phone to tell apart."""


@lru_cache(8)
def matrix(link: str) -> Matrix:
    """Return the code of `link` as rows of modules, True for black, with its quiet border."""
    # Imported late: 40 ms that only an enrolment needs.
    import qrcode

    code = qrcode.QRCode(border=QUIET_MODULES, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(link)
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in modules) for modules in code.get_matrix())


def can_draw(link: str | None) -> bool:
    """Return whether `link` is a web address that a customer's phone may open, and short enough to draw."""
    return link is not None and link.startswith(("https://", "http://")) and len(link) <= _LONGEST


class QrCode:
    """A code for a phone: an offer's link, drawn here, or the API's own picture where it has none."""

    def __init__(self, offer: WalletOffer | None = None) -> None:
        self._matrix: Matrix = ()
        self._image = QImage()
        if offer is not None and offer.url is not None and can_draw(offer.url):
            self._matrix = matrix(offer.url)
        elif offer is not None and offer.png is not None:
            self._image.loadFromData(offer.png)

    @classmethod
    def of_text(cls, text: str) -> Self:
        """Return the code of a text of this app's own, which is not for customers."""
        code = cls()
        code._matrix = matrix(text)
        return code

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to scan."""
        return not self._matrix and self._image.isNull()

    def paint(self, painter: QPainter, where: QRectF, line: str, radius: float, thick: float = 1.0) -> None:
        """Draw a square of white paper, edged in the colour `line`, with the code in the middle of `where`."""
        side = min(where.width(), where.height())
        paper = QRectF(where.center().x() - side / 2, where.center().y() - side / 2, side, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(line), thick))
        painter.setBrush(QColor(PAPER))
        painter.drawRoundedRect(paper.adjusted(thick / 2, thick / 2, -thick / 2, -thick / 2), radius, radius)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        if self._matrix:
            self._paint_modules(painter, paper)
        elif not self._image.isNull():
            edge = side * 0.07
            painter.drawImage(paper.adjusted(edge, edge, -edge, -edge), self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_modules(self, painter: QPainter, paper: QRectF) -> None:
        """Draw each module a whole number of device pixels wide, so that all are alike.

        All are one outline, so that on paper no seam shows between two.
        """
        ratio = painter.device().devicePixelRatioF()
        module = max(1, int(paper.width() * ratio / len(self._matrix))) / ratio
        edge = (paper.width() - module * len(self._matrix)) / 2
        left, top = (round((start + edge) * ratio) / ratio for start in (paper.left(), paper.top()))
        outline = QPainterPath()
        outline.setFillRule(Qt.FillRule.WindingFill)
        for y, modules in enumerate(self._matrix):
            for x, is_black in enumerate(modules):
                if is_black:
                    outline.addRect(QRectF(left + x * module, top + y * module, module, module))
        painter.fillPath(outline, QColor(INK))


class QrPicture(QWidget):
    """The code of an offer on white paper."""

    def __init__(self, theming: Theming, size_px: int) -> None:
        super().__init__()
        self._theming, self._size_px = theming, size_px
        self._code = QrCode()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumSize(120, 120)

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to scan."""
        return self._code.is_empty

    def show_offer(self, offer: WalletOffer | None) -> None:
        """Draw `offer`; None draws nothing."""
        self._code = QrCode(offer)
        self.update()

    def show_code(self, text: str) -> None:
        """Draw a text of this app's own."""
        self._code = QrCode.of_text(text)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theming.px(self._size_px), self._theming.px(self._size_px))

    @override
    def heightForWidth(self, width: int) -> int:
        return width

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        self._code.paint(QPainter(self), QRectF(self.rect()), self._theming.palette.line, self._theming.px(18))
