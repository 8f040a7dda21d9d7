"""The demo's strip: its switches show the network's faults, and the window does not wait for it."""

import itertools
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QPushButton, QWidget

from kreward_pos.cards import OpaqueCode
from kreward_pos.ui.runtime.ports import Demo, NetworkFault
from kreward_pos.ui.theme.application import set_language
from kreward_pos.ui.window import WindowOptions
from tests.ui.conftest import CounterDriver, OpenWindow
from tests.ui.desk_fake import JANE, SUKI, FakeDesk, FakeNetwork, FakeSetUp, an_entry
from tests.ui.layout_inspector import cut_texts, overlapping_texts
from tests.ui.stage import CARDS, DEMO, settle
from tests.ui.wording import LANGUAGES

FAULTS: tuple[NetworkFault, ...] = ("cut", "lost_answer", "slow")
SIZES = ((1024, 600), (1366, 768))


@pytest.fixture
def network() -> Iterator[FakeNetwork]:
    made = FakeNetwork()
    yield made
    made.gate.set()


@pytest.fixture
def demo(open_window: OpenWindow, network: FakeNetwork) -> CounterDriver:
    return open_window(options=WindowOptions(demo=Demo(CARDS, network)))


def switch(at: CounterDriver, fault: NetworkFault) -> QPushButton:
    return at.button(f"demoFault_{fault}")


def on(at: CounterDriver) -> set[NetworkFault]:
    """Return the switches that are on by their marks; a screen reader must be told the same."""
    marked = {fault for fault in FAULTS if switch(at, fault).text().startswith("✓ ")}
    told = {fault for fault in FAULTS if is_shown_as_on(switch(at, fault))}
    assert marked == told
    return marked


def is_shown_as_on(button: QPushButton) -> bool:
    return bool(QAccessible.queryAccessibleInterface(button).state().checked)


@pytest.mark.parametrize("fault", FAULTS)
def test_switch_turns_a_fault_on_and_off(demo: CounterDriver, network: FakeNetwork, fault: NetworkFault) -> None:
    demo.press(f"demoFault_{fault}")
    demo.until(lambda: on(demo) == {fault} == network.wrong)
    demo.press(f"demoFault_{fault}")
    demo.until(lambda: on(demo) == set() == network.wrong)


def test_switch_is_turned_by_key(demo: CounterDriver) -> None:
    switch(demo, "slow").setFocus(Qt.FocusReason.TabFocusReason)
    demo.key(Qt.Key.Key_Space)
    demo.until(lambda: on(demo) == {"slow"})


def test_switch_goes_off_once_the_answer_was_lost(demo: CounterDriver, network: FakeNetwork) -> None:
    demo.press("demoFault_lost_answer")
    demo.until(lambda: on(demo) == {"lost_answer"})
    network.wrong = frozenset()
    demo.till.entry_changed(an_entry())
    demo.until(lambda: on(demo) == set())


def test_window_does_not_wait_for_the_network(demo: CounterDriver, network: FakeNetwork) -> None:
    network.gate.clear()
    demo.press("demoFault_cut")
    demo.press("demoFault_slow")  # one at a time
    assert on(demo) == set()
    demo.show_card(JANE)
    network.gate.set()
    demo.until(lambda: on(demo) == {"cut"})
    assert threading.main_thread().name not in network.threads


def test_real_till_has_no_strip(at: CounterDriver) -> None:
    assert at.find(QWidget, "demoStrip").isHidden()
    at.show_card(OpaqueCode("X-1"), "unknown")
    assert at.label("ownerHint").isHidden()


def test_strip_shows_what_is_offered(open_window: OpenWindow, network: FakeNetwork) -> None:
    at = open_window(options=WindowOptions(demo=Demo(network=network)))
    assert at.label("demoLabel").text() == "Let something go wrong:"
    at = open_window(options=WindowOptions(demo=Demo(CARDS)))
    assert at.label("demoLabel").text() == "Show a card:"
    assert not [name for name in FAULTS if at.window.findChild(QPushButton, f"demoFault_{name}")]


def test_email_is_shown_where_it_is_asked_for(open_window: OpenWindow) -> None:
    at = open_window(options=WindowOptions(demo=DEMO))
    at.show_card(OpaqueCode("X-1"), "unknown")
    assert at.label("ownerHint").isVisible()
    assert at.label("ownerHint").text() == f"In this demo it is {SUKI.address}"
    at.show_card(JANE)
    assert at.label("ownerHint").text() == ""


@pytest.mark.usefixtures("english_afterwards")
def test_strip_fits_with_everything_on(open_window: OpenWindow, network: FakeNetwork) -> None:
    at = open_window(*SIZES[0], options=WindowOptions(demo=Demo(CARDS, network), is_session_only=True))
    for fault in FAULTS:
        at.press(f"demoFault_{fault}")
        at.until(lambda fault=fault: fault in on(at))  # type: ignore[misc]  # bound at once
    wrong: list[str] = []
    for (width, height), language in itertools.product(SIZES, LANGUAGES):
        at.window.resize(width, height)
        set_language(language)
        settle(at)
        wrong += [
            f"{language} {width} × {height}: {each}" for each in (*cut_texts(at.window), *overlapping_texts(at.window))
        ]
        assert min(switch(at, fault).height() for fault in FAULTS) >= 48
    assert not wrong, "\n".join(wrong)


def test_small_window_hides_the_label_before_it_cuts_a_button(
    open_window: OpenWindow, setup: FakeSetUp, desk: FakeDesk
) -> None:
    setup.set(cashiers=("Ka Yan", "Ah Ming"))
    desk.taps = []
    at = open_window(1024, 600, options=WindowOptions(demo=DEMO))
    settle(at)
    assert at.label("demoLabel").isVisible()
    at.key(Qt.Key.Key_F6)
    settle(at)
    assert not at.label("demoLabel").isVisible()
    assert cut_texts(at.window) == []
