"""The guards of tests/conftest.py, tested from outside: each runs in a separate pytest."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]

WELL_BEHAVED = """
import logging, os, socket, threading
from pathlib import Path
import pytest

def test_silence(): logging.getLogger("till").info("all well")

@pytest.mark.expected_logs("^ERROR till: .* box", "^WARNING")
def test_expected_logs():
    logging.getLogger("till").error("lost a box")
    logging.getLogger("till").warning("slow")

def test_loopback():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()

@pytest.mark.parametrize("attempt", [1, 2])
def test_empty_home(attempt):
    assert not (Path.home() / "left").exists()
    (Path.home() / "left").touch()
    os.environ["KREWARD_LEFT"] = "1"

def test_environment():
    assert "KREWARD_API_KEY" not in os.environ
    import keyring, keyring.errors
    with pytest.raises(keyring.errors.NoKeyringError):
        keyring.get_password("till", "key")

def test_screen(qapp): assert qapp.platformName() == "offscreen"
"""

BADLY_BEHAVED = """
import logging, socket, threading, warnings
import pytest
from PySide6.QtCore import qWarning

@pytest.fixture
def warns_at_the_end():
    yield
    logging.getLogger("till").warning("left in a hurry")

@pytest.fixture
def qt_warns_at_the_end():
    yield
    qWarning("destroyed while still running")

def test_log(): logging.getLogger("till").warning("careless")
def test_log_in_thread():
    thread = threading.Thread(target=logging.getLogger("till").error, args=["careless"])
    thread.start()
    thread.join()
def test_log_behind_caplog(caplog):
    with caplog.at_level(logging.INFO):
        logging.getLogger("till").warning("careless")
    caplog.clear()
def test_log_in_teardown(warns_at_the_end): pass
@pytest.mark.expected_logs("never")
def test_absent_log(): pass
def test_qt_warning(): qWarning("careless")
def test_qt_warning_in_teardown(qt_warns_at_the_end): pass
def test_python_warning(): warnings.warn("careless")
def test_thread_failure():
    thread = threading.Thread(target=int, args=["x"])
    thread.start()
    thread.join()
def test_unclosed_file(): open(__file__)
def test_connection(): socket.create_connection(("192.0.2.1", 80), timeout=0.1)
def test_swallowed_connection():
    try: socket.create_connection(("192.0.2.1", 80), timeout=0.1)
    except Exception: pass
def test_lookup():
    try: socket.getaddrinfo("api.example.com", 443)
    except Exception: pass
def test_listening_to_all():
    try: socket.create_server(("0.0.0.0", 0))
    except Exception: pass
"""


def run_pytest(folder: Path, source: str, *options: str) -> str:
    """The output of a pytest with the repository's conftest and settings over one file of tests."""
    shutil.copy(REPOSITORY / "tests" / "conftest.py", folder)
    (folder / "test_inner.py").write_text(source)
    settings = ["-c", str(REPOSITORY / "pyproject.toml"), "--rootdir", str(folder)]
    command = [sys.executable, "-m", "pytest", *settings, "-rA", str(folder), *options]
    finished = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return finished.stdout + finished.stderr


def names(outcome: str, output: str) -> list[str]:
    return [match[1] for match in re.finditer(rf"^{outcome} \S*::(\S+)", output, re.MULTILINE)]


def test_well_behaved_tests_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KREWARD_API_KEY", "made-up")
    output = run_pytest(tmp_path, WELL_BEHAVED)
    assert "7 passed" in output, output


def test_each_forbidden_behaviour_fails(tmp_path: Path) -> None:
    output = run_pytest(tmp_path, BADLY_BEHAVED)
    blamed = set(names("FAILED", output)) | set(names("ERROR", output))
    assert blamed == set(re.findall(r"def (test_\w+)", BADLY_BEHAVED)), output


def test_a_seed_repeats_the_order(tmp_path: Path) -> None:
    source = "import pytest\n@pytest.mark.parametrize('n', range(12))\ndef test_n(n): pass"
    orders = [names("PASSED", run_pytest(tmp_path, source, "--order-seed", seed)) for seed in ("1", "1", "2")]
    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[0]) == sorted(orders[2])


def test_workers_agree_on_a_random_order(tmp_path: Path) -> None:
    source = "import pytest\n@pytest.mark.parametrize('n', range(12))\ndef test_n(n): pass"
    output = run_pytest(tmp_path, source, "-n", "2")
    assert "12 passed" in output, output
    assert re.search(r"--order-seed=\d+", output)
