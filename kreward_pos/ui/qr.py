"""QR codes for customers' phones: drawn as squares at whole pixels, black on white in both themes."""

from functools import lru_cache

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kreward_pos.kreward.answers import WalletOffer
from kreward_pos.ui.look import Look

Matrix = tuple[tuple[bool, ...], ...]

_QUIET_MODULES = 4
"""The light border that ISO/IEC 18004 asks for."""
_LONGEST = 2000
"""Characters; a longer link would make squares too small for a phone to tell apart."""


@lru_cache(8)
def matrix(link: str) -> Matrix:
    """The code of `link` as rows of modules, True for black, with its quiet border."""
    # Imported late: 40 ms that only an enrolment needs.
    import qrcode

    code = qrcode.QRCode(border=_QUIET_MODULES, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(link)
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in modules) for modules in code.get_matrix())


def can_draw(link: str | None) -> bool:
    """Whether `link` is one that a customer's phone should be led to."""
    return link is not None and link.startswith(("https://", "http://")) and len(link) <= _LONGEST


class QrPicture(QWidget):
    """A square of white paper with a code, from the offer's link, or the API's own picture where it has none."""

    def __init__(self, look: Look, size_px: int) -> None:
        super().__init__()
        self._look, self._size_px = look, size_px
        self._matrix: Matrix = ()
        self._image = QImage()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumSize(120, 120)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to scan."""
        return not self._matrix and self._image.isNull()

    def show_offer(self, offer: WalletOffer | None) -> None:
        """Draw `offer`; None draws nothing."""
        self._matrix, self._image = (), QImage()
        if offer is not None and offer.url is not None and can_draw(offer.url):
            self._matrix = matrix(offer.url)
        elif offer is not None and offer.png is not None:
            self._image.loadFromData(offer.png)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as asked for at this scale."""
        return QSize(self._look.px(self._size_px), self._look.px(self._size_px))

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """A square, where there is room for one."""
        return width

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the paper, then the code."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(self.width(), self.height())
        paper = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        painter.setPen(QColor(self._look.palette.line))
        painter.setBrush(QColor("#ffffff"))
        painter.drawRoundedRect(paper.adjusted(0.5, 0.5, -0.5, -0.5), self._look.px(18), self._look.px(18))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        if self._matrix:
            self._paint_modules(painter, paper)
        elif not self._image.isNull():
            edge = side * 0.07
            painter.drawImage(paper.adjusted(edge, edge, -edge, -edge), self._image)

    def _paint_modules(self, painter: QPainter, paper: QRectF) -> None:
        """Modules of one whole number of device pixels each, so that none is wider than its neighbour."""
        ratio = self.devicePixelRatioF()
        module = max(1, int(paper.width() * ratio / len(self._matrix))) / ratio
        edge = (paper.width() - module * len(self._matrix)) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        left, top = (round((start + edge) * ratio) / ratio for start in (paper.left(), paper.top()))
        for y, modules in enumerate(self._matrix):
            for x, is_black in enumerate(modules):
                if is_black:
                    painter.fillRect(QRectF(left + x * module, top + y * module, module, module), QColor("#111111"))
