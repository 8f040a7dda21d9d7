"""Draw the app's icon from its one drawing, in the forms that Windows, macOS and Linux want:

    icons.py FOLDER        writes kreward-pos.ico, .icns and .png

Small sizes of an .ico are plain bitmaps, which every place of Windows reads; an .icns holds PNGs.
"""

import os
import struct
import sys
from pathlib import Path

from product import COMMAND, ICON
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

_ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
_ICNS_KINDS = {16: b"icp4", 32: b"icp5", 64: b"icp6", 128: b"ic07", 256: b"ic08", 512: b"ic09", 1024: b"ic10"}
_PNG_SIZE = 512
_LARGEST_BITMAP = 64


def drawn(size: int) -> QImage:
    """Return the icon as a square of `size` pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(ICON)).render(painter)
    painter.end()
    return image


def png(image: QImage) -> bytes:
    """Return the picture as a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def bitmap(image: QImage) -> bytes:
    """Return the picture as an .ico holds it: a headless 32-bit BMP from the bottom up, and an empty mask."""
    size = image.width()
    header = struct.pack("<IiiHHIIiiII", 40, size, 2 * size, 1, 32, 0, 0, 0, 0, 0, 0)
    rows = bytes(image.constBits())
    upside_down = b"".join(rows[y * size * 4 : (y + 1) * size * 4] for y in reversed(range(size)))
    return header + upside_down + bytes((size + 31) // 32 * 4 * size)


def ico(images: list[QImage]) -> bytes:
    """Return an .ico of these pictures."""
    contents = [(bitmap if image.width() <= _LARGEST_BITMAP else png)(image) for image in images]
    offset = 6 + 16 * len(images)
    entries = b""
    for image, content in zip(images, contents, strict=True):
        side = image.width() % 256  # 0 stands for 256
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(content), offset)
        offset += len(content)
    return struct.pack("<HHH", 0, 1, len(images)) + entries + b"".join(contents)


def icns(images: list[QImage]) -> bytes:
    """Return an .icns of these pictures, each of a size that it has a name for."""
    chunks = b""
    for image in images:
        content = png(image)
        chunks += struct.pack(">4sI", _ICNS_KINDS[image.width()], 8 + len(content)) + content
    return struct.pack(">4sI", b"icns", 8 + len(chunks)) + chunks


def main(folder: Path) -> None:
    """Write all forms into `folder`."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QGuiApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{COMMAND}.ico").write_bytes(ico([drawn(size) for size in _ICO_SIZES]))
    (folder / f"{COMMAND}.icns").write_bytes(icns([drawn(size) for size in _ICNS_KINDS]))
    (folder / f"{COMMAND}.png").write_bytes(png(drawn(_PNG_SIZE)))
    app.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
