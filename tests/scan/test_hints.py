from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from kreward_pos.scan.camera.demo_picture import Pose, composite, draw_backgrounds, draw_phone
from kreward_pos.scan.hints import CHECK_INTERVAL_S, HINT_AFTER_S, UNATTENDED_AFTER_S, HintFinder
from kreward_pos.scan.preview import to_decoder_input
from kreward_pos.scan.remark import Hint

Pixels = NDArray[np.uint8]
Damage = Callable[[Pixels], Pixels]
PAYLOAD = "https://wallet.example.com/card/0b9d4e21-7a35-4c8f-8e16-52c7d9f0a3b4"


@cache
def empty() -> Pixels:
    return draw_backgrounds(1)[0]


def with_phone(size: float = 0.98, y: float = 470.0) -> Pixels:
    """Return the counter with a phone held in front of it."""
    return composite(empty().copy(), draw_phone("Jane", PAYLOAD), Pose(640, y, size, roll=4, pitch=-9, yaw=7))


def moved(pixels: Pixels) -> Pixels:
    """Return the frame blurred by an unsteady hand."""
    kernel = np.zeros((45, 45), np.float32)
    kernel[22] = 1 / 45
    return np.asarray(cv2.filter2D(pixels, -1, kernel), np.uint8)


def dim(share: float) -> Damage:
    def damage(pixels: Pixels) -> Pixels:
        return np.asarray((pixels * share).astype(np.uint8))

    return damage


def reflecting(x: int, y: int, reach: int) -> Damage:
    """Return a damage that reflects a lamp in the glass."""

    def damage(pixels: Pixels) -> Pixels:
        down, across = np.mgrid[0:720, 0:1280].astype(np.float32)
        light = 330 * np.exp(-(((across - x) / reach) ** 2 + ((down - y) / (0.6 * reach)) ** 2))
        return np.asarray(np.clip(pixels + light[:, :, None], 0, 255), np.uint8)

    return damage


def burnt_out(pixels: Pixels) -> Pixels:
    """Return the frame with a screen far brighter than the counter, which sets the exposure."""
    is_phone = np.abs(pixels.astype(int) - empty()).max(axis=2) > 40
    return np.where(is_phone[:, :, None], np.clip(pixels.astype(int) * 6 + 140, 0, 255), empty()).astype(np.uint8)


class HintRecorder:
    """A hint finder that gets ten frames a second."""

    def __init__(self, before: Pixels) -> None:
        self.hint_finder = HintFinder()
        self.now_s = 50.0
        self.hold(before, 3.0, still_s=10.0)

    def hold(self, pixels: Pixels, seconds: float, still_s: float = 0.0) -> list[Hint | None]:
        grey = to_decoder_input(pixels)
        hints = []
        for _ in range(round(seconds * 10)):
            self.now_s += 0.1
            hints.append(self.hint_finder.update(grey, still_s, self.now_s))
        return hints


@pytest.mark.parametrize(
    ("pixels", "damage", "hint"),
    [
        (with_phone(0.3, 360), None, Hint.CLOSER),
        (with_phone(0.2, 360), None, Hint.CLOSER),
        (with_phone(), moved, Hint.HOLD_STILL),
        (with_phone(), lambda pixels: cv2.GaussianBlur(pixels, (0, 0), 7), Hint.HOLD_STILL),
        (with_phone(), dim(0.2), Hint.TOO_DARK),
        (with_phone(), dim(0.06), Hint.TOO_DARK),
        (with_phone(), burnt_out, Hint.TOO_BRIGHT),
        (with_phone(), reflecting(620, 420, 90), Hint.REFLECTS),
        (with_phone(), reflecting(640, 440, 220), Hint.REFLECTS),
    ],
    ids=["far", "farther", "shaken", "blurred", "dark", "darker", "burnt out", "glare", "large glare"],
)
def test_each_fault_has_its_hint(pixels: Pixels, damage: Damage | None, hint: Hint) -> None:
    before = empty()
    if damage is not None:
        pixels = damage(pixels)
    if pixels.mean() < 15:
        before = dim(0.2)(before)
    hints = HintRecorder(before).hold(pixels, 4.0)
    assert set(hints) == {None, hint}
    assert hints[-1] is hint


def test_no_hint_is_given_at_first() -> None:
    hints = HintRecorder(empty()).hold(moved(with_phone()), HINT_AFTER_S + CHECK_INTERVAL_S)
    assert set(hints[: round((HINT_AFTER_S - CHECK_INTERVAL_S) * 10)]) == {None}


def test_empty_counter_with_motion_gets_no_hint() -> None:
    assert set(HintRecorder(empty()).hold(empty(), 6.0)) == {None}


def test_object_that_nobody_holds_gets_no_hint() -> None:
    recorder = HintRecorder(empty())
    hints = recorder.hold(burnt_out(with_phone()), 4.0, still_s=UNATTENDED_AFTER_S + 1)
    assert set(hints) == {None}


def test_single_odd_frame_gets_no_hint() -> None:
    recorder = HintRecorder(empty())
    recorder.hold(empty(), 3.0)
    hints = recorder.hold(moved(with_phone()), 0.2) + recorder.hold(empty(), 1.0)
    assert set(hints) == {None}


def test_reset_restarts_the_waiting_time() -> None:
    recorder = HintRecorder(empty())
    recorder.hold(moved(with_phone()), 3.0)
    recorder.hint_finder.reset()
    assert set(recorder.hold(moved(with_phone()), 1.0)) == {None}


def test_frames_of_changing_sizes_are_checked() -> None:
    recorder = HintRecorder(empty())
    for size in ((48, 64), (1, 1), (1080, 1920), (1280, 720)):
        recorder.hold(np.full((*size, 3), 120, np.uint8), 0.5)
    assert recorder.hold(moved(with_phone()), 0.5)[-1] in {None, *Hint}
