"""Make the guides' pictures: the real counter, led as a new user is from an empty machine to the first stamp and on.

make guide                  (ARGS="--theme dark --language zh_HK --size 1024x600 --folder build/guide" makes one series
                             elsewhere, for looking over a translation or a small till; --short ends at the first stamp)

Nothing is faked but what stands around the counter: a Kreward on loopback, a camera that draws phones, a keyring in
memory. Each series is a process of its own, since Qt has one application a process, and its clock says two minutes past
two: its time zone is chosen for that, so that pictures of different days tell the same time.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import keyring
from album import Album
from keyring.backend import KeyringBackend
from story import GuideStage, Story

from kreward_pos import languages
from kreward_pos.app import window_mode
from kreward_pos.app.modes import running_till
from kreward_pos.sandbox.server import Sandbox
from kreward_pos.system.data_folder import DataFolder
from kreward_pos.system.settings import Options, Theme, with_changes
from kreward_pos.till.records.restore_guard import MemoryMarkStore
from kreward_pos.till.storage.access import database_key
from kreward_pos.ui.runtime.bridge import TillBridge
from kreward_pos.ui.self_check.steps import StepResult, StepRunner
from kreward_pos.ui.window import CounterWindow

FOLDER = Path(__file__).parents[2] / "docs" / "guide" / "pictures"
LANGUAGES = languages.codes()
THEMES: tuple[Theme, ...] = ("light", "dark")
_CLOCK_S = (14 * 60 + 2) * 60
_DAY_S = 24 * 60 * 60


class MemoryKeyring(KeyringBackend):
    """A new machine's keyring, empty, gone with the process."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """See `KeyringBackend`."""
        return self._kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """See `KeyringBackend`."""
        self._kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """See `KeyringBackend`."""
        del self._kept[service, username]


@dataclass(frozen=True, slots=True)
class Series:
    """One run of the window: how it speaks and looks, and where its pictures go."""

    language: str
    theme: Theme
    size: tuple[int, int]
    folder: Path
    is_short: bool

    @property
    def words(self) -> list[str]:
        """The same as this program is asked for it."""
        width, height = self.size
        asked = ["--language", self.language, "--theme", self.theme, "--size", f"{width}x{height}"]
        return [*asked, "--folder", str(self.folder), *(["--short"] if self.is_short else [])]


def run(series: Series) -> dict[str, object]:
    """Tell the story on an empty till and write its pictures; which they are, what went wrong, what Kreward applied."""
    keyring.set_keyring(MemoryKeyring())
    results: list[StepResult] = []
    album = Album(series.folder, f"{series.language}-{series.theme}")
    with tempfile.TemporaryDirectory() as folder, Sandbox() as shop:
        stage = GuideStage(shop)

        def direct(window: CounterWindow, told: TillBridge) -> None:
            window.resize(*series.size)
            story = Story(window, told, shop, stage, album, series.language)
            steps = StepRunner(story.hands, story.short() if series.is_short else story.whole())
            steps.finished.connect(results.extend)
            steps.finished.connect(window.close)
            steps.start()

        place = _new_machine(Path(folder), shop, series)
        with running_till(place, database_key(place.folder), MemoryMarkStore()) as till:
            window_mode.run(till, place, stage, direct)
        ledger = shop.ledger()
    pictures = [path.name for path in album.write()]
    failed = [asdict(result) for result in results if not result.ok]
    return {"ok": bool(results) and not failed, "failed": failed, "ledger": ledger, "pictures": pictures}


def _new_machine(folder: Path, shop: Sandbox, series: Series) -> DataFolder:
    """Yield a till that was never started, and what is given to it: where its Kreward is, and a camera."""
    place = DataFolder.of(Options(data_dir=folder, base_url=shop.base_url, camera="demo", lang=series.language))
    return replace(place, settings=with_changes(place.settings, {"theme": series.theme}))


def _environment(now: datetime) -> dict[str, str]:
    """Return this process's environment, in a time zone where it is now 14:02, without the developer's keys."""
    ahead_s = (_CLOCK_S - (now.hour * 60 + now.minute) * 60 - now.second + _DAY_S // 2) % _DAY_S - _DAY_S // 2
    hours, rest = divmod(abs(ahead_s), 3600)
    sign = "-" if ahead_s > 0 else "+"  # POSIX counts westwards
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KREWARD_")}
    return kept | {"TZ": f"POS{sign}{hours}:{rest // 60:02}:{rest % 60:02}", "QT_QPA_PLATFORM": "offscreen"}


def _run_apart(series: Series) -> int:
    """Run the series in a process of its own; its exit status."""
    command = [sys.executable, __file__, "--inside", *series.words]
    return subprocess.run(command, check=False, env=_environment(datetime.now(UTC))).returncode


def main() -> int:
    """Make the series that were asked for; 0 only if every step of each held."""
    parser = argparse.ArgumentParser(description="Make the guides' pictures.")
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--theme", choices=THEMES)
    parser.add_argument("--size", default="1280x800")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--short", action="store_true", help="end with the first stamp")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    width, _, height = given.size.partition("x")
    wanted = [
        Series(language, theme, (int(width), int(height)), given.folder, given.short)
        for language in LANGUAGES
        for theme in THEMES
        if given.language in {None, language} and given.theme in {None, theme}
    ]
    if given.inside:
        report = run(wanted[0])
        print(json.dumps(report, ensure_ascii=False))
        return 0 if report["ok"] else 1
    return max([_run_apart(series) for series in wanted])


if __name__ == "__main__":
    sys.exit(main())
