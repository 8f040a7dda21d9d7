"""Scanners and people typing in simulated time. What is held is the key's name."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreward_pos.scan.hand.bursts import (
    MAX_BURST_GAP_S,
    MAX_CHARACTERS,
    MAX_KEY_GAP_S,
    MIN_UNENDED_KEYS,
    REPEAT_WITHIN_S,
    BurstDecision,
    BurstDetector,
    HandScan,
    KeyKind,
    KeyPress,
    scanned_text,
)
from kreward_pos.system.settings import HandScannerSettings

ENDS = {"\n", "\t"}
FAST_S, SLOW_S = 0.008, 0.08


@dataclass
class TypingTill:
    """A keyboard with its clock: `type` presses and releases keys, `wait` lets time pass and runs the timer."""

    settings: HandScannerSettings = field(default_factory=HandScannerSettings)
    now_s: float = 100.0
    typed: list[str] = field(default_factory=list)
    scans: list[HandScan] = field(default_factory=list)
    delays_s: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bursts: BurstDetector[str] = BurstDetector(self.settings)
        self._pressed_s: dict[str, float] = {}

    def type(self, keys: str | list[str], gap_s: float) -> None:
        """Press keys so far apart; a key with more than one letter, such as `Esc`, writes nothing."""
        for key in keys:
            self.wait(gap_s)
            self._pressed_s[key] = self.now_s
            kind = KeyKind.END if key in ENDS else KeyKind.CHARACTER if len(key) == 1 else KeyKind.OTHER
            text = key if len(key) == 1 else ""
            self._apply(self.bursts.press(KeyPress(hash(key), kind, text, self.now_s, key)))
            self._apply(self.bursts.release(hash(key), f"{key} up"))

    def wait(self, s: float) -> None:
        """Let time pass, and run the timer when it is due."""
        if self.bursts.is_waiting and s > (wait_s := self.bursts.wait_s):
            self.now_s += wait_s
            s -= wait_s
            self._apply(self.bursts.time_out())
        self.now_s += s

    @property
    def text(self) -> str:
        """Return what the person's keys wrote."""
        return "".join(key for key in self.typed if len(key) == 1)

    @property
    def codes(self) -> list[str]:
        """Return what was scanned."""
        return [scan.text for scan in self.scans]

    def _apply(self, decision: BurstDecision[str]) -> None:
        self.typed += decision.passed_through
        self.delays_s += [
            self.now_s - self._pressed_s[key] for key in decision.passed_through if key in self._pressed_s
        ]
        if decision.scan is not None:
            self.scans.append(decision.scan)


@pytest.fixture
def till() -> TypingTill:
    return TypingTill()


@pytest.mark.parametrize("end", ["\n", "\t", ""])
@pytest.mark.parametrize("gap_s", [0.0, 0.001, FAST_S, 0.03])
def test_burst_is_a_scan_and_types_nothing(till: TypingTill, end: str, gap_s: float) -> None:
    till.type("suki@example.com" + end, gap_s)
    till.wait(1)
    assert till.codes == ["suki@example.com"]
    assert till.scans[0].is_complete
    assert till.typed == []


def test_person_gets_every_key_back_in_order(till: TypingTill) -> None:
    till.type(["a", " ", "Shift", "@", "Backspace", "\n"], SLOW_S)
    till.wait(1)
    assert till.typed == [
        *("a", "a up", " ", "  up", "Shift", "Shift up"),
        *("@", "@ up", "Backspace", "Backspace up", "\n", "\n up"),
    ]
    assert till.scans == []


def test_single_key_waits_no_longer_than_the_gap(till: TypingTill) -> None:
    till.type("a", SLOW_S)
    assert till.typed == []
    till.wait(1)
    assert till.delays_s == [pytest.approx(MAX_KEY_GAP_S)]
    assert MAX_KEY_GAP_S <= 0.05


@pytest.mark.parametrize("keys", ["ab", "abc", "a\n", "ab\n", "\n\n\n", ["Esc", "a", "b", "Tab", "F8", "c"]])
def test_rolling_fingers_are_a_person(till: TypingTill, keys: str | list[str]) -> None:
    till.type(keys, FAST_S)
    till.wait(MAX_KEY_GAP_S * 2)
    assert [key for key in till.typed if not key.endswith(" up")] == list(keys)
    assert till.scans == []


def test_hand_on_the_keyboard_is_not_a_scan(till: TypingTill) -> None:
    till.type("asdfg", 0.001)
    till.wait(1)
    assert till.text == "asdfg"
    assert len("asdfg") < MIN_UNENDED_KEYS


def test_space_and_enter_in_a_burst_press_nothing(till: TypingTill) -> None:
    till.type(" KW 42 \n\n", FAST_S)
    till.wait(1)
    assert till.codes == ["KW 42"]
    assert till.typed == []


