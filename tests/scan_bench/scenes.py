"""What the camera sees: a phone that shows a wallet card with a QR code, and the counter behind it.

Only drawing, grey and from seeds; knows no light, lens or sensor (`shots.py` does), and no decoder.
"""

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import qrcode
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Light = NDArray[np.float32]
"""Height x width, 0 to 255, and more where a sensor clips."""

_PHONE: Final = (900, 1800)
_CODE_SIDE: Final = 590
_CODE_MIDDLE: Final = (450, 880)
_FOCAL: Final = 1.4  # times the frame's width: a common webcam
_CORRECTIONS: Final = (
    qrcode.ERROR_CORRECT_L,
    qrcode.ERROR_CORRECT_M,
    qrcode.ERROR_CORRECT_M,
    qrcode.ERROR_CORRECT_Q,
)


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the centre of the code is in the frame and its side there, in pixels; the phone's rotations, in degrees."""

    x: float
    y: float
    side: float
    roll: float = 0.0
    pitch: float = 0.0
    yaw: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Phone:
    """A phone seen from straight above, its code's text, and the modules per side of the code."""

    pixels: Grey
    text: str
    modules: int


def random_text(random: np.random.Generator) -> str:
    """Return a text that a wallet card's code may hold, of several formats and lengths."""
    token = random.bytes(16).hex()
    shapes = (
        f"customer{random.integers(10**6)}@example.com",
        f"https://wallet.example.com/c/{token[:12]}",
        f"{token[:8]}-{token[8:12]}-4{token[13:16]}-a{token[17:20]}-{token[20:]}",
        f"https://wallet.example.com/pass/{token}?shop=cafe",
        f'{{"card":"{token[:20]}","email":"c{random.integers(10**5)}@example.com"}}',
    )
    return shapes[random.integers(len(shapes))]


def draw_phone(text: str, random: np.random.Generator, *, is_dark: bool = False) -> Phone:
    """Return a phone with a card on its screen; `is_dark` shows the code light on dark, as dark mode does."""
    drawing = qrcode.QRCode(border=0, error_correction=int(random.choice(_CORRECTIONS)))
    drawing.add_data(text)
    drawing.make(fit=True)
    ink, paper = (235, 24) if is_dark else (int(random.integers(8, 50)), 245)
    modules = np.where(np.array(drawing.get_matrix()), ink, paper).astype(np.uint8)
    pixels = _card(random, paper)
    side = _CODE_SIDE
    code = cv2.resize(modules, (side, side), interpolation=cv2.INTER_NEAREST)
    left, top = _CODE_MIDDLE[0] - side // 2, _CODE_MIDDLE[1] - side // 2
    pixels[top : top + side, left : left + side] = code
    return Phone(pixels, text, len(modules))


def _card(random: np.random.Generator, paper: int) -> Grey:
    pixels = np.full((_PHONE[1], _PHONE[0]), 26, np.uint8)
    cv2.rectangle(pixels, (28, 28), (872, 1772), 45, cv2.FILLED)
    cv2.rectangle(pixels, (60, 200), (840, 1420), paper, cv2.FILLED)
    cv2.rectangle(pixels, (60, 200), (840, 380), int(random.integers(40, 170)), cv2.FILLED)
    lettering = 255 - paper
    for line, y in enumerate((310, 470, 1300)):
        words = "".join(random.choice(list("abcdefghijklmnopqrstuvwxyz   "), 18))
        cv2.putText(pixels, words, (100, y), cv2.FONT_HERSHEY_DUPLEX, 1.8 - line * 0.3, lettering, 3, cv2.LINE_AA)
    return pixels


