"""The commands as a person runs them, each in its own process: the self-check, and errors at the start."""

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

from .commands import DATABASE_KEY, TIMEOUT_S, run


def report_of(result: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(result.stdout)
    failed = [step for step in line["steps"] if not step["ok"]]
    assert (result.returncode, line["ok"], failed) == (0, True, []), result.stderr
    return line


@pytest.mark.parametrize("dialect", ["page", "reference"])
def test_self_check_passes(dialect: str) -> None:
    report = report_of(run("--demo", "--self-check", "--json", "--dialect", dialect))
    assert [step["step"] for step in report["steps"]][-1] == "each change once"


def test_self_check_passes_without_libzbar_and_display(tmp_path: Path) -> None:
    (tmp_path / "pyzbar").mkdir()
    (tmp_path / "pyzbar" / "__init__.py").write_text("raise ImportError('Unable to find zbar shared library')")
    result = run(
        "--demo", "--self-check", "--json",
        PYTHONPATH=str(tmp_path), QT_QPA_PLATFORM=None, DISPLAY=None, WAYLAND_DISPLAY=None,
    )  # fmt: skip
    assert report_of(result)["platform"] == "offscreen"


def test_demo_without_a_display_says_what_to_do() -> None:
    for display in (None, ":987", "nonsense"):
        result = run("--demo", QT_QPA_PLATFORM=None, DISPLAY=display, WAYLAND_DISPLAY=None)
        assert result.returncode == 2
        assert "xvfb-run" in result.stderr
        assert "plugin" not in result.stderr


def test_self_check_prints_only_a_short_table() -> None:
    result = run("--demo", "--self-check", QT_QPA_PLATFORM="offscreen")
    lines = result.stdout.splitlines()
    assert (result.returncode, result.stderr) == (0, "")
    assert len(lines) <= 10
    assert max(map(len, lines)) <= 80
    assert "18 steps held (offscreen)" in lines[-1]


def test_self_check_without_demo_is_refused() -> None:
    assert run("--self-check").returncode == 2
    assert run("--demo", "--json").returncode == 2


def test_decode_prints_one_line_per_picture(tmp_path: Path) -> None:
    card, blank = tmp_path / "card.png", tmp_path / "blank.png"
    save_qr_code("mailto:jane@example.com", card)
    save_qr_code("", blank)
    result = run("decode", str(card), str(blank))
    assert result.stdout.splitlines() == [f"{card}\tmailto:jane@example.com", f"{blank}\t"]
    assert result.returncode == 0


def save_qr_code(text: str, path: Path) -> None:
    """Save a picture of a code, or a white one for no text."""
    import cv2
    import numpy as np

    code = qrcode.QRCode(border=4)
    code.add_data(text)
    modules = np.array(code.get_matrix() if text else [[False] * 40] * 40, dtype=np.uint8)
    assert cv2.imwrite(str(path), np.kron((1 - modules) * 255, np.ones((8, 8), np.uint8)))


def damage_database(folder: Path) -> None:
    (folder / "till.db").write_bytes(b"no database at all " * 500)


def make_newer_database(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from kreward_pos.till.storage.store import Store;"
        "store = Store.open(Path(sys.argv[1]));"
        "store._connection.execute('PRAGMA user_version = 999'); store.close()"
    )
    subprocess.run([sys.executable, "-c", code, str(folder)], check=True)


@pytest.mark.parametrize(
    ("damage", "sentence"), [(damage_database, "safe place"), (make_newer_database, "newer version")]
)
def test_unusable_database_is_explained(tmp_path: Path, damage: Any, sentence: str) -> None:
    damage(tmp_path)
    before = (tmp_path / "till.db").read_bytes()
    result = run("headless", "--data-dir", str(tmp_path))
    assert result.returncode == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
    assert (tmp_path / "till.db").read_bytes() == before


def test_encrypted_database_does_not_open_without_its_key(tmp_path: Path) -> None:
    assert run("headless", "--data-dir", str(tmp_path)).returncode == 0
    before = (tmp_path / "till.db").read_bytes()
    result = run("headless", "--data-dir", str(tmp_path), KREWARD_POS_DATABASE_KEY=None)
    assert result.returncode == 2
    assert "keyring" in result.stderr
    assert "KREWARD_POS_DATABASE_KEY" in result.stderr
    assert (tmp_path / "till.db").read_bytes() == before


def test_counter_shows_in_a_window_why_it_cannot_start(tmp_path: Path) -> None:
    """A person who started it from an icon sees no standard error; the window stays until it is closed."""
    damage_database(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-c", _WATCHED_START, str(tmp_path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | DATABASE_KEY,
    )  # fmt: skip
    assert process.stdout
    shown = process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=TIMEOUT_S)
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


def test_counter_without_a_keyring_offers_a_session_that_leaves_nothing(tmp_path: Path) -> None:
    """The window explains it; the till's own data, encrypted with an unavailable key, stays untouched."""
    assert run("headless", "--data-dir", str(tmp_path)).returncode == 0
    before = (tmp_path / "till.db").read_bytes()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KREWARD_")}
    result = subprocess.run(
        [sys.executable, "-c", _SESSION, str(tmp_path)],
        env=environment, capture_output=True, text=True, check=False, timeout=TIMEOUT_S,
    )  # fmt: skip
    meaning, header, temporary = result.stdout.splitlines()
    assert "unsent when the app closes is lost" in meaning
    assert header == "This session only"
    assert result.returncode == 0
    assert "Traceback" not in result.stderr
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


def test_invalid_setting_is_explained(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('theme = "pink"')
    result = run("headless", "--data-dir", str(tmp_path))
    assert result.returncode == 2
    assert "settings.toml" in result.stderr
    assert "theme" in result.stderr


def test_http_address_is_refused(tmp_path: Path) -> None:
    result = run("headless", "--data-dir", str(tmp_path), "--base-url", "http://api.kreward.net/v1")
    assert result.returncode == 2
    assert "https://" in result.stderr


def wait_for(path: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until the file exists or the process has ended."""
    while not path.exists() and process.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)


def test_second_start_ends_and_leaves_the_first_running(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kreward_pos", "--data-dir", str(tmp_path / "收銀 機"), "--camera", "none"]
    variables = os.environ | DATABASE_KEY
    first = subprocess.Popen(command, env=variables, stdin=subprocess.DEVNULL)
    try:
        wait_for(tmp_path / "收銀 機" / "till.db", first)
        result = run(*command[3:])
        assert (result.returncode, result.stderr) == (0, "")
        assert first.poll() is None
    finally:
        first.terminate()
        assert first.wait(TIMEOUT_S) == 0
