"""Pictures that the style sheet draws itself are visible. `test_scenes` inspects the texts of each screen."""

import re

import pytest

from kreward_pos.ui.runtime import resources
from kreward_pos.ui.theme.palettes import DARK, LIGHT, Palette, contrast


@pytest.mark.parametrize(("palette", "tick"), [(LIGHT, "tick"), (DARK, "tick-dark")], ids=["light", "dark"])
def test_style_sheets_pictures_can_be_seen(palette: Palette, tick: str) -> None:
    (tick_colour,) = re.findall(r'stroke="(#\w+)"', resources.path(f"icons/{tick}.svg").read_text(encoding="utf-8"))
    (chevron,) = re.findall(r'stroke="(#\w+)"', resources.path("icons/chevron.svg").read_text(encoding="utf-8"))
    assert contrast(tick_colour, palette.primary) >= 3
    assert contrast(chevron, palette.surface) >= 3
