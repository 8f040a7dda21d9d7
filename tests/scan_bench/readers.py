"""The readers that are compared: this app's, as stills and as a stream, and three libraries as they come.

All take a grey picture and give texts. A library that raises has read nothing.
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
    """Each library with nothing round it; pyzbar only where libzbar is installed."""
    readers: dict[str, Read] = {CV2: _plain_cv2(), ZXING: _plain_zxing}
    zbar = load_second_engine()
    return {PYZBAR: _plain_zbar(zbar), **readers} if zbar else readers


def app_stream() -> Decoder:
    """This app's decoder, new, as the counter has it."""
    return standard_decoder()


def texts(readings: list[Reading]) -> list[str]:
    """What was read."""
    return [reading.text for reading in readings]


def read_variants(readers: dict[str, Read], grey: Grey) -> Iterator[list[str]]:
    """What each library reads in the picture, its negative, and every variant that this app knows."""
    for read in readers.values():
        for apply in (
            grey,
            np.asarray(255 - grey, np.uint8),
            *(filter_.apply(grey) for filter_ in WHOLE_FRAME_FILTERS),
        ):
            yield texts(read(apply))


def _plain_zbar(zbar: Zbar) -> Read:
    # Through the app's own seam, which only mends its texts' encoding.
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
    # In the middle of nowhere: with one reading, nobody asks.
    return Reading(text, ((0, 0), (1, 0), (1, 1), (0, 1)), "plain")
