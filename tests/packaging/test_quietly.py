"""What goes to the log, what a person sees of it, and the exit status that is passed on."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "packaging" / "quietly"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a shell script")


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    words = [str(SCRIPT), "build/some.log", *command]
    return subprocess.run(words, cwd=folder, check=False, capture_output=True, text=True)


def test_output_goes_to_the_log_alone(tmp_path: Path) -> None:
    done = run(tmp_path, "sh", "-c", "echo one; echo two >&2")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "build" / "some.log").read_text() == "one\ntwo\n"


def test_log_is_appended_to(tmp_path: Path) -> None:
    run(tmp_path, "echo", "one")
    run(tmp_path, "echo", "two")
    assert (tmp_path / "build" / "some.log").read_text() == "one\ntwo\n"


def test_failure_shows_the_end_of_the_log_and_passes_the_status_on(tmp_path: Path) -> None:
    done = run(tmp_path, "sh", "-c", "seq 100; echo 'No space left on device' >&2; exit 7")
    assert done.returncode == 7
    first, *lines = done.stderr.splitlines()
    assert first == "The end of build/some.log:"
    assert len(lines) == 20
    assert lines[-1] == "    No space left on device"


def test_terminal_sees_the_newest_line_while_it_waits_and_nothing_afterwards(tmp_path: Path) -> None:
    mine, terminal = pty.openpty()
    # The command ends once the terminal has been told what it waits for.
    process = subprocess.Popen(
        [SCRIPT, "build/some.log", "sh", "-c", "echo Downloading pictures; read -r _"],
        cwd=tmp_path, stdin=subprocess.PIPE, stderr=terminal, env=os.environ | {"TERM": "xterm"},
    )  # fmt: skip
    os.close(terminal)
    seen = b""
    while b"Downloading pictures" not in seen:
        seen += os.read(mine, 1000)
    assert process.stdin is not None
    process.stdin.write(b"\n")
    process.stdin.close()
    assert process.wait(30) == 0
    while not seen.endswith(b"\r\033[K"):
        seen += os.read(mine, 1000)
    os.close(mine)
