"""The window's thread never waits for disk, network or camera: the whole job, with each of its calls looked at."""

import json
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]

OWN_DRAWINGS = ("kreward_pos.ui.icons:", "kreward_pos.ui.resources:")
"""Each icon, a file of a few hundred bytes in the app's own folder, is read when it is first painted."""


def test_window_thread_reaches_for_nothing() -> None:
    command = [sys.executable, "-m", "tests.end_to_end.whole_job"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["beats"] > 500
    assert [call for call in seen["calls"] if not any(place in call for place in OWN_DRAWINGS)] == []
