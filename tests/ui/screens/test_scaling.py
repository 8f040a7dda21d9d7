"""A screen with twice as many pixels, which Qt must know before it starts: all screens, in another process."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.slow
def test_nothing_is_cut_on_a_4k_screen_at_twice_the_size() -> None:
    looked = ["tests/ui/screens/test_scenes.py", "-m", "hidpi", "-p", "tests.ui.hidpi_plugin"]
    command = [sys.executable, "-m", "pytest", "-q", "--tb=short", *looked]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
