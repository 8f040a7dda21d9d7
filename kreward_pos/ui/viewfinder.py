"""What the camera sees, with the found code outlined and what was read said in words."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QRadialGradient,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from kreward_pos.errors import CameraFailure
from kreward_pos.ui import icons, words
from kreward_pos.ui.bridge import SightSeen
from kreward_pos.ui.look import Look

_PAPER, _FOUND, _RIM = "#f4efe6", "#37d1b4", "#3b3831"


class Viewfinder(QWidget):
    """Paints the newest picture to fill its frame. Always dark, in both themes, like the lens it stands for."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._image = QImage()
        self._outline: tuple[tuple[float, float], ...] | None = None
        self._wording: Callable[[], str] = str
        self._caption = ""
        self._is_read = False
        self._trouble: CameraFailure | None = None
        self.setObjectName("viewfinder")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(120)
        look.changed.connect(self.update)

    @Slot(object)
    def show_sight(self, sight: SightSeen) -> None:
        """Show a picture; a working camera is no longer in trouble."""
        height, width = sight.pixels.shape[:2]
        data = sight.pixels.tobytes()
        self._image = QImage(data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
        self._outline, self._trouble = sight.outline, None
        self.update()

    @Slot(object)
    def show_trouble(self, trouble: CameraFailure | None) -> None:
        """Say why there is no picture, or (None) that there is one again."""
        self._trouble = trouble
        if trouble is not None:
            self._image, self._outline = QImage(), None
        self.reword()

    def say(self, wording: Callable[[], str], *, is_read: bool = False) -> None:
        """The words below the picture, asked for again in another language; with a tick where a card was read."""
        self._wording, self._is_read = wording, is_read
        self.reword()

    def reword(self) -> None:
        """Say everything in the present language."""
        self._caption = self._wording()
        self.setAccessibleName(self._caption)
        self.setAccessibleDescription("" if self._trouble is None else words.told(self._trouble))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Four by three."""
        return QSize(self._look.px(420), self._look.px(315))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw picture, frame, outline and words."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRectF(self.rect())
        shape = QPainterPath()
        shape.addRoundedRect(frame, self._look.px(20), self._look.px(20))
        painter.setClipPath(shape)
        painter.fillRect(frame, self._backdrop(frame))
        if self._trouble is not None:
            self._paint_trouble(painter, frame, self._trouble)
            return
        self._paint_picture(painter, frame)
        self._paint_corners(painter, frame)
        self._paint_caption(painter, frame)
        painter.setClipping(False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(_RIM), 1))
        painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), self._look.px(20), self._look.px(20))

    def _backdrop(self, frame: QRectF) -> QRadialGradient:
        shade = QRadialGradient(frame.center(), max(frame.width(), frame.height()) * 0.6)
        shade.setColorAt(0, QColor("#454039"))
        shade.setColorAt(1, QColor("#262420"))
        return shade

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
            painter.setPen(QPen(QColor(_FOUND), 3.5, j=Qt.PenJoinStyle.RoundJoin))
            painter.drawPolygon(QPolygonF(corners))

    def _paint_corners(self, painter: QPainter, frame: QRectF) -> None:
        above = min(self._look.px(34), frame.height() * 0.1)
        height = frame.height() - above - self._look.px(60)
        width = min(frame.width() * 0.6, height * 1.12)
        box = QRectF(frame.center().x() - width / 2, frame.top() + above, width, max(height, 40))
        arm, bend = box.height() * 0.2, self._look.px(10)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(_PAPER), self._look.px(4), c=Qt.PenCapStyle.RoundCap))
        for x, right in ((box.left(), 1), (box.right(), -1)):
            for y, down in ((box.top(), 1), (box.bottom(), -1)):
                path = QPainterPath(QPointF(x, y + down * arm))
                path.lineTo(x, y + down * bend)
                path.quadTo(x, y, x + right * bend, y)
                path.lineTo(x + right * arm, y)
                painter.drawPath(path)

    def _paint_caption(self, painter: QPainter, frame: QRectF) -> None:
        band = QRectF(frame.left(), frame.bottom() - self._look.px(76), frame.width(), self._look.px(76))
        shade = QLinearGradient(band.topLeft(), band.bottomLeft())
        shade.setColorAt(0, QColor(0, 0, 0, 0))
        shade.setColorAt(0.55, QColor(18, 17, 14, 190))
        shade.setColorAt(1, QColor(18, 17, 14, 225))
        painter.fillRect(band, shade)
        room = frame.width() - self._look.px(48)
        for size in (16, 15, 14):
            painter.setFont(self._font(size, QFont.Weight.DemiBold))
            if painter.fontMetrics().horizontalAdvance(self._caption) <= room:
                break
        text = painter.fontMetrics().elidedText(self._caption, Qt.TextElideMode.ElideRight, round(room))
        base = QRectF(frame.left(), frame.bottom() - self._look.px(46), frame.width(), self._look.px(30))
        painter.setPen(QColor(_PAPER))
        if self._is_read:
            side = self._look.px(18)
            left = frame.center().x() - (painter.fontMetrics().horizontalAdvance(text) + side + 6) / 2
            icons.paint(painter, "check", _FOUND, QRectF(left, base.center().y() - side / 2, side, side))
            base.setLeft(left + side + 6)
            painter.drawText(base, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        else:
            painter.drawText(base, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_trouble(self, painter: QPainter, frame: QRectF, trouble: CameraFailure) -> None:
        side = min(self._look.px(44), frame.height() * 0.22)
        centre = frame.center()
        icons.paint(painter, "camera-off", _PAPER, QRectF(centre.x() - side / 2, centre.y() - side * 1.7, side, side))
        painter.setPen(QColor(_PAPER))
        painter.setFont(self._font(17, QFont.Weight.DemiBold))
        line = QRectF(frame.left() + 16, centre.y() - side * 0.55, frame.width() - 32, self._look.px(28))
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, words.title(trouble))
        painter.setFont(self._font(14, QFont.Weight.Normal))
        rest = QRectF(line.left(), line.bottom() + 2, line.width(), frame.bottom() - line.bottom() - 8)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(rest, flags, words.sentence(trouble))

    def _font(self, size: float, weight: QFont.Weight) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(self._look.px(size))
        font.setWeight(weight)
        return font
