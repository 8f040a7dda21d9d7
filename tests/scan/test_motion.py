import numpy as np
from numpy.typing import NDArray

from kreward_pos.scan.decoding.decoder import Reading
from kreward_pos.scan.motion import (
    DOZE_AFTER_S,
    DOZE_INTERVAL_S,
    MAX_FAILED_DECODES,
    NO_READING_VALID_S,
    READINGS_VALID_S,
    SLEEP_AFTER_S,
    SLEEP_INTERVAL_S,
    MotionDetector,
)

FRAME_INTERVAL_S = 1 / 30
CORNERS = ((1.0, 1.0), (9.0, 1.0), (9.0, 9.0), (1.0, 9.0))
READ = [Reading("jane@example.com", CORNERS, "zxing")]
random = np.random.default_rng(1)


def noisy(level: int = 90, sigma: float = 5.0) -> NDArray[np.uint8]:
    """An empty counter through a cheap sensor."""
    return np.clip(random.normal(level, sigma, (720, 1280)), 0, 255).astype(np.uint8)


def with_phone(x: int = 500) -> NDArray[np.uint8]:
    frame = noisy()
    frame[200:500, x : x + 180] = 230
    return frame


class Watched:
    """A watch and what it had decoded."""

    def __init__(self) -> None:
        self.detector = MotionDetector()
        self.now_s = 10.0
        self.decoded = 0

    def show(self, frame: NDArray[np.uint8], read: list[Reading] | None = None) -> None:
        self.now_s += FRAME_INTERVAL_S
        self.detector.update(frame, self.now_s)
        if self.detector.cached_readings(self.now_s) is None:
            self.decoded += 1
            self.detector.record_readings(read or [], self.now_s)


def test_noise_is_no_movement_and_a_phone_is() -> None:
    watched = Watched()
    for _ in range(30):
        watched.show(noisy())
    assert watched.detector.still_s(watched.now_s) > 0.9
    watched.show(with_phone())
    assert watched.detector.still_s(watched.now_s) == 0


def test_it_dozes_then_sleeps_and_wakes_at_once() -> None:
    watched = Watched()
    watched.show(noisy())
    paces = []
    for seconds in (DOZE_AFTER_S - 1, 2, SLEEP_AFTER_S - DOZE_AFTER_S - 2, 2):
        watched.now_s += seconds
        watched.show(noisy())
        paces.append(watched.detector.frame_interval_s(watched.now_s))
    assert paces == [0, DOZE_INTERVAL_S, DOZE_INTERVAL_S, SLEEP_INTERVAL_S]
    watched.show(with_phone())
    assert watched.detector.frame_interval_s(watched.now_s) == 0


def test_it_is_awake_before_the_first_picture() -> None:
    assert MotionDetector().frame_interval_s(1_000_000.0) == 0


def test_an_unchanged_picture_gets_every_kind_of_look_and_then_few() -> None:
    watched = Watched()
    for _ in range(MAX_FAILED_DECODES):
        watched.show(noisy())
    assert watched.decoded == MAX_FAILED_DECODES
    for _ in range(60):
        watched.show(noisy())
    assert watched.decoded <= MAX_FAILED_DECODES + 60 * FRAME_INTERVAL_S / NO_READING_VALID_S + 1


def test_a_change_is_looked_at_at_once_and_has_its_looks_too() -> None:
    watched = Watched()
    for _ in range(2 * MAX_FAILED_DECODES):
        watched.show(noisy())
    before = watched.decoded
    for _ in range(MAX_FAILED_DECODES):
        watched.show(with_phone())
    assert watched.decoded == before + MAX_FAILED_DECODES


def test_what_was_read_stands_for_a_moment_while_nothing_changes() -> None:
    watched = Watched()
    for _ in range(30):
        watched.show(with_phone(), READ)
        assert watched.detector.cached_readings(watched.now_s) == READ
    assert watched.decoded <= 30 * FRAME_INTERVAL_S / READINGS_VALID_S + 1
    watched.show(with_phone(x=620), READ)
    before = watched.decoded
    watched.show(with_phone(x=500), READ)
    assert watched.decoded == before + 1


def test_pictures_of_any_size_can_be_watched() -> None:
    detector = MotionDetector()
    for shape in ((1, 1), (3, 2), (48, 64), (1080, 1920)):
        detector.update(np.zeros(shape, np.uint8), 1.0)
        assert detector.cached_readings(1.0) is None