def counter(random: np.random.Generator, width: int, height: int) -> Light:
    """Return a shop's counter: wood, objects with edges, print and fabric, some of it as busy as a code."""
    noise = random.normal(0, 1, (height // 8 + 1, width // 8 + 1)).astype(np.float32)
    cloudy = cv2.resize(cv2.GaussianBlur(noise, (0, 0), 6), (width, height), interpolation=cv2.INTER_CUBIC)
    scene = np.asarray(random.uniform(60, 150) + cloudy * random.uniform(60, 240), np.float32)
    for _ in range(random.integers(2, 7)):
        _OBJECTS[random.integers(len(_OBJECTS))](scene, random)
    return np.asarray(np.clip(scene, 5, 250), np.float32)


def _box(scene: Light, random: np.random.Generator) -> None:
    (x0, y0), (x1, y1) = _random_box(scene, random)
    cv2.rectangle(scene, (x0, y0), (x1, y1), float(random.uniform(20, 230)), cv2.FILLED)


def _print(scene: Light, random: np.random.Generator) -> None:
    (x0, y0), (x1, y1) = _random_box(scene, random)
    cv2.rectangle(scene, (x0, y0), (x1, y1), 215.0, cv2.FILLED)
    size = random.uniform(0.3, 0.9)
    for y in range(y0 + 20, y1 - 4, max(8, round(30 * size))):
        words = "".join(random.choice(list("abcdefghijklmnopqrstuvwxyz 0123456789  "), (x1 - x0) // 14 + 1))
        cv2.putText(scene, words, (x0 + 6, y), cv2.FONT_HERSHEY_SIMPLEX, size, 40.0, 1, cv2.LINE_AA)


def _fabric(scene: Light, random: np.random.Generator) -> None:
    (x0, y0), (x1, y1) = _random_box(scene, random)
    period, amplitude = random.uniform(5, 40), random.uniform(15, 80)
    y, x = np.mgrid[y0:y1, x0:x1].astype(np.float32)
    weave = np.sign(np.sin(2 * np.pi * x / period)) * np.sign(np.sin(2 * np.pi * y / period))
    scene[y0:y1, x0:x1] += amplitude * weave


def _keys(scene: Light, random: np.random.Generator) -> None:
    (x0, y0), (x1, y1) = _random_box(scene, random)
    pitch = int(random.integers(14, 50))
    cv2.rectangle(scene, (x0, y0), (x1, y1), 150.0, cv2.FILLED)
    for x in range(x0 + 3, x1 - pitch, pitch):
        for y in range(y0 + 3, y1 - pitch, pitch):
            cv2.rectangle(scene, (x, y), (x + pitch - 6, y + pitch - 6), float(random.uniform(15, 60)), cv2.FILLED)


def _rings(scene: Light, random: np.random.Generator) -> None:
    (x0, y0), (x1, y1) = _random_box(scene, random)
    radius = max(12, min(x1 - x0, y1 - y0) // 2)
    for share, shade in ((1.0, 210.0), (0.8, 60.0), (0.6, 200.0), (0.3, 40.0)):
        cv2.circle(scene, (x0, y0), round(radius * share), shade, cv2.FILLED, cv2.LINE_AA)


_OBJECTS = (_box, _print, _fabric, _keys, _rings)


def _random_box(scene: Light, random: np.random.Generator) -> tuple[tuple[int, int], tuple[int, int]]:
    height, width = scene.shape
    x, y = int(random.integers(0, width - 80)), int(random.integers(0, height - 80))
    reach_x, reach_y = int(random.integers(60, width // 2)), int(random.integers(60, height // 2))
    return (x, y), (min(width - 1, x + reach_x), min(height - 1, y + reach_y))


def project_corners(picture: tuple[int, ...], pose: Pose) -> NDArray[np.float32]:
    """Return the phone's four corners in a pinhole camera's frame; the code's centre is at the pose's."""
    scale = pose.side / _CODE_SIDE
    width, height = _PHONE
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64) - _CODE_MIDDLE
    solid = np.column_stack([flat * scale, np.zeros(4)])
    pitch, yaw, roll = (math.radians(angle) for angle in (pose.pitch, pose.yaw, pose.roll))
    about_x = np.array([[1, 0, 0], [0, math.cos(pitch), -math.sin(pitch)], [0, math.sin(pitch), math.cos(pitch)]])
    about_y = np.array([[math.cos(yaw), 0, math.sin(yaw)], [0, 1, 0], [-math.sin(yaw), 0, math.cos(yaw)]])
    about_z = np.array([[math.cos(roll), -math.sin(roll), 0], [math.sin(roll), math.cos(roll), 0], [0, 0, 1]])
    turned = solid @ (about_z @ about_y @ about_x).T
    focal = _FOCAL * picture[1]
    nearness = focal / (focal + turned[:, 2:])
    return np.asarray(turned[:, :2] * nearness + (pose.x, pose.y), np.float32)


def composite(scene: Light, phone: Phone, pose: Pose) -> Light:
    """Return a copy of `scene` with the phone in it."""
    corners = project_corners(scene.shape, pose)
    # Reduced before it is warped; otherwise fine modules would show artefacts that no lens produces.
    shrink = min(1.0, 1.5 * pose.side / _CODE_SIDE)
    near = cv2.resize(phone.pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    height, width = near.shape
    own = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    perspective = cv2.getPerspectiveTransform(own, corners)
    size = (scene.shape[1], scene.shape[0])
    seen = cv2.warpPerspective(near, perspective, size, flags=cv2.INTER_LINEAR).astype(np.float32)
    solid = (
        cv2.warpPerspective(np.full_like(near, 255), perspective, size, flags=cv2.INTER_LINEAR).astype(np.float32) / 255
    )
    return np.asarray(scene * (1 - solid) + seen * solid, np.float32)
