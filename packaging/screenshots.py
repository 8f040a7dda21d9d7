"""Draw the pictures of the documentation: the real window on the demo shop, in both themes and both languages.

make screenshots            (ARGS="--theme dark --language zh_HK --size 1024x600 --folder build/screens" draws every
                             panel once more elsewhere, for looking over a translation or a small till)
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QPushButton

from kreward_pos import counter
from kreward_pos.app import running_till
from kreward_pos.database_key import DatabaseKey
from kreward_pos.demo import DemoStage, open_shop
from kreward_pos.keychain import Forgetful
from kreward_pos.kreward.keys import ApiKey, ApiKeys
from kreward_pos.place import Place
from kreward_pos.settings import Settings, changed
from kreward_pos.till.witness import MemoryWitness
from kreward_pos.ui.bridge import TillBridge
from kreward_pos.ui.steps import Hands, Step, StepResult, Steps
from kreward_pos.ui.window import CounterWindow

FOLDER = Path(__file__).parent.parent / "docs" / "screens"
CHINESE_PAGES = frozenset({"customer", "reward", "outbox"})
"""What the documentation shows in Chinese too."""


@dataclass(frozen=True, slots=True)
class Series:
    """One run of the window; `folder` None is the documentation's."""

    theme: str
    language: str
    size: tuple[int, int] = (1280, 800)
    folder: Path | None = None

    def place_of(self, name: str) -> Path | None:
        """Where the picture of this page goes; None where it is not wanted."""
        if self.folder is None and self.language != "en" and name not in CHINESE_PAGES:
            return None
        language = "" if self.language == "en" else f"-{self.language}"
        return (self.folder or FOLDER) / f"{name}{language}-{self.theme}.png"


class Pictures:
    """The plan of one series: bring the window into a state, then keep what it looks like."""

    def __init__(self, series: Series, stage: DemoStage) -> None:
        self._series = series
        self._stage = stage
        self._window: CounterWindow | None = None

    def direct(self, window: CounterWindow, told: TillBridge) -> None:
        """See `counter.Direct`."""
        self._window = window
        window.resize(*self._series.size)
        hands = Hands(window, told)
        steps = Steps(hands, self._plan(hands))
        steps.finished.connect(self._end)
        steps.start()

    def _plan(self, hands: Hands) -> Iterator[Step]:
        stage = self._stage
        yield Step("online", lambda: None, lambda: self._is_online() and hands.on_panel("ready"))
        yield from self._kept("ready")
        yield Step("scan", lambda: stage.show_card("jane@example.com"), lambda: hands.shows(5, 0))
        yield Step("stamp", lambda: hands.press("stampButton"), lambda: hands.shows(6, 0))
        yield from self._kept("customer")
        yield Step("full card", lambda: stage.show_card("tai.man@example.com"), lambda: hands.tier_is(8, "ready"))
        yield from self._kept("reward")
        yield Step("unknown card", lambda: stage.show_card("suki@example.com"), lambda: hands.on_panel("unknown"))
        yield from self._kept("unknown-card")
        yield Step("another", lambda: stage.show_card("amir@example.com"), lambda: hands.shows(10, 0))
        yield Step("lose an answer", stage.lose_next_answer, lambda: True)
        yield Step("stamp him", lambda: hands.press("stampButton"), lambda: hands.needs_person(1))
        yield Step("online again", lambda: None, lambda: hands.link_is("online", 0))
        yield Step("cut", stage.cut, lambda: True)
        yield Step("stamp offline", lambda: hands.press("stamp2Button"), lambda: hands.link_is("offline", 1))
        yield Step("look up", lambda: self._type("jane@example.com"), lambda: hands.shows(6, 0))
        yield Step("stamp her", lambda: hands.press("stampButton"), lambda: hands.link_is("offline", 2))
        yield Step("look up", lambda: self._type("zoe@example.com"), lambda: hands.shows_number("–"))
        yield Step("stamp her too", lambda: hands.press("stampButton"), lambda: hands.link_is("offline", 3))
        yield Step("back", lambda: self._type("jane@example.com"), lambda: hands.shows(6, 1))
        yield from self._kept("offline")
        yield Step("outbox", lambda: hands.press("linkPill"), lambda: hands.on_panel("outbox"))
        yield from self._kept("outbox")
        yield Step("restore", stage.restore, lambda: True)
        yield Step(
            "try now",
            lambda: hands.link_is("online", 0) or hands.press("tryNowButton"),
            lambda: hands.link_is("online", 0),
        )
        yield Step("enrol", lambda: hands.press("newCustomerButton"), lambda: hands.on_panel("enrol"))
        yield from self._kept("new-customer", seconds=0.6)
        yield Step("settings", lambda: hands.press("settingsButton"), lambda: hands.on_panel("settings"))
        yield from self._kept("settings")

    def _is_online(self) -> bool:
        """By the pill: the till may have told of its connection before anybody listened."""
        assert self._window
        pill = self._window.findChild(QPushButton, "linkPill")
        return pill is not None and pill.property("tone") == "good"

    def _type(self, email: str) -> None:
        assert self._window
        field = self._window.findChild(QLineEdit, "emailField")
        assert field
        field.setText(email)
        field.returnPressed.emit()

    def _kept(self, name: str, seconds: float = 0.3) -> Iterator[Step]:
        """Let the picture come to rest, then write it."""
        looks = iter(range(round(seconds * 200)))
        yield Step(f"rest {name}", lambda: None, lambda: next(looks, None) is None)
        yield Step(f"keep {name}", lambda: self._write(name), lambda: True)

    def _write(self, name: str) -> None:
        assert self._window
        if (place := self._series.place_of(name)) is not None:
            place.parent.mkdir(parents=True, exist_ok=True)
            self._window.grab().save(str(place))

    def _end(self, results: list[StepResult]) -> None:
        assert self._window
        for result in results:
            mark = "ok  " if result.ok else "FAIL"
            print(f"{mark} {self._series.theme} {self._series.language} {result.step}: {result.seen}")
        self._window.close()


def draw(series: Series) -> None:
    """Draw every picture of one series."""
    # Always asking: a lost answer leaves something to look at.
    wanted: dict[str, str | bool | None] = {"language": series.language, "theme": series.theme, "always_ask": True}
    with tempfile.TemporaryDirectory() as folder, open_shop("page") as shop:
        place = Place(
            folder=Path(folder),
            settings=changed(Settings(base_url=shop.base_url, camera="demo"), wanted),
            keys=ApiKeys(ApiKey.parse_secret(shop.secret_key), ApiKey.parse_public(shop.public_key)),
            key_store=Forgetful(),
        )
        with running_till(place, DatabaseKey.new(), MemoryWitness()) as till:
            stage = DemoStage(shop)
            counter.run(till, place, stage, Pictures(series, stage).direct)


def main() -> int:
    """Draw the series asked for, or each in a process of its own: Qt has one application a process."""
    parser = argparse.ArgumentParser(description="Draw the pictures of the documentation.")
    parser.add_argument("--theme", choices=["light", "dark"])
    parser.add_argument("--language", choices=["en", "zh_HK"], default="en")
    parser.add_argument("--size", default="1280x800")
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.theme:
        width, _, height = given.size.partition("x")
        draw(Series(given.theme, given.language, (int(width), int(height)), given.folder))
        return 0
    runs = [("--theme", theme, "--language", language) for language in ("en", "zh_HK") for theme in ("light", "dark")]
    return max(subprocess.run([sys.executable, __file__, *run], check=False).returncode for run in runs)


if __name__ == "__main__":
    sys.exit(main())
