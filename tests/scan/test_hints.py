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
Harm = Callable[[Pixels], Pixels]
PAYLOAD = "https://wallet.example.com/card/0b9d4e21-7a35-4c8f-8e16-52c7d9f0a3b4"


@cache
def empty() -> Pixels:
    return draw_backgrounds(1)[0]


def shown(size: float = 0.98, y: float = 470.0) -> Pixels:
    """The counter with a phone held before it."""
    return composite(empty().copy(), draw_phone("Jane", PAYLOAD), Pose(640, y, size, roll=4, pitch=-9, yaw=7))


def moved(pixels: Pixels) -> Pixels:
    """As a camera sees a hand that does not hold still."""
    kernel = np.zeros((45, 45), np.float32)
    kernel[22] = 1 / 45
    return np.asarray(cv2.filter2D(pixels, -1, kernel), np.uint8)


def dim(share: float) -> Harm:
    def harm(pixels: Pixels) -> Pixels:
        return np.asarray((pixels * share).astype(np.uint8))

    return harm


def lit(x: int, y: int, reach: int) -> Harm:
    """A lamp thrown back by the glass."""

    def harm(pixels: Pixels) -> Pixels:
        down, across = np.mgrid[0:720, 0:1280].astype(np.float32)
        light = 330 * np.exp(-(((across - x) / reach) ** 2 + ((down - y) / (0.6 * reach)) ** 2))
        return np.asarray(np.clip(pixels + light[:, :, None], 0, 255), np.uint8)

    return harm


def burnt_out(pixels: Pixels) -> Pixels:
    """A screen far brighter than the counter, which sets the exposure."""
    is_phone = np.abs(pixels.astype(int) - empty()).max(axis=2) > 40
    return np.where(is_phone[:, :, None], np.clip(pixels.astype(int) * 6 + 140, 0, 255), empty()).astype(np.uint8)


class Judged:
    """A hinter before which pictures are held; they come at ten a second."""

    def __init__(self, before: Pixels) -> None:
        self.hint_finder = HintFinder()
        self.now_s = 50.0
        self.hold(before, 3.0, still_s=10.0)

    def hold(self, pixels: Pixels, seconds: float, still_s: float = 0.0) -> list[Hint | None]:
        grey = to_decoder_input(pixels)
        said = []
        for _ in range(round(seconds * 10)):
            self.now_s += 0.1
            said.append(self.hint_finder.update(grey, still_s, self.now_s))
        return said


@pytest.mark.parametrize(
    ("pixels", "harm", "hint"),
    [
        (shown(0.3, 360), None, Hint.CLOSER),
        (shown(0.2, 360), None, Hint.CLOSER),
        (shown(), moved, Hint.HOLD_STILL),
        (shown(), lambda pixels: cv2.GaussianBlur(pixels, (0, 0), 7), Hint.HOLD_STILL),
        (shown(), dim(0.2), Hint.TOO_DARK),
        (shown(), dim(0.06), Hint.TOO_DARK),
        (shown(), burnt_out, Hint.TOO_BRIGHT),
        (shown(), lit(620, 420, 90), Hint.REFLECTS),
        (shown(), lit(640, 440, 220), Hint.REFLECTS),
    ],
    ids=["far", "farther", "shaken", "blurred", "dark", "darker", "burnt out", "glare", "large glare"],
)
def test_each_fault_has_its_hint(pixels: Pixels, harm: Harm | None, hint: Hint) -> None:
    before = empty()
    if harm is not None:
        pixels = harm(pixels)
    if pixels.mean() < 15:
        before = dim(0.2)(before)
    said = Judged(before).hold(pixels, 4.0)
    assert set(said) == {None, hint}
    assert said[-1] is hint


def test_nothing_is_said_before_a_while() -> None:
    said = Judged(empty()).hold(moved(shown()), HINT_AFTER_S + CHECK_INTERVAL_S)
    assert set(said[: round((HINT_AFTER_S - CHECK_INTERVAL_S) * 10)]) == {None}


def test_an_empty_counter_asks_for_nothing_although_something_moves() -> None:
    assert set(Judged(empty()).hold(empty(), 6.0)) == {None}


def test_what_nobody_holds_is_let_lie() -> None:
    judged = Judged(empty())
    said = judged.hold(burnt_out(shown()), 4.0, still_s=UNATTENDED_AFTER_S + 1)
    assert set(said) == {None}


def test_a_single_odd_picture_makes_no_hint() -> None:
    judged = Judged(empty())
    judged.hold(empty(), 3.0)
    said = judged.hold(moved(shown()), 0.2) + judged.hold(empty(), 1.0)
    assert set(said) == {None}


def test_a_reading_begins_everything_anew() -> None:
    judged = Judged(empty())
    judged.hold(moved(shown()), 3.0)
    judged.hint_finder.reset()
    assert set(judged.hold(moved(shown()), 1.0)) == {None}


def test_pictures_of_other_sizes_and_shapes_are_judged_too() -> None:
    judged = Judged(empty())
    for size in ((48, 64), (1, 1), (1080, 1920), (1280, 720)):
        judged.hold(np.full((*size, 3), 120, np.uint8), 0.5)
    assert judged.hold(moved(shown()), 0.5)[-1] in {None, *Hint}
