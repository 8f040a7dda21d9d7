"""The commands as a person starts them, a process each: the self-check, and what is said when it cannot start."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import qrcode

from .commands import DATABASE_KEY, PATIENCE_S, run


def report_of(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(done.stdout)
    failed = [step for step in line["steps"] if not step["ok"]]
    assert (done.returncode, line["ok"], failed) == (0, True, []), done.stderr
    return line


@pytest.mark.parametrize("dialect", ["page", "reference"])
def test_the_self_check_holds(dialect: str) -> None:
    report = report_of(run("--demo", "--self-check", "--json", "--dialect", dialect))
    assert [step["step"] for step in report["steps"]][-1] == "each change once"


def test_the_self_check_holds_without_libzbar_and_without_a_display(tmp_path: Path) -> None:
    (tmp_path / "pyzbar").mkdir()
    (tmp_path / "pyzbar" / "__init__.py").write_text("raise ImportError('Unable to find zbar shared library')")
    done = run(
        "--demo", "--self-check", "--json",
        PYTHONPATH=str(tmp_path), QT_QPA_PLATFORM=None, DISPLAY=None, WAYLAND_DISPLAY=None,
    )  # fmt: skip
    assert report_of(done)["platform"] == "offscreen"


def test_a_demo_without_a_display_says_what_to_do() -> None:
    for display in (None, ":987", "nonsense"):
        done = run("--demo", QT_QPA_PLATFORM=None, DISPLAY=display, WAYLAND_DISPLAY=None)
        assert done.returncode == 2
        assert "xvfb-run" in done.stderr
        assert "plugin" not in done.stderr


def test_self_check_prints_a_short_table_and_nothing_else() -> None:
    done = run("--demo", "--self-check", QT_QPA_PLATFORM="offscreen")
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert len(lines) <= 10
    assert max(map(len, lines)) <= 80
    assert "18 steps held (offscreen)" in lines[-1]


def test_a_self_check_without_a_demo_is_refused() -> None:
    assert run("--self-check").returncode == 2
    assert run("--demo", "--json").returncode == 2


def test_decode_prints_one_line_for_each_picture(tmp_path: Path) -> None:
    card, blank = tmp_path / "card.png", tmp_path / "blank.png"
    save_code("mailto:jane@example.com", card)
    save_code("", blank)
    done = run("decode", str(card), str(blank))
    assert done.stdout.splitlines() == [f"{card}\tmailto:jane@example.com", f"{blank}\t"]
    assert done.returncode == 0


def save_code(text: str, path: Path) -> None:
    """A picture of a code, or a white one for no text."""
    import cv2
    import numpy as np

    code = qrcode.QRCode(border=4)
    code.add_data(text)
    modules = np.array(code.get_matrix() if text else [[False] * 40] * 40, dtype=np.uint8)
    assert cv2.imwrite(str(path), np.kron((1 - modules) * 255, np.ones((8, 8), np.uint8)))


def damaged(folder: Path) -> None:
    (folder / "till.db").write_bytes(b"no database at all " * 500)


def newer(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from kreward_pos.till.storage.store import Store;"
        "store = Store.open(Path(sys.argv[1]));"
        "store._connection.execute('PRAGMA user_version = 999'); store.close()"
    )
    subprocess.run([sys.executable, "-c", code, str(folder)], check=True)


@pytest.mark.parametrize(("harm", "sentence"), [(damaged, "safe place"), (newer, "newer version")])
def test_a_database_that_cannot_be_used_is_explained(tmp_path: Path, harm: Any, sentence: str) -> None:
    harm(tmp_path)
    before = (tmp_path / "till.db").read_bytes()
    done = run("headless", "--data-dir", str(tmp_path))
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "till.db").read_bytes() == before


def test_an_encrypted_database_is_never_opened_without_a_place_for_its_key(tmp_path: Path) -> None:
    assert run("headless", "--data-dir", str(tmp_path)).returncode == 0
    before = (tmp_path / "till.db").read_bytes()
    done = run("headless", "--data-dir", str(tmp_path), KREWARD_POS_DATABASE_KEY=None)
    assert done.returncode == 2
    assert "keyring" in done.stderr
    assert "KREWARD_POS_DATABASE_KEY" in done.stderr
    assert (tmp_path / "till.db").read_bytes() == before


def test_the_counter_tells_in_a_window_why_it_cannot_start(tmp_path: Path) -> None:
    """Whoever started it by an icon sees no standard error; the window stays until it is closed."""
    damaged(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-c", _WATCHED_START, str(tmp_path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | DATABASE_KEY,
    )  # fmt: skip
    assert process.stdout
    shown = process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=PATIENCE_S)
    assert "database is damaged" in shown
    assert process.returncode == 2, errors


_WATCHED_START = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
from kreward_pos.app import window_mode as counter
from kreward_pos.cli import main
from kreward_pos.ui.start_failure import StartFailureWindow

def tell():
    texts = [label.text() for window in QApplication.topLevelWidgets() for label in window.findChildren(QLabel)]
    print(' | '.join(texts), flush=True)

class Telling(StartFailureWindow):
    def __init__(self, *given, **more):
        super().__init__(*given, **more)
        QTimer.singleShot(0, tell)

counter.StartFailureWindow = Telling
sys.exit(main(['--data-dir', sys.argv[1]]))
"""


