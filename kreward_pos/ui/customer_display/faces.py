"""The faces of the customer display without a customer's card: how to join, or the codes of a new card.

A face holds no e-mail: everybody in the queue can read it. A name is the one that the customer gave.
"""

from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QFont

from kreward_pos.errors import capped
from kreward_pos.ui.printing.canvas import CENTRE, Canvas, TextStyle
from kreward_pos.ui.text import words
from kreward_pos.ui.widgets.qr import QrCode

translate = QCoreApplication.translate
_BOLD, _HALF = QFont.Weight.Bold, QFont.Weight.DemiBold
EDGE = 56
"""Edge around every face."""
_MOST_LETTERS = 24
"""Most characters of a name."""


def display_name(name: str | None) -> str | None:
    """Return a customer's name as they gave it, cut to length; None where an e-mail stands in its place.

    Which part of it they are called by, nobody else can tell.
    """
    return capped(name, _MOST_LETTERS) or None if name and "@" not in name else None


class Face(Protocol):
    """Something that the customer display can show."""

    def paint(self, canvas: Canvas, progress: float) -> None:
        """Draw it; `progress` goes from 0 to 1 during an animation, and is 1 otherwise."""
        ...

    def description(self) -> str:
        """Return the same in words, for a screen reader."""
        ...


@dataclass(frozen=True, slots=True)
class JoinFace:
    """The shop's join page, while there is no customer; without a page, a welcome."""

    shop: str
    code: QrCode = field(default_factory=QrCode)

    def paint(self, canvas: Canvas, progress: float) -> None:  # noqa: ARG002 - nothing moves
        """Draw the code and the steps; see `Face.paint`."""
        page = canvas.inner(EDGE)
        if self.code.is_empty:
            middle = QRectF(page.left(), page.center().y() - canvas.px(90), page.width(), canvas.px(90))
            canvas.line(middle, self.shop, TextStyle(64, canvas.colours.text, _BOLD, CENTRE))
            canvas.line(
                middle.translated(0, canvas.px(96)), self._ready(), TextStyle(32, canvas.colours.muted, align=CENTRE)
            )
            return
        text, code = _two_halves(canvas, page)
        self.code.paint(canvas.painter, code, canvas.colours.line, canvas.px(36))
        self._paint_words(canvas, text)

    def description(self) -> str:
        """Return the same in words; see `Face.description`."""
        return words.as_sentences([self.shop, self._ready() if self.code.is_empty else self._title()])

    def _paint_words(self, canvas: Canvas, box: QRectF) -> None:
        colours, title = canvas.colours, TextStyle(60, canvas.colours.text, _BOLD)
        high = canvas.height_of(QRectF(0, 0, box.width(), canvas.px(170)), self._title(), title)
        top = box.top()
        if not canvas.is_tall:
            top += max(0.0, (box.height() - high - canvas.px(56 + 40 + 3 * 80)) / 2)
        canvas.line(
            QRectF(box.left(), top, box.width(), canvas.px(44)), self.shop, TextStyle(30, colours.primary_text, _BOLD)
        )
        heading = QRectF(box.left(), top + canvas.px(56), box.width(), canvas.px(170))
        canvas.lines(heading, self._title(), title)
        for number, step in enumerate(_steps(), start=1):
            above = heading.top() + high + canvas.px(40 + (number - 1) * 80)
            _paint_step(canvas, QRectF(box.left(), above, box.width(), canvas.px(60)), number, step)

    @staticmethod
    def _title() -> str:
        return translate("customer_display", "Join our loyalty card")

    @staticmethod
    def _ready() -> str:
        return translate("customer_display", "Please have your wallet card ready")


