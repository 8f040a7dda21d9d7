"""Where pictures come from: the `Camera` seam. Knows no decoder, no card and no window."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""uint8, height x width x 3 in BGR order, or height x width where a text says grey."""

Sleep = Callable[[float], Any]
"""Waits for so many seconds, such as `time.sleep`."""

Clock = Callable[[], float]
"""Monotonic seconds, such as `time.monotonic`."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture: `pixels` (BGR) and when it was taken (`taken_s`, monotonic).

    `is_live`: it comes from a lens that somebody stands before. No two pictures of a lens are ever quite alike, and
    whoever moves a card before it looks for themselves on the screen as in a mirror.
    """

    pixels: Pixels = field(repr=False)
    taken_s: float
    is_live: bool = False


class Camera(Protocol):
    """A source of pictures. One thread opens, reads and closes it; it need not be safe for two."""

    @property
    def name(self) -> str:
        """What to call it before a person."""

    def read(self) -> Frame:
        """Wait for the next picture and return it; raises a `CameraFailure` where none will come.

        After a failure the camera is only good for closing.
        """

    def skip(self) -> float:
        """Wait for the next picture and throw it away unseen, as cheaply as can be; returns when it was taken.

        Raises as `read` does.
        """

    def close(self) -> None:
        """Let go of the device; a second call does nothing."""
