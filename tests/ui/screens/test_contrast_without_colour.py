"""No meaning depends on colour alone: in a theme of black and white, what differs must still look different."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import fields

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QRadioButton, QWidget

from kreward_pos.till.model.entries import EntryState
from kreward_pos.till.model.views import TierState, TierView
from kreward_pos.ui.panels.setup.panel import ProgressDots
from kreward_pos.ui.text import words
from kreward_pos.ui.theme.palettes import LIGHT, Palette
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, set_style_property
from kreward_pos.ui.widgets.message_bar import MessageBar, Tone
from kreward_pos.ui.widgets.stamps import ProgressBar, StampGrid
from tests.ui.desk_fake import a_status, a_view, an_entry

GROUNDS = ("ground", "surface", "hover", "soft", "on_primary", "on_reward", "on_inverse", "line")
"""Colours that are light in the theme of black and white; everything else is black."""


def black_and_white() -> Palette:
    names = [field.name for field in fields(LIGHT) if field.name != "is_dark"]
    light = {name: any(ground in name for ground in GROUNDS) and name != "reward_line" for name in names}
    colours = {name: "#ffffff" if is_light else "#000000" for name, is_light in light.items()}
    return Palette(is_dark=False, **colours)


class TwoColours(Theming):
    """A theming in black and white."""

    @property
    def palette(self) -> Palette:
        return black_and_white()


@pytest.fixture
def two_colour_theming(qapp: QApplication, theming: Theming) -> Iterator[Theming]:
    made = TwoColours(qapp, "light")
    yield made
    made.deleteLater()
    theming.set_theme("dark")
    theming.set_theme("light")


def picture_of(widget: QWidget) -> QImage:
    """Render a widget that has no window."""
    widget.resize(600, widget.sizeHint().height())
    widget.ensurePolished()
    return widget.grab().toImage()


def assert_all_differ(pictures: dict[str, QImage]) -> None:
    pairs = itertools.combinations(pictures, 2)
    alike = [f"{one} = {other}" for one, other in pairs if pictures[one] == pictures[other]]
    assert alike == []


def test_stamps_differ_by_their_icons(two_colour_theming: Theming) -> None:
    pictures: dict[str, QImage] = {}
    states: tuple[TierState | None, ...] = (None, "ahead", "ready")
    for state, (balance, waiting) in itertools.product(states, ((0, 0), (0, 1), (1, 0))):
        grid = StampGrid(two_colour_theming)
        grid.show_card(
            a_view(balance=balance, waiting=waiting, goal=1, tiers=(TierView(1, None, state, 0),) if state else ())
        )
        if state is None or (state == "ready") == bool(balance + waiting):
            pictures[f"{state} {balance} {waiting}"] = picture_of(grid)
    assert_all_differ(pictures)


def test_progress_bar_and_its_marks_differ(two_colour_theming: Theming) -> None:
    pictures: dict[str, QImage] = {}
    states: tuple[TierState, ...] = ("ahead", "ready", "claimed")
    for state, waiting in itertools.product(states, (0, 100)):
        bar = ProgressBar(two_colour_theming)
        tiers = (TierView(200, None, state, 0),)
        bar.show_card(a_view(is_points=True, balance=250, waiting=waiting, goal=500, tiers=tiers))
        pictures[f"{state} {waiting}"] = picture_of(bar)
    assert_all_differ(pictures)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Button("tab", "Counter"),
        lambda: Button("segment", "Coffee card"),
        lambda: Button("demo", "Slow"),
        lambda: Button("choice", "English"),
        lambda: QCheckBox("Short sounds"),
        lambda: QRadioButton("the usual one"),
    ],
    ids=["tab", "segment", "demo", "choice", "tick", "radio"],
)
@pytest.mark.usefixtures("two_colour_theming")
def test_chosen_differs_from_not_chosen(make: Callable[[], QPushButton]) -> None:
    pictures: dict[str, QImage] = {}
    for is_chosen in (False, True):
        button = make()
        button.setCheckable(True)
        button.setChecked(is_chosen)
        pictures[str(is_chosen)] = picture_of(button)
    assert_all_differ(pictures)


@pytest.mark.parametrize(
    "role", ["", "primary", "big", "plain", "reward", "icon", "link", "quiet", "pill", "tab", "undo"]
)
@pytest.mark.usefixtures("two_colour_theming")
def test_focused_differs_from_not_focused(role: str) -> None:
    pictures: dict[str, QImage] = {}
    for has_ring in (False, True):
        button = Button(role, "Add")
        set_style_property(button, "ring", value=has_ring)
        pictures[str(has_ring)] = picture_of(button)
    assert_all_differ(pictures)


def test_progress_of_the_set_up_can_be_counted(two_colour_theming: Theming) -> None:
    pictures: dict[str, QImage] = {}
    for place in range(4):
        dots = ProgressDots(two_colour_theming)
        dots.show_step(place, 4)
        pictures[str(place)] = picture_of(dots)
    assert_all_differ(pictures)


def test_messages_of_different_tone_have_different_icons(two_colour_theming: Theming) -> None:
    pictures: dict[str, QImage] = {}
    tones: tuple[Tone, ...] = ("done", "plain", "refused")
    for tone in tones:
        message_bar = MessageBar(two_colour_theming)
        message_bar.show_message(lambda _left: "Something", seconds=60, tone=tone)
        pictures[tone] = picture_of(message_bar)
        message_bar.clear()
    assert_all_differ(pictures)


def test_every_state_has_its_own_word() -> None:
    told = [words.entry_state(an_entry(1, state)) for state in EntryState if state is not EntryState.SETTLING]
    assert len(set(told)) == len(told)
    states: tuple[TierState, ...] = ("claimed", "claiming", "ready", "ahead")
    assert len({words.tier_state(TierView(8, None, state, 3)) for state in states}) == len(states)
    connections = ("connecting", "online", "offline", "paused")
    assert len({words.connection_status(a_status(state)) for state in connections}) == len(connections)
