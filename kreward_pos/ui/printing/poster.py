"""The counter's poster: the join page as a code, and three plain steps, in two languages; on a screen or as a PDF.

The poster speaks to customers and not to the person at the till, so it does not follow the window's language.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QRectF, QTranslator
from PySide6.QtGui import QFont, QPageSize, QPainter

from kreward_pos import languages
from kreward_pos.api.models import JoinPage
from kreward_pos.errors import QT_TRANSLATE_NOOP, SetupFailure, TillError
from kreward_pos.languages import Language, language_for
from kreward_pos.system.atomic_file import write_atomically
from kreward_pos.ui.printing import pdf_page
from kreward_pos.ui.printing.canvas import CENTRE, Canvas, TextStyle
from kreward_pos.ui.runtime import resources
from kreward_pos.ui.theme.palettes import LIGHT
from kreward_pos.ui.widgets.qr import QrCode

Paper = Literal["A4", "A5"]
PAPERS: tuple[Paper, ...] = ("A4", "A5")
_PAGE_SIZES = {"A4": QPageSize.PageSizeId.A4, "A5": QPageSize.PageSizeId.A5}
_BOLD, _HALF = QFont.Weight.Bold, QFont.Weight.DemiBold


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    steps: tuple[str, str, str]


_WORDS = _Words(
    QT_TRANSLATE_NOOP("poster", "Join our loyalty card"),
    (
        QT_TRANSLATE_NOOP("poster", "Scan the code"),
        QT_TRANSLATE_NOOP("poster", "Add to your wallet"),
        QT_TRANSLATE_NOOP("poster", "Show it each visit"),
    ),
)


class NoJoinPage(TillError):
    """The join page is not known, so the poster would have no code."""

    title = QT_TRANSLATE_NOOP("errors", "The join page is not known yet")
    message = QT_TRANSLATE_NOOP("errors", "Connect this till to the internet once, then try again.")


class PosterUnsaved(SetupFailure):
    """The file cannot be written."""

    title = QT_TRANSLATE_NOOP("errors", "The poster could not be saved")
    message = QT_TRANSLATE_NOOP("errors", "Check the free space and permissions of {where}, or choose another folder.")


class Poster:
    """A poster for one shop, in `language` and smaller in the first of the other languages."""

    def __init__(self, shop: str, page: JoinPage | None, language: str) -> None:
        self._shop = shop
        self._code = QrCode(page.offer if page else None)
        self._link = (page.offer.url or "") if page else ""
        leading = language_for(language)
        other = next(each for each in languages.LANGUAGES if each != leading)
        self._leading, self._other = _words_in(leading), _words_in(other)

    @property
    def is_empty(self) -> bool:
        """Return whether the poster has no code to scan."""
        return self._code.is_empty

    def paint(self, painter: QPainter, page: QRectF) -> None:
        """Draw the poster into `page`, which is upright paper; black and two inks on white."""
        canvas = pdf_page.canvas_for(painter, page)
        inner = canvas.inner(64)
        shop = QRectF(inner.left(), inner.top(), inner.width(), canvas.px(52))
        canvas.line(shop, self._shop, TextStyle(38, LIGHT.primary_text, _BOLD, CENTRE))
        title = QRectF(inner.left(), shop.bottom() + canvas.px(18), inner.width(), canvas.px(84))
        canvas.line(title, self._leading.title, TextStyle(68, LIGHT.text, _BOLD, CENTRE))
        other = QRectF(inner.left(), title.bottom(), inner.width(), canvas.px(52))
        canvas.line(other, self._other.title, TextStyle(36, LIGHT.muted, align=CENTRE))
        steps = QRectF(inner.left(), inner.bottom() - canvas.px(226), inner.width(), canvas.px(186))
        room = QRectF(inner.left(), other.bottom() + canvas.px(36), inner.width(), 0)
        room.setBottom(steps.top() - canvas.px(44))
        self._code.paint(painter, room, LIGHT.primary, canvas.px(34), canvas.px(5))
        for place in range(3):
            wide = steps.width() / 3
            self._paint_step(canvas, QRectF(steps.left() + place * wide, steps.top(), wide, steps.height()), place)
        link = QRectF(inner.left(), inner.bottom() - canvas.px(24), inner.width(), canvas.px(24))
        canvas.line(link, self._link, TextStyle(15, LIGHT.muted, align=CENTRE))

    def _paint_step(self, canvas: Canvas, box: QRectF, place: int) -> None:
        side = canvas.px(64)
        disc = QRectF(box.center().x() - side / 2, box.top(), side, side)
        canvas.block(disc, LIGHT.primary, 32)
        canvas.line(disc, str(place + 1), TextStyle(34, LIGHT.on_primary, _BOLD, CENTRE))
        text = box.adjusted(canvas.px(10), 0, -canvas.px(10), 0)
        text.setTop(disc.bottom() + canvas.px(18))
        text.setHeight(canvas.px(44))
        canvas.line(text, self._leading.steps[place], TextStyle(26, LIGHT.text, _HALF, CENTRE))
        text.translate(0, canvas.px(42))
        canvas.line(text, self._other.steps[place], TextStyle(21, LIGHT.muted, align=CENTRE))


@cache
def _words_in(language: Language) -> _Words:
    catalogue = QTranslator()
    catalogue.load(f"kreward_pos_{language.code}", str(resources.path("translations")))

    def translated(source: str) -> str:
        return catalogue.translate("poster", source) or source

    first, second, third = (translated(step) for step in _WORDS.steps)
    return _Words(translated(_WORDS.title), (first, second, third))


def pdf(poster: Poster, size: Paper) -> bytes:
    """Return the poster as a PDF of one page, its code in outlines and its type embedded; raise `NoJoinPage`."""
    if poster.is_empty:
        raise NoJoinPage
    return pdf_page.pdf(poster.paint, "Kreward POS", _PAGE_SIZES[size])


def write(poster: Poster, size: Paper, file: Path) -> None:
    """Write the PDF, all of it or nothing; raise `NoJoinPage` or `PosterUnsaved`. Thread-safe."""
    content = pdf(poster, size)
    try:
        write_atomically(file, content)
    except OSError as error:
        raise PosterUnsaved(where=str(file.parent)) from error
