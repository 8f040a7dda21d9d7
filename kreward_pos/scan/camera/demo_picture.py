"""Draws what the demo camera sees: a dim counter, and a phone with a wallet card that a real decoder can read.

Only drawing with NumPy and OpenCV; knows no time and no camera. Sizes are in pixels of the frame unless stated.
"""

import functools
import math
import unicodedata
from dataclasses import dataclass
from typing import Final

import numpy as np
import qrcode
from numpy.typing import NDArray

from kreward_pos.scan.camera.camera import Pixels
from kreward_pos.scan.camera.opencv import cv2

WIDTH: Final = 1280
HEIGHT: Final = 720
SHOP: Final = "My Cafe"
QUIET_MODULES = 3

_SUPERSAMPLING = 3  # everything is drawn this many times larger and then reduced, which smooths edges and letters
_MARGIN = 60  # around the phone, for its shadow
_PHONE = (400, 800)
_TEXTURE = (_PHONE[0] + 2 * _MARGIN, _PHONE[1] + 2 * _MARGIN)
_FOCAL = 1500.0

Colour = tuple[int, int, int]
_TEAL: Colour = (98, 110, 11)
_PALE_TEAL: Colour = (238, 241, 227)
_TEXT: Colour = (33, 31, 28)
_GREY: Colour = (140, 138, 134)
_PALE_GREY: Colour = (226, 225, 222)
_WHITE: Colour = (255, 255, 255)
_BODY: Colour = (30, 28, 27)
_RIM: Colour = (104, 100, 96)
_SCREEN: Colour = (26, 22, 20)


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a phone is: its centre in the frame, its scale, and its rotations in degrees."""

    x: float
    y: float
    size: float = 1.0
    roll: float = 0.0
    pitch: float = 0.0
    yaw: float = 0.0


class _Canvas:
    """A drawing surface in the phone's own units, `_SUPERSAMPLING` times as large."""

    def __init__(self) -> None:
        self.pixels = np.zeros((_TEXTURE[1] * _SUPERSAMPLING, _TEXTURE[0] * _SUPERSAMPLING, 3), np.uint8)

    def box(self, left: float, top: float, right: float, bottom: float, radius: float, colour: Colour) -> None:
        """Fill a rectangle with round corners."""
        x0, y0, x1, y1, r = (
            round((v + _MARGIN) * _SUPERSAMPLING) for v in (left, top, right, bottom, radius - _MARGIN)
        )
        cv2.rectangle(self.pixels, (x0 + r, y0), (x1 - r, y1), colour, cv2.FILLED)
        cv2.rectangle(self.pixels, (x0, y0 + r), (x1, y1 - r), colour, cv2.FILLED)
        for x in (x0 + r, x1 - r):
            for y in (y0 + r, y1 - r):
                cv2.circle(self.pixels, (x, y), r, colour, cv2.FILLED)

    def circle(self, x: float, y: float, radius: float, colour: Colour, line: float = 0) -> None:
        """Fill a circle, or draw a ring that is `line` wide."""
        thickness = round(line * _SUPERSAMPLING) if line else cv2.FILLED
        cv2.circle(self.pixels, self._at(x, y), round(radius * _SUPERSAMPLING), colour, thickness)

    def text(self, text: str, x: float, y: float, height: float, colour: Colour, *, middle: bool = False) -> None:
        """Write Latin letters `height` high on the baseline `y`, starting at `x` or centred on it."""
        font, weight = cv2.FONT_HERSHEY_DUPLEX, max(1, round(height * _SUPERSAMPLING / 9))
        scale = height * _SUPERSAMPLING / 21  # a capital of this font is 21 high
        if middle:
            (width, _), _ = cv2.getTextSize(text, font, scale, weight)
            x -= width / _SUPERSAMPLING / 2
        cv2.putText(self.pixels, text, self._at(x, y), font, scale, colour, weight, cv2.LINE_AA)

    def paste(self, image: Pixels, x: float, y: float) -> None:
        """Paste a grey image in supersampled pixels, its top left corner at `x`, `y`."""
        left, top = self._at(x, y)
        height, width = image.shape
        self.pixels[top : top + height, left : left + width] = image[:, :, None]

    def _at(self, x: float, y: float) -> tuple[int, int]:
        return round((x + _MARGIN) * _SUPERSAMPLING), round((y + _MARGIN) * _SUPERSAMPLING)


