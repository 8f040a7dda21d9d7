from kreward_pos.scan.acceptance import (
    AMBIGUOUS_SHARE,
    DEBOUNCE_S,
    GONE_AFTER_S,
    SWITCH_AFTER_S,
    Acceptance,
    CardKeyOf,
    Focus,
)
from kreward_pos.scan.decoding.decoder import Reading

FRAME_INTERVAL_S = 1 / 30
WIDTH, HEIGHT = 1280, 720


def card(text: str, x: float = WIDTH / 2, y: float = HEIGHT / 2) -> Reading:
    return Reading(text, ((x - 50, y - 50), (x + 50, y - 50), (x + 50, y + 50), (x - 50, y + 50)), "zxing")


class Counter:
    """A counter in front of an `Acceptance`: holds cards up, and records what counted as a scan."""

    def __init__(self, card_key_of: CardKeyOf = str) -> None:
        self.acceptance = Acceptance(card_key_of)
        self.now_s = 1000.0
        self.scans: list[str] = []

    def hold(self, seconds: float, *cards: Reading) -> None:
        for _ in range(round(seconds / FRAME_INTERVAL_S)):
            self.now_s += FRAME_INTERVAL_S
            focus = self.acceptance.update(cards, WIDTH, HEIGHT, self.now_s)
            if focus and focus.is_new:
                self.scans.append(focus.reading.text)

    def look(self, *cards: Reading) -> Focus | None:
        self.now_s += FRAME_INTERVAL_S
        return self.acceptance.update(cards, WIDTH, HEIGHT, self.now_s)

    def in_focus(self, *cards: Reading) -> str | None:
        focus = self.look(*cards)
        return focus.reading.text if focus else None

    def is_ambiguous(self, *cards: Reading) -> bool:
        focus = self.look(*cards)
        return focus is not None and focus.is_ambiguous


def card_key_of(text: str) -> str | None:
    """Return a made-up card key: `wifi` and `poster` are no cards, and text after a slash is ignored."""
    return None if text in {"wifi", "poster"} else text.partition("/")[0]


def test_card_held_for_three_seconds_is_one_scan() -> None:
    counter = Counter()
    counter.hold(3, card("jane"))
    assert counter.scans == ["jane"]


def test_card_held_for_a_minute_is_one_scan() -> None:
    counter = Counter()
    counter.hold(60, card("jane"))
    assert counter.scans == ["jane"]


def test_flickering_card_is_one_scan() -> None:
    counter = Counter()
    for _ in range(12):
        counter.hold(0.1, card("jane"))
        counter.hold(GONE_AFTER_S * 0.8)
    assert counter.scans == ["jane"]


def test_card_taken_away_and_shown_again_is_a_new_scan() -> None:
    counter = Counter()
    counter.hold(2, card("jane"))
    counter.hold(GONE_AFTER_S * 1.2)
    counter.hold(1, card("jane"))
    assert counter.scans == ["jane", "jane"]


def test_card_shown_again_within_debounce_time_is_not_a_new_scan_however_long_it_is_held() -> None:
    counter = Counter()
    counter.hold(0.2, card("jane"))
    counter.hold(GONE_AFTER_S * 1.2)
    counter.hold(DEBOUNCE_S * 2, card("jane"))
    assert counter.scans == ["jane"]


def test_another_card_is_scanned_at_once_after_the_first_has_gone() -> None:
    counter = Counter()
    counter.hold(0.3, card("jane"))
    counter.hold(SWITCH_AFTER_S * 1.2)
    counter.hold(0.1, card("suki"))
    assert counter.scans == ["jane", "suki"]


def test_debounce_time_is_kept_per_card() -> None:
    counter = Counter()
    for name in ("jane", "suki", "jane"):
        counter.hold(0.1, card(name))
        counter.hold(SWITCH_AFTER_S * 1.2)
    assert counter.scans == ["jane", "suki"]


def test_most_central_of_several_codes_is_scanned() -> None:
    counter = Counter()
    counter.hold(2, card("edge", x=100), card("middle", x=700), card("corner", x=1200, y=650))
    assert counter.scans == ["middle"]


def test_second_card_is_not_scanned_while_the_first_is_in_view_even_if_it_is_more_central() -> None:
    counter = Counter()
    counter.hold(1, card("jane", x=600))
    counter.hold(5, card("jane", x=200), card("suki"))
    assert counter.scans == ["jane"]
    assert counter.in_focus(card("jane", x=200), card("suki")) == "jane"


