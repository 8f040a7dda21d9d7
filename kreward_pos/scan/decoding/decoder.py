"""The `Decoder` seam: a grey picture in, the QR codes in it out. Knows no camera and no meaning of a text."""

from dataclasses import dataclass, field
from typing import Protocol

from kreward_pos.scan.camera.camera import Pixels

Corner = tuple[float, float]
"""x and y in the coordinates of the picture that was handed in, in pixels."""

Corners = tuple[Corner, Corner, Corner, Corner]
"""Of a code, going round it; the first is the code's own top left where the engine tells."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A code that was read. `engine` names what read it, for diagnostics: `zxing`, `zxing:crop`, `zbar`."""

    text: str = field(repr=False)
    corners: Corners
    engine: str


class Decoder(Protocol):
    """Reads QR codes. May keep what it saw in earlier pictures, so one thread owns it."""

    def decode(self, grey: Pixels) -> list[Reading]:
        """The codes in one picture of a stream, height x width, uint8; never raises, whatever the array is."""

    def decode_still(self, grey: Pixels) -> list[Reading]:
        """The codes in a picture that stands alone: every pass is tried, however long it takes."""