def test_other_keys_in_a_burst_do_nothing(till: TypingTill) -> None:
    till.type(["Esc", "K", "W", "Ctrl+]", "4", "F4", "2", "Backspace", "Left", "7", "\n", "Ctrl+J"], FAST_S)
    till.wait(1)
    assert till.codes == ["KW427"]
    assert till.typed == []


def test_code_of_several_lines_is_one_scan(till: TypingTill) -> None:
    till.type("BEGIN:VCARD\nN:x\nEMAIL:a@example.com\nEND:VCARD\n", FAST_S)
    till.wait(1)
    assert till.codes == ["BEGIN:VCARD\nN:x\nEMAIL:a@example.com\nEND:VCARD"]
    assert till.typed == []


def test_stuttering_wireless_scanner_makes_one_scan(till: TypingTill) -> None:
    till.type("suki", FAST_S)
    till.type("@example.c", 0.1)
    till.type("om\n", FAST_S)
    till.wait(1)
    assert till.codes == ["suki@example.com"]


def test_two_cards_in_succession_are_two_scans(till: TypingTill) -> None:
    till.type("KW-0042\n", FAST_S)
    till.wait(0.05)
    till.type("KW-0043\n", FAST_S)
    till.wait(1)
    assert till.codes == ["KW-0042", "KW-0043"]


def test_same_text_within_a_second_is_one_scan(till: TypingTill) -> None:
    for pause_s in (0.2, 0.5, REPEAT_WITHIN_S + 0.1):
        till.type("KW-0042\n", FAST_S)
        till.wait(pause_s)
    till.type("KW-0042\n", FAST_S)
    till.wait(0.2)
    assert till.codes == ["KW-0042"] * 2
    assert till.typed == []


def test_busy_till_decides_by_the_keys_own_times(till: TypingTill) -> None:
    for place, key in enumerate("ab\n"):
        till._apply(till.bursts.press(KeyPress(hash(key), KeyKind.CHARACTER, key, 100 + place * SLOW_S, key)))
    till._apply(till.bursts.time_out())
    assert till.scans == []
    assert till.text == "ab\n"


def test_clock_that_jumps_back_starts_a_new_run(till: TypingTill) -> None:
    till.type("abc", FAST_S)
    till.now_s -= 50
    till.type("d", 0)
    till.wait(1)
    assert till.text == "abcd"


def test_scan_that_may_lack_its_beginning_is_incomplete(till: TypingTill) -> None:
    till.type("su", 0.05)
    till.type("ki@example.com\n", FAST_S)
    till.wait(1)
    assert [scan.is_complete for scan in till.scans] == [False]
    assert till.text == "s"


def test_incomplete_scan_can_be_repeated_at_once(till: TypingTill) -> None:
    till.type("x", SLOW_S)
    till.wait(0.05)
    for _ in range(2):
        till.type("KW-0042\n", FAST_S)
        till.wait(0.2)
    assert [scan.is_complete for scan in till.scans] == [False, True]


def test_interrupt_gives_the_keys_back_at_once(till: TypingTill) -> None:
    till.type("ab", FAST_S)
    till._apply(till.bursts.interrupt("click"))
    assert till.typed == ["a", "a up", "b", "b up", "click"]
    till.type("KW-0042", FAST_S)
    till._apply(till.bursts.interrupt("click"))
    till.wait(1)
    assert till.typed[5:] == ["click"]
    assert len(till.scans) == 1


def test_key_released_after_the_scan_is_swallowed(till: TypingTill) -> None:
    for key in "KW42\n":
        till.wait(FAST_S)
        kind = KeyKind.END if key == "\n" else KeyKind.CHARACTER
        till._apply(till.bursts.press(KeyPress(hash(key), kind, key, till.now_s, key)))
    till.wait(1)
    till._apply(till.bursts.release(hash("\n"), "up"))
    assert till.typed == []
    till._apply(till.bursts.release(hash("\n"), "up"))
    assert till.typed == ["up"]


def test_overlong_code_is_cut(till: TypingTill) -> None:
    till.type("x" * (MAX_CHARACTERS + 500) + "\n", 0.001)
    till.wait(1)
    assert till.codes == ["x" * MAX_CHARACTERS]


def test_prefix_recognises_a_slow_scanner() -> None:
    till = TypingTill(HandScannerSettings(prefix="~", suffix="#"))
    till.type("~suki@example.com#\n", MAX_BURST_GAP_S - 0.01)
    till.wait(1)
    assert till.codes == ["suki@example.com"]
    assert till.typed == []


