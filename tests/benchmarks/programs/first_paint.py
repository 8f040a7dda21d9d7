"""Times a start until the window's first paint.

`till` is `kreward-pos` with a Kreward that does not respond, `demo` is `kreward-pos --demo`, `bare` a bare window.
`till-imports` and `bare-imports` end when everything that each of them needs has been imported.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # Qt's import is part of what is measured
    from PySide6.QtWidgets import QWidget

_CLOSED = "http://127.0.0.1:9/v1"
_NO_KEY = "kw_sk_" + "0" * 32


def print_time(at_s: float) -> None:
    """Print `{"at_s": …}` of `time.monotonic`."""
    sys.stdout.write(json.dumps({"at_s": at_s}) + "\n")


def start_till() -> None:
    """Start like `app.run_counter`, in a new folder."""
    from kreward_pos import cli  # noqa: F401 - the command line is part of the start
    from kreward_pos.app import modes

    # isort: split
    from kreward_pos.api.keys import ApiKey, ApiKeys
    from kreward_pos.app import window_mode
    from kreward_pos.system.data_folder import DataFolder, logging_to
    from kreward_pos.system.database_key import DatabaseKey
    from kreward_pos.system.keychain import MemoryKeyStore
    from kreward_pos.system.settings import Settings
    from kreward_pos.till.records.restore_guard import FileMarkStore

    settings = Settings(base_url=_CLOSED, camera="none")
    with tempfile.TemporaryDirectory() as folder:
        place = DataFolder(Path(folder), settings, ApiKeys(ApiKey.parse_secret(_NO_KEY), None), MemoryKeyStore())
        mark_store = FileMarkStore(Path(folder) / "witness")
        with logging_to(place.folder), modes.running_till(place, DatabaseKey.new(), mark_store) as till:
            window_mode.run(till, place, drive=_close_when_painted)


def start_demo() -> None:
    """Start like `app.run_demo`."""
    from kreward_pos import cli  # noqa: F401 - the command line is part of the start
    from kreward_pos.app import modes

    # isort: split
    from kreward_pos.api.keys import ApiKey, ApiKeys
    from kreward_pos.app import window_mode
    from kreward_pos.app.demo import DemoShop, open_demo_shop
    from kreward_pos.system.data_folder import DataFolder, logging_to
    from kreward_pos.system.database_key import DatabaseKey
    from kreward_pos.system.keychain import MemoryKeyStore
    from kreward_pos.system.settings import Settings
    from kreward_pos.till.records.restore_guard import MemoryMarkStore

    with tempfile.TemporaryDirectory() as folder, open_demo_shop("page") as shop:
        keys = ApiKeys(ApiKey.parse_secret(shop.secret_key), ApiKey.parse_public(shop.public_key))
        place = DataFolder(Path(folder), Settings(base_url=shop.base_url, camera="demo"), keys, MemoryKeyStore())
        with logging_to(place.folder), modes.running_till(place, DatabaseKey.new(), MemoryMarkStore()) as till:
            window_mode.run(till, place, DemoShop(shop), _close_when_painted)


def start_bare() -> None:
    """Start a window with a button and a label."""
    from PySide6.QtWidgets import QApplication

    from tests.benchmarks.programs.painting import BareWindow

    app = QApplication([])
    window = BareWindow()
    window.show()
    _close_when_painted(window)
    app.exec()


def import_till() -> None:
    """Import everything that `kreward-pos` imports before it shows its window."""
    from kreward_pos import cli  # noqa: F401 - importing is what is measured

    print_time(time.monotonic())


def import_bare() -> None:
    """Import what any window needs."""
    from PySide6.QtWidgets import QApplication  # noqa: F401 - importing is what is measured

    print_time(time.monotonic())


def _close_when_painted(window: "QWidget", *_bridges: object) -> None:
    from tests.benchmarks.programs.painting import PaintTimer

    timer = PaintTimer(window, lambda: True)

    def end(painted_s: float) -> None:
        print_time(painted_s)
        window.close()

    timer.painted.connect(end)


STARTS: dict[str, Callable[[], None]] = {
    "till": start_till,
    "demo": start_demo,
    "bare": start_bare,
    "till-imports": import_till,
    "bare-imports": import_bare,
}

if __name__ == "__main__":
    STARTS[sys.argv[1]]()
