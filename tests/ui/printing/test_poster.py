"""The counter's poster: its content, as a phone and a printer find it, and its file."""

import re
import zlib
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QComboBox, QWidget

from kreward_pos.api.errors import Unreachable
from kreward_pos.api.models import JoinPage, WalletOffer
from kreward_pos.ui.printing import poster
from kreward_pos.ui.printing.poster import Paper, Poster
from kreward_pos.ui.theme.theming import Theming
from tests.ui.conftest import CounterDriver
from tests.ui.phone import codes_in, codes_on
from tests.ui.wording import LANGUAGES

URL = "https://kreward.example/join/my-cafe"
PAGE = JoinPage(WalletOffer(URL))
POINTS = {"A4": (595, 842), "A5": (420, 595)}


def page_streams(pdf: bytes) -> bytes:
    """Return what the page's streams draw, unpacked."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    found = b""
    for stream in streams:
        try:
            found += zlib.decompressobj().decompress(stream)
        except zlib.error:
            continue
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_code_can_be_scanned_from_the_paper(theming: Theming, language: str) -> None:
    image = QImage(630, 891, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    Poster(f"My Café {theming.theme}", PAGE, language).paint(painter, QRectF(image.rect()))
    painter.end()
    assert codes_in(image) == [URL]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("paper", poster.PAPERS)
@pytest.mark.usefixtures("theming")
def test_pdf_is_one_page_of_outlines_and_embedded_type(paper: Paper, language: str) -> None:
    made = poster.pdf(Poster("My Café", PAGE, language), paper)
    assert made.startswith(b"%PDF-1.")
    assert len(re.findall(rb"/Type /Page\b", made)) == 1
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)", made)
    assert box is not None
    assert (round(float(box[1])), round(float(box[2]))) == POINTS[paper]
    assert len(re.findall(rb"/FontFile\d", made)) >= 2
    assert b"/Subtype /Image" not in made
    assert len(made) < 500_000


@pytest.mark.usefixtures("theming")
def test_code_is_one_shape() -> None:
    """Separate shapes would show a seam between two where a reader smooths their edges."""
    drawing = page_streams(poster.pdf(Poster("", PAGE, "en"), "A4"))
    squares = max(len(re.findall(rb" m\s", shape)) for shape in re.split(rb"\nf\*?\s", drawing))
    assert squares > 200


@pytest.mark.usefixtures("theming")
def test_apis_picture_is_printed_without_a_link() -> None:
    png = a_png()
    assert b"/Subtype /Image" in poster.pdf(Poster("My Café", JoinPage(WalletOffer(None, png)), "en"), "A4")


def test_poster_needs_a_join_page(tmp_path: Path) -> None:
    file = tmp_path / "poster.pdf"
    for page in (None, JoinPage(WalletOffer("javascript:alert(1)"))):
        with pytest.raises(poster.NoJoinPage):
            poster.write(Poster("My Café", page, "en"), "A4", file)
    assert not file.exists()


@pytest.mark.usefixtures("theming")
def test_unwritable_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(poster.PosterUnsaved):
        poster.write(Poster("My Café", PAGE, "en"), "A4", tmp_path / "file" / "poster.pdf")


def open_poster(at: CounterDriver) -> None:
    at.press("newCustomerButton")
    at.until(lambda: bool(at.desk.asked("join_page")))
    at.press("posterButton")
    assert at.window.panel_name == "poster"
    at.until(at.button("savePosterButton").isEnabled)


def test_poster_is_shown_and_saved_in_the_chosen_folder(at: CounterDriver, tmp_path: Path) -> None:
    open_poster(at)
    assert codes_on(at.find(QWidget, "posterPanel")) == {URL}
    at.find(QComboBox, "paperBox").setCurrentText("A5")
    at.field("posterFolderField").setText(str(tmp_path / "to print"))
    at.press("savePosterButton")
    file = tmp_path / "to print" / "Kreward poster A5.pdf"
    at.until(lambda: at.label("posterResult").text() == f"Saved: {file}")
    assert file.read_bytes().startswith(b"%PDF")
    assert at.button("showPosterButton").isVisible()
    at.press("closePosterButton")
    assert at.window.panel_name == "ready"


def test_unwritable_folder_is_shown_on_the_panel(at: CounterDriver, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    open_poster(at)
    at.field("posterFolderField").setText(str(tmp_path / "file"))
    at.press("savePosterButton")
    at.until(lambda: at.label("posterResult").text().startswith("The poster could not be saved."))
    assert at.button("savePosterButton").isEnabled()


def test_panel_says_that_the_join_page_is_missing(at: CounterDriver) -> None:
    at.desk.refusals["join_page"] = Unreachable()
    at.press("newCustomerButton")
    at.until(lambda: bool(at.desk.asked("join_page")))
    at.press("posterButton")
    assert at.label("posterResult").text().startswith("The join page is not known yet.")
    assert not at.button("savePosterButton").isEnabled()


def a_png() -> bytes:
    from kreward_pos.sandbox.pictures import png

    return png([[True, False], [False, True]])