@functools.lru_cache(maxsize=8)
def draw_phone(name: str, payload: str) -> Pixels:
    """Return a phone showing a wallet card: BGRA with premultiplied alpha, and its shadow.

    Takes as long as five frames, so the last few are cached. Do not write to the result.
    """
    canvas = _Canvas()
    canvas.box(0, 0, *_PHONE, 54, _RIM)
    canvas.box(3, 3, _PHONE[0] - 3, _PHONE[1] - 3, 51, _BODY)
    body = canvas.pixels[:, :, 1] > 0  # everything drawn so far has some green in it
    canvas.box(13, 13, _PHONE[0] - 13, _PHONE[1] - 13, 43, _SCREEN)
    _draw_status_bar(canvas)
    _draw_card(canvas, name, payload)
    _draw_sheen(canvas)
    return _add_shadow(canvas.pixels, body)


def _draw_status_bar(canvas: _Canvas) -> None:
    canvas.box(152, 27, 248, 51, 12, (8, 8, 8))
    canvas.text("9:41", 48, 46, 12, _PALE_GREY)
    canvas.box(316, 33, 346, 47, 4, _GREY)
    canvas.box(318, 35, 340, 45, 3, _PALE_GREY)


def _draw_card(canvas: _Canvas, name: str, payload: str) -> None:
    canvas.box(30, 80, 370, 600, 24, _WHITE)
    canvas.box(30, 80, 370, 150, 24, _TEAL)
    canvas.box(30, 120, 370, 156, 0, _TEAL)
    _draw_cup(canvas, 66, 119)
    canvas.text(SHOP, 94, 125, 16, _WHITE)
    _draw_customer(canvas, name)
    code = _draw_qr_code(payload, 262 * _SUPERSAMPLING)
    side = code.shape[0] / _SUPERSAMPLING
    canvas.paste(code, 200 - side / 2, 377 - side / 2)
    canvas.box(62, 526, 338, 527, 0, _PALE_GREY)
    canvas.text("Show this code at the counter", 200, 564, 10.5, _GREY, middle=True)
    for x, width in ((60, 60), (190, 20), (300, 40)):
        canvas.box(x, 680, x + width, 684, 2, (70, 66, 62))


def _draw_cup(canvas: _Canvas, x: float, y: float) -> None:
    canvas.circle(x + 11, y + 1, 6, _WHITE, line=2.4)
    canvas.box(x - 12, y - 8, x + 10, y + 10, 6, _WHITE)
    canvas.box(x - 12, y - 9, x + 10, y - 1, 0, _WHITE)
    canvas.box(x - 15, y + 13, x + 15, y + 15.5, 1, _WHITE)


def _draw_customer(canvas: _Canvas, name: str) -> None:
    """Draw initial and name, or an icon and two bars if the font lacks letters for the name."""
    latin = _to_latin(name)
    canvas.circle(76, 201, 25, _PALE_TEAL)
    if latin:
        canvas.text(latin[0].upper(), 76, 210, 18, _TEAL, middle=True)
        canvas.text(latin[:18], 116, 199, 15, _TEXT)
        canvas.text("Stamp card", 116, 220, 10, _GREY)
        return
    canvas.circle(76, 194, 8, _TEAL)
    canvas.box(62, 206, 90, 217, 8, _TEAL)
    canvas.box(116, 186, 206, 198, 6, _PALE_GREY)
    canvas.box(116, 208, 176, 217, 4.5, _PALE_GREY)


def _to_latin(name: str) -> str:
    """Return the name without accents; "" unless the font has all its letters."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).strip()
    return plain if plain.isascii() and plain.isprintable() else ""


def _draw_qr_code(payload: str, largest_side: int) -> Pixels:
    """Return the QR code of a text, grey, with a whole number of pixels per module."""
    drawing = qrcode.QRCode(border=QUIET_MODULES, error_correction=qrcode.ERROR_CORRECT_M)
    drawing.add_data(payload.encode())
    drawing.make(fit=True)
    modules = np.where(np.array(drawing.get_matrix()), 20, 255).astype(np.uint8)
    size = max(1, largest_side // modules.shape[0])
    return np.kron(modules, np.ones((size, size), np.uint8))


def _draw_sheen(canvas: _Canvas) -> None:
    """Draw a faint slanting reflection on the glass."""
    light = np.zeros(canvas.pixels.shape[:2], np.uint8)
    corners = [(70, 13), (215, 13), (13, 420), (13, 200)]
    outline = np.array([[(x + _MARGIN) * _SUPERSAMPLING, (y + _MARGIN) * _SUPERSAMPLING] for x, y in corners], np.int32)
    cv2.fillConvexPoly(light, outline, 16)
    canvas.pixels = np.asarray(cv2.add(canvas.pixels, cv2.merge([light] * 3)), np.uint8)


def _add_shadow(pixels: Pixels, body: NDArray[np.bool_]) -> Pixels:
    small = cv2.resize(pixels, _TEXTURE, interpolation=cv2.INTER_AREA)
    opaque = cv2.resize(body.astype(np.uint8) * 255, _TEXTURE, interpolation=cv2.INTER_AREA)
    # A shadow has no detail, so a quarter of the size is enough to blur it in.
    blurred = cv2.GaussianBlur(cv2.resize(opaque, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), (0, 0), 4)
    shadow = np.roll(cv2.resize(blurred, _TEXTURE), (12, 6), axis=(0, 1)) * 0.75
    opacity = np.maximum(opaque, shadow).astype(np.uint8)
    return np.dstack([small, opacity])


def draw_backgrounds(count: int) -> list[Pixels]:
    """Return the empty counter `count` times with different noise, so that a still scene looks live."""
    random = np.random.default_rng(7)
    scene = _draw_lamps(random) + _draw_counter(random)
    scenes = []
    for _ in range(count):
        grain = random.normal(0, 2.2, (HEIGHT, WIDTH, 1)).astype(np.float32)
        scenes.append(np.clip(scene + grain, 0, 255).astype(np.uint8))
    return scenes


def _draw_counter(random: np.random.Generator) -> NDArray[np.float32]:
    """Return a warm dark surface, lit from the middle, with faint wood grain."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    away = np.hypot((x - WIDTH / 2) / (WIDTH * 0.62), (y - HEIGHT * 0.46) / (HEIGHT * 0.78))
    light = np.clip(1 - away, 0, 1)[:, :, None] ** 1.2
    streaks = cv2.GaussianBlur(random.normal(0, 1, (HEIGHT, WIDTH)).astype(np.float32), (0, 0), 60, sigmaY=1.1)
    wood = (streaks / streaks.std())[:, :, None] * np.float32(1.1) * (0.35 + light)
    near, far = np.array([66, 71, 76], np.float32), np.array([27, 28, 30], np.float32)
    return np.asarray(far + (near - far) * light + wood, np.float32)


