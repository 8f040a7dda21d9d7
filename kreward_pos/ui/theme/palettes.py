"""The two palettes of the window, as plain values; `theming` applies them.

Every pair of a text and the ground below it in `Palette.text_pairs` keeps 4.5 : 1 (WCAG 2.2, 1.4.3), in disabled
buttons and empty fields too; every pair in `sign_pairs`, focus rings among them, 3 : 1 (1.4.11).
"""

from dataclasses import dataclass
from typing import Literal

ThemeChoice = Literal["system", "light", "dark"]

TARGET_PX = 48
"""Least height and width of a button that a wet finger must hit."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by their purpose, as `#rrggbb`; `on_x` is drawn on a ground of `x`, `x_soft` is a ground itself."""

    is_dark: bool
    ground: str
    surface: str
    hover: str
    line: str
    edge: str
    text: str
    muted: str
    primary: str
    primary_pressed: str
    on_primary: str
    primary_soft: str
    primary_text: str
    warn_soft: str
    warn_text: str
    reward: str
    reward_pressed: str
    on_reward: str
    reward_soft: str
    reward_line: str
    reward_text: str
    inverse: str
    on_inverse: str
    focus: str

    def text_pairs(self) -> tuple[tuple[str, str], ...]:
        """Return every (text, ground) that the window draws."""
        return (
            *((text, ground) for text in (self.text, self.muted) for ground in (self.ground, self.surface, self.hover)),
            (self.primary_text, self.surface),
            (self.primary_text, self.ground),
            (self.primary_text, self.primary_soft),
            (self.primary_text, self.hover),
            (self.primary_text, self.reward_soft),
            (self.text, self.primary_soft),
            (self.text, self.line),
            (self.on_primary, self.primary),
            (self.on_primary, self.primary_pressed),
            (self.warn_text, self.warn_soft),
            (self.warn_text, self.surface),
            (self.on_reward, self.reward),
            (self.on_reward, self.reward_pressed),
            (self.text, self.reward_soft),
            (self.reward_text, self.reward_soft),
            (self.reward_text, self.surface),
            (self.on_inverse, self.inverse),
            (self.inverse, self.on_inverse),
        )

    def sign_pairs(self) -> tuple[tuple[str, str], ...]:
        """Return every (sign or outline that carries meaning, ground)."""
        return (
            *(
                (self.primary, ground)
                for ground in (self.surface, self.ground, self.hover, self.line, self.primary_soft)
            ),
            (self.primary, self.on_inverse),
            (self.edge, self.hover),
            (self.edge, self.surface),
            (self.edge, self.ground),
            (self.focus, self.surface),
            *((self.focus, ground) for ground in (self.ground, self.hover, self.primary_soft, self.warn_soft)),
            (self.warn_text, self.warn_soft),
            (self.on_primary, self.primary),
            (self.reward_text, self.surface),
            (self.on_reward, self.reward),
        )


LIGHT = Palette(
    is_dark=False,
    ground="#f3f1ec",
    surface="#ffffff",
    hover="#f7f5f1",
    line="#e2ded6",
    edge="#8b867b",
    text="#1b1a16",
    muted="#67635a",
    primary="#0b6e62",
    primary_pressed="#095349",
    on_primary="#ffffff",
    primary_soft="#e0f0ed",
    primary_text="#0b6a5f",
    warn_soft="#ffebd9",
    warn_text="#99330f",
    reward="#f3b84c",
    reward_pressed="#e0a02c",
    on_reward="#2a1c02",
    reward_soft="#fff6e2",
    reward_line="#d8941b",
    reward_text="#8c5100",
    inverse="#1b1a16",
    on_inverse="#f5f2ec",
    focus="#1b1a16",
)

DARK = Palette(
    is_dark=True,
    ground="#151411",
    surface="#211f1b",
    hover="#2a2823",
    line="#38352f",
    edge="#7d776b",
    text="#f4efe6",
    muted="#aba497",
    primary="#36b5a4",
    primary_pressed="#4fcbbb",
    on_primary="#0a1d1a",
    primary_soft="#123a35",
    primary_text="#4cc9b8",
    warn_soft="#43241a",
    warn_text="#ffb48f",
    reward="#f3b95a",
    reward_pressed="#ffce7d",
    on_reward="#241803",
    reward_soft="#3a2a12",
    reward_line="#f3b95a",
    reward_text="#f3b95a",
    inverse="#f4efe6",
    on_inverse="#191815",
    focus="#ffffff",
)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