@dataclass(frozen=True, slots=True)
class NewCardFace:
    """A card that was just made, or found again, for the customer's phone."""

    shop: str
    name: str | None
    is_back: bool
    apple: QrCode
    google: QrCode

    def paint(self, canvas: Canvas, progress: float) -> None:  # noqa: ARG002 - nothing moves
        """Draw the codes; see `Face.paint`."""
        page, colours = canvas.inner(EDGE), canvas.colours
        shop = QRectF(page.left(), page.top(), page.width(), canvas.px(40))
        canvas.line(shop, self.shop, TextStyle(30, colours.primary_text, _BOLD, CENTRE))
        title = QRectF(page.left(), shop.bottom() + canvas.px(4), page.width(), canvas.px(84))
        canvas.line(title, self._title(), TextStyle(56, colours.text, _BOLD, CENTRE))
        lead = QRectF(page.left(), title.bottom(), page.width(), canvas.px(48))
        canvas.line(lead, self._lead(), TextStyle(30, colours.muted, align=CENTRE))
        room = QRectF(page.left(), lead.bottom() + canvas.px(28), page.width(), 0)
        room.setBottom(page.bottom())
        self._paint_codes(canvas, room)

    def description(self) -> str:
        """Return the same in words; see `Face.description`."""
        return words.as_sentences([self._title(), self._lead()])

    def _title(self) -> str:
        if self.is_back:
            return translate("customer_display", "Here is your card again")
        if self.name is None:
            return translate("customer_display", "Welcome")
        return translate("customer_display", "Welcome, {name}").format(name=self.name)

    def _lead(self) -> str:
        if self.apple.is_empty and self.google.is_empty:
            return translate("customer_display", "Your card will come by e-mail")
        return translate("customer_display", "Scan with your phone to add the card")

    def _paint_codes(self, canvas: Canvas, room: QRectF) -> None:
        offers = [
            (code, name)
            for code, name in (
                (self.apple, translate("customer_display", "Apple Wallet")),
                (self.google, translate("customer_display", "Google Wallet")),
            )
            if not code.is_empty
        ]
        if not offers:
            return
        gap, caption = canvas.px(64), canvas.px(64)
        across, down = (1, len(offers)) if canvas.is_tall else (len(offers), 1)
        side = min(
            (room.width() - gap * (across - 1)) / across, (room.height() - gap / 2 * (down - 1)) / down - caption
        )
        left = room.center().x() - (side * across + gap * (across - 1)) / 2
        for place, (code, name) in enumerate(offers):
            right, below = (0, place) if canvas.is_tall else (place, 0)
            top = room.top() + below * (side + caption + gap / 2)
            paper = QRectF(left + right * (side + gap), top, side, side)
            code.paint(canvas.painter, paper, canvas.colours.line, canvas.px(30))
            label = QRectF(paper.left(), paper.bottom() + canvas.px(8), side, caption - canvas.px(8))
            canvas.line(label, name, TextStyle(32, canvas.colours.text, _BOLD, CENTRE))


def _steps() -> tuple[str, str, str]:
    return (
        translate("customer_display", "Scan the code"),
        translate("customer_display", "Add the card to your wallet"),
        translate("customer_display", "Show it each time, and collect"),
    )


def _two_halves(canvas: Canvas, page: QRectF) -> tuple[QRectF, QRectF]:
    """Return the boxes of text and code: side by side, or one below the other on a tall screen."""
    if canvas.is_tall:
        side = min(page.width(), page.height() * 0.55)
        code = QRectF(page.center().x() - side / 2, page.bottom() - side, side, side)
        return QRectF(page.left(), page.top(), page.width(), code.top() - page.top()), code
    side = min(page.height(), page.width() * 0.5)
    code = QRectF(page.right() - side, page.center().y() - side / 2, side, side)
    return QRectF(page.left(), page.top(), code.left() - page.left() - canvas.px(56), page.height()), code


def _paint_step(canvas: Canvas, line: QRectF, number: int, text: str) -> None:
    side = canvas.px(52)
    disc = QRectF(line.left(), line.center().y() - side / 2, side, side)
    canvas.block(disc, canvas.colours.primary_soft, 26)
    canvas.line(disc, words.number(number), TextStyle(26, canvas.colours.primary_text, _BOLD, CENTRE))
    canvas.line(line.adjusted(side + canvas.px(22), 0, 0, 0), text, TextStyle(31, canvas.colours.text, _HALF))
