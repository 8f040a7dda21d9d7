"""The viewfinder: its outline, caption, failures and visibility."""

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kreward_pos.scan.errors import CameraBlack, CardTooLong, CodeKind, NotACard
from kreward_pos.scan.preview import Preview
from kreward_pos.scan.remark import Hint, Remark
from kreward_pos.ui.runtime.bridge import PreviewImage, to_image
from kreward_pos.ui.runtime.camera_permission import ask_for_camera
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.viewfinder import Viewfinder
from tests.ui.conftest import CounterDriver

IDLE = "Ask the customer to show their wallet card"
OUTLINE = ((0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7))


@pytest.fixture
def viewfinder(qtbot: QtBot, theming: Theming) -> Viewfinder:
    widget = Viewfinder(theming)
    qtbot.addWidget(widget)
    widget.resize(420, 315)
    widget.show_caption(lambda: IDLE)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def shown(remark: Remark | None = None, *, level: int = 120, has_code: bool = False) -> PreviewImage:
    sight = Preview(np.full((360, 640, 3), level, np.uint8), OUTLINE if has_code else None, remark)
    return PreviewImage(to_image(sight.pixels), sight.outline, sight.remark)


def colour_at(widget: QWidget, x: float, y: float) -> QColor:
    image = widget.grab().toImage()
    return image.pixelColor(round(x * image.width()), round(y * image.height()))


def test_outline_is_green_for_a_card_and_amber_otherwise(viewfinder: Viewfinder) -> None:
    viewfinder.show_preview(shown(has_code=True))
    good = colour_at(viewfinder, 0.5, 0.3)
    viewfinder.show_preview(shown(NotACard(CodeKind.WIFI), has_code=True))
    other = colour_at(viewfinder, 0.5, 0.3)
    assert good.green() > good.red() + 60
    assert other.red() > other.blue() + 60


@pytest.mark.parametrize(
    ("remark", "words"),
    [
        (NotACard(CodeKind.WIFI), "That is a Wi-Fi code"),
        (NotACard(CodeKind.PAYMENT), "That is a payment code"),
        (CardTooLong(limit=512), "That code is too long for a card"),
        (Hint.CLOSER, "Hold the card closer"),
        (Hint.HOLD_STILL, "Hold the card still"),
        (Hint.TOO_DARK, "Too dark: turn the phone's brightness up"),
        (Hint.TOO_BRIGHT, "Too bright: turn the phone's brightness down"),
        (Hint.REFLECTS, "It reflects: tilt the phone a little"),
        (Hint.ONE_AT_A_TIME, "Show one card at a time"),
    ],
)
def test_remark_replaces_the_caption_until_it_is_over(viewfinder: Viewfinder, remark: Remark, words: str) -> None:
    viewfinder.show_preview(shown(remark))
    assert viewfinder.accessibleName() == words
    viewfinder.show_caption(lambda: "Card of Jane", is_read=True)
    assert viewfinder.accessibleName() == words
    viewfinder.show_preview(shown())
    assert viewfinder.accessibleName() == "Card of Jane"


def test_caption_is_painted_anew_when_it_changes(viewfinder: Viewfinder) -> None:
    viewfinder.show_preview(shown())
    before = viewfinder.grab().toImage()
    viewfinder.show_preview(shown())
    assert viewfinder.grab().toImage() == before
    viewfinder.show_preview(shown(Hint.CLOSER))
    assert viewfinder.grab().toImage() != before


def test_failure_stays_while_black_pictures_arrive(viewfinder: Viewfinder) -> None:
    trouble = CameraBlack(camera="Counter cam")
    viewfinder.show_failure(trouble)
    viewfinder.show_preview(shown(level=0))
    assert trouble.sentence in viewfinder.accessibleDescription()
    viewfinder.show_failure(None)
    viewfinder.show_preview(shown())
    assert viewfinder.accessibleDescription() == ""
    assert colour_at(viewfinder, 0.5, 0.5).red() > 100


def test_viewfinder_reports_whether_it_is_visible(viewfinder: Viewfinder) -> None:
    told: list[bool] = []
    viewfinder.seen.connect(told.append)
    viewfinder.hide()
    viewfinder.show()
    assert told == [False, True]


def test_minimised_window_wants_no_pictures(at: CounterDriver) -> None:
    told: list[bool] = []
    at.window.preview_wanted.connect(told.append)
    at.window.showMinimized()
    at.until(lambda: told == [False])
    at.window.showNormal()
    at.until(lambda: told == [False, True])


@pytest.mark.parametrize("must_ask", [False, True])
def test_camera_opens_after_the_system_was_asked(qtbot: QtBot, qapp: QApplication, must_ask: bool) -> None:
    asked: list[bool] = []
    app = QCoreApplication.instance()
    assert app is qapp
    ask_for_camera(app, lambda: asked.append(True), must_ask=must_ask)
    qtbot.waitUntil(lambda: asked == [True])


def test_viewfinder_is_readable_at_every_scale(viewfinder: Viewfinder) -> None:
    for width, height in ((240, 130), (420, 315), (1200, 900)):
        viewfinder.resize(width, height)
        viewfinder.show_preview(shown(Hint.TOO_BRIGHT, has_code=True))
        image = viewfinder.grab(viewfinder.rect()).toImage()
        assert image.width() == width
        lower = image.copy(0, height - 50, width, 50).convertToFormat(image.Format.Format_Grayscale8)
        assert max(lower.pixelColor(x, y).red() for x in range(0, width, 2) for y in range(0, 50, 2)) > 200