def test_prefix_makes_a_scan_complete_whatever_came_before() -> None:
    till = TypingTill(HandScannerSettings(prefix="~~"))
    till.type("x", SLOW_S)
    till.wait(0.05)
    till.type("~~KW-0042\n", FAST_S)
    till.wait(1)
    assert [scan.is_complete for scan in till.scans] == [True]


@pytest.mark.parametrize("keys", ["~", "~\n", "~a"])
def test_person_may_type_the_prefix(keys: str) -> None:
    till = TypingTill(HandScannerSettings(prefix="~"))
    till.type(keys, SLOW_S)
    till.wait(1)
    assert till.text == keys
    assert till.scans == []


@pytest.mark.parametrize(
    ("arrived", "settings", "text"),
    [
        ("KW-42\n", HandScannerSettings(), "KW-42"),
        ("[KW-42]\n", HandScannerSettings(prefix="[", suffix="]"), "KW-42"),
        ("KW-42", HandScannerSettings(prefix="[", suffix="]"), "KW-42"),
        ('"KW-42"', HandScannerSettings(prefix="@", suffix="@", layout={'"': "@"}), "KW-42"),
        ('"KW-42"', HandScannerSettings(prefix='"', suffix='"', layout={'"': "@"}), "KW-42"),
        ('jane"example.com', HandScannerSettings(layout={'"': "@", "@": '"'}), "jane@example.com"),
        ("[", HandScannerSettings(prefix="[", suffix="["), ""),
        ("", HandScannerSettings(prefix="["), ""),
    ],
)
def test_prefix_and_suffix_are_removed_from_the_scanned_text(
    arrived: str, settings: HandScannerSettings, text: str
) -> None:
    assert scanned_text(arrived, settings) == text


def test_repr_hides_what_was_scanned(till: TypingTill) -> None:
    till.type("jane@example.com\n", FAST_S)
    till.wait(1)
    assert "jane" not in repr(till.scans)
    assert "x" not in repr(KeyPress(1, KeyKind.CHARACTER, "x", 1.0, "x")).replace("text", "")


KEYS = st.sampled_from([*"ab1@ \n\t", "Esc", "F8", "Ctrl+Z", "Backspace"])
PERSON = st.lists(st.tuples(KEYS, st.floats(MAX_KEY_GAP_S + 0.001, 1)), max_size=8)
BURST = st.text("abc12@. -\n\t", min_size=4, max_size=30).filter(lambda text: len(text.strip()) >= MIN_UNENDED_KEYS)
SCENE = st.lists(st.tuples(PERSON, BURST, st.floats(0, MAX_KEY_GAP_S - 0.001)), max_size=5)


@given(SCENE, st.sampled_from(["", "~"]))
def test_people_lose_no_key_and_bursts_press_none(
    scene: list[tuple[list[tuple[str, float]], str, float]], prefix: str
) -> None:
    till = TypingTill(HandScannerSettings(prefix=prefix))
    pressed_keys: list[str] = []
    for keys, burst, gap_s in scene:
        for key, pause_s in keys:
            till.type([key], pause_s)
            pressed_keys.append(key)
        till.wait(MAX_KEY_GAP_S + 0.001)
        till.type(prefix + burst.strip(), gap_s)
        till.wait(MAX_BURST_GAP_S + 0.001)
    till.wait(1)
    assert [key for key in till.typed if not key.endswith(" up")] == pressed_keys
    assert [key for key in till.typed if key.endswith(" up")] == [f"{key} up" for key in pressed_keys]
    assert len(till.scans) <= len(scene)
    assert all(wait_s <= 0.05 for wait_s in till.delays_s)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["press", "release", "lapse", "interrupt"]),
            st.sampled_from([*"ab@ \n", "Esc"]),
            st.floats(-0.2, 0.3),
        ),
        max_size=60,
    )
)
def test_every_key_comes_back_once_or_was_scanned(events: list[tuple[str, str, float]]) -> None:
    bursts: BurstDetector[int] = BurstDetector(HandScannerSettings())
    returned: list[int] = []
    pressed: list[int] = []
    scans = 0
    now_s = 0.0
    for number, (what, key, step_s) in enumerate(events):
        now_s += step_s
        if what == "press":
            kind = KeyKind.END if key == "\n" else KeyKind.CHARACTER if len(key) == 1 else KeyKind.OTHER
            decision = bursts.press(KeyPress(hash(key), kind, key if len(key) == 1 else "", now_s, number))
            pressed.append(number)
        elif what == "release":
            decision = bursts.release(hash(key), number)
        else:
            decision = bursts.time_out() if what == "lapse" else bursts.interrupt()
        returned += decision.passed_through
        scans += decision.scan is not None
    last = bursts.time_out()
    returned += last.passed_through
    scans += last.scan is not None
    assert len(set(returned)) == len(returned)
    if not scans:
        assert [number for number in returned if number in pressed] == pressed
