"""The camera's picture, with the found code outlined and a caption below.

A live camera's picture is mirrored, as people expect of a picture of themselves; the scanner does that.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QHideEvent,
    QImage,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QRadialGradient,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from kreward_pos.errors import CameraFailure
from kreward_pos.overriding import override
from kreward_pos.scan.remark import Remark
from kreward_pos.ui.runtime.bridge import PreviewImage
from kreward_pos.ui.text import words
from kreward_pos.ui.theme import icons
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import wrapped_lines
from kreward_pos.ui.widgets.translated import Translated

_PAPER, _FOUND, _DOUBT, _RIM = "#f4efe6", "#37d1b4", "#f5b942", "#3b3831"


class Viewfinder(Translated, QWidget):
    """A widget that paints the newest preview into its whole frame. It is dark in both themes, like a camera.

    `seen` carries whether it is visible: not while the window is hidden or minimised. What lies over the picture
    changes seldom and is cached, so that each picture costs little.
    """

    seen = Signal(bool)

    def __init__(self, theming: Theming) -> None:
        super().__init__()
        self._theming = theming
        self._image = QImage()
        self._outline: tuple[tuple[float, float], ...] | None = None
        self._wording: Callable[[], str] = str
        self._caption = ""
        self._is_read = False
        self._remark: Remark | None = None
        self._failure: CameraFailure | None = None
        self._is_cut = False
        self._overlay = QPixmap()
        self._overlay_state: object = None
        self.setObjectName("viewfinder")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(120)
        theming.changed.connect(self.update)

    @property
    def is_cut(self) -> bool:
        """Return whether the last painting left out text for want of room."""
        return self._is_cut

    @Slot(object)
    def show_preview(self, shown: PreviewImage) -> None:
        """Show a preview, unless a failure is shown, such as a black picture."""
        if self._failure is not None:
            return
        self._image, self._outline = shown.image, shown.outline
        if shown.remark is not self._remark:
            self._remark = shown.remark
            self.retranslate()
        self.update()

    @Slot(object)
    def show_failure(self, failure: CameraFailure | None) -> None:
        """Show why there is no picture; None, once there is one again."""
        self._failure = failure
        if failure is not None:
            self._image, self._outline, self._remark = QImage(), None, None
        self.retranslate()

    def show_caption(self, wording: Callable[[], str], *, is_read: bool = False) -> None:
        """Set the caption, with a tick where a card was read; `wording` is called again in another language.

        A remark of the scanner's replaces the caption for as long as it lasts.
        """
        self._wording, self._is_read = wording, is_read
        self.retranslate()

    @override
    def retranslate(self) -> None:
        self._caption = self._wording() if self._remark is None else words.scan_remark(self._remark)
        self.setAccessibleName(self._caption)
        self.setAccessibleDescription("" if self._failure is None else words.error_text(self._failure))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theming.px(420), self._theming.px(315))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.seen.emit(True)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.seen.emit(False)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRectF(self.rect())
        shape = QPainterPath()
        shape.addRoundedRect(frame, self._theming.px(20), self._theming.px(20))
        painter.setClipPath(shape)
        if self._image.isNull():
            painter.fillRect(frame, _backdrop(frame))
        if self._failure is not None:
            self._paint_failure(painter, frame, self._failure)
            self._paint_rim(painter, frame)
            return
        self._paint_picture(painter, frame)
        painter.setClipping(False)
        painter.drawPixmap(0, 0, self._cached_overlay())

    def _paint_picture(self, painter: QPainter, frame: QRectF) -> None:
        if self._image.isNull():
            return
        scale = max(frame.width() / self._image.width(), frame.height() / self._image.height())
        width, height = self._image.width() * scale, self._image.height() * scale
        where = QRectF(frame.center().x() - width / 2, frame.center().y() - height / 2, width, height)
        painter.drawImage(where, self._image)
        if self._outline is not None:
            corners = [QPointF(where.left() + x * width, where.top() + y * height) for x, y in self._outline]
            painter.setBrush(Qt.BrushStyle.NoBrush)
            colour = _FOUND if self._remark is None else _DOUBT
            painter.setPen(QPen(QColor(colour), 3.5, j=Qt.PenJoinStyle.RoundJoin))
            painter.drawPolygon(QPolygonF(corners))

    def _cached_overlay(self) -> QPixmap:
        """Return corners, caption and rim, painted again only when they change."""
        ratio = self.devicePixelRatioF()
        of = (self.size(), ratio, self._theming.px(1000), self._caption, self._mark(), self.font().family())
        if of != self._overlay_state:
            self._overlay_state = of
            self._overlay = QPixmap(self.size() * ratio)
            self._overlay.setDevicePixelRatio(ratio)
            self._overlay.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._overlay)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_overlay(painter, QRectF(self.rect()))
            painter.end()
        return self._overlay

    def _paint_overlay(self, painter: QPainter, frame: QRectF) -> None:
        shape = QPainterPath()
        shape.addRoundedRect(frame, self._theming.px(20), self._theming.px(20))
        painter.setClipPath(shape)
        self._paint_corners(painter, frame)
        self._paint_caption(painter, frame)
        painter.setClipping(False)
        self._paint_rim(painter, frame)

    def _paint_rim(self, painter: QPainter, frame: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(_RIM), 1))
        painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), self._theming.px(20), self._theming.px(20))

    def _mark(self) -> tuple[str, str] | None:
        """Return the icon before the caption, and its colour."""
        if self._remark is not None:
            return "alert", _DOUBT
        return ("check", _FOUND) if self._is_read else None

    def _paint_corners(self, painter: QPainter, frame: QRectF) -> None:
        above = min(self._theming.px(34), frame.height() * 0.1)
        height = frame.height() - above - self._theming.px(60)
        width = min(frame.width() * 0.6, height * 1.12)
        box = QRectF(frame.center().x() - width / 2, frame.top() + above, width, max(height, 40))
        arm, bend = box.height() * 0.2, self._theming.px(10)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(_PAPER), self._theming.px(4), c=Qt.PenCapStyle.RoundCap))
        for x, right in ((box.left(), 1), (box.right(), -1)):
            for y, down in ((box.top(), 1), (box.bottom(), -1)):
                path = QPainterPath(QPointF(x, y + down * arm))
                path.lineTo(x, y + down * bend)
                path.quadTo(x, y, x + right * bend, y)
                path.lineTo(x + right * arm, y)
                painter.drawPath(path)

    def _paint_caption(self, painter: QPainter, frame: QRectF) -> None:
        band = QRectF(frame.left(), frame.bottom() - self._theming.px(76), frame.width(), self._theming.px(76))
        shade = QLinearGradient(band.topLeft(), band.bottomLeft())
        shade.setColorAt(0, QColor(0, 0, 0, 0))
        shade.setColorAt(0.42, QColor(18, 17, 14, 205))
        shade.setColorAt(1, QColor(18, 17, 14, 235))
        painter.fillRect(band, shade)
        mark = self._mark()
        side = self._theming.px(18) if mark else 0
        gap = 6 if mark else 0
        room = round(frame.width() - self._theming.px(40) - side - gap)
        for size in (16, 15, 14, 13):
            painter.setFont(self._font(size, QFont.Weight.DemiBold))
            if painter.fontMetrics().horizontalAdvance(self._caption) <= room:
                break
        lines = wrapped_lines(self._caption, painter.font(), room, 2)
        self._is_cut = "".join(lines).replace(" ", "") != self._caption.replace(" ", "")
        base = QRectF(frame.left(), frame.bottom() - self._theming.px(61), frame.width(), self._theming.px(60))
        painter.setPen(QColor(_PAPER))
        left = frame.center().x() - (max(map(painter.fontMetrics().horizontalAdvance, lines)) + side + gap) / 2
        if mark is not None:
            icons.paint(painter, *mark, QRectF(left, base.center().y() - side / 2, side, side))
        base.setLeft(left + side + gap)
        painter.drawText(base, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, "\n".join(lines))

    def _paint_failure(self, painter: QPainter, frame: QRectF, failure: CameraFailure) -> None:
        side = min(self._theming.px(44), frame.height() * 0.22)
        centre = frame.center()
        icons.paint(painter, "camera-off", _PAPER, QRectF(centre.x() - side / 2, centre.y() - side * 1.7, side, side))
        painter.setPen(QColor(_PAPER))
        line = QRectF(frame.left() + 16, centre.y() - side * 0.55, frame.width() - 32, self._theming.px(28))
        rest = QRectF(line.left(), line.bottom() + 2, line.width(), frame.bottom() - line.bottom() - 8)
        titles = [self._font(size, QFont.Weight.DemiBold) for size in (17, 16, 15, 14)]
        sentences = [self._font(size, QFont.Weight.Normal) for size in (14, 13, 12)]
        has_room = [_write(painter, line, words.title(failure), titles)]
        has_room.append(_write(painter, rest, words.sentence(failure), sentences))
        self._is_cut = not all(has_room)

    def _font(self, size: float, weight: QFont.Weight) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(self._theming.px(size))
        font.setWeight(weight)
        return font


def _write(painter: QPainter, box: QRectF, text: str, fonts: Sequence[QFont]) -> bool:
    """Write a text in the first of these fonts in which it fits, else in the last; return whether it fits."""
    flags = int(Qt.AlignmentFlag.AlignHCenter) | int(Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
    has_room = False
    for font in fonts:
        painter.setFont(font)
        if has_room := box.contains(painter.boundingRect(box, flags, text)):
            break
    painter.drawText(box, flags, text)
    return has_room


def _backdrop(frame: QRectF) -> QRadialGradient:
    """Return the backdrop of a camera without a picture."""
    shade = QRadialGradient(frame.center(), max(frame.width(), frame.height()) * 0.6)
    shade.setColorAt(0, QColor("#454039"))
    shade.setColorAt(1, QColor("#262420"))
    return shade
