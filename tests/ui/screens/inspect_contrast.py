"""An inspector for texts that are too faint, in a picture of what is really painted.

`tests/ui/theme` judges the pairs of colours of the palette; this finds a rule that is missing or overridden.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from kreward_pos.ui.theme.palettes import contrast
from tests.ui.layout_inspector import room_of, text_of, widgets_with_text

_FINENESS = 3
"""Strokes are some pixels wide at this scale, and have their true colour in their middle."""


def contrast_faults(top: QWidget) -> list[str]:
    """Return the texts below 4.5 : 1, on disabled buttons too, of which WCAG asks nothing."""
    picture = painted(top)
    whole = [each for each in widgets_with_text(top) if each.visibleRegion().boundingRect().contains(room_of(each))]
    found = [(each, shown_contrast(each, top, picture)) for each in whole]
    return [
        f"{text_of(each)} ({type(each).__name__} {each.objectName()}): {ratio:.2f}"
        for each, ratio in found
        if ratio < 4.5
    ]


def shown_contrast(widget: QWidget, top: QWidget, picture: NDArray[np.uint32]) -> float:
    """Return the contrast of the commonest colour around the text, its ground, and the one farthest from it."""
    seen = widget.visibleRegion().boundingRect().intersected(room_of(widget))
    place = QRect(widget.mapTo(top, QPoint(0, 0)) + seen.topLeft(), seen.size())
    left, upper, right, lower = (
        _FINENESS * edge for edge in (place.left(), place.top(), place.right() + 1, place.bottom() + 1)
    )
    colours, counts = np.unique(picture[upper:lower, left:right], return_counts=True)
    ground = _hex(colours[counts.argmax()])
    # What is rarer than a stroke's middle is a stray pixel of an edge.
    return max((contrast(_hex(each), ground) for each in colours[counts >= _FINENESS**2]), default=21.0)


def painted(top: QWidget) -> NDArray[np.uint32]:
    """Return the window's picture as rows of colours, 0xrrggbb."""
    image = QImage(top.size() * _FINENESS, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_FINENESS)
    top.render(image)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
    return (pixels[:, : image.width()] & 0xFFFFFF).astype(np.uint32)


def _hex(colour: int) -> str:
    return f"#{colour:06x}"
