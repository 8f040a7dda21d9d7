from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from kreward_pos.scan.decoding.decoder import Reading
from kreward_pos.scan.decoding.decoders import standard_decoder
from kreward_pos.scan.decoding.pipeline import SUSPECT_BUDGET_S, Pipeline

Grey = NDArray[np.uint8]
DrawFrame = Callable[..., Grey]
TEXT = "https://wallet.example.com/card/0b9d4e21"


class Ticking:
    """A clock that advances by `step_s` whenever it is read."""

    def __init__(self, step_s: float) -> None:
        self.now_s = 0.0
        self._step_s = step_s

    def __call__(self) -> float:
        self.now_s += self._step_s
        return self.now_s


def rotated(frame: Grey, degrees: float) -> Grey:
    turn = cv2.getRotationMatrix2D((640, 360), degrees, 1)
    return np.asarray(cv2.warpAffine(frame, turn, (1280, 720), borderValue=90), np.uint8)


def tilted(frame: Grey) -> Grey:
    seen = np.array([[180, 60], [1120, 0], [1200, 720], [60, 660]], np.float32)
    flat = np.array([[0, 0], [1280, 0], [1280, 720], [0, 720]], np.float32)
    turn = cv2.getPerspectiveTransform(flat, seen)
    return np.asarray(cv2.warpPerspective(frame, turn, (1280, 720), borderValue=90), np.uint8)


def noisy(frame: Grey, sigma: float, seed: int = 3) -> Grey:
    grain = np.random.default_rng(seed).normal(0, sigma, frame.shape)
    return np.asarray(np.clip(frame + grain, 0, 255), np.uint8)


def dark(frame: Grey) -> Grey:
    return noisy((frame * 0.09 + 4).astype(np.uint8), 1.5)


def glaring(frame: Grey) -> Grey:
    y, x = np.mgrid[0:720, 0:1280]
    light = 210 * np.exp(-((x - 480) ** 2 + (y - 280) ** 2) / (2 * 70.0**2))
    return np.asarray(np.clip(frame * 0.55 + light, 0, 255), np.uint8)


