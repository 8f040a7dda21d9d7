import numpy as np
import pytest

from kreward_pos.scan.acceptance import GONE_AFTER_S
from kreward_pos.scan.camera.demo_camera import DEFAULT_CARDS, FRAME_RATE, PAYLOAD_LIMIT_BYTES, DemoCamera, DemoCard
from kreward_pos.scan.decoding.decoder import Decoder
from kreward_pos.scan.decoding.decoders import standard_decoder
from kreward_pos.scan.payload.reference import reference_in

JANE = DemoCard("Jane", "jane@example.com")
MING = DemoCard("\u5c0f\u660e", "https://wallet.example.com/card/6f1c2b7e-58d3-4a6b-9c0e-3d2f1a4b5c6d")


class Till:
    """A demo camera on a clock of its own, and what a decoder reads in its pictures."""

    def __init__(self, *cards: DemoCard, automatic: bool = True) -> None:
        self.now_s = 0.0
        self.decoder: Decoder = standard_decoder()
        self.camera = DemoCamera(cards, automatic, clock=lambda: self.now_s, sleep=self.sleep)

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds

    def watch(self, seconds: float) -> list[str | None]:
        """What is read in each picture, at a third of the pace, which is enough to tell."""
        read: list[str | None] = []
        for count in range(round(seconds * FRAME_RATE)):
            picture = self.camera.read()
            if count % 3 == 0:
                readings = self.decoder.decode(picture.pixels)
                read.append(readings[0].text if readings else None)
        return read


def turns(read: list[str | None]) -> list[str | None]:
    return [text for text, before in zip(read, [object(), *read], strict=False) if text != before]


def test_pictures_come_at_their_pace_and_are_ones_own() -> None:
    till = Till(JANE)
    first, second = till.camera.read(), till.camera.read()
    assert second.taken_s - first.taken_s == pytest.approx(1 / FRAME_RATE)
    assert first.pixels.shape == (720, 1280, 3)
    assert first.pixels.dtype == np.uint8
    first.pixels[:] = 0
    assert till.camera.read().pixels.mean() > 20


def test_cards_come_in_turn_by_themselves_and_each_is_readable_for_most_of_its_time() -> None:
    read = Till(JANE, MING).watch(12)
    assert turns(read)[:4] == [None, JANE.payload, None, MING.payload]
    assert read.count(JANE.payload) > 0.9 * 3 * FRAME_RATE / 3
    assert turns(read).count(JANE.payload) <= 2


def test_without_automatic_nothing_comes_until_asked() -> None:
    till = Till(JANE, MING, automatic=False)
    assert turns(till.watch(3)) == [None]
    till.camera.show(1)
    assert turns(till.watch(6)) == [None, MING.payload, None]


def test_a_card_asked_for_is_read_within_a_second() -> None:
    till = Till(JANE, automatic=False)
    till.camera.show(JANE.payload)
    assert JANE.payload in till.watch(1)


def test_another_card_asked_for_sends_the_first_away_but_not_unread() -> None:
    till = Till(JANE, MING, automatic=False)
    till.camera.show(0)
    till.camera.show(1)
    assert turns(till.watch(4)) == [None, JANE.payload, None, MING.payload]


def test_the_same_card_asked_for_twice_is_taken_away_in_between() -> None:
    till = Till(JANE, automatic=False)
    till.camera.show(0)
    till.camera.show(0)
    read = till.watch(10)
    assert turns(read) == [None, JANE.payload, None, JANE.payload, None]
    first = read.index(JANE.payload)
    away = read.index(None, first)
    assert read.index(JANE.payload, away) - away > GONE_AFTER_S * FRAME_RATE / 3


def test_any_payload_can_be_shown() -> None:
    till = Till(automatic=True)
    till.camera.show("WIFI:T:WPA;S:Cafe;P:secret;;")
    assert "WIFI:T:WPA;S:Cafe;P:secret;;" in till.watch(2)


@pytest.mark.parametrize("payload", ["", "x" * (PAYLOAD_LIMIT_BYTES + 1)])
def test_a_payload_that_no_picture_can_hold_is_refused_at_once(payload: str) -> None:
    with pytest.raises(ValueError, match="payload"):
        Till(JANE).camera.show(payload)


def test_the_longest_payload_is_readable() -> None:
    payload = "x" * PAYLOAD_LIMIT_BYTES
    till = Till(automatic=False)
    till.camera.show(payload)
    assert payload in till.watch(3)


def test_a_card_that_is_not_there_cannot_be_shown() -> None:
    with pytest.raises(IndexError):
        Till(JANE).camera.show(7)


def test_its_own_cards_are_cards() -> None:
    assert len({reference_in(card.payload).key for card in DEFAULT_CARDS}) == len(DEFAULT_CARDS)


def test_reading_goes_on_after_a_close() -> None:
    till = Till(JANE)
    till.camera.close()
    assert JANE.payload in till.watch(4)
