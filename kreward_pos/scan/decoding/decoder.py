"""The `Decoder` protocol: from a grey frame to the QR codes in it. Knows no camera and no meaning of a text."""

from dataclasses import dataclass, field
from typing import Protocol

from kreward_pos.scan.camera.camera import Pixels

Corner = tuple[float, float]
"""x and y in the coordinates of the frame that was passed in, in pixels."""

Corners = tuple[Corner, Corner, Corner, Corner]
"""The corners of a code in order around it; the first is the code's own top left if the engine reports it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A code that was read. `engine` is what read it, for diagnostics: `zxing`, `zxing:crop-split`, `zbar`."""

    text: str = field(repr=False)
    corners: Corners
    engine: str


class Decoder(Protocol):
    """Reads QR codes. It may keep state from earlier frames, so one thread owns it."""

    def decode(self, grey: Pixels) -> list[Reading]:
        """Return the codes in one frame of a stream: height x width, uint8. Never raise, whatever the array is."""

    def decode_still(self, grey: Pixels) -> list[Reading]:
        """Return the codes in a still image, trying every filter, however long it takes."""
