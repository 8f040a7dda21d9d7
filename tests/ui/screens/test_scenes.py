"""Every screen can be read and used, in both languages, on small and large tills.

A scene is opened once, and every inspector looks at it; each reports for itself.
"""

import itertools
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from kreward_pos.ui.theme.application import set_language
from kreward_pos.ui.theme.palettes import ThemeChoice
from kreward_pos.ui.theme.theming import Theming
from tests.ui.conftest import CounterDriver, OpenWindow
from tests.ui.desk_fake import FakeDesk, FakeSetUp
from tests.ui.layout_inspector import cut_texts, overlapping_texts
from tests.ui.scenes import SCENES
from tests.ui.screens.inspect_contrast import contrast_faults
from tests.ui.screens.inspect_keyboard import escape_faults, tab_faults
from tests.ui.screens.inspect_names import name_faults
from tests.ui.stage import settle
from tests.ui.wording import LANGUAGES

SIZES = ((1280, 800), (1024, 600))
LARGEST = (1920, 1080)
THEMES: tuple[ThemeChoice, ...] = ("light", "dark")
WITH_EVERY_COLOUR = (
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
"""Scenes that use every colour between them."""


@pytest.mark.usefixtures("english_afterwards")
@pytest.mark.parametrize("name", SCENES)
def test_screen_can_be_read_and_worked(
    name: str, open_window: OpenWindow, desk: FakeDesk, setup: FakeSetUp, theming: Theming, subtests: pytest.Subtests
) -> None:
    scene = SCENES[name]
    at = scene.open(open_window, desk, setup)
    with subtests.test("Tab reaches everything, in reading order, and the focus shows"):
        assert not (faults := tab_faults(at)), "\n".join(faults)
    with subtests.test("a screen reader can name everything"):
        assert not (faults := [*in_each_language(at)]), "\n".join(faults)
    if name in WITH_EVERY_COLOUR:
        with subtests.test("every text stands out from its ground"):
            assert not (faults := [*in_each_theme(at, theming)]), "\n".join(faults)
    with subtests.test("no text is cut or covered"):
        assert not (faults := [*at_each_size(at, SIZES, is_long=scene.is_long)]), "\n".join(faults)
    if not name.startswith("first run"):
        with subtests.test("Escape leads out"):
            assert not (faults := escape_faults(at, "ready" if setup.view.has_secret else "enrol")), "\n".join(faults)


@pytest.mark.hidpi
@pytest.mark.usefixtures("english_afterwards")
@pytest.mark.parametrize("name", SCENES)
def test_no_text_is_cut_at_twice_the_pixels(
    name: str, open_window: OpenWindow, desk: FakeDesk, setup: FakeSetUp
) -> None:
    assert QApplication.primaryScreen().devicePixelRatio() == 2
    at = SCENES[name].open(open_window, desk, setup, LARGEST)
    assert not (faults := [*at_each_size(at, (LARGEST,), is_long=SCENES[name].is_long)]), "\n".join(faults)


def in_each_language(at: CounterDriver) -> Iterator[str]:
    for language in LANGUAGES:
        set_language(language)
        settle(at)
        yield from (f"{language}: {each}" for each in name_faults(at.window))


def in_each_theme(at: CounterDriver, theming: Theming) -> Iterator[str]:
    for theme in reversed(THEMES):
        theming.set_theme(theme)
        settle(at)
        yield from (f"{theme}: {each}" for each in contrast_faults(at.window))


def at_each_size(at: CounterDriver, sizes: tuple[tuple[int, int], ...], *, is_long: bool) -> Iterator[str]:
    for (width, height), language in itertools.product(sizes, LANGUAGES):
        at.window.resize(width, height)
        set_language(language)
        settle(at)
        found = (*cut_texts(at.window, may_elide=is_long), *overlapping_texts(at.window))
        yield from (f"{language} {width} × {height}: {each}" for each in found)
