"""The card itself, painted: stamps as a grid with the rewards marked on it, points as a bar."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kreward_pos.overriding import override
from kreward_pos.till.model.views import CustomerView, TierView
from kreward_pos.ui.theme import icons
from kreward_pos.ui.theme.theming import Theming

MOST_STAMPS = 40
"""Most stamps that can be counted at a glance; a card with more is drawn as a bar."""
_LARGEST_PX = {1: 78, 2: 58, 3: 44, 4: 36}
"""Largest circle by the number of rows."""
_GAP, _LOOSEST, _LOW = 0.18, 1.5, 0.85


@dataclass(frozen=True, slots=True)
class _Cell:
    number: int
    is_filled: bool
    is_waiting: bool
    is_newest: bool
    tier: TierView | None


class StampGrid(QWidget):
    """A grid of `goal` circles. Filled: given; outlined with a tick: given here and not sent yet; a star: a reward."""

    def __init__(self, theming: Theming) -> None:
        super().__init__()
        self._theming = theming
        self._cells: list[_Cell] = []
        theming.changed.connect(self._refit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_card(self, view: CustomerView) -> None:
        """Draw the card of `view`."""
        tiers = {tier.at: tier for tier in view.tiers}
        shown, sent = view.shown or 0, min(view.balance or 0, view.shown or 0)
        self._cells = [
            _Cell(n, n <= sent, sent < n <= shown, n == shown, tiers.get(n)) for n in range(1, (view.goal or 0) + 1)
        ]
        self._refit()

    @override
    def sizeHint(self) -> QSize:
        rows, side = self._rows(), self._side(max(self.width(), 1))
        return QSize(self._theming.px(400), round(rows * side * (1 + _GAP)) + 8)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self._side(self.width())
        across, step = self._across(), side * (1 + _GAP)
        if across > 1:
            step = max(step, min((self.width() - 8 - side) / (across - 1), side * _LOOSEST))
        for cell in self._cells:
            down, right = divmod(cell.number - 1, across)
            self._draw(painter, cell, QRectF(4 + right * step, 4 + down * side * (1 + _GAP), side, side))

    @override
    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._refit()

    def _refit(self) -> None:
        height = self.sizeHint().height()
        if height != self.height():
            self.setFixedHeight(height)
        self.update()

    def _rows(self) -> int:
        count = len(self._cells)
        return 1 if count <= 10 else 2 if count <= 20 else 3 if count <= 30 else 4

    def _across(self) -> int:
        return max(1, -(-len(self._cells) // self._rows()))

    def _side(self, width: int) -> float:
        across = self._across()
        largest = self._theming.px(_LARGEST_PX[self._rows()] * (_LOW if self._theming.is_low else 1))
        return max(14.0, min(largest, (width - 8) / (across + (across - 1) * _GAP)))

    def _draw(self, painter: QPainter, cell: _Cell, box: QRectF) -> None:
        colours, tier = self._theming.palette, cell.tier
        is_reward = tier is not None and tier.state in {"ready", "claiming"}
        inner = box.adjusted(*(box.width() * d for d in (0.3, 0.3, -0.3, -0.3)))
        if cell.is_newest and (cell.is_filled or cell.is_waiting):
            halo = box.width() * 0.07
            self._circle(painter, box.adjusted(-halo, -halo, halo, halo), colours.primary_soft)
        if cell.is_filled:
            self._circle(painter, box, colours.reward if is_reward else colours.primary)
            sign = colours.on_reward if is_reward else colours.on_primary
            icons.paint(painter, "star" if is_reward else "check", sign, inner)
        elif cell.is_waiting:
            edge = colours.reward_line if is_reward else colours.primary
            soft = colours.reward_soft if is_reward else colours.primary_soft
            # A reward that is still ahead has a star in a dashed ring.
            self._circle(painter, box, soft, edge, dashed=not is_reward)
            icons.paint(painter, "star" if is_reward else "check", colours.primary_text, inner)
        elif tier is not None:
            self._circle(painter, box, None, colours.reward_line, dashed=True)
            icons.paint(painter, "star", colours.reward_text, inner)
        else:
            self._circle(painter, box, None, colours.line, dashed=True)
            painter.setPen(QColor(colours.muted))
            painter.setFont(_font(self.font(), box.width() * 0.36))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(cell.number))

    def _circle(
        self, painter: QPainter, box: QRectF, fill: str | None, edge: str | None = None, *, dashed: bool = False
    ) -> None:
        painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
        if edge is None:
            painter.setPen(Qt.PenStyle.NoPen)
        else:
            pen = QPen(QColor(edge), max(1.6, box.width() * 0.026))
            if dashed:
                pen.setDashPattern([3.2, 2.6])
            painter.setPen(pen)
            box = box.adjusted(1, 1, -1, -1)
        painter.drawEllipse(box)


class ProgressBar(QWidget):
    """A bar for points, or very many stamps, with a mark at each reward."""

    def __init__(self, theming: Theming) -> None:
        super().__init__()
        self._theming = theming
        self._view: CustomerView | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theming.changed.connect(self._refit)
        self._refit()

    def show_card(self, view: CustomerView) -> None:
        """Draw the card of `view`."""
        self._view = view
        self.update()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._view is None:
            return
        colours, view = self._theming.palette, self._view
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        thick = self._theming.px(18)
        bar = QRectF(2, (self.height() - thick) / 2, self.width() - 4, thick)
        top = max([view.goal or 0, *(tier.at for tier in view.tiers), 1])
        self._stretch(painter, bar, 1.0, colours.ground if not colours.is_dark else colours.line)
        self._stretch(painter, bar, (view.shown or 0) / top, colours.primary_soft)
        self._stretch(painter, bar, min(view.balance or 0, view.shown or 0) / top, colours.primary)
        for tier in view.tiers:
            self._mark(painter, bar, tier, tier.at / top)

    def _stretch(self, painter: QPainter, bar: QRectF, share: float, colour: str) -> None:
        share = max(0.0, min(1.0, share))
        if share > 0:
            painter.setPen(QPen(QColor(self._theming.palette.primary), 1) if share < 1 else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            width = max(bar.height(), bar.width() * share)
            painter.drawRoundedRect(
                QRectF(bar.left(), bar.top(), width, bar.height()), bar.height() / 2, bar.height() / 2
            )

    def _mark(self, painter: QPainter, bar: QRectF, tier: TierView, share: float) -> None:
        colours, radius = self._theming.palette, self._theming.px(17)
        middle = QPointF(
            max(bar.left() + radius, min(bar.right() - radius, bar.left() + bar.width() * share)), bar.center().y()
        )
        fill = {"ready": colours.reward, "claiming": colours.reward, "claimed": colours.primary}.get(tier.state)
        sign = {"ready": colours.on_reward, "claiming": colours.on_reward, "claimed": colours.on_primary}.get(
            tier.state
        )
        painter.setPen(QPen(QColor(colours.reward_line if tier.state != "claimed" else colours.primary), 2))
        painter.setBrush(QColor(fill or colours.surface))
        painter.drawEllipse(middle, radius - 1, radius - 1)
        box = QRectF(middle.x() - radius * 0.6, middle.y() - radius * 0.6, radius * 1.2, radius * 1.2)
        icons.paint(painter, "check" if tier.state == "claimed" else "star", sign or colours.reward_text, box)

    def _refit(self) -> None:
        self.setFixedHeight(self._theming.px(40))
        self.update()


def _font(base: QFont, size_px: float) -> QFont:
    font = QFont(base)
    font.setPixelSize(max(9, round(size_px)))
    return font
