"""Keyboards as tables of what US keys produce on them. A dead key combines with the next character."""

import unicodedata
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreward_pos.scan.errors import LayoutAlike, LayoutCut, LayoutLost, LayoutShouted, LayoutUnusable
from kreward_pos.scan.hand.layout import SETUP_TEXT, apply_layout, is_setup_code, learn_layout
from kreward_pos.scan.payload.reference import reference_in
from kreward_pos.system.settings import HandScannerSettings

PLAIN = HandScannerSettings()
CARDS = (
    "jane.chan-lee_2+x@example.com",
    "https://wallet.example.com/c/6f1c2b7e-58d3-4a6b-9c0e-3d2f1a4b5c6d?lang=zh-HK&v=1#top",
    '{"email": "jane@example.com", "v": [1, 2]}',
    "KW-0042/7781: 100% ~^`'|<>\\;!$*()",
)
COMBINING = {"`": "\u0300", "´": "\u0301", "^": "\u0302", "~": "\u0303", "¨": "\u0308"}


@dataclass(frozen=True)
class Keyboard:
    """A keyboard: `keys` maps US characters to what arrives; `spaced` is what a dead key and a space produce."""

    keys: dict[str, str]
    dead: str = ""
    spaced: dict[str, str] = field(default_factory=dict)

    def types(self, text: str) -> str:
        """Return what arrives of `text` on Windows: a dead key before a character it cannot combine with gives both."""
        arrived, pending = "", ""
        for c in text:
            here = self.keys.get(c, c)
            if pending:
                joined = unicodedata.normalize("NFC", here + COMBINING[pending])
                spaced = self.spaced.get(pending, pending)
                arrived += spaced if here == " " else joined if len(joined) == 1 else spaced
                is_taken = here == " " or len(joined) == 1
                pending = ""
                if is_taken:
                    continue
            if c in self.dead:
                pending = here
            else:
                arrived += here
        return arrived + self.spaced.get(pending, pending)


def keyboard(us: str, there: str, dead: str = "", spaced: dict[str, str] | None = None) -> Keyboard:
    return Keyboard(dict(zip(us, there, strict=True)), dead, spaced or {})


US = keyboard("", "")  # Hong Kong uses it too
UK = keyboard('@"#~\\|`', '"@£¬#~`')
GERMAN = keyboard(
    "yzYZ@#^&*()-_=+[]{}\\|;:'\"/?<>`~",
    "zyZY\"§&/(=)ß?´`ü+Ü*#'öÖäÄ-_;:^°",
    dead="=+`",
)
FRENCH = keyboard(
    "qwazQWAZmM;:1234567890!@#$%^&*()-_=+[]{}\\|'\"`~,./<>?",
    "azqwAZQW,?mM&é\"'(-è_çà1234567890)°=+^$¨£*µù%²~;:!./§",
    dead="[{",
)
SPANISH = keyboard(
    "`~@#^&*()-_=+[]{}\\|;:'\"<>/?",
    "ºª\"·&/()='?¡¿`+^*çÇñÑ´¨;:-_",
    dead="[{'\"",
)
US_INTERNATIONAL = keyboard("'\"", "´¨", dead="'\"`^~", spaced={"´": "'", "¨": '"'})
KEYBOARDS = {
    "US": US,
    "UK": UK,
    "German": GERMAN,
    "French": FRENCH,
    "Spanish": SPANISH,
    "US-International": US_INTERNATIONAL,
}


@pytest.fixture(params=list(KEYBOARDS))
def board(request: pytest.FixtureRequest) -> Keyboard:
    return KEYBOARDS[request.param]


def test_learnt_layout_corrects_every_later_card(board: Keyboard) -> None:
    layout = learn_layout(board.types(SETUP_TEXT), PLAIN)
    for card in CARDS:
        assert apply_layout(board.types(card), layout) == card


def test_learnt_layout_maps_single_characters(board: Keyboard) -> None:
    layout = learn_layout(board.types(SETUP_TEXT), PLAIN)
    assert all(len(wrong) == len(right) == 1 for wrong, right in layout.items())