def test_second_card_is_not_scanned_while_the_first_flickers() -> None:
    counter = Counter()
    counter.hold(0.5, card("jane"))
    for _ in range(8):
        counter.hold(SWITCH_AFTER_S * 0.6, card("suki", x=900))
        counter.hold(0.1, card("jane"), card("suki", x=900))
    assert counter.scans == ["jane"]


def test_frame_without_codes_has_no_focus() -> None:
    assert Counter().in_focus() is None


def test_card_that_returns_after_a_long_time_does_not_keep_the_focus() -> None:
    counter = Counter()
    counter.hold(1, card("jane"))
    counter.hold(10)
    assert counter.in_focus(card("jane", x=100), card("suki")) == "suki"


def test_two_equally_central_cards_are_not_scanned_until_one_is_taken_away() -> None:
    counter = Counter()
    counter.hold(3, card("jane", x=500), card("suki", x=780))
    assert counter.scans == []
    assert counter.is_ambiguous(card("jane", x=500), card("suki", x=780))
    counter.hold(SWITCH_AFTER_S * 1.2, card("suki", x=780))
    assert counter.scans == ["suki"]
    assert not counter.is_ambiguous(card("suki", x=780))


def test_two_cards_that_are_read_alternately_are_still_ambiguous() -> None:
    counter = Counter()
    counter.hold(0.05, card("jane", x=500), card("suki", x=780))
    for _ in range(10):
        counter.hold(SWITCH_AFTER_S * 0.5, card("jane", x=500))
        counter.hold(SWITCH_AFTER_S * 0.5, card("suki", x=780))
    assert counter.scans == []


def test_card_far_from_the_centre_does_not_make_the_focus_ambiguous() -> None:
    counter = Counter()
    away = WIDTH / 2 + (AMBIGUOUS_SHARE + 0.02) * WIDTH
    counter.hold(1, card("jane"), card("suki", x=away))
    assert counter.scans == ["jane"]


def test_second_card_beside_the_scanned_one_is_ambiguous_and_changes_nothing() -> None:
    counter = Counter()
    counter.hold(1, card("jane"))
    assert counter.is_ambiguous(card("jane"), card("suki", x=700))
    assert counter.scans == ["jane"]


def test_two_codes_of_one_card_are_one_scan() -> None:
    counter = Counter(card_key_of)
    counter.hold(1, card("jane/mail", x=600), card("jane/link", x=680))
    counter.hold(GONE_AFTER_S * 1.2)
    counter.hold(1, card("jane/link"))
    assert counter.scans == ["jane/mail"]


def test_card_has_focus_before_other_codes_in_view() -> None:
    counter = Counter(card_key_of)
    counter.hold(1, card("wifi"))
    counter.hold(1, card("wifi"), card("jane", x=900))
    assert counter.scans == ["wifi", "jane"]


def test_other_code_that_stays_in_view_is_reported_once() -> None:
    counter = Counter(card_key_of)
    counter.hold(20, card("wifi"))
    counter.hold(5, card("wifi"), card("jane", x=900))
    counter.hold(20, card("wifi"))
    assert counter.scans[:2] == ["wifi", "jane"]
    assert counter.scans.count("wifi") == 1


def test_two_other_codes_are_reported_once_each_and_are_not_ambiguous() -> None:
    counter = Counter(card_key_of)
    counter.hold(5, card("wifi", x=600), card("poster", x=690))
    counter.hold(5, card("poster", x=690))
    assert counter.scans == ["wifi", "poster"]
    assert not counter.is_ambiguous(card("wifi", x=600), card("poster", x=690))


def test_other_code_that_is_shown_again_is_reported_again() -> None:
    counter = Counter(card_key_of)
    counter.hold(1, card("wifi"))
    counter.hold(DEBOUNCE_S * 1.2)
    counter.hold(1, card("wifi", x=720))
    assert counter.scans == ["wifi", "wifi"]


def test_other_code_that_was_covered_is_not_reported_again() -> None:
    counter = Counter(card_key_of)
    counter.hold(1, card("wifi"))
    counter.hold(60, card("jane"))
    counter.hold(60)
    counter.hold(1, card("wifi", x=650))
    assert counter.scans == ["wifi", "jane"]
