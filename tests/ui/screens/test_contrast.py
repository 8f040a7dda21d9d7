"""What is really on the screen can be read: each text's colour against what is painted below it, in both themes.

`test_theme` judges the pairs of colours that are meant; this looks at pictures, where a rule that is missing or lost
among others shows.
"""

import re

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from kreward_pos.ui.runtime import resources
from kreward_pos.ui.theme.palettes import DARK, LIGHT, Palette, ThemeChoice, contrast
from kreward_pos.ui.theme.theming import Theming
from tests.ui.conftest import OpenWindow
from tests.ui.desk_fake import FakeDesk, FakeSetUp
from tests.ui.layout_inspector import room_of, words_of, written_on
from tests.ui.scenes import SCENES
from tests.ui.stage import settle

LOOKED_AT = (
    "ready with news",
    "ready, this session only",
    "customer with four rewards",
    "customer not up to date",
    "customer of two cards",
    "another amount",
    "tapped",
    "told of trouble",
    "unknown card, answered wrongly",
    "no such customer",
    "outbox in every state",
    "new customer without connection",
    "card being made",
    "till that enrols alone",
    "poster",
    "settings: shop",
    "settings: badly filled in",
    "settings: keys tested",
    "settings: data",
    "settings: another PIN",
    "PIN was wrong",
    "first run: question 1",
    "first run: key refused",
    "closing while something waits",
)
"""Between them they use every colour."""
_FINENESS = 3
"""Strokes are some pixels wide then, and have their true colour in their middle."""


@pytest.mark.parametrize("name", LOOKED_AT)
def test_every_text_on_the_screen_can_be_read(
    name: str, open_window: OpenWindow, desk: FakeDesk, setup: FakeSetUp, look: Theming
) -> None:
    at = SCENES[name].open(open_window, desk, setup)
    wrong: list[str] = []
    themes: tuple[ThemeChoice, ...] = ("light", "dark")
    for theme in themes:
        look.choose(theme)
        settle(at)
        picture = painted(at.window)
        wrong += [f"{theme}: {each}" for each in faint_on(at.window, picture)]
    assert not wrong, "\n".join(wrong)


def faint_on(top: QWidget, picture: NDArray[np.uint32]) -> list[str]:
    """Texts below 4.5 : 1; those on disabled buttons, of which WCAG asks nothing, too."""
    whole = [each for each in written_on(top) if each.visibleRegion().boundingRect().contains(room_of(each))]
    found = [(each, shown_contrast(each, top, picture)) for each in whole]
    return [
        f"{words_of(each)} ({type(each).__name__} {each.objectName()}): {ratio:.2f}"
        for each, ratio in found
        if ratio < 4.5
    ]


def shown_contrast(widget: QWidget, top: QWidget, picture: NDArray[np.uint32]) -> float:
    """Between the commonest colour where the words stand, their ground, and the one that is farthest from it."""
    seen = widget.visibleRegion().boundingRect().intersected(room_of(widget))
    place = QRect(widget.mapTo(top, QPoint(0, 0)) + seen.topLeft(), seen.size())
    left, upper, right, lower = (
        _FINENESS * edge for edge in (place.left(), place.top(), place.right() + 1, place.bottom() + 1)
    )
    colours, counts = np.unique(picture[upper:lower, left:right], return_counts=True)
    ground = _hex(colours[counts.argmax()])
    # What is rarer than a stroke's middle is a stray pixel of an edge.
    return max((contrast(_hex(each), ground) for each in colours[counts >= _FINENESS**2]), default=21.0)


def painted(top: QWidget) -> NDArray[np.uint32]:
    """The window's picture as rows of colours, 0xrrggbb."""
    image = QImage(top.size() * _FINENESS, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_FINENESS)
    top.render(image)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
    return (pixels[:, : image.width()] & 0xFFFFFF).astype(np.uint32)


def _hex(colour: int) -> str:
    return f"#{colour:06x}"


@pytest.mark.parametrize(("palette", "tick"), [(LIGHT, "tick"), (DARK, "tick-dark")], ids=["light", "dark"])
def test_the_sheets_own_pictures_can_be_seen(palette: Palette, tick: str) -> None:
    (tick_colour,) = re.findall(r'stroke="(#\w+)"', resources.path(f"icons/{tick}.svg").read_text(encoding="utf-8"))
    (chevron,) = re.findall(r'stroke="(#\w+)"', resources.path("icons/chevron.svg").read_text(encoding="utf-8"))
    assert contrast(tick_colour, palette.primary) >= 3
    assert contrast(chevron, palette.surface) >= 3