DAMAGES: dict[str, Callable[[Grey], Grey]] = {
    "none": lambda frame: frame,
    "turned by 17": lambda frame: rotated(frame, 17),
    "turned by 90": lambda frame: rotated(frame, 90),
    "turned by 203": lambda frame: rotated(frame, 203),
    "tilted": tilted,
    "inverted": lambda frame: 255 - frame,
    "blurred": lambda frame: np.asarray(cv2.GaussianBlur(frame, (0, 0), 2.6), np.uint8),
    "dark": dark,
    "noisy": lambda frame: noisy(frame, 35),
    "glaring": glaring,
    "faint": lambda frame: (frame * 0.12 + 110).astype(np.uint8),
    "mirrored": lambda frame: np.ascontiguousarray(frame[:, ::-1]),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_code_is_read_within_a_second_of_frames(counter: DrawFrame, damage: str) -> None:
    frame = DAMAGES[damage](counter(TEXT))
    pipeline = Pipeline()
    read = next((readings for _ in range(30) if (readings := pipeline.decode(frame))), [])
    assert [reading.text for reading in read] == [TEXT]


@pytest.mark.parametrize("module", [2, 3, 4, 12])
def test_small_and_large_codes_are_read(counter: DrawFrame, module: int) -> None:
    assert [r.text for r in Pipeline().decode(counter(TEXT, module, (200, 100)))] == [TEXT]


@pytest.mark.parametrize(
    "text", ["jane@example.com", "Zo\u00eb M\u00fcller", "\u5c0f\u660e \u5361", "a\nb\tc", "x" * 300]
)
def test_text_is_read_as_it_was_encoded(code: DrawFrame, text: str) -> None:
    assert [r.text for r in Pipeline().decode(code(text, 5))] == [text]


def test_corners_match_the_code(counter: DrawFrame) -> None:
    (reading,) = Pipeline().decode(counter("jane@example.com", 6, (400, 200)))
    side = 25 * 6
    wanted = [(424, 224), (424 + side, 224), (424 + side, 224 + side), (424, 224 + side)]
    assert np.allclose(reading.corners, wanted, atol=3)


def test_corners_of_a_filtered_reading_match_the_code(counter: DrawFrame) -> None:
    clean = counter("jane@example.com", 6, (400, 200))
    rescued = rescued_reading(clean)
    (plain,) = Pipeline().decode(clean)
    assert rescued.engine.startswith("zxing:")
    assert np.allclose(rescued.corners, plain.corners, atol=8)


def rescued_reading(clean: Grey) -> Reading:
    """Return the first reading that the plain frame does not give, with growing blur and noise."""
    for sigma in np.arange(2.4, 6.0, 0.1):
        blurred = noisy(np.asarray(cv2.GaussianBlur(clean, (0, 0), float(sigma)), np.uint8), 4)
        pipeline = Pipeline()
        for _ in range(20):
            for reading in pipeline.decode(blurred):
                if reading.engine != "zxing":
                    return reading
    pytest.fail("no damage needed a rescue")


def test_two_codes_are_both_read(counter: DrawFrame) -> None:
    both = np.hstack([counter("jane@example.com")[:, :700], counter("suki@example.com")[:, :580]])
    assert {r.text for r in Pipeline().decode(both)} == {"jane@example.com", "suki@example.com"}


def test_code_is_searched_where_it_was_last_read(counter: DrawFrame) -> None:
    clean = counter(TEXT, 4, (900, 420))
    hidden = noisy(np.asarray(cv2.GaussianBlur(clean, (0, 0), 2.4), np.uint8), 10)
    pipeline = Pipeline(clock=lambda: 0.0)
    assert pipeline.decode(hidden) == []
    pipeline.decode(clean)
    (reading,) = pipeline.decode(hidden)
    assert reading.text == TEXT
    assert reading.engine.startswith("zxing:")
    assert np.allclose(np.mean(reading.corners, axis=0), (982, 502), atol=8)


def test_unread_code_gets_its_budget_and_no_more(counter: DrawFrame) -> None:
    clock = Ticking(0.004)
    pipeline = Pipeline(clock=clock)
    damaged = counter(TEXT)
    damaged[300:420, 480:560] = 128
    for _ in range(30):
        began_s = clock.now_s
        assert pipeline.decode(damaged) == []
        assert clock.now_s - began_s < SUSPECT_BUDGET_S + 0.03
    assert clock.now_s - began_s > SUSPECT_BUDGET_S / 2


def test_every_attempt_runs_on_a_slow_machine(counter: DrawFrame) -> None:
    clock = Ticking(1.0)
    pipeline = Pipeline(clock=clock)
    blurred = np.asarray(cv2.GaussianBlur(counter(TEXT), (0, 0), 4.0), np.uint8)
    read = next((readings for _ in range(90) if (readings := pipeline.decode(blurred))), [])
    assert [reading.text for reading in read] == [TEXT]


def test_second_engine_gets_only_what_looks_like_a_code(counter: DrawFrame) -> None:
    asked: list[tuple[int, ...]] = []

    def second_engine(grey: Grey) -> list[Reading]:
        asked.append(grey.shape)
        return []

    pipeline = Pipeline(second_engine=second_engine)
    for _ in range(40):
        pipeline.decode(np.full((720, 1280), 90, np.uint8))
    assert asked == []
    damaged = counter(TEXT)
    damaged[300:420, 480:560] = 128
    for _ in range(40):
        pipeline.decode(damaged)
    assert asked
    assert max(max(shape) for shape in asked) <= 450


def test_blur_that_filters_cannot_read_is_undone(counter: DrawFrame) -> None:
    out_of_focus = np.asarray(cv2.GaussianBlur(counter(TEXT), (0, 0), 4.6), np.uint8)
    way = np.eye(17, dtype=np.float32) / 17
    shaken = np.asarray(cv2.filter2D(counter(TEXT), -1, way), np.uint8)
    for frame, wanted in ((out_of_focus, "zxing:focus"), (shaken, "zxing:moved")):
        (reading,) = Pipeline().decode_still(frame)
        assert reading.text == TEXT
        assert reading.engine.startswith(wanted)
        assert np.allclose(np.mean(reading.corners, axis=0), (511, 311), atol=8)


def test_new_object_gets_its_budget_in_the_next_frame(counter: DrawFrame) -> None:
    out_of_focus = np.asarray(cv2.GaussianBlur(counter(TEXT), (0, 0), 4.6), np.uint8)
    pipeline = Pipeline(clock=lambda: 0.0)
    assert [[reading.text for reading in pipeline.decode(out_of_focus)] for _ in range(2)] == [[], [TEXT]]


def test_code_that_no_frame_shows_is_read_from_a_stack(counter: DrawFrame) -> None:
    clean = counter(TEXT)
    y, x = np.mgrid[0:720, 0:1280]
    glares = [
        np.asarray(np.clip(clean + 600 * np.exp(-((x - left) ** 2 + (y - top) ** 2) / 2600.0), 0, 255), np.uint8)
        for left, top in ((480, 280), (520, 320), (550, 290))
    ]
    assert all(Pipeline().decode_still(frame) == [] for frame in glares)
    pipeline = Pipeline(clock=Ticking(0.0))
    read = [reading for frame in glares * 3 for reading in pipeline.decode(frame)]
    assert {reading.text for reading in read} == {TEXT}
    assert all(reading.engine.startswith("zxing:pile-") for reading in read)


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((0, 0), np.uint8),
        np.zeros((0, 10), np.uint8),
        np.zeros((10, 0, 3), np.uint8),
        np.zeros((1, 1), np.uint8),
        np.zeros((1, 3000), np.uint8),
        np.zeros((3000, 1), np.uint8),
        np.zeros((22, 22), np.uint8),
        np.zeros((40,), np.uint8),
        np.zeros((), np.uint8),
        np.zeros((2, 40, 40, 3), np.uint8),
        np.zeros((40, 40, 1), np.uint8),
        np.zeros((40, 40, 2), np.uint8),
        np.zeros((40, 40, 7), np.uint8),
        np.full((40, 40), np.nan),
        np.full((40, 40), np.inf, np.float32),
        np.full((40, 40), -5, np.int64),
        np.zeros((40, 40), np.complex128),
        np.full((40, 40), "x"),
        np.zeros((9000, 30), np.uint8),
    ],
    ids=lambda pixels: f"{pixels.shape}-{pixels.dtype}",
)
def test_no_array_raises(pixels: Grey) -> None:
    decoder = standard_decoder()
    for _ in range(10):
        assert decoder.decode(pixels) == []
    assert decoder.decode_still(pixels) == []


