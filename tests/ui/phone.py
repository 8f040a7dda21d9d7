"""A customer's phone, which reads codes from a screen."""

import numpy as np
import zxingcpp
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget


def codes_on(widget: QWidget) -> set[str]:
    """Return the text of every code on the widget."""
    return set(codes_in(widget.grab().toImage()))


def codes_in(picture: QImage) -> list[str]:
    """Return the text of every code in the picture."""
    grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())[:, : grey.width()]
    return [code.text for code in zxingcpp.read_barcodes(np.ascontiguousarray(pixels))]
