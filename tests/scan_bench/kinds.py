"""The kinds of damage, each a random damage to a readable shot, and the pictures made with them.

The ranges exceed what any decoder reads, so that gains at the limit show. Knows no decoder.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from tests.scan_bench.scenes import Grey, Pose, counter, draw_phone, random_text
from tests.scan_bench.shots import Glare, Moire, Shot, Thumb, take

Random = np.random.Generator
Damage = Callable[[Shot, float, Random], Shot]
"""Returns a damaged shot, given a readable one, the side of a module in pixels, and a random generator."""

WIDTH, HEIGHT = 1280, 720


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A picture of a kind and the text in it; None if it holds no code."""

    kind: str
    pixels: Grey
    text: str | None


def _clean(shot: Shot, _module: float, _random: Random) -> Shot:
    return shot


def _blurred(shot: Shot, module: float, random: Random) -> Shot:
    return replace(shot, defocus=module * random.uniform(0.35, 1.1))


def _motion_blurred(shot: Shot, module: float, random: Random) -> Shot:
    return replace(shot, motion=module * random.uniform(0.7, 3.2), motion_angle=random.uniform(0, 180))


def _dark(shot: Shot, _module: float, random: Random) -> Shot:
    return replace(shot, exposure=random.uniform(0.02, 0.09), veil=3.0, grain=random.uniform(1.0, 2.4))


def _glaring(shot: Shot, _module: float, random: Random) -> Shot:
    return replace(shot, glares=tuple(_random_glare(shot.pose, random) for _ in range(random.integers(1, 3))))


def _random_glare(pose: Pose, random: Random) -> Glare:
    return Glare(
        pose.x + pose.side * random.uniform(-0.5, 0.5),
        pose.y + pose.side * random.uniform(-0.5, 0.5),
        pose.side * random.uniform(0.25, 1.6),
        pose.side * random.uniform(0.1, 0.35),
        random.uniform(0, math.pi),
        random.uniform(60, 450),
    )


def _with_moire(shot: Shot, module: float, random: Random) -> Shot:
    waves = [
        Moire(module * random.uniform(0.5, 1.8), random.uniform(0, math.pi), random.uniform(0.25, 0.6))
        for _ in range(random.integers(1, 4))
    ]
    return replace(shot, moires=tuple(waves))


def _covered(shot: Shot, _module: float, random: Random) -> Shot:
    pose, angle = shot.pose, random.uniform(0, 2 * math.pi)
    reach = random.uniform(0.48, 0.66) * pose.side
    size = pose.side * random.uniform(0.2, 0.36)
    x, y = pose.x + reach * math.cos(angle), pose.y + reach * math.sin(angle)
    return replace(shot, thumb=Thumb(x, y, size * random.uniform(1, 1.6), size, angle))


def _over_exposed(shot: Shot, _module: float, random: Random) -> Shot:
    return replace(shot, exposure=random.uniform(1.0, 1.8), bloom=random.uniform(0.0, 0.4), veil=random.uniform(10, 90))


def _tilted(shot: Shot, _module: float, random: Random) -> Shot:
    pitch, yaw = random.uniform(-62, 62), random.uniform(-62, 62)
    return replace(shot, pose=replace(shot.pose, pitch=pitch, yaw=yaw, side=shot.pose.side * 1.15))


def _far(shot: Shot, module: float, random: Random) -> Shot:
    return replace(shot, pose=replace(shot.pose, side=shot.pose.side / module * random.uniform(1.3, 2.4)))


def _noisy(shot: Shot, _module: float, random: Random) -> Shot:
    return replace(shot, grain=random.uniform(15, 75))


def _compressed(shot: Shot, module: float, random: Random) -> Shot:
    nearer = replace(shot.pose, side=shot.pose.side / module * random.uniform(2.0, 4.0))
    return replace(shot, pose=nearer, quality=int(random.integers(4, 20)))