@settings(max_examples=60)
@given(arrays.arrays(np.uint8, st.tuples(st.integers(0, 90), st.integers(0, 90))), st.integers(1, 9))
def test_no_small_frame_raises(pixels: Grey, times: int) -> None:
    pipeline = Pipeline()
    for _ in range(times):
        pipeline.decode(pixels)


def test_colour_alpha_depth_and_strides_are_accepted(code: DrawFrame) -> None:
    grey = code(TEXT, 5)
    kinds: list[NDArray[np.generic]] = [
        cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR),
        cv2.cvtColor(grey, cv2.COLOR_GRAY2BGRA),
        grey[:, :, None],
        grey.astype(np.uint16) * 257,
        grey.astype(np.float32) / 255,
        grey > 127,
        np.asfortranarray(grey),
        np.kron(grey, np.ones((2, 2), np.uint8))[::2, ::2],
    ]
    for pixels in kinds:
        assert [r.text for r in Pipeline().decode(pixels)] == [TEXT]  # type: ignore[arg-type]


def test_huge_frame_is_reduced_and_its_corners_scaled_back(code: DrawFrame) -> None:
    huge = np.full((6000, 8000), 255, np.uint8)
    drawn = code("jane@example.com", 30)
    huge[3000 : 3000 + drawn.shape[0], 5000 : 5000 + drawn.shape[1]] = drawn
    (reading,) = Pipeline().decode(huge)
    assert np.allclose(reading.corners[0], (5120, 3120), atol=12)


def test_still_image_gets_every_attempt(counter: DrawFrame) -> None:
    moire = counter(TEXT, 5)
    moire[::2] = np.clip(moire[::2].astype(int) - 70, 0, 255)
    moire[:, ::3] = np.clip(moire[:, ::3].astype(int) + 60, 0, 255)
    assert [r.text for r in standard_decoder().decode_still(noisy(moire, 20))] == [TEXT]


def test_reading_hides_its_text_in_repr(code: DrawFrame) -> None:
    (reading,) = Pipeline().decode(code("jane@example.com"))
    assert "jane" not in repr(reading)
