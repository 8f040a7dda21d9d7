"""The `Camera` protocol: a source of frames. Knows no decoder, no card and no window."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""uint8, height x width x 3 in BGR order; height x width where the text says grey."""

Sleep = Callable[[float], Any]
"""Waits for so many seconds, such as `time.sleep`."""

Clock = Callable[[], float]
"""Returns monotonic seconds, such as `time.monotonic`."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One frame: `pixels` (BGR) and when it was taken (`taken_s`, monotonic).

    `is_live`: it comes from a sensor in front of a person. No two of its frames are ever identical, and people expect
    to see themselves as in a mirror.
    """

    pixels: Pixels = field(repr=False)
    taken_s: float
    is_live: bool = False


class Camera(Protocol):
    """A source of frames. One thread opens, reads and closes it; it need not be thread-safe."""

    @property
    def name(self) -> str:
        """Return the name to show to people."""

    def read(self) -> Frame:
        """Wait for the next frame and return it; raise a `CameraFailure` if none will come.

        After a failure, the camera can only be closed.
        """

    def skip(self) -> float:
        """Wait for the next frame and discard it as cheaply as possible; return when it was taken.

        Raises like `read`.
        """

    def close(self) -> None:
        """Release the device; a second call does nothing."""
