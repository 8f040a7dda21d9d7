"""Simulated video of a card being shown: in each kind of film, the frames change in a different way.

Knows no decoder. Frames are 1280 x 720 at `FRAME_RATE` a second, generated on demand and kept.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from tests.scan_bench.kinds import HEIGHT, WIDTH, Random, readable_shot
from tests.scan_bench.scenes import Grey, Light, Phone, Pose, counter, draw_phone, random_text
from tests.scan_bench.shots import Glare, Moire, Shot, take

FRAME_RATE: Final = 30
FILM_FRAMES: Final = 45

Script = Callable[[float], Shot]
"""Returns the shot at a time, in seconds from the code's first appearance."""


@dataclass(slots=True)
class Film:
    """A film and its code's text. The code is in view from frame 0, however badly."""

    kind: str
    phone: Phone
    scene: Light
    script: Script
    random: Random
    _frames: list[Grey] = field(default_factory=list)

    def frame(self, number: int) -> Grey:
        """Return frame `number`, counted from 0."""
        while len(self._frames) <= number:
            shot = self.script(len(self._frames) / FRAME_RATE)
            self._frames.append(take(self.scene, self.phone, shot, self.random))
        return self._frames[number]


def _shake(shot: Shot, module: float, random: Random) -> Script:
    hand_motion = _hand_motion(random, 0.35)
    strength = random.uniform(3, 7)

    def script(now_s: float) -> Shot:
        # The blur is the distance moved while the shutter is open: half of a thirtieth of a second.
        (x0, y0), (x1, y1) = hand_motion(now_s), hand_motion(now_s + 0.5 / FRAME_RATE)
        dx, dy = (x1 - x0) * module * strength, (y1 - y0) * module * strength
        moved = replace(shot.pose, x=shot.pose.x + x0 * module * strength, y=shot.pose.y + y0 * module * strength)
        return replace(shot, pose=moved, motion=math.hypot(dx, dy), motion_angle=math.degrees(math.atan2(dy, dx)))

    return script


def _focus_hunt(shot: Shot, module: float, random: Random) -> Script:
    period, phase, worst = random.uniform(0.6, 1.6), random.uniform(-0.5, 0.5), random.uniform(0.9, 1.6)

    def script(now_s: float) -> Shot:
        away = abs(math.cos(math.pi * (now_s / period + phase)))
        return replace(shot, defocus=0.5 + module * worst * away)

    return script


def _approach(shot: Shot, _module: float, random: Random) -> Script:
    pose, takes_s = shot.pose, random.uniform(0.4, 0.9)
    angle, way, shrink = random.uniform(0, 2 * math.pi), random.uniform(200, 420), random.uniform(0.25, 0.5)

    def at(now_s: float) -> Pose:
        left = max(0.0, 1 - now_s / takes_s) ** 1.5
        x, y = pose.x + left * way * math.cos(angle), pose.y + left * way * math.sin(angle)
        return replace(pose, x=x, y=y, side=pose.side * (1 - shrink * left), yaw=pose.yaw + 40 * left)

    def script(now_s: float) -> Shot:
        here, there = at(now_s), at(now_s + 0.5 / FRAME_RATE)
        dx, dy = there.x - here.x, there.y - here.y
        return replace(shot, pose=here, motion=math.hypot(dx, dy), motion_angle=math.degrees(math.atan2(dy, dx)))

    return script


def _glaring(shot: Shot, _module: float, random: Random) -> Script:
    pose, hand_motion = shot.pose, _hand_motion(random, 1.0)
    lamp = Glare(0, 0, pose.side * random.uniform(0.5, 1.1), pose.side * random.uniform(0.2, 0.4), 0.6, 420)

    def script(now_s: float) -> Shot:
        x, y = hand_motion(now_s * 0.6)
        wandering = replace(lamp, x=pose.x + x * pose.side * 0.5, y=pose.y + y * pose.side * 0.5)
        return replace(shot, glares=(wandering,))

    return script


def _dark(shot: Shot, module: float, random: Random) -> Script:
    shaking = _shake(shot, module / 4, random)
    exposure, grain = random.uniform(0.012, 0.05), random.uniform(1.2, 2.6)
    return lambda now_s: replace(shaking(now_s), exposure=exposure, veil=3.0, grain=grain)


def _with_moire(shot: Shot, module: float, random: Random) -> Script:
    shaking = _shake(shot, module / 4, random)
    period, depth = module * random.uniform(0.6, 1.6), random.uniform(0.35, 0.6)
    angle, spin = random.uniform(0, math.pi), random.uniform(-0.5, 0.5)

    def script(now_s: float) -> Shot:
        waves = (Moire(period, angle + spin * now_s, depth), Moire(period * 0.7, angle + 1.4, depth))
        return replace(shaking(now_s), moires=waves)

    return script


def _hand_motion(random: Random, size: float) -> Callable[[float], tuple[float, float]]:
    """Return a smooth random motion about 0, of about `size` each way, at a hand's 1 to 9 times a second."""
    waves = [(random.uniform(1, 9), random.uniform(0, 6.28), random.uniform(0, 6.28)) for _ in range(4)]

    def hand_motion(now_s: float) -> tuple[float, float]:
        x = sum(math.sin(2 * math.pi * rate * now_s + phase) / math.sqrt(rate) for rate, phase, _ in waves)
        y = sum(math.sin(2 * math.pi * rate * now_s + phase) / math.sqrt(rate) for rate, _, phase in waves)
        return x * size, y * size

    return hand_motion


FILMS: Final[dict[str, Callable[[Shot, float, Random], Script]]] = {
    "hand shake": _shake,
    "focus hunting": _focus_hunt,
    "coming in": _approach,
    "wandering glare": _glaring,
    "dark": _dark,
    "moire": _with_moire,
}


def make_film(kind: str, seed: int) -> Film:
    """Return a film of a kind, the same for the same seed if frames are requested in order."""
    random = np.random.default_rng([50 + list(FILMS).index(kind), seed])
    phone = draw_phone(random_text(random), random, is_dark=random.random() < 0.15)
    shot, module = readable_shot(phone.modules, random)
    return Film(kind, phone, counter(random, WIDTH, HEIGHT), FILMS[kind](shot, module, random), random)
