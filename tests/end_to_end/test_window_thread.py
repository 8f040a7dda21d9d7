"""The window's thread never waits for disk, network or camera: the whole job, with each of its calls looked at."""

import json
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


def test_window_thread_reaches_for_nothing() -> None:
    command = [sys.executable, "-m", "tests.end_to_end.whole_job"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["beats"] > 500
    assert seen["calls"] == []
