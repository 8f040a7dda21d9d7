"""The shipped typeface: every weight exists, has the characters of the window and of customers, and is printed."""

import ast
import itertools
import re
import string
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QRawFont

from kreward_pos.api.models import JoinPage, WalletOffer
from kreward_pos.ui.printing import poster, shift_sheet
from kreward_pos.ui.printing.poster import Poster
from kreward_pos.ui.printing.shift_sheet import ShiftSheet
from kreward_pos.ui.runtime import resources
from kreward_pos.ui.theme import fonts, stylesheet
from kreward_pos.ui.theme.palettes import LIGHT
from kreward_pos.ui.theme.theming import Theming

ROOT = Path(__file__).parents[3]
FILES = sorted(resources.path(fonts.FOLDER).glob("*.ttf"))
WEIGHTS = (400, 500, 600, 700, 800)
NAMES: tuple[str, ...] = (
    "Zoë Brontë",
    "Łukasz Świątek",
    "Nguyễn Thị Hằng",
    "Đặng Ơn",
    "Şebnem Yıldız",
    "İrem",
    "Lǐ Méi",
    "Ștefan Țîru",
)
NAMES += ("Sørensen", "Ðorđe Čapek", "Ángel Muñoz", "Großmann", "D’Arcy – “Jo” O'Neil", "Chloé & Co. № 5 · €4.50 ™")

pytestmark = pytest.mark.usefixtures("theming")
shipped = pytest.mark.usefixtures("needs_shipped_face")


def at_weight(weight: int) -> QFont:
    font = QFont()
    font.setFamilies(fonts.FAMILIES)
    font.setPixelSize(40)
    font.setWeight(QFont.Weight(weight))
    return font


def literals(source: Path) -> Iterator[str]:
    """Return every text in a module that is not a docstring."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


def texts_of_the_window() -> str:
    """Return every character of the app's own texts, without those of Chinese."""
    sources = [*(ROOT / "kreward_pos" / "ui").rglob("*.py"), ROOT / "kreward_pos" / "cards.py"]
    texts = [text for source in sources for text in literals(source)]
    for catalogue in (ROOT / "resources" / "translations").glob("*.ts"):
        texts += ["".join(message.itertext()) for message in ET.parse(catalogue).iter("message")]
    said = set("".join(texts)) - set(string.whitespace)
    return "".join(sorted(each for each in said if unicodedata.east_asian_width(each) not in "WF"))


@shipped
def test_every_weight_of_the_style_sheet_is_shipped(theming: Theming) -> None:
    asked = {
        int(each) for each in re.findall(r"font-weight: (\d+)", stylesheet.sheet(LIGHT, theming.px, theming.target_px))
    }
    assert asked <= set(WEIGHTS)
    found = [QFontInfo(at_weight(weight)) for weight in WEIGHTS]
    assert [(each.family(), each.weight()) for each in found] == [(fonts.SHIPPED, weight) for weight in WEIGHTS]


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_typeface_has_every_character(file: Path) -> None:
    font = QRawFont(str(file), 16)
    missing = [each for each in texts_of_the_window() + "".join(NAMES) if not font.supportsCharacter(ord(each))]
    assert not missing


@shipped
@pytest.mark.parametrize("weight", WEIGHTS)
def test_figures_are_tabular(weight: int) -> None:
    metrics = QFontMetricsF(at_weight(weight))
    pairs = itertools.product(string.digits, repeat=2)
    assert len({metrics.horizontalAdvance("".join(pair)) for pair in pairs}) == 1


@shipped
def test_paper_is_printed_in_the_typeface() -> None:
    page = JoinPage(WalletOffer("https://kreward.example/join/my-cafe"))
    sheet = ShiftSheet("Shift", "My Café", "9:00", [("Stamps", "12")], [("Jane", "3")], "Jane", "Signature")
    for made in (poster.pdf(Poster("My Café", page, "en"), "A4"), shift_sheet.pdf(sheet)):
        assert re.search(rb"/FontName /[\w+]*KrewardInter", made)


@pytest.mark.expected_logs("WARNING kreward_pos.ui.theme.fonts: .* cannot be loaded: KrewardInter-Bold.ttf")
def test_broken_font_is_logged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "KrewardInter-Bold.ttf").write_bytes(b"no font")
    monkeypatch.setattr(fonts, "FOLDER", str(tmp_path))
    assert not fonts.load.__wrapped__()
