"""How a frame is taken: light, glass, lens, shutter, sensor and compression, each of which may damage it.

Knows no decoder. Lengths are in pixels of the frame, brightness is 0 to 255.
"""

import math
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.scan_bench.scenes import Grey, Light, Phone, Pose, composite

_GRAIN: Final = 1.5


@dataclass(frozen=True, slots=True)
class Glare:
    """A lamp's reflection on the glass: a soft-edged ellipse of `strength` brightness."""

    x: float
    y: float
    width: float
    height: float
    angle: float
    strength: float


@dataclass(frozen=True, slots=True)
class Moire:
    """Moiré between the phone's pixels and the sensor's: waves of `period` that dim by up to `depth`, 0 to 1."""

    period: float
    angle: float
    depth: float


@dataclass(frozen=True, slots=True)
class Thumb:
    """A finger on the glass: an ellipse around a point."""

    x: float
    y: float
    width: float
    height: float
    angle: float


@dataclass(frozen=True, slots=True)
class Shot:
    """All damages to one frame; the defaults are a good webcam in a lit shop.

    `exposure` multiplies the light and `veil` adds to it; `shadow` is the share of light lost from one side of the
    frame to the other along `shadow_angle`; `defocus` is the lens's sigma; `motion` is the distance moved while the
    shutter is open, along `motion_angle` (degrees); `grain` is the sensor's sigma; `quality` is JPEG's, None for no
    compression.
    """

    pose: Pose
    exposure: float = 0.85
    veil: float = 6.0
    shadow: float = 0.0
    shadow_angle: float = 0.0
    glares: tuple[Glare, ...] = ()
    moires: tuple[Moire, ...] = ()
    thumb: Thumb | None = None
    defocus: float = 0.5
    motion: float = 0.0
    motion_angle: float = 0.0
    grain: float = _GRAIN
    quality: int | None = 85
    bloom: float = field(default=0.0)


def take(scene: Light, phone: Phone | None, shot: Shot, random: np.random.Generator) -> Grey:
    """Return the frame of `scene`, with the phone in front of it unless it is None."""
    light = composite(scene, phone, shot.pose) if phone else scene.copy()
    y, x = np.mgrid[0 : light.shape[0], 0 : light.shape[1]].astype(np.float32)
    if shot.thumb:
        _draw_thumb(light, shot.thumb)
    for moire in shot.moires:
        across = x * math.cos(moire.angle) + y * math.sin(moire.angle)
        light *= 1 - moire.depth * (0.5 + 0.5 * np.sin(2 * np.pi * across / moire.period))
    light *= _shadow(shot, x, y)
    for glare in shot.glares:
        light += _glare(glare, x, y)
    return _sense(_through_lens(light, shot) * shot.exposure + shot.veil, shot, random)


def _draw_thumb(light: Light, thumb: Thumb) -> None:
    axes = (round(thumb.width / 2), round(thumb.height / 2))
    middle = (round(thumb.x), round(thumb.y))
    cv2.ellipse(light, middle, axes, math.degrees(thumb.angle), 0, 360, 130.0, cv2.FILLED, cv2.LINE_AA)


def _shadow(shot: Shot, x: Light, y: Light) -> Light | float:
    if not shot.shadow:
        return 1.0
    height, width = x.shape
    across = (x / width - 0.5) * math.cos(shot.shadow_angle) + (y / height - 0.5) * math.sin(shot.shadow_angle)
    return np.asarray(1 - shot.shadow / (1 + np.exp(-across * 14)), np.float32)


def _glare(glare: Glare, x: Light, y: Light) -> NDArray[np.float32]:
    dx, dy = x - glare.x, y - glare.y
    along = (dx * math.cos(glare.angle) + dy * math.sin(glare.angle)) / (glare.width / 2)
    across = (dy * math.cos(glare.angle) - dx * math.sin(glare.angle)) / (glare.height / 2)
    return np.asarray(glare.strength / (1 + (along**2 + across**2) ** 2), np.float32)


def _through_lens(light: Light, shot: Shot) -> Light:
    if shot.motion >= 1:
        light = np.asarray(cv2.filter2D(light, cv2.CV_32F, _motion_kernel(shot.motion, shot.motion_angle)), np.float32)
    if shot.defocus:
        light = np.asarray(cv2.GaussianBlur(light, (0, 0), shot.defocus), np.float32)
    if shot.bloom:
        light = light + shot.bloom * cv2.GaussianBlur(light, (0, 0), 12)
    return np.asarray(light, np.float32)


def _motion_kernel(length: float, degrees: float) -> NDArray[np.float32]:
    side = math.ceil(length) | 1
    fine = np.zeros((side * 8, side * 8), np.float32)
    reach, middle = length * 4, (side * 8 - 1) / 2
    step = (reach * math.cos(math.radians(degrees)), reach * math.sin(math.radians(degrees)))
    ends = [(round(middle + sign * step[0]), round(middle + sign * step[1])) for sign in (-1, 1)]
    cv2.line(fine, ends[0], ends[1], 1.0, 8, cv2.LINE_AA)
    small = cv2.resize(fine, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(small / small.sum(), np.float32)


def _sense(light: Light, shot: Shot, random: np.random.Generator) -> Grey:
    grain = random.standard_normal(light.shape, np.float32) * shot.grain
    # Light has shot noise too: the brighter, the more.
    grain *= np.sqrt(0.5 + np.clip(light, 0, 255) / 255)
    frame = np.clip(light + grain, 0, 255).astype(np.uint8)
    if shot.quality is None:
        return frame
    packed = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, shot.quality])[1]
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