def test_without_a_keyring_the_counter_can_go_on_for_a_session_that_leaves_nothing(tmp_path: Path) -> None:
    """The window says what that means; the till's own data, encrypted by a key out of reach, stays untouched."""
    assert run("headless", "--data-dir", str(tmp_path)).returncode == 0
    before = (tmp_path / "till.db").read_bytes()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KREWARD_")}
    done = subprocess.run(
        [sys.executable, "-c", _SESSION, str(tmp_path)],
        env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE_S,
    )  # fmt: skip
    meaning, header, temporary = done.stdout.splitlines()
    assert "unsent when the app closes is lost" in meaning
    assert header == "This session only"
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert not Path(temporary).exists()
    assert (tmp_path / "till.db").read_bytes() == before


_SESSION = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from kreward_pos.app import window_mode as counter
from kreward_pos.cli import main
from kreward_pos.ui.start_failure import StartFailureWindow

class Choosing(StartFailureWindow):
    def __init__(self, *given, **more):
        super().__init__(*given, **more)
        QTimer.singleShot(0, self.choose)

    def choose(self):
        print(self.findChild(QLabel, 'sessionMeaning').text())
        self.findChild(QPushButton, 'goOnButton').click()

run = counter.run

def run_and_leave(till, place):
    def leave(window, told):
        print(window.findChild(QLabel, 'sessionChip').text())
        print(place.folder)
        QTimer.singleShot(0, window.close)
    return run(till, place, None, leave)

counter.StartFailureWindow = Choosing
counter.run = run_and_leave
sys.exit(main(['--data-dir', sys.argv[1], '--camera', 'none']))
"""


def test_a_setting_that_makes_no_sense_is_explained(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('theme = "pink"')
    done = run("headless", "--data-dir", str(tmp_path))
    assert done.returncode == 2
    assert "settings.toml" in done.stderr
    assert "theme" in done.stderr


def test_an_address_in_the_clear_is_refused(tmp_path: Path) -> None:
    done = run("headless", "--data-dir", str(tmp_path), "--base-url", "http://api.kreward.net/v1")
    assert done.returncode == 2
    assert "https://" in done.stderr


def wait_for(path: Path, process: subprocess.Popen[bytes]) -> None:
    """Until the file is there, or the process has ended."""
    while not path.exists() and process.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)


def test_a_second_start_calls_the_first_window_forward_and_ends(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "kreward_pos", "--data-dir", str(tmp_path / "收銀 機"), "--camera", "none"]
    variables = os.environ | DATABASE_KEY
    first = subprocess.Popen(words, env=variables, stdin=subprocess.DEVNULL)
    try:
        wait_for(tmp_path / "收銀 機" / "till.db", first)
        done = run(*words[3:])
        assert (done.returncode, done.stderr) == (0, "")
        assert first.poll() is None
    finally:
        first.terminate()
        assert first.wait(PATIENCE_S) == 0
