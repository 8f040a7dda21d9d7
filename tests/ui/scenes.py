"""Every screen in every state that matters, for tests that look at all of them."""

from .counter_scenes import COUNTER
from .owner_scenes import OFFICE
from .stage import Scene

SCENES: dict[str, Scene] = COUNTER | OFFICE
