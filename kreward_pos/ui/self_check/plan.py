"""The self-check's plan: the steps of the whole job, what each must show, and the report."""

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
    """The demo shop and its camera."""

    def show_card(self, email: str) -> None:
        """Hold this customer's card before the camera."""
        ...

    def changes(self) -> list[str]:
        """Return what Kreward applied, oldest first: `+1`, `-1`, `redeem 8`."""
        ...


def plan(driver: WindowDriver, demo: DemoActions) -> list[Step]:
    """Return a day in short: a lost answer, stamp, redeem, undo, no connection, and each change applied once."""
    lose, cut, again = "demoFault_lost_answer", "demoFault_cut", "limitYesButton"
    return [
        Step("window", lambda: None, lambda: driver.on_panel("ready")),
        Step("scan", lambda: demo.show_card(FIRST), lambda: driver.shows(balance=5, waiting=0)),
        Step("lose an answer", lambda: driver.press(lose), lambda: driver.is_on(lose)),
        Step("stamp without answer", lambda: driver.press("stampButton"), lambda: driver.has_unsure(1)),
        Step("another card", lambda: demo.show_card(WHO), lambda: driver.shows(balance=7, waiting=0)),
        Step("stamp", lambda: driver.press("stampButton"), lambda: driver.shows_number("8")),
        Step("stamp sent", lambda: None, lambda: driver.shows(balance=8, waiting=0)),
        Step("redeem", lambda: driver.press("redeemButton_8"), lambda: driver.tier_is(_GOAL, "claiming")),
        Step("undo", lambda: driver.press("undoButton"), lambda: driver.tier_is(_GOAL, "ready")),
        Step("redeem again", lambda: driver.press("redeemButton_8"), lambda: driver.tier_is(_GOAL, "claiming")),
        Step("redeem sent", lambda: None, lambda: driver.shows(0, 0) and driver.tier_is(_GOAL, "ahead")),
        Step(
            "lost answer found", lambda: None, lambda: driver.status_is("online", waiting=0) and not driver.is_on(lose)
        ),
        Step("cut the link", lambda: driver.press(cut), lambda: driver.is_on(cut)),
        Step("asked before more", lambda: driver.press("stamp2Button"), lambda: driver.can_press(again)),
        Step(
            "stamps offline", lambda: driver.press(again), lambda: driver.shows(0, 2) and driver.status_is("offline", 1)
        ),
        Step(
            "restore the link", lambda: driver.press(cut), lambda: driver.shows(2, 0) and driver.status_is("online", 0)
        ),
        Step("undo what was sent", lambda: driver.press("undoButton"), lambda: driver.shows(balance=0, waiting=0)),
        Step("each change once", lambda: None, lambda: demo.changes() == _CHANGES),
    ]


@dataclass(frozen=True, slots=True)
class Report:
    """The results of the steps that were tried; the first that fails is the last."""

    version: str
    platform: str
    results: tuple[StepResult, ...]

    @property
    def is_good(self) -> bool:
        """Whether every step held."""
        return bool(self.results) and all(result.ok for result in self.results)

    def as_json(self) -> str:
        """Return one object on one line, for other programs."""
        steps = [asdict(result) for result in self.results]
        report = {"ok": self.is_good, "version": self.version, "platform": self.platform, "steps": steps}
        return json.dumps(report, ensure_ascii=False)

    def as_table(self) -> str:
        """Return a table for a person: the steps in two columns, each read downwards, and the result."""
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
    """Return the name of Qt's platform plugin, such as `xcb` or `offscreen`."""
    return QGuiApplication.platformName()
