"""Undoing blur in a small picture: an unfocused lens, or a hand that moved while the shutter was open.

Wiener's filter, over kernels guessed from a short list. Pure picture arithmetic; knows no engine and keeps nothing.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy import fft
from numpy.typing import NDArray

from kreward_pos.scan.camera.camera import Pixels
from kreward_pos.scan.camera.opencv import cv2

_BORDER: Final = 32
"""Pixels mirrored round the picture, since the filter takes it to go on for ever."""
_DEFAULT_SIGMA: Final = 0.7
_CONTRAST: Final = 80.0
"""What one standard deviation becomes: a code's black and white are about one from the mean, its ringing beyond."""


@dataclass(frozen=True, slots=True)
class Blur:
    """A guess at what happened, in pixels: out of focus by a sigma of `sigma`, or moved by `length`.

    `noise` is how much of the picture's power is taken for noise: the more, the gentler the filter.
    """

    sigma: float = _DEFAULT_SIGMA
    length: float = 0.0
    noise: float = 0.006

    @property
    def name(self) -> str:
        """Short, for diagnostics: `focus3`, `moved12`."""
        return f"moved{self.length:g}" if self.length else f"focus{self.sigma:g}"


_DEFOCUS_SIGMAS: Final = (3.0, 2.0, 4.0, 5.5, 7.0)
_MOTION_LENGTHS: Final = (9.0, 12.0, 6.0, 16.0, 20.0, 25.0)
QUICK_BLURS: Final = (
    *(Blur(length=length) for length in _MOTION_LENGTHS[:5]),
    *(Blur(sigma) for sigma in _DEFOCUS_SIGMAS[:3]),
)
"""The likeliest few, for a stream."""
ALL_BLURS: Final = tuple(
    blur
    for noise in (0.03, 0.006, 0.001)
    for blur in (
        *(Blur(sigma, noise=noise) for sigma in _DEFOCUS_SIGMAS),
        *(Blur(length=length, noise=noise) for length in _MOTION_LENGTHS),
    )
)
"""All that bring anything, for a picture that stands alone: gentle ones first."""


class BlurredImage:
    """A grey uint8 picture made ready to be restored under several guesses."""

    def __init__(self, grey: Pixels) -> None:
        self._shape = grey.shape
        height, width = (cv2.getOptimalDFTSize(side + 2 * _BORDER) for side in grey.shape)
        below, right = height - grey.shape[0] - _BORDER, width - grey.shape[1] - _BORDER
        padded = cv2.copyMakeBorder(grey, _BORDER, below, _BORDER, right, cv2.BORDER_REFLECT)
        self._size = (height, width)
        self._spectrum = fft.rfft2(padded.astype(np.float32))
        self._angle = _motion_angle(grey)

    def restore(self, blur: Blur) -> Pixels:
        """The picture as it may have been, its contrast stretched; of the same size."""
        response = _frequency_response(self._size, blur, self._angle if blur.length else 0.0)
        sharp = fft.irfft2(self._spectrum * (response / (response * response + np.float32(blur.noise))), self._size)
        height, width = self._shape
        inner = sharp[_BORDER : _BORDER + height, _BORDER : _BORDER + width]
        mean, deviation = float(inner.mean()), max(1.0, float(inner.std()))
        return np.asarray(np.clip((inner - mean) * (_CONTRAST / deviation) + 128, 0, 255), np.uint8)


def _motion_angle(grey: Pixels) -> float:
    """The direction in which a code was moved, in radians.

    A code has as many edges one way as the other, however it is turned; motion wipes out those across its way.
    """
    dx, dy = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    xx, yy, xy = (float((one * two).sum()) for one, two in ((dx, dx), (dy, dy), (dx, dy)))
    return math.atan2(2 * xy, xx - yy) / 2 + math.pi / 2


def _frequency_response(size: tuple[int, int], blur: Blur, angle: float) -> NDArray[np.float32]:
    """What the blur leaves of each frequency, 0 to 1 (below 0 where motion turns it over)."""
    down = fft.fftfreq(size[0]).astype(np.float32)[:, None]
    across = fft.rfftfreq(size[1]).astype(np.float32)[None, :]
    exponent = -2 * (math.pi * blur.sigma) ** 2
    response = np.exp(exponent * across**2) * np.exp(exponent * down**2)
    if blur.length:
        response = response * np.sinc(across * (math.cos(angle) * blur.length) + down * (math.sin(angle) * blur.length))
    return np.asarray(response, np.float32)
