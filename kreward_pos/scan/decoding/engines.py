"""The libraries that read QR codes, each behind one function or class: zxing-cpp, and zbar if it is installed.

Corrects their errors: text in a wrong encoding, exceptions on empty images. Knows no order of filters.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import zxingcpp

from kreward_pos.scan.camera.camera import Pixels
from kreward_pos.scan.decoding.decoder import Corners, Reading

Binarizer = zxingcpp.Binarizer
_QR_ONLY = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)

MIN_SIDE: Final = 21
"""Pixels: the smallest QR code has 21 modules a side, so no smaller image can contain one."""


@dataclass(frozen=True, slots=True)
class LocatedCode:
    """A code that was located; `text` is None if it could not be read."""

    text: str | None = field(repr=False)
    corners: Corners


def find_codes(grey: Pixels, binarizer: zxingcpp.Binarizer = Binarizer.LocalAverage) -> list[LocatedCode]:
    """Return what zxing-cpp locates in a grey image, read or not. Only QR: all formats are slower and misread."""
    if min(grey.shape) < MIN_SIDE:
        return []
    barcodes = zxingcpp.read_barcodes(
        grey,
        formats=_QR_ONLY,
        try_rotate=False,  # finder patterns look the same from all sides
        try_invert=True,
        try_downscale=True,
        text_mode=zxingcpp.TextMode.Plain,  # the default rewrites control characters
        binarizer=binarizer,
        return_errors=True,
    )
    return [LocatedCode(_text_of(barcode), _corners_of(barcode.position)) for barcode in barcodes]


def _text_of(barcode: zxingcpp.Barcode) -> str | None:
    if not barcode.valid:
        return None
    try:
        return barcode.text
    except UnicodeDecodeError:
        return barcode.bytes.decode("utf-8", "replace")


def _corners_of(position: zxingcpp.Position) -> Corners:
    points = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    first, second, third, fourth = ((float(point.x), float(point.y)) for point in points)
    return first, second, third, fourth


class Zbar:
    """The zbar library, through pyzbar: reads some codes that zxing-cpp does not, and is much slower."""

    def __init__(self, library: Any) -> None:
        """Use `library`, the module `pyzbar.pyzbar`."""
        self._library = library

    def __call__(self, grey: Pixels) -> list[Reading]:
        """Return the codes in a grey image."""
        if min(grey.shape) < MIN_SIDE:
            return []
        try:
            symbols = self._library.decode(grey, [self._library.ZBarSymbol.QRCODE])
        except self._library.PyZbarError:
            return []
        return [Reading(fix_encoding(symbol.data), _corners_of_symbol(symbol), "zbar") for symbol in symbols]


SecondEngine = Callable[[Pixels], list[Reading]]
"""Called now and then with an image in which zxing-cpp read nothing."""


def load_second_engine() -> Zbar | None:
    """Return zbar if its library is installed and known to be reliable, otherwise None."""
    if sys.platform == "darwin":
        return None  # crashes on Apple silicon have been reported, and a crash would end the till too
    try:
        from pyzbar import pyzbar  # late and guarded: it loads libzbar, which pip does not install
    except (ImportError, OSError):
        return None
    return Zbar(pyzbar)


def fix_encoding(data: bytes) -> str:
    """Return the text of zbar's result. zbar takes UTF-8 for Big5, Shift JIS or Latin-1 and converts it: undo that."""
    text = data.decode("utf-8", "replace")
    if text.isascii():
        return text
    for guess in ("big5", "shift_jis", "cp932", "latin-1"):
        try:
            return text.encode(guess).decode("utf-8")
        except UnicodeError:
            continue
    return text


def _corners_of_symbol(symbol: Any) -> Corners:
    """Return the four corners of zbar's outline, which has any number of points, or those of its box."""
    if len(symbol.polygon) == 4:
        first, second, third, fourth = ((float(point.x), float(point.y)) for point in symbol.polygon)
        return first, second, third, fourth
    left, top = float(symbol.rect.left), float(symbol.rect.top)
    right, bottom = left + symbol.rect.width, top + symbol.rect.height
    return (left, top), (right, top), (right, bottom), (left, bottom)
