"""Colours with enough contrast, and a theme and scale that the app changes itself."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from kreward_pos.ui.runtime import resources
from kreward_pos.ui.theme import icons
from kreward_pos.ui.theme.palettes import DARK, LIGHT, TARGET_PX, Palette, contrast
from kreward_pos.ui.theme.theming import Theming, scale_for


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_keeps_the_contrast_of_wcag_aa(palette: Palette) -> None:
    low = [(pair, round(contrast(*pair), 2)) for pair in palette.text_pairs() if contrast(*pair) < 4.5]
    assert low == []


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_icon_and_outline_keeps_the_contrast_of_wcag_aa(palette: Palette) -> None:
    low = [(pair, round(contrast(*pair), 2)) for pair in palette.sign_pairs() if contrast(*pair) < 3]
    assert low == []


def test_contrast_follows_the_formula_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


def test_theme_changes_when_it_is_set(theming: Theming, qapp: QApplication) -> None:
    theming.set_theme("dark")
    assert theming.palette is DARK
    assert qapp.palette().window().color().name() == DARK.ground
    theming.set_theme("light")
    assert qapp.palette().window().color().name() == LIGHT.ground
    theming.set_theme("system")
    assert theming.palette in {LIGHT, DARK}


@pytest.mark.parametrize(
    ("size", "scale"),
    [((1024, 600), 0.85), ((1280, 800), 1.0), ((1366, 768), 1.0), ((1920, 1200), 1.5), ((3840, 2160), 2.5)],
)
def test_scale_follows_the_window(size: tuple[int, int], scale: float) -> None:
    assert scale_for(QSize(*size)) == scale


def test_targets_stay_large_enough_for_a_finger(theming: Theming) -> None:
    theming.scale_to(QSize(1024, 600))
    assert theming.target_px(48) == TARGET_PX
    assert theming.px(100) == 85
    theming.scale_to(QSize(1280, 800))


@pytest.mark.usefixtures("qapp")
def test_every_icon_is_drawn() -> None:
    names = [path.stem for path in resources.path("icons").glob("*.svg") if path.stem != "kreward-pos"]
    assert "check" in names
    for name in names:
        image = icons.pixmap(name, "#ff0000", 24).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(24) for y in range(24)), name
    assert not icons.app_icon().isNull()