def _faint(shot: Shot, _module: float, random: Random) -> Shot:
    return replace(shot, exposure=random.uniform(0.05, 0.25), veil=random.uniform(60, 170))


def _shaded(shot: Shot, _module: float, random: Random) -> Shot:
    return replace(shot, shadow=random.uniform(0.6, 0.96), shadow_angle=random.uniform(0, 2 * math.pi))


def _turned(shot: Shot, _module: float, random: Random) -> Shot:
    return replace(shot, pose=replace(shot.pose, roll=random.uniform(0, 360)))


def _combined(shot: Shot, module: float, random: Random) -> Shot:
    mild: list[Damage] = [
        lambda s, m, r: replace(s, defocus=m * r.uniform(0.3, 0.6)),
        lambda s, m, r: replace(s, motion=m * r.uniform(0.6, 1.3), motion_angle=r.uniform(0, 180)),
        lambda s, _m, r: replace(s, exposure=r.uniform(0.2, 0.5)),
        lambda s, _m, r: replace(s, grain=r.uniform(4, 14)),
        lambda s, _m, r: replace(s, quality=int(r.integers(20, 50))),
        lambda s, _m, r: replace(s, glares=(replace(_random_glare(s.pose, r), strength=r.uniform(60, 220)),)),
        lambda s, _m, r: replace(s, pose=replace(s.pose, pitch=r.uniform(-35, 35), yaw=r.uniform(-35, 35))),
        lambda s, _m, r: replace(s, shadow=r.uniform(0.3, 0.7), shadow_angle=r.uniform(0, 6)),
    ]
    for damage in random.permutation(np.arange(len(mild)))[:4]:
        shot = mild[damage](shot, module, random)
    return shot


KINDS: Final[dict[str, Damage]] = {
    "clean": _clean,
    "blur": _blurred,
    "motion": _motion_blurred,
    "dark": _dark,
    "glare": _glaring,
    "moire": _with_moire,
    "inverted": _clean,
    "occlusion": _covered,
    "over-exposed": _over_exposed,
    "perspective": _tilted,
    "low resolution": _far,
    "noise": _noisy,
    "jpeg": _compressed,
    "faint": _faint,
    "shadow": _shaded,
    "turned": _turned,
    "combination": _combined,
}


def make_sample(kind: str, seed: int, width: int = WIDTH, height: int = HEIGHT) -> Sample:
    """Return a picture of a kind, the same for the same seed."""
    random = np.random.default_rng([list(KINDS).index(kind), seed])
    text = random_text(random)
    phone = draw_phone(text, random, is_dark=kind == "inverted" or random.random() < 0.06)
    shot, module = readable_shot(phone.modules, random, width, height)
    scene = counter(random, width, height)
    return Sample(kind, take(scene, phone, KINDS[kind](shot, module, random), random), text)


def readable_shot(modules: int, random: Random, width: int = WIDTH, height: int = HEIGHT) -> tuple[Shot, float]:
    """Return a shot that every reader reads, and its module's side in pixels."""
    module = random.uniform(3.0, 6.5)
    side = modules * module
    x, y = (_random_position(side * 0.75, length, random) for length in (width, height))
    turns = (random.normal(0, 9), random.normal(0, 8), random.normal(0, 8))
    return Shot(Pose(x, y, side, *turns)), module


def _random_position(reach: float, length: int, random: Random) -> float:
    """Return a position along `length` with `reach` to both ends, or the middle."""
    return random.uniform(reach, length - reach) if 2 * reach < length else length / 2


def empty_frame(seed: int, width: int, height: int) -> Grey:
    """Return a counter without a code."""
    random = np.random.default_rng([99, seed])
    shot = Shot(Pose(0, 0, 1), defocus=random.uniform(0.4, 1.5), exposure=random.uniform(0.3, 1.0), grain=3)
    return take(counter(random, width, height), None, shot, random)
