from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from kreward_pos.scan.decoding.engines import find_codes
from kreward_pos.scan.decoding.regions import Region
from kreward_pos.scan.decoding.stacking import FrameStack

Grey = NDArray[np.uint8]
DrawFrame = Callable[..., Grey]
REGION = Region(370, 170, 630, 430)


def noisy(frame: Grey, seed: int, sigma: float = 85) -> Grey:
    grain = np.random.default_rng(seed).normal(0, sigma, frame.shape)
    return np.asarray(np.clip(frame + grain, 0, 255), np.uint8)


def texts(frame: Grey) -> list[str]:
    return [found.text for found in find_codes(frame) if found.text is not None]


def test_mean_removes_noise_although_the_hand_shakes(counter: DrawFrame) -> None:
    stack = FrameStack()
    for seed, at in enumerate([(400, 200), (404, 198), (397, 205), (402, 202), (399, 201), (401, 196)]):
        region = stack.add(noisy(counter("jane@example.com", 6, at), seed), REGION)
    assert region == REGION
    assert texts(stack.mean()) == ["jane@example.com"]
    assert texts(noisy(counter("jane@example.com"), 0)) == []


def test_single_frame_is_not_a_stack(counter: DrawFrame) -> None:
    assert FrameStack().add(counter("jane@example.com"), REGION) is None


def test_two_codes_are_never_stacked_together(counter: DrawFrame) -> None:
    stack = FrameStack()
    stack.add(counter("jane@example.com"), REGION)
    assert stack.add(counter("suki@example.com"), REGION) is None
    assert stack.add(counter("suki@example.com"), REGION) == REGION
    assert texts(stack.mean()) == texts(stack.darkest()) == ["suki@example.com"]


def test_large_shift_starts_a_new_stack(counter: DrawFrame) -> None:
    stack = FrameStack()
    stack.add(counter("jane@example.com", 6, (400, 200)), REGION)
    assert stack.add(counter("jane@example.com", 6, (480, 200)), REGION) is None
    assert stack.add(counter("jane@example.com", 6, (480, 200)), Region(450, 170, 710, 430)) is None


def test_reset_drops_all_frames(counter: DrawFrame) -> None:
    stack = FrameStack()
    stack.add(counter("jane@example.com"), REGION)
    stack.reset()
    assert stack.add(counter("jane@example.com"), REGION) is None


def test_tiny_region_is_never_stacked(counter: DrawFrame) -> None:
    stack, tiny = FrameStack(), Region(0, 0, 20, 20)
    for _ in range(3):
        assert stack.add(counter("jane@example.com"), tiny) is None
