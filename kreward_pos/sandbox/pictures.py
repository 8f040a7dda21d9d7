"""QR codes as `data:image/png;base64,…` URIs, drawn with zlib alone: one bit a pixel, greyscale.

Knows PNG and QR, and nothing of shops.
"""

import base64
import struct
import zlib
from collections.abc import Sequence
from functools import lru_cache

PIXELS_PER_MODULE = 6
QUIET_MODULES = 4
"""The quiet zone that the QR standard asks for."""

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@lru_cache(maxsize=256)
def qr_data_uri(text: str) -> str:
    """Return a scannable picture of `text` that a web page shows as `<img src="…">`."""
    # Imported late: 40 ms that only an enrolment needs.
    import qrcode

    code = qrcode.QRCode(border=QUIET_MODULES)
    code.add_data(text)
    picture = png([[bool(is_dark) for is_dark in row] for row in code.get_matrix()])
    return "data:image/png;base64," + base64.b64encode(picture).decode("ascii")


def png(modules: Sequence[Sequence[bool]], scale: int = PIXELS_PER_MODULE) -> bytes:
    """Return a square of modules (True is dark) as a PNG file, `scale` pixels a module (PNG, ISO/IEC 15948)."""
    side = len(modules) * scale
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    lines = b"".join(_scan_line(row, scale) * scale for row in modules)
    return PNG_SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(lines, 9)) + _chunk(b"IEND", b"")


def _scan_line(row: Sequence[bool], scale: int) -> bytes:
    """Return filter type 0, then one bit a pixel, 1 for white, padded to whole bytes."""
    bits = "".join(("0" if is_dark else "1") * scale for is_dark in row)
    bits += "0" * (-len(bits) % 8)
    return b"\0" + int(bits, 2).to_bytes(len(bits) // 8, "big")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
