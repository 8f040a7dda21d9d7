"""QR codes and pictures made on the spot, and a clock that only moves when it is told to."""

from collections.abc import Callable

import numpy as np
import pytest
import qrcode
from numpy.typing import NDArray

Grey = NDArray[np.uint8]


class ManualClock:
    """Seconds that pass only while somebody pauses."""

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


def code_of(data: str | bytes, module: int = 6) -> Grey:
    drawing = qrcode.QRCode(border=4)
    drawing.add_data(data.encode() if isinstance(data, str) else data)
    drawing.make(fit=True)
    modules = np.where(np.array(drawing.get_matrix()), 0, 255).astype(np.uint8)
    return np.kron(modules, np.ones((module, module), np.uint8))


@pytest.fixture(scope="session")
def code() -> Callable[..., Grey]:
    """`code(data, module=6)`: a QR code with its quiet zone, grey, `module` pixels a module."""
    return code_of


@pytest.fixture(scope="session")
def counter() -> Callable[..., Grey]:
    """`counter(data, module=6, at=(400, 200))`: a 1280 x 720 grey picture with codes on it, top left at `at`."""

    def picture(data: str | bytes, module: int = 6, at: tuple[int, int] = (400, 200)) -> Grey:
        scene = np.full((720, 1280), 90, np.uint8)
        drawn = code_of(data, module)
        scene[at[1] : at[1] + drawn.shape[0], at[0] : at[0] + drawn.shape[1]] = drawn
        return scene

    return picture
