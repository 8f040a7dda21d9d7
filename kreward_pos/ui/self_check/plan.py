"""The whole job, done by the app itself through its real window: which steps it takes, and what each must show."""

import json
from dataclasses import asdict, dataclass
from itertools import zip_longest
from typing import Protocol

from PySide6.QtGui import QGuiApplication

from kreward_pos.ui.self_check.steps import Step, StepResult, WindowDriver

FIRST = "jane@example.com"
"""Has five of eight stamps."""
WHO = "zoe@example.com"
"""One stamp short of a full card, its first tier claimed."""
_GOAL = 8
_CHANGES = ["+1", "+1", "redeem 8", "+2", "-2"]


class DemoActions(Protocol):
    """What happens around the window: the demo shop with its camera."""

    def show_card(self, email: str) -> None:
        """Hold this customer's card before the lens."""
        ...

    def changes(self) -> list[str]:
        """What Kreward applied, oldest first: `+1`, `-1`, `redeem 8`."""
        ...


def plan(hands: WindowDriver, stage: DemoActions) -> list[Step]:
    """Return a day in short: a lost answer, stamp, redeem, undo, no connection, and each change applied once."""
    lose, cut, again = "demoFault_lost_answer", "demoFault_cut", "questionYesButton"
    return [
        Step("window", lambda: None, lambda: hands.on_panel("ready")),
        Step("scan", lambda: stage.show_card(FIRST), lambda: hands.shows(balance=5, waiting=0)),
        Step("lose an answer", lambda: hands.press(lose), lambda: hands.is_on(lose)),
        Step("stamp without answer", lambda: hands.press("stampButton"), lambda: hands.has_unsure(1)),
        Step("another card", lambda: stage.show_card(WHO), lambda: hands.shows(balance=7, waiting=0)),
        Step("stamp", lambda: hands.press("stampButton"), lambda: hands.shows_number("8")),
        Step("stamp sent", lambda: None, lambda: hands.shows(balance=8, waiting=0)),
        Step("redeem", lambda: hands.press("redeemButton_8"), lambda: hands.tier_is(_GOAL, "claiming")),
        Step("undo", lambda: hands.press("undoButton"), lambda: hands.tier_is(_GOAL, "ready")),
        Step("redeem again", lambda: hands.press("redeemButton_8"), lambda: hands.tier_is(_GOAL, "claiming")),
        Step("redeem sent", lambda: None, lambda: hands.shows(0, 0) and hands.tier_is(_GOAL, "ahead")),
        Step("lost answer found", lambda: None, lambda: hands.link_is("online", waiting=0) and not hands.is_on(lose)),
        Step("cut the link", lambda: hands.press(cut), lambda: hands.is_on(cut)),
        Step("asked before more", lambda: hands.press("stamp2Button"), lambda: hands.can_press(again)),
        Step("stamps offline", lambda: hands.press(again), lambda: hands.shows(0, 2) and hands.link_is("offline", 1)),
        Step("restore the link", lambda: hands.press(cut), lambda: hands.shows(2, 0) and hands.link_is("online", 0)),
        Step("undo what was sent", lambda: hands.press("undoButton"), lambda: hands.shows(balance=0, waiting=0)),
        Step("each change once", lambda: None, lambda: stage.changes() == _CHANGES),
    ]


@dataclass(frozen=True, slots=True)
class Report:
    """How each step went, of those that were tried: the first that does not hold is the last."""

    version: str
    platform: str
    results: tuple[StepResult, ...]

    @property
    def is_good(self) -> bool:
        """Whether every step held."""
        return bool(self.results) and all(result.ok for result in self.results)

    def as_json(self) -> str:
        """One object on one line, for other programs."""
        steps = [asdict(result) for result in self.results]
        told = {"ok": self.is_good, "version": self.version, "platform": self.platform, "steps": steps}
        return json.dumps(told, ensure_ascii=False)

    def as_table(self) -> str:
        """A few lines for a person: the steps in two columns, each to be read downwards, and what it comes to."""
        cells = [f"{'ok' if each.ok else 'FAILED':6} {each.step:21} {each.ms / 1000:6.2f} s" for each in self.results]
        half = (len(cells) + 1) // 2
        rows = [f"{left}    {right}".rstrip() for left, right in zip_longest(cells[:half], cells[half:], fillvalue="")]
        if self.is_good:
            end = f"Kreward POS {self.version} did the whole job by itself: {len(cells)} steps held ({self.platform})."
        else:
            seen = self.results[-1].seen if self.results else "no window"
            end = f"Kreward POS {self.version} FAILED ({self.platform}). On the screen then: {seen}."
        return "\n".join([*rows, end])


def platform_name() -> str:
    """Qt's platform plugin in use, such as `xcb` or `offscreen`."""
    return QGuiApplication.platformName()
