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
    """Return an empty counter through a cheap sensor."""
    return np.clip(random.normal(level, sigma, (720, 1280)), 0, 255).astype(np.uint8)


def with_phone(x: int = 500) -> NDArray[np.uint8]:
    frame = noisy()
    frame[200:500, x : x + 180] = 230
    return frame


class MotionRecorder:
    """A motion detector, and how many frames it had decoded."""

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


def test_noise_is_not_motion_and_a_phone_is() -> None:
    recorder = MotionRecorder()
    for _ in range(30):
        recorder.show(noisy())
    assert recorder.detector.still_s(recorder.now_s) > 0.9
    recorder.show(with_phone())
    assert recorder.detector.still_s(recorder.now_s) == 0


def test_detector_dozes_then_sleeps_and_wakes_at_once() -> None:
    recorder = MotionRecorder()
    recorder.show(noisy())
    intervals = []
    for seconds in (DOZE_AFTER_S - 1, 2, SLEEP_AFTER_S - DOZE_AFTER_S - 2, 2):
        recorder.now_s += seconds
        recorder.show(noisy())
        intervals.append(recorder.detector.frame_interval_s(recorder.now_s))
    assert intervals == [0, DOZE_INTERVAL_S, DOZE_INTERVAL_S, SLEEP_INTERVAL_S]
    recorder.show(with_phone())
    assert recorder.detector.frame_interval_s(recorder.now_s) == 0


def test_detector_is_awake_before_the_first_frame() -> None:
    assert MotionDetector().frame_interval_s(1_000_000.0) == 0


def test_unchanging_scene_is_decoded_fully_and_then_rarely() -> None:
    recorder = MotionRecorder()
    for _ in range(MAX_FAILED_DECODES):
        recorder.show(noisy())
    assert recorder.decoded == MAX_FAILED_DECODES
    for _ in range(60):
        recorder.show(noisy())
    assert recorder.decoded <= MAX_FAILED_DECODES + 60 * FRAME_INTERVAL_S / NO_READING_VALID_S + 1


def test_changed_scene_is_decoded_fully_at_once() -> None:
    recorder = MotionRecorder()
    for _ in range(2 * MAX_FAILED_DECODES):
        recorder.show(noisy())
    before = recorder.decoded
    for _ in range(MAX_FAILED_DECODES):
        recorder.show(with_phone())
    assert recorder.decoded == before + MAX_FAILED_DECODES


def test_readings_stay_valid_for_a_moment_while_nothing_changes() -> None:
    recorder = MotionRecorder()
    for _ in range(30):
        recorder.show(with_phone(), READ)
        assert recorder.detector.cached_readings(recorder.now_s) == READ
    assert recorder.decoded <= 30 * FRAME_INTERVAL_S / READINGS_VALID_S + 1
    recorder.show(with_phone(x=620), READ)
    before = recorder.decoded
    recorder.show(with_phone(x=500), READ)
    assert recorder.decoded == before + 1


def test_frames_of_any_size_are_accepted() -> None:
    detector = MotionDetector()
    for shape in ((1, 1), (3, 2), (48, 64), (1080, 1920)):
        detector.update(np.zeros(shape, np.uint8), 1.0)
        assert detector.cached_readings(1.0) is None
