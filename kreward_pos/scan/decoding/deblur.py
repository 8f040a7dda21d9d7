"""Deblurring of a small image: an unfocused lens, or a hand that moved during the exposure.

A Wiener filter over guessed kernels from a short list. Pure image arithmetic; knows no engine and keeps no state.
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
"""Pixels mirrored around the image, because the filter treats it as periodic."""
_DEFAULT_SIGMA: Final = 0.7
_CONTRAST: Final = 80.0
"""Target standard deviation: a code's black and white are about one from the mean, ringing is beyond."""


@dataclass(frozen=True, slots=True)
class Blur:
    """A guessed blur, in pixels: out of focus by a Gaussian `sigma`, or moved by `length`.

    `noise` is the assumed share of noise in the image's power: the higher, the gentler the filter.
    """

    sigma: float = _DEFAULT_SIGMA
    length: float = 0.0
    noise: float = 0.006

    @property
    def name(self) -> str:
        """Return a short name for diagnostics: `focus3`, `moved12`."""
        return f"moved{self.length:g}" if self.length else f"focus{self.sigma:g}"


_DEFOCUS_SIGMAS: Final = (3.0, 2.0, 4.0, 5.5, 7.0)
_MOTION_LENGTHS: Final = (9.0, 12.0, 6.0, 16.0, 20.0, 25.0)
QUICK_BLURS: Final = (
    *(Blur(length=length) for length in _MOTION_LENGTHS[:5]),
    *(Blur(sigma) for sigma in _DEFOCUS_SIGMAS[:3]),
)
"""The most likely few, for a stream."""
ALL_BLURS: Final = tuple(
    blur
    for noise in (0.03, 0.006, 0.001)
    for blur in (
        *(Blur(sigma, noise=noise) for sigma in _DEFOCUS_SIGMAS),
        *(Blur(length=length, noise=noise) for length in _MOTION_LENGTHS),
    )
)
"""All that ever help, for a still image: gentle ones first."""


class BlurredImage:
    """A grey uint8 image, prepared to be restored with several guesses."""

    def __init__(self, grey: Pixels) -> None:
        self._shape = grey.shape
        height, width = (cv2.getOptimalDFTSize(side + 2 * _BORDER) for side in grey.shape)
        below, right = height - grey.shape[0] - _BORDER, width - grey.shape[1] - _BORDER
        padded = cv2.copyMakeBorder(grey, _BORDER, below, _BORDER, right, cv2.BORDER_REFLECT)
        self._size = (height, width)
        self._spectrum = fft.rfft2(padded.astype(np.float32))
        self._angle = _motion_angle(grey)

    def restore(self, blur: Blur) -> Pixels:
        """Return the image with this blur undone and its contrast stretched; the size stays."""
        response = _frequency_response(self._size, blur, self._angle if blur.length else 0.0)
        sharp = fft.irfft2(self._spectrum * (response / (response * response + np.float32(blur.noise))), self._size)
        height, width = self._shape
        inner = sharp[_BORDER : _BORDER + height, _BORDER : _BORDER + width]
        mean, deviation = float(inner.mean()), max(1.0, float(inner.std()))
        return np.asarray(np.clip((inner - mean) * (_CONTRAST / deviation) + 128, 0, 255), np.uint8)


def _motion_angle(grey: Pixels) -> float:
    """Return the direction in which a code was moved, in radians.

    However a code is rotated, it has as many edges in each direction; motion removes those across its path.
    """
    dx, dy = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    xx, yy, xy = (float((one * two).sum()) for one, two in ((dx, dx), (dy, dy), (dx, dy)))
    return math.atan2(2 * xy, xx - yy) / 2 + math.pi / 2


def _frequency_response(size: tuple[int, int], blur: Blur, angle: float) -> NDArray[np.float32]:
    """Return what the blur leaves of each frequency, 0 to 1 (below 0 where motion inverts it)."""
    down = fft.fftfreq(size[0]).astype(np.float32)[:, None]
    across = fft.rfftfreq(size[1]).astype(np.float32)[None, :]
    exponent = -2 * (math.pi * blur.sigma) ** 2
    response = np.exp(exponent * across**2) * np.exp(exponent * down**2)
    if blur.length:
        response = response * np.sinc(across * (math.cos(angle) * blur.length) + down * (math.sin(angle) * blur.length))
    return np.asarray(response, np.float32)
