"""QR codes and pictures drawn on the spot, and a clock that moves only when a test says so."""

from collections.abc import Callable

import numpy as np
import pytest
import qrcode
from numpy.typing import NDArray

Grey = NDArray[np.uint8]


class ManualClock:
    """A clock on which time passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.sleeps: list[float] = []

    def __call__(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.now_s += seconds


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


def draw_code(data: str | bytes, module: int = 6) -> Grey:
    drawing = qrcode.QRCode(border=4)
    drawing.add_data(data.encode() if isinstance(data, str) else data)
    drawing.make(fit=True)
    modules = np.where(np.array(drawing.get_matrix()), 0, 255).astype(np.uint8)
    return np.kron(modules, np.ones((module, module), np.uint8))


@pytest.fixture(scope="session")
def code() -> Callable[..., Grey]:
    """Return `code(data, module=6)`, which draws a grey QR code with its quiet zone, `module` pixels per module."""
    return draw_code


@pytest.fixture(scope="session")
def counter() -> Callable[..., Grey]:
    """Return `counter(data, module=6, at=(400, 200))`: a grey 1280 x 720 picture with a code, top left at `at`."""

    def draw_frame(data: str | bytes, module: int = 6, at: tuple[int, int] = (400, 200)) -> Grey:
        scene = np.full((720, 1280), 90, np.uint8)
        code = draw_code(data, module)
        scene[at[1] : at[1] + code.shape[0], at[0] : at[0] + code.shape[1]] = code
        return scene

    return draw_frame
