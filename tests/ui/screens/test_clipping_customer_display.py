"""Texts on the second screen: none is cut but a name longer than the screen, and none covers another."""

import itertools

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication

from kreward_pos.api.models import WalletOffer
from kreward_pos.till.model.views import TierView
from kreward_pos.ui.customer_display.card import CardFace
from kreward_pos.ui.customer_display.faces import Face, JoinFace, NewCardFace
from kreward_pos.ui.printing.canvas import Canvas, TextStyle
from kreward_pos.ui.theme.application import set_language
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.qr import QrCode
from tests.ui.desk_fake import a_view
from tests.ui.wording import LANGUAGES

SIZES = ((1024, 600), (1280, 800), (800, 1280), (3840, 2160))
CODE = QrCode(WalletOffer("https://kreward.example/join/my-cafe"))
TIERS = (TierView(4, "Half-price cake", "claimed", 0), TierView(8, "Free coffee", "ahead", 3))
READY = (TierView(500, "Free coffee and cake", "ready", 0),)
FACES: dict[str, Face] = {
    "joining": JoinFace("My Café", CODE),
    "joining without a page": JoinFace("My Café"),
    "stamps": CardFace.of(a_view(tiers=TIERS), "My Café", 1),
    "points": CardFace.of(a_view(is_points=True, balance=12_500, goal=500, tiers=READY), "My Café", 250),
    "not known yet": CardFace.of(a_view(balance=None, tiers=TIERS), "My Café", 2),
    "many stamps": CardFace.of(a_view(balance=33, goal=40, tiers=(TierView(40, None, "ahead", 7),)), "My Café", 0),
    "new card": NewCardFace("My Café", "Suki", False, CODE, CODE),
    "card again, for one wallet": NewCardFace("My Café", "Suki", True, CODE, QrCode()),
    "card by e-mail": NewCardFace("My Café", None, False, QrCode(), QrCode()),
}


class ReadSheet(Canvas):
    """A canvas that records which text was written where."""

    written: list[tuple[str, QRectF, bool]]

    def _write(self, box: QRectF, text: str, font: QFont, ink: TextStyle, flags: int) -> None:
        super()._write(box, text, font, ink, flags)
        place = QFontMetricsF(font).boundingRect(box, flags, text)
        is_line = flags & Qt.TextFlag.TextSingleLine
        needed = QFontMetricsF(font).tightBoundingRect(text) if is_line else place
        is_cut = text.endswith("…") or needed.height() > box.height() + 1
        self.written.append((text, place, is_cut))


@pytest.mark.usefixtures("english_afterwards")
@pytest.mark.parametrize("name", FACES)
def test_no_text_is_cut_or_covered_by_another(name: str, theming: Theming) -> None:
    wrong: list[str] = []
    for language, size in itertools.product(LANGUAGES, SIZES):
        set_language(language)
        written = written_by(FACES[name], size, theming)
        assert written
        wrong += [f"{language} {size}: {text}" for text, _, is_cut in written if is_cut]
        for (one, place, _), (other, its_place, _) in itertools.combinations(written, 2):
            if place.adjusted(1, 1, -1, -1).intersects(its_place.adjusted(1, 1, -1, -1)):
                wrong.append(f"{language} {size}: {one} / {other}")
    assert not wrong, "\n".join(wrong)


def written_by(face: Face, size: tuple[int, int], theming: Theming) -> list[tuple[str, QRectF, bool]]:
    picture = QImage(*size, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    sheet = ReadSheet(painter, QRectF(picture.rect()), theming.palette, QApplication.font())
    sheet.written = []
    face.paint(sheet, 1.0)
    painter.end()
    return [each for each in sheet.written if each[0]]
