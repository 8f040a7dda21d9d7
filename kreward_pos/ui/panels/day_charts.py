"""A day as pictures: bars by the hour, and one bar for each cashier. What they show is told in words too."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kreward_pos.till.day import Share
from kreward_pos.ui import day_words
from kreward_pos.ui.look import Look
from kreward_pos.ui.words import number

_EARLIEST, _LATEST = 8, 20
"""Hours that are drawn whatever happened in them."""

_CENTRE = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class HourBars(QWidget):
    """Two bars for each hour: stamps or points, and rewards, each kind by its own measure; its count above it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._hours: tuple[Share, ...] = ()
        self.setObjectName("hourBars")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self.update)

    def show_hours(self, hours: tuple[Share, ...]) -> None:
        """Draw these 24."""
        self._hours = hours
        told = [f"{hour}:00 {day_words.share(share)}" for hour, share in enumerate(hours) if share != Share()]
        self.setAccessibleDescription("; ".join(told))
        self.update()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Below this nothing can be told apart."""
        return QSize(280, self._look.px(140))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the ground line, then each hour."""
        busy = [hour for hour, share in enumerate(self._hours) if share != Share()]
        first, last = min([_EARLIEST, *busy]), max([_LATEST, *busy])
        most = max([1, *(share.stamps for share in self._hours)]), max([1, *(share.redeems for share in self._hours)])
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(_font(self._look, 13))
        room = QRectF(0, self._look.px(44), self.width(), self.height() - self._look.px(68))
        wide = room.width() / (last - first + 1)
        self._draw_legend(painter, room.right())
        painter.setPen(QColor(self._look.palette.line))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        for hour in range(first, last + 1):
            slot = QRectF(room.left() + (hour - first) * wide, room.top(), wide, room.height())
            self._draw_hour(painter, slot, hour, most)

    def _draw_legend(self, painter: QPainter, right: float) -> None:
        colours, side, tall = self._look.palette, self._look.px(12), self._look.px(20)
        kinds = (colours.reward, day_words.rewards()), (colours.primary, day_words.stamps_or_points())
        for colour, name in kinds:
            wide = painter.fontMetrics().horizontalAdvance(name) + 2
            painter.setPen(QColor(colours.muted))
            painter.drawText(QRectF(right - wide, 0, wide, tall), _LEFT, name)
            painter.fillRect(QRectF(right - wide - side - 6, (tall - side) / 2, side, side), QColor(colour))
            right -= wide + side + self._look.px(22)

    def _draw_hour(self, painter: QPainter, slot: QRectF, hour: int, most: tuple[int, int]) -> None:
        colours, share = self._look.palette, self._hours[hour] if self._hours else Share()
        bar = min(slot.width() * 0.38, self._look.px(26))
        gap = max(1.0, bar * 0.08)
        pairs = ((share.stamps, most[0], colours.primary, -bar - gap), (share.redeems, most[1], colours.reward, gap))
        lone = sum(count > 0 for count, *_rest in pairs) == 1
        for count, greatest, colour, left in pairs:
            if count > 0:
                # A reward is worth many stamps, and as tall a bar would say that it is as common: half at most.
                tall = slot.height() * count / greatest * (0.5 if colour == colours.reward else 1.0)
                at = slot.center().x() + (-bar / 2 if lone else left)
                self._draw_bar(painter, QRectF(at, slot.bottom() - max(3.0, tall), bar, max(3.0, tall)), count, colour)
        painter.setPen(QColor(colours.muted))
        if slot.width() >= self._look.px(26) or hour % 2 == 0:
            box = QRectF(slot.left() - slot.width(), slot.bottom() + 3, slot.width() * 3, self._look.px(20))
            painter.drawText(box, _CENTRE, f"{hour}")

    def _draw_bar(self, painter: QPainter, bar: QRectF, count: int, colour: str) -> None:
        # Amber alone hardly stands out from white.
        is_pale = colour == self._look.palette.reward
        painter.setPen(QColor(self._look.palette.reward_text) if is_pale else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        radius = min(4.0, bar.width() / 3)
        painter.drawRoundedRect(bar, radius, radius)
        painter.setPen(QColor(self._look.palette.text))
        above = QRectF(bar.center().x() - 40, bar.top() - self._look.px(19), 80, self._look.px(18))
        painter.drawText(above, _CENTRE, number(count))


class CashierBars(QWidget):
    """A line for each cashier: the name, a bar as long as what they gave, and how many."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._cashiers: Sequence[tuple[str | None, Share]] = ()
        self.setObjectName("cashierBars")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._refit)

    def show_cashiers(self, cashiers: Sequence[tuple[str | None, Share]]) -> None:
        """Draw these; nothing where nobody was ever named."""
        has_names = any(name is not None for name, _share in cashiers)
        self._cashiers = cashiers if has_names else ()
        told = [f"{name or day_words.nobody()} {day_words.share(share)}" for name, share in self._cashiers]
        self.setAccessibleDescription("; ".join(told))
        self.setVisible(has_names)
        self._refit()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw every line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(_font(self._look, 15))
        most = max([1, *(share.stamps for _name, share in self._cashiers)])
        tall, names, counts = self._look.px(30), self.width() * 0.24, self._look.px(150)
        for place, (name, share) in enumerate(self._cashiers):
            line = QRectF(0, place * tall, self.width(), tall)
            painter.setPen(QColor(self._look.palette.text if name else self._look.palette.muted))
            room = QRectF(line.left(), line.top(), names - 12, tall)
            shown = painter.fontMetrics().elidedText(
                name or day_words.nobody(), Qt.TextElideMode.ElideRight, int(room.width())
            )
            painter.drawText(room, _LEFT, shown)
            longest = max(0.0, line.width() - names - counts)
            bar = QRectF(names, line.top() + tall * 0.24, max(3.0, longest * max(0, share.stamps) / most), tall * 0.52)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._look.palette.primary))
            painter.drawRoundedRect(bar, 4, 4)
            painter.setPen(QColor(self._look.palette.muted))
            painter.drawText(QRectF(bar.right() + 10, line.top(), counts, tall), _LEFT, day_words.share(share))

    def _refit(self) -> None:
        self.setFixedHeight(self._look.px(30) * len(self._cashiers))
        self.update()


def _font(look: Look, size: int) -> QFont:
    font = QFont()
    font.setPixelSize(look.px(size))
    font.setWeight(QFont.Weight.DemiBold)
    return font