def test_matching_keyboard_needs_no_layout() -> None:
    assert learn_layout(US.types(SETUP_TEXT) + "\n", PLAIN) == {}
    assert apply_layout("jane@example.com", {}) == "jane@example.com"


def test_set_up_code_is_recognised_on_every_keyboard_and_no_card_is(board: Keyboard) -> None:
    assert is_setup_code(board.types(SETUP_TEXT) + "\n", PLAIN)
    for card in CARDS:
        assert not is_setup_code(board.types(card), PLAIN)


def test_prefix_and_suffix_do_not_change_the_learnt_layout(board: Keyboard) -> None:
    settings = HandScannerSettings(prefix="~#", suffix="@@")
    arrived = board.types("~#") + board.types(SETUP_TEXT) + board.types("@@")
    assert learn_layout(arrived, settings) == learn_layout(board.types(SETUP_TEXT), PLAIN)


def test_caps_lock_is_noticed(board: Keyboard) -> None:
    with pytest.raises(LayoutShouted):
        learn_layout(board.types(SETUP_TEXT.swapcase()), PLAIN)


def test_characters_that_arrive_alike_are_named() -> None:
    with pytest.raises(LayoutAlike) as refused:
        learn_layout(keyboard("[{", "((").types(SETUP_TEXT), PLAIN)
    assert "( [ {" in refused.value.sentence


def test_needed_characters_that_do_not_arrive_are_named() -> None:
    with pytest.raises(LayoutLost) as refused:
        learn_layout(SETUP_TEXT.replace("@ ", "").replace("~", ""), PLAIN)
    assert refused.value.details == {"characters": "@"}


@pytest.mark.parametrize("gone", ["~", "~ "])
def test_symbol_that_no_card_needs_may_be_missing(gone: str) -> None:
    assert learn_layout(SETUP_TEXT.replace(gone, ""), PLAIN) == {}


def test_symbols_that_linux_drops_are_named() -> None:
    arrived = GERMAN.types(SETUP_TEXT)
    for joined in ("´", "`", "^"):
        arrived = arrived.replace(joined, "")
    with pytest.raises(LayoutLost) as refused:
        learn_layout(arrived, PLAIN)
    assert refused.value.details == {"characters": "+ ="}


@pytest.mark.parametrize("arrived", ["", "KREWARD-LAYOUT:", SETUP_TEXT[:70], SETUP_TEXT[:90], SETUP_TEXT + "xyz", "x"])
def test_incomplete_code_is_refused(arrived: str) -> None:
    with pytest.raises(LayoutUnusable):
        learn_layout(arrived, PLAIN)


def test_incomplete_code_asks_for_another_scan() -> None:
    with pytest.raises(LayoutCut, match="Scan it once more"):
        learn_layout(SETUP_TEXT[:70], PLAIN)


@given(st.permutations(SETUP_TEXT[15:77]))
def test_any_exchange_of_letters_and_digits_is_corrected(shuffled: list[str]) -> None:
    board = keyboard(SETUP_TEXT[15:77], "".join(shuffled))
    try:
        layout = learn_layout(board.types(SETUP_TEXT), PLAIN)
    except LayoutShouted:
        return
    assert apply_layout(board.types(CARDS[1]), layout) == CARDS[1]


@given(st.text(max_size=300), st.dictionaries(st.characters(), st.characters(), max_size=10))
def test_no_text_and_layout_raise(text: str, layout: dict[str, str]) -> None:
    apply_layout(text, layout)
    is_setup_code(text, PLAIN)


@given(st.text(min_size=130, max_size=150) | st.text(st.characters(max_codepoint=126, min_codepoint=32), min_size=130))
def test_no_text_raises_more_than_layout_unusable(text: str) -> None:
    try:
        learn_layout(SETUP_TEXT[:15] + text, PLAIN)
    except LayoutUnusable:
        return


def test_corrected_card_is_read_as_its_customer() -> None:
    layout = learn_layout(FRENCH.types(SETUP_TEXT), PLAIN)
    assert reference_in(apply_layout(FRENCH.types("jane@example.com"), layout)) == reference_in("jane@example.com")
