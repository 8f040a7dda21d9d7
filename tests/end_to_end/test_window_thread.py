"""The window's thread never waits for disk, network or camera: checks every call of the whole job."""

import json
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


def test_window_thread_never_waits() -> None:
    command = [sys.executable, "-m", "tests.end_to_end.whole_job"]
    result = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=110, check=False)
    assert result.returncode == 0, result.stderr
    report = json.loads(result.stdout)
    assert report["ticks"] > 500
    assert report["calls"] == []
