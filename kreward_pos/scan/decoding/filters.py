"""Image filters that make a damaged code readable.

Pure image arithmetic on grey uint8 arrays; knows no engine's results and keeps no state. The choice and the order come
from measurements on damaged webcam frames, cheapest first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy import fft

from kreward_pos.scan.camera.camera import Pixels
from kreward_pos.scan.camera.opencv import cv2
from kreward_pos.scan.decoding.engines import Binarizer

MAX_SIDE: Final = 4096
"""Pixels: larger images are reduced first, so that no image can block the decoder for long."""

_PEAK_HEIGHT: Final = 2.0
_LOW_FREQUENCIES: Final = 0.04

FilterFunction = Callable[[Pixels], Pixels]


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: the scale it works at, its function, and how zxing-cpp binarises the result."""

    name: str
    function: FilterFunction
    scale: float = 1.0
    binarizer: Binarizer = Binarizer.LocalAverage

    def apply(self, grey: Pixels) -> Pixels:
        """Return the filtered image; its size is `scale` times that of `grey`."""
        return self.function(resized(grey, self.scale))


def resized(grey: Pixels, scale: float) -> Pixels:
    """Return `grey` at `scale` times its size, at least one pixel each way."""
    if scale == 1.0:
        return grey
    height, width = (max(1, round(side * scale)) for side in grey.shape)
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, (width, height), interpolation=interpolation), np.uint8)


def _unchanged(grey: Pixels) -> Pixels:
    return grey


def _blur(grey: Pixels) -> Pixels:
    return np.asarray(cv2.GaussianBlur(grey, (5, 5), 0), np.uint8)


def _sharpen(grey: Pixels) -> Pixels:
    return np.asarray(cv2.addWeighted(grey, 2.5, cv2.GaussianBlur(grey, (0, 0), 3), -1.5, 0), np.uint8)


def _equalise(grey: Pixels) -> Pixels:
    return np.asarray(cv2.createCLAHE(3.0, (4, 4)).apply(grey), np.uint8)


def _brighten(grey: Pixels) -> Pixels:
    """Return the image with its noise smoothed before rounding, then its low contrast stretched, for darkness."""
    smooth = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), 1.5)
    deviation = max(0.1, float(smooth.std()))
    return np.asarray(np.clip((smooth - float(smooth.mean())) * (60 / deviation) + 128, 0, 255), np.uint8)


def _remove_moire(grey: Pixels) -> Pixels:
    """Return the image without regular waves, such as the moiré between a screen's pixels and a sensor's.

    A wave is a peak among its neighbours in the spectrum; the code itself is in the low frequencies.
    """
    spectrum = fft.rfft2(grey.astype(np.float32))
    magnitudes = np.log1p(np.abs(spectrum)).astype(np.float32)
    peaks = (magnitudes - cv2.GaussianBlur(magnitudes, (0, 0), 6) > _PEAK_HEIGHT).astype(np.uint8)
    lowest = max(4, round(_LOW_FREQUENCIES * grey.shape[1]))
    peaks[:lowest, :lowest] = peaks[-lowest:, :lowest] = 0
    spectrum[cv2.dilate(peaks, np.ones((3, 3), np.uint8)) > 0] = 0
    return np.asarray(np.clip(fft.irfft2(spectrum, grey.shape), 0, 255), np.uint8)


def _threshold(block: int, offset: int) -> FilterFunction:
    """Return a filter to black and white by the mean of `block` x `block` pixels around each, less `offset`."""

    def threshold(grey: Pixels) -> Pixels:
        mean, binary = cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY
        return np.asarray(cv2.adaptiveThreshold(grey, 255, mean, binary, block, offset), np.uint8)

    return threshold


def _remove_moire_and_threshold(grey: Pixels) -> Pixels:
    """Return black and white without moiré: what remains of the waves is uneven, and too weak for edges of its own."""
    return _threshold(25, 2)(_remove_moire(grey))


_FIXED_THRESHOLD = Binarizer.FixedThreshold

WHOLE_FRAME_FILTERS: Final = (
    Filter("half-soft", _blur, 1 / 2),
    Filter("half-split15", _threshold(15, 2), 1 / 2, _FIXED_THRESHOLD),
    Filter("half-sharp", _sharpen, 1 / 2),
    Filter("split15", _threshold(15, 2), 1.0, _FIXED_THRESHOLD),
    Filter("half-global", _unchanged, 1 / 2, Binarizer.GlobalHistogram),
    Filter("half-split35", _threshold(35, 5), 1 / 2, _FIXED_THRESHOLD),
    Filter("split25", _threshold(25, 2), 1.0, _FIXED_THRESHOLD),
    Filter("third-split15", _threshold(15, 5), 1 / 3, _FIXED_THRESHOLD),
)
"""For frames in which no code was located; in a stream, each frame gets one of them, in turn."""


def crop_filters(long_side: int) -> tuple[Filter, ...]:
    """Return the filters for a crop around a code that was not read; `long_side` of the crop in pixels."""
    to_450, to_300 = 450 / long_side, 300 / long_side
    return (
        Filter("crop-split", _threshold(25, 2), to_450, _FIXED_THRESHOLD),
        Filter("crop-split-native", _threshold(25, 2), 1.0, _FIXED_THRESHOLD),
        Filter("crop-sharp", _sharpen, to_450),
        Filter("crop-soft", _blur, to_300),
        Filter("crop-even", _equalise, to_450),
        Filter("crop-lit", _brighten),
        Filter("crop-unwoven", _remove_moire, min(1.0, 2 * to_450)),
        Filter("crop-unwoven-split", _remove_moire_and_threshold, min(1.0, 2 * to_450), _FIXED_THRESHOLD),
    )


def to_grey(pixels: object) -> Pixels | None:
    """Return any array as a grey uint8 image: BGR, BGRA, floats and 16 bits too. None if it is not an image."""
    if not isinstance(pixels, np.ndarray) or pixels.ndim not in (2, 3) or not pixels.size:
        return None
    eight_bit = _to_8_bits(pixels)
    if eight_bit is None:
        return None
    if eight_bit.ndim == 3 and eight_bit.shape[2] in (3, 4):
        code = cv2.COLOR_BGR2GRAY if eight_bit.shape[2] == 3 else cv2.COLOR_BGRA2GRAY
        return np.asarray(cv2.cvtColor(np.ascontiguousarray(eight_bit), code), np.uint8)
    return np.ascontiguousarray(eight_bit if eight_bit.ndim == 2 else eight_bit[:, :, 0])


def _to_8_bits(pixels: np.ndarray) -> Pixels | None:
    if pixels.dtype == np.uint8:
        return pixels
    if pixels.dtype == np.uint16:
        return (pixels >> 8).astype(np.uint8)
    if pixels.dtype == np.bool_:
        return pixels.astype(np.uint8) * np.uint8(255)
    if not (np.issubdtype(pixels.dtype, np.integer) or np.issubdtype(pixels.dtype, np.floating)):
        return None
    finite = np.nan_to_num(pixels.astype(np.float64), nan=0.0, posinf=255.0, neginf=0.0)
    if np.issubdtype(pixels.dtype, np.floating) and finite.max() <= 1.0:
        finite = finite * 255
    return np.clip(finite, 0, 255).astype(np.uint8)
