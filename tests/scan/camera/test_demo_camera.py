import numpy as np
import pytest

from kreward_pos.scan.acceptance import GONE_AFTER_S
from kreward_pos.scan.camera.demo_camera import DEFAULT_CARDS, FRAME_RATE, PAYLOAD_LIMIT_BYTES, DemoCamera, DemoCard
from kreward_pos.scan.decoding.decoder import Decoder
from kreward_pos.scan.decoding.decoders import standard_decoder
from kreward_pos.scan.payload.reference import reference_in

JANE = DemoCard("Jane", "jane@example.com")
MING = DemoCard("\u5c0f\u660e", "https://wallet.example.com/card/6f1c2b7e-58d3-4a6b-9c0e-3d2f1a4b5c6d")


class DemoTill:
    """A demo camera on a manual clock, and a decoder that reads its frames."""

    def __init__(self, *cards: DemoCard, automatic: bool = True) -> None:
        self.now_s = 0.0
        self.decoder: Decoder = standard_decoder()
        self.camera = DemoCamera(cards, automatic, clock=lambda: self.now_s, sleep=self.sleep)

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds

    def watch(self, seconds: float) -> list[str | None]:
        """Return what is read in every third frame, which is enough."""
        read: list[str | None] = []
        for count in range(round(seconds * FRAME_RATE)):
            frame = self.camera.read()
            if count % 3 == 0:
                readings = self.decoder.decode(frame.pixels)
                read.append(readings[0].text if readings else None)
        return read


def changes(read: list[str | None]) -> list[str | None]:
    return [text for text, before in zip(read, [object(), *read], strict=False) if text != before]


def test_frames_come_at_the_frame_rate_and_may_be_changed() -> None:
    till = DemoTill(JANE)
    first, second = till.camera.read(), till.camera.read()
    assert second.taken_s - first.taken_s == pytest.approx(1 / FRAME_RATE)
    assert first.pixels.shape == (720, 1280, 3)
    assert first.pixels.dtype == np.uint8
    first.pixels[:] = 0
    assert till.camera.read().pixels.mean() > 20


def test_cards_appear_in_turn_and_are_readable_for_most_of_their_time() -> None:
    read = DemoTill(JANE, MING).watch(12)
    assert changes(read)[:4] == [None, JANE.payload, None, MING.payload]
    assert read.count(JANE.payload) > 0.9 * 3 * FRAME_RATE / 3
    assert changes(read).count(JANE.payload) <= 2


def test_nothing_appears_until_requested_without_automatic() -> None:
    till = DemoTill(JANE, MING, automatic=False)
    assert changes(till.watch(3)) == [None]
    till.camera.show(1)
    assert changes(till.watch(6)) == [None, MING.payload, None]


def test_requested_card_is_read_within_a_second() -> None:
    till = DemoTill(JANE, automatic=False)
    till.camera.show(JANE.payload)
    assert JANE.payload in till.watch(1)


def test_requested_card_replaces_the_first_only_after_it_was_read() -> None:
    till = DemoTill(JANE, MING, automatic=False)
    till.camera.show(0)
    till.camera.show(1)
    assert changes(till.watch(4)) == [None, JANE.payload, None, MING.payload]


def test_card_requested_twice_is_taken_away_in_between() -> None:
    till = DemoTill(JANE, automatic=False)
    till.camera.show(0)
    till.camera.show(0)
    read = till.watch(10)
    assert changes(read) == [None, JANE.payload, None, JANE.payload, None]
    first = read.index(JANE.payload)
    away = read.index(None, first)
    assert read.index(JANE.payload, away) - away > GONE_AFTER_S * FRAME_RATE / 3


def test_any_payload_can_be_shown() -> None:
    till = DemoTill(automatic=True)
    till.camera.show("WIFI:T:WPA;S:Cafe;P:secret;;")
    assert "WIFI:T:WPA;S:Cafe;P:secret;;" in till.watch(2)


@pytest.mark.parametrize("payload", ["", "x" * (PAYLOAD_LIMIT_BYTES + 1)])
def test_payload_that_no_card_can_hold_is_refused_at_once(payload: str) -> None:
    with pytest.raises(ValueError, match="payload"):
        DemoTill(JANE).camera.show(payload)


def test_longest_payload_is_readable() -> None:
    payload = "x" * PAYLOAD_LIMIT_BYTES
    till = DemoTill(automatic=False)
    till.camera.show(payload)
    assert payload in till.watch(3)


def test_unknown_card_cannot_be_shown() -> None:
    with pytest.raises(IndexError):
        DemoTill(JANE).camera.show(7)


def test_default_cards_are_different_cards() -> None:
    assert len({reference_in(card.payload).key for card in DEFAULT_CARDS}) == len(DEFAULT_CARDS)


def test_reading_continues_after_close() -> None:
    till = DemoTill(JANE)
    till.camera.close()
    assert JANE.payload in till.watch(4)
