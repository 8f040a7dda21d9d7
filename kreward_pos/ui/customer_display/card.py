"""The card of the present customer, for their own eyes: their stamps or points, and the rewards."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPen

from kreward_pos.api.models import CardType
from kreward_pos.till.model.views import CustomerView, TierState, TierView
from kreward_pos.ui.customer_display.faces import EDGE, display_name
from kreward_pos.ui.printing.canvas import CENTRE, RIGHT, Canvas, TextStyle
from kreward_pos.ui.text import words
from kreward_pos.ui.theme import icons
from kreward_pos.ui.widgets.stamps import MOST_STAMPS

translate = QCoreApplication.translate
_BOLD, _HALF = QFont.Weight.Bold, QFont.Weight.DemiBold
_GOLD = frozenset({"ready", "claiming"})
_GAP = 0.22
"""Distance of two stamps, as a share of their size."""
_NEARLY = 0.87
"""Share of the largest size that is enough where it saves a row: fewer rows are calmer."""


@dataclass(frozen=True, slots=True)
class CardFace:
    """The present customer's card. `added` is what was given in this session, `shown` is None while not known."""

    shop: str
    name: str | None
    card_type: CardType
    shown: int | None
    goal: int | None
    tiers: tuple[TierView, ...]
    added: int = 0

    @classmethod
    def of(cls, view: CustomerView, shop: str, added: int) -> "CardFace":
        """Return the face for `view`, without what must not be shown."""
        return cls(shop, display_name(view.name), view.card_type, view.shown, view.goal, view.tiers, added)

    def paint(self, canvas: Canvas, progress: float) -> None:
        """Draw the card; see `Face.paint`."""
        page, colours = canvas.inner(EDGE), canvas.colours
        head = QRectF(page.left(), page.top(), page.width(), canvas.px(40))
        half = head.width() * 0.6
        canvas.line(
            QRectF(head.left(), head.top(), half, head.height()), self.shop, TextStyle(30, colours.primary_text, _BOLD)
        )
        kind = QRectF(head.left() + half, head.top(), head.width() - half, head.height())
        canvas.line(kind, words.card_kind(self.card_type), TextStyle(26, colours.muted, align=RIGHT))
        body = page.adjusted(0, canvas.px(68), 0, 0)
        canvas.block(body, colours.surface, 40, colours.line)
        inside = body.adjusted(canvas.px(48), canvas.px(40), -canvas.px(48), -canvas.px(44))
        self._paint_head(canvas, QRectF(inside.left(), inside.top(), inside.width(), canvas.px(132)), progress)
        news = QRectF(inside.left(), inside.bottom() - canvas.px(96), inside.width(), canvas.px(96))
        room = QRectF(inside.left(), inside.top() + canvas.px(156), inside.width(), 0)
        room.setBottom(news.top() - canvas.px(32))
        self._paint_card(canvas, room, progress)
        self._paint_news(canvas, news)

    def description(self) -> str:
        """Return the same in words; see `Face.description`."""
        balance = "" if self.shown is None else words.amount(self.shown, self.card_type)
        return words.as_sentences([self.shop, self._greeting(), balance, self._news()])

    def _greeting(self) -> str:
        if self.name is None:
            return translate("customer_display", "Welcome")
        return translate("customer_display", "Hello, {name}").format(name=self.name)

    def _paint_head(self, canvas: Canvas, box: QRectF, progress: float) -> None:
        """Draw the greeting, and opposite the balance, which swells a little while it changes."""
        colours = canvas.colours
        swelling = 1 + 0.1 * (1 - abs(2 * progress - 1))
        figure = "" if self.shown is None else words.number(self.shown)
        number, goal = TextStyle(108 * swelling, colours.text, _BOLD, RIGHT), TextStyle(44, colours.muted, _HALF, RIGHT)
        of = "" if self.goal is None or self.shown is None else f" / {words.number(self.goal)}"
        left = box.right() - canvas.width_of(of, goal)
        canvas.line(
            QRectF(left, box.top() + canvas.px(24), box.right() - left + 2, box.height() - canvas.px(24)), of, goal
        )
        wide = canvas.width_of(figure, TextStyle(120, colours.text, _BOLD))
        canvas.line(QRectF(left - wide, box.top(), wide, box.height()), figure, number)
        if self.added > 0 and self.shown is not None:
            left = self._paint_added(canvas, left - wide - canvas.px(20), box) + canvas.px(20)
            wide = 0
        greeting = QRectF(box.left(), box.top(), max(left - wide - box.left() - canvas.px(24), 1), box.height())
        canvas.line(greeting, self._greeting(), TextStyle(60, colours.text, _BOLD))

    def _paint_added(self, canvas: Canvas, right: float, box: QRectF) -> float:
        """Draw `+1` in a soft field; return its left edge."""
        ink = TextStyle(36, canvas.colours.primary_text, _BOLD, CENTRE)
        wide = canvas.width_of(words.signed_number(self.added), ink) + canvas.px(44)
        chip = QRectF(right - wide, box.center().y() - canvas.px(32), wide, canvas.px(64))
        canvas.block(chip, canvas.colours.primary_soft, 32)
        canvas.line(chip, words.signed_number(self.added), ink)
        return chip.left() - canvas.px(20)

    def _paint_card(self, canvas: Canvas, room: QRectF, progress: float) -> None:
        if self.shown is None:
            canvas.line(
                room,
                words.signed_number(self.added) if self.added else "",
                TextStyle(140, canvas.colours.primary_text, _BOLD, CENTRE),
            )
        elif self.card_type == "stamps" and self.goal is not None and self.goal <= MOST_STAMPS:
            _paint_stamps(canvas, room, self, progress)
        elif self._top() > 0:
            _paint_bar(
                canvas,
                room,
                min(1.0, self.shown / self._top()),
                [(tier.at / self._top(), tier.state) for tier in self.tiers],
            )

    def _top(self) -> int:
        return max([self.goal or 0, *(tier.at for tier in self.tiers)])

    def _paint_news(self, canvas: Canvas, box: QRectF) -> None:
        """Draw the reward that is ready, in gold; else how far the next one is."""
        colours, news = canvas.colours, self._news()
        if not news:
            return
        is_ready = self._ready() is not None
        canvas.block(box, colours.reward if is_ready else colours.ground, 24)
        side = canvas.px(44)
        sign = QRectF(box.left() + canvas.px(30), box.center().y() - side / 2, side, side)
        ink = colours.on_reward if is_ready else colours.text
        icons.paint(canvas.painter, "star", ink if is_ready else colours.reward_text, sign)
        text = box.adjusted(side + canvas.px(54), 0, -canvas.px(24), 0)
        canvas.line(text, news, TextStyle(36, ink, _BOLD if is_ready else _HALF))

    def _ready(self) -> TierView | None:
        return next((tier for tier in self.tiers if tier.state in _GOLD), None)

    def _news(self) -> str:
        if self.shown is None:
            return translate("customer_display", "Your balance will appear shortly") if self.tiers or self.added else ""
        if (ready := self._ready()) is not None:
            reward = words.reward_name(ready.name, ready.at)
            return translate("customer_display", "Ready for you: {reward}").format(reward=reward)
        ahead = next((tier for tier in self.tiers if tier.state == "ahead"), None)
        if ahead is None:
            return ""
        source = translate("customer_display", "{amount} to go: {reward}")
        amount, reward = words.amount(ahead.to_go, self.card_type), words.reward_name(ahead.name, ahead.at)
        return source.format(amount=amount, reward=reward)


