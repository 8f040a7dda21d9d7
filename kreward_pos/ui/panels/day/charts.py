"""A day as charts: bars by the hour, and a bar for each cashier. Both describe themselves to screen readers."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kreward_pos.api.models import CardType
from kreward_pos.till.counter.day_summary import HOURS, Share
from kreward_pos.ui.text import day_words
from kreward_pos.ui.text.words import as_sentences, list_line, number
from kreward_pos.ui.theme.theming import Theming

_EARLIEST, _LATEST = 8, 20
"""Hours that are always drawn."""

_CENTRE = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class _Series:
    """What one bar of each hour counts. `height` is the tallest bar's share of the chart's height."""

    name: str
    counts: tuple[int, ...]
    fill: str
    edge: str
    height: float = 1.0


class HourBars(QWidget):
    """Bars for each hour: stamps, points and rewards, each on its own scale, with the count above where it fits."""

    def __init__(self, theming: Theming) -> None:
        super().__init__()
        self._theming = theming
        self._hours: tuple[Share, ...] = (Share(),) * HOURS
        self._kinds: tuple[CardType, ...] = ()
        self.setObjectName("hourBars")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theming.changed.connect(self.update)

    def show_hours(self, hours: tuple[Share, ...], kinds: tuple[CardType, ...]) -> None:
        """Draw these 24 hours."""
        self._hours, self._kinds = hours, kinds
        given = [(f"{hour}:00", share) for hour, share in enumerate(hours) if share != Share()]
        self.setAccessibleDescription(_described(given, kinds))
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Return the size below which the bars cannot be told apart."""
        return QSize(280, self._theming.px(140))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the base line, then each hour."""
        busy = [hour for hour, share in enumerate(self._hours) if share != Share()]
        first, last = min([_EARLIEST, *busy]), max([_LATEST, *busy])
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(_font(self._theming, 13))
        room = QRectF(0, self._theming.px(44), self.width(), self.height() - self._theming.px(68))
        wide = room.width() / (last - first + 1)
        series, taken = self._series(), list[QRectF]()
        self._draw_legend(painter, series, room.right())
        painter.setPen(QColor(self._theming.palette.line))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        for hour in range(first, last + 1):
            slot = QRectF(room.left() + (hour - first) * wide, room.top(), wide, room.height())
            self._draw_hour(painter, slot, hour, series, taken)

    def _series(self) -> list[_Series]:
        colours = self._theming.palette
        styles = ((colours.primary, colours.primary), (colours.primary_soft, colours.primary))
        kinds = [
            _Series(day_words.kind_name(kind), tuple(share.amount(kind) for share in self._hours), *style)
            for kind, style in zip(self._kinds, styles, strict=False)
        ]
        # A bar of full height would make rewards look as common as stamps, so theirs has half the height. The darker
        # edge sets amber off from white.
        redeems = tuple(share.redeems for share in self._hours)
        return [*kinds, _Series(day_words.rewards_caption(), redeems, colours.reward, colours.reward_text, 0.5)]

    def _draw_legend(self, painter: QPainter, series: Sequence[_Series], right: float) -> None:
        side, tall = self._theming.px(12), self._theming.px(20)
        for each in reversed(series):
            wide = painter.fontMetrics().horizontalAdvance(each.name) + 2
            painter.setPen(QColor(self._theming.palette.muted))
            painter.drawText(QRectF(right - wide, 0, wide, tall), _LEFT, each.name)
            _draw_bar(painter, QRectF(right - wide - side - 6, (tall - side) / 2, side, side), each, 2)
            right -= wide + side + self._theming.px(22)

    def _draw_hour(
        self, painter: QPainter, slot: QRectF, hour: int, series: Sequence[_Series], taken: list[QRectF]
    ) -> None:
        drawn = [each for each in series if each.counts[hour] > 0]
        bar = min(slot.width() * 0.76 / len(series), self._theming.px(26))
        step = bar * 1.16
        left = slot.center().x() - (step * len(drawn) - bar * 0.16) / 2
        bars = list[QRectF]()
        for place, each in enumerate(drawn):
            tall = max(3.0, slot.height() * each.height * each.counts[hour] / max(each.counts))
            bars.append(QRectF(left + place * step, slot.bottom() - tall, bar, tall))
            _draw_bar(painter, bars[place], each, min(4.0, bar / 3))
        taken += bars
        for each, box in zip(drawn, bars, strict=True):
            self._draw_count(painter, box, number(each.counts[hour]), taken)
        painter.setPen(QColor(self._theming.palette.muted))
        if slot.width() >= self._theming.px(26) or hour % 2 == 0:
            below = QRectF(slot.left() - slot.width(), slot.bottom() + 3, slot.width() * 3, self._theming.px(20))
            painter.drawText(below, _CENTRE, f"{hour}")

    def _draw_count(self, painter: QPainter, bar: QRectF, count: str, taken: list[QRectF]) -> None:
        """Draw the count above its bar, unless something else is drawn there."""
        wide = painter.fontMetrics().horizontalAdvance(count) + 2
        above = QRectF(bar.center().x() - wide / 2, bar.top() - self._theming.px(19), wide, self._theming.px(18))
        if not any(above.intersects(other) for other in taken):
            taken.append(above)
            painter.setPen(QColor(self._theming.palette.text))
            painter.drawText(above, _CENTRE, count)


class CashierBars(QWidget):
    """A line for each cashier: the name, a bar for what they gave, and how many."""

    def __init__(self, theming: Theming) -> None:
        super().__init__()
        self._theming = theming
        self._cashiers: Sequence[tuple[str | None, Share]] = ()
        self._kinds: tuple[CardType, ...] = ()
        self.setObjectName("cashierBars")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theming.changed.connect(self._refit)

    def show_cashiers(self, cashiers: Sequence[tuple[str | None, Share]], kinds: tuple[CardType, ...]) -> None:
        """Draw these cashiers; hide where none has a name."""
        has_names = any(name is not None for name, _share in cashiers)
        self._cashiers, self._kinds = cashiers if has_names else (), kinds
        given = [(name or day_words.no_cashier(), share) for name, share in self._cashiers]
        self.setAccessibleDescription(_described(given, kinds))
        self.setVisible(has_names)
        self._refit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a line for each cashier."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(_font(self._theming, 15))
        amounts = [day_words.given_amounts(share, self._kinds) for _name, share in self._cashiers]
        counts = max((painter.fontMetrics().horizontalAdvance(each) for each in amounts), default=0) + 12
        tall, names = self._theming.px(30), self.width() * 0.24
        for place, (name, share) in enumerate(self._cashiers):
            line = QRectF(0, place * tall, self.width(), tall)
            self._draw_name(painter, QRectF(line.left(), line.top(), names - 12, tall), name)
            right = self._draw_bars(
                painter, QRectF(names, line.top(), max(3.0, line.width() - names - counts), tall), share
            )
            painter.setPen(QColor(self._theming.palette.muted))
            painter.drawText(QRectF(right + 10, line.top(), counts, tall), _LEFT, amounts[place])

    def _draw_name(self, painter: QPainter, room: QRectF, name: str | None) -> None:
        painter.setPen(QColor(self._theming.palette.text if name else self._theming.palette.muted))
        shown = name or day_words.no_cashier()
        cut = painter.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, _LEFT, cut)

    def _draw_bars(self, painter: QPainter, room: QRectF, given: Share) -> float:
        """Draw a bar for each kind of card, one below the other, and return the right end of the longest."""
        colours, thick = self._theming.palette, room.height() * 0.52 / len(self._kinds)
        top, right = room.top() + room.height() * 0.24, room.left()
        for kind, fill in zip(self._kinds, (colours.primary, colours.primary_soft), strict=False):
            most = max([1, *(share.amount(kind) for _name, share in self._cashiers)])
            bar = QRectF(room.left(), top, max(3.0, room.width() * max(0, given.amount(kind)) / most), thick)
            painter.setPen(QColor(colours.primary))
            painter.setBrush(QColor(fill))
            painter.drawRoundedRect(bar, min(4.0, thick / 3), min(4.0, thick / 3))
            top, right = top + thick, max(right, bar.right())
        return right

    def _refit(self) -> None:
        self.setFixedHeight(self._theming.px(30) * len(self._cashiers))
        self.update()


def _described(given: Sequence[tuple[str, Share]], kinds: tuple[CardType, ...]) -> str:
    """Return the chart as text."""
    return as_sentences(list_line((what, day_words.given_amounts(share, kinds))) for what, share in given)


def _draw_bar(painter: QPainter, box: QRectF, series: _Series, radius: float) -> None:
    painter.setPen(QColor(series.edge))
    painter.setBrush(QColor(series.fill))
    painter.drawRoundedRect(box, radius, radius)


def _font(theming: Theming, size: int) -> QFont:
    font = QFont()
    font.setPixelSize(theming.px(size))
    font.setWeight(QFont.Weight.DemiBold)
    return font