def _draw_lamps(random: np.random.Generator) -> NDArray[np.float32]:
    """Return the shop's lights in the distance, out of focus."""
    lights = np.zeros((HEIGHT // 4, WIDTH // 4, 3), np.float32)
    for place in np.linspace(0.04, 0.97, 9):
        x = int(place * WIDTH / 4 + random.integers(-12, 12))
        y, radius = int(random.integers(8, 70)), int(random.integers(9, 21))
        warmth = random.uniform(0.5, 1.0)
        cv2.circle(lights, (x, y), radius, (7 * warmth, 15 * warmth, 24 * warmth), cv2.FILLED, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(cv2.resize(lights, (WIDTH, HEIGHT)), (0, 0), 7), np.float32)


def composite(scene: Pixels, phone: Pixels, pose: Pose) -> Pixels:
    """Return a copy of `scene` with the phone in front of it, clipped at the edges."""
    frame = scene.copy()
    corners = _project_corners(pose)
    left, top = (max(0, math.floor(v)) for v in corners.min(axis=0))
    right, bottom = min(WIDTH, math.ceil(corners[:, 0].max())), min(HEIGHT, math.ceil(corners[:, 1].max()))
    if right - left < 2 or bottom - top < 2:
        return frame
    texture_corners = np.array([[0, 0], [_TEXTURE[0], 0], list(_TEXTURE), [0, _TEXTURE[1]]], np.float32)
    transform = cv2.getPerspectiveTransform(texture_corners, (corners - (left, top)).astype(np.float32))
    warped = cv2.warpPerspective(phone, transform, (right - left, bottom - top), flags=cv2.INTER_LINEAR)
    backdrop = cv2.merge([255 - warped[:, :, 3]] * 3)
    region = frame[top:bottom, left:right]
    region[:] = cv2.add(cv2.multiply(region, backdrop, scale=1 / 255), warped[:, :, :3])
    return frame


def _project_corners(pose: Pose) -> NDArray[np.float64]:
    """Return where the four corners of the phone's texture fall in the frame of a pinhole camera."""
    half_w, half_h = _TEXTURE[0] / 2 * pose.size, _TEXTURE[1] / 2 * pose.size
    flat = np.array([[-half_w, -half_h, 0], [half_w, -half_h, 0], [half_w, half_h, 0], [-half_w, half_h, 0]])
    a, b, c = (math.radians(angle) for angle in (pose.pitch, pose.yaw, pose.roll))
    about_x = np.array([[1, 0, 0], [0, math.cos(a), -math.sin(a)], [0, math.sin(a), math.cos(a)]])
    about_y = np.array([[math.cos(b), 0, math.sin(b)], [0, 1, 0], [-math.sin(b), 0, math.cos(b)]])
    about_z = np.array([[math.cos(c), -math.sin(c), 0], [math.sin(c), math.cos(c), 0], [0, 0, 1]])
    turned = flat @ (about_z @ about_y @ about_x).T
    nearness = _FOCAL / (_FOCAL + turned[:, 2:])
    return np.asarray(turned[:, :2] * nearness + (pose.x, pose.y), np.float64)