def _rows_for(count: int, room: QRectF) -> tuple[int, float]:
    """Return in how many rows `count` circles are (nearly) largest, and their diameter."""

    def side(rows: int) -> float:
        across = -(-count // rows)
        return min(
            room.width() / (across + (across - 1) * _GAP),
            room.height() / (rows + (rows - 1) * _GAP),
        )

    choices = [rows for rows in (1, 2, 3, 4, 5) if rows <= count]
    largest = max(side(rows) for rows in choices)
    rows = next(rows for rows in choices if side(rows) >= largest * _NEARLY)
    return rows, side(rows)


def _paint_stamps(canvas: Canvas, room: QRectF, card: CardFace, progress: float) -> None:
    """Draw `goal` circles; the newest ones grow."""
    count, shown = card.goal or 0, card.shown or 0
    if count < 1:
        return
    rows, side = _rows_for(count, room)
    side = min(side, canvas.px(190))
    across, step = -(-count // rows), side * (1 + _GAP)
    left = room.center().x() - (across * step - side * _GAP) / 2
    top = room.center().y() - (rows * step - side * _GAP) / 2
    states = {tier.at: tier.state for tier in card.tiers}
    for number in range(1, count + 1):
        down, right = divmod(number - 1, across)
        box = QRectF(left + right * step, top + down * step, side, side)
        is_new = shown - card.added < number <= shown
        _paint_stamp(
            canvas, box, number, is_given=number <= shown, reward=states.get(number), is_new=is_new, at=progress
        )


def _paint_stamp(
    canvas: Canvas, box: QRectF, number: int, *, is_given: bool, reward: TierState | None, is_new: bool, at: float
) -> None:
    colours = canvas.colours
    is_gold = reward in _GOLD
    fill, sign = (colours.reward, colours.on_reward) if is_gold else (colours.primary, colours.on_primary)
    if not is_given or (is_new and at < 1):
        _paint_place(canvas, box, number, is_reward=reward is not None)
    if not is_given:
        return
    if is_new:
        _circle(canvas, _grown(box, 1.14 * at), colours.reward_soft if is_gold else colours.primary_soft, None)
        box = _grown(box, at)
    _circle(canvas, box, fill, None)
    icons.paint(canvas.painter, "star" if reward else "check", sign, _grown(box, 0.44))


def _paint_place(canvas: Canvas, box: QRectF, number: int, *, is_reward: bool) -> None:
    colours = canvas.colours
    _circle(canvas, box, None, colours.reward_line if is_reward else colours.edge)
    if is_reward:
        icons.paint(canvas.painter, "star", colours.reward_text, _grown(box, 0.44))
    else:
        size = box.width() * 0.34 / max(canvas.px(1), 0.01)
        canvas.line(box, words.number(number), TextStyle(size, colours.muted, align=CENTRE))


def _grown(box: QRectF, share: float) -> QRectF:
    """Return a box of this share of `box`, around the same centre."""
    wide, high = box.width() * share, box.height() * share
    return QRectF(box.center().x() - wide / 2, box.center().y() - high / 2, wide, high)


def _circle(canvas: Canvas, box: QRectF, fill: str | None, edge: str | None) -> None:
    painter = canvas.painter
    painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
    if edge is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        pen = QPen(QColor(edge), max(2.0, box.width() * 0.025))
        pen.setDashPattern([3.2, 2.6])
        painter.setPen(pen)
        box = _grown(box, 0.97)
    painter.drawEllipse(box)


def _paint_bar(canvas: Canvas, room: QRectF, share: float, marks: list[tuple[float, TierState]]) -> None:
    """Draw the share of the points, with a star at each reward."""
    colours, thick = canvas.colours, canvas.px(56)
    bar = QRectF(room.left(), room.center().y() - thick / 2, room.width(), thick)
    canvas.block(bar, colours.line if colours.is_dark else colours.ground, 28)
    if share > 0:
        canvas.block(QRectF(bar.left(), bar.top(), max(thick, bar.width() * share), thick), colours.primary, 28)
    radius = canvas.px(44)
    for mark, state in marks:
        middle = QPointF(
            max(bar.left() + radius, min(bar.right() - radius, bar.left() + bar.width() * mark)), bar.center().y()
        )
        box = QRectF(middle.x() - radius, middle.y() - radius, radius * 2, radius * 2)
        fill, edge, sign = {
            "ahead": (colours.surface, colours.reward_line, colours.reward_text),
            "claimed": (colours.primary, colours.surface, colours.on_primary),
        }.get(state, (colours.reward, colours.reward_line, colours.on_reward))
        canvas.painter.setPen(QPen(QColor(edge), canvas.px(3)))
        canvas.painter.setBrush(QColor(fill))
        canvas.painter.drawEllipse(box)
        icons.paint(canvas.painter, "star", sign, _grown(box, 0.5))
