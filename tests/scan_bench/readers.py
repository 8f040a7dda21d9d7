"""The readers that are compared: this app's, for stills and for a stream, and three plain libraries.

All take a grey frame and return readings. A library that raises has read nothing.
"""

from collections.abc import Callable, Iterator
from typing import Final

import cv2
import numpy as np
import zxingcpp

from kreward_pos.scan.decoding.decoder import Decoder, Reading
from kreward_pos.scan.decoding.decoders import standard_decoder
from kreward_pos.scan.decoding.engines import Zbar, load_second_engine
from kreward_pos.scan.decoding.filters import WHOLE_FRAME_FILTERS
from tests.scan_bench.scenes import Grey

APP: Final = "this app"
PYZBAR: Final = "pyzbar"
CV2: Final = "cv2"
ZXING: Final = "zxing-cpp"

_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)

Read = Callable[[Grey], list[Reading]]


def plain_readers() -> dict[str, Read]:
    """Return each library without additions; pyzbar only if libzbar is installed."""
    readers: dict[str, Read] = {CV2: _plain_cv2(), ZXING: _plain_zxing}
    zbar = load_second_engine()
    return {PYZBAR: _plain_zbar(zbar), **readers} if zbar else readers


def new_decoder() -> Decoder:
    """Return a new decoder of this app, as the counter uses it."""
    return standard_decoder()


def texts(readings: list[Reading]) -> list[str]:
    """Return the texts of readings."""
    return [reading.text for reading in readings]


def read_variants(readers: dict[str, Read], grey: Grey) -> Iterator[list[str]]:
    """Yield what each library reads in the frame, its negative, and after each of this app's filters."""
    for read in readers.values():
        for apply in (
            grey,
            np.asarray(255 - grey, np.uint8),
            *(filter_.apply(grey) for filter_ in WHOLE_FRAME_FILTERS),
        ):
            yield texts(read(apply))


def _plain_zbar(zbar: Zbar) -> Read:
    # Through the app's own class, which only corrects the encoding of texts.
    return zbar


def _plain_zxing(grey: Grey) -> list[Reading]:
    return [_reading(code.text) for code in zxingcpp.read_barcodes(grey, formats=_QR)]


def _plain_cv2() -> Read:
    detector = cv2.QRCodeDetector()

    def read(grey: Grey) -> list[Reading]:
        try:
            text, _, _ = detector.detectAndDecode(grey)
        except (cv2.error, UnicodeDecodeError):
            return []
        return [_reading(text)] if text else []

    return read


def _reading(text: str) -> Reading:
    # The position does not matter for a single reading.
    return Reading(text, ((0, 0), (1, 0), (1, 1), (0, 1)), "plain")
