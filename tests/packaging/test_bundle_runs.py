"""The bundle that `make bundle` has built, run as in a shop: no checkout, no Python, no network.

That it needs no more of a system than the drivers of a screen, packaging/linux/try-bundle shows.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
BUNDLE = REPOSITORY / "dist" / "kreward-pos"
PROGRAM = BUNDLE / ("kreward-pos.exe" if os.name == "nt" else "kreward-pos")

pytestmark = [
    pytest.mark.packaging,
    pytest.mark.skipif(not PROGRAM.exists(), reason="no bundle; `make bundle` builds it"),
]


def run(*command: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
    return subprocess.run(
        command, env=kept | variables, cwd="/", capture_output=True, text=True, timeout=110, check=False
    )


def assert_done(done: subprocess.CompletedProcess[str], platform: str) -> None:
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["ok"], told["platform"]) == (True, platform)


def test_it_does_the_whole_job_without_a_screen() -> None:
    assert_done(run(PROGRAM, "--demo", "--self-check", QT_QPA_PLATFORM="offscreen"), "offscreen")


@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="xvfb-run is not installed")
def test_it_does_the_whole_job_on_a_screen() -> None:
    assert_done(run("xvfb-run", "-a", PROGRAM, "--demo", "--self-check"), "xcb")


@pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0, reason="takes root on Linux")
def test_it_does_the_whole_job_cut_off_from_every_network() -> None:
    inside = f"ip link set lo up && exec {PROGRAM} --demo --self-check"
    assert_done(run("unshare", "--net", "sh", "-c", inside, QT_QPA_PLATFORM="offscreen"), "offscreen")


def test_it_speaks_chinese_to_a_pipe(tmp_path: Path) -> None:
    done = run(PROGRAM, "outbox", "state", "--data-dir", tmp_path / "無")
    assert (done.returncode, json.loads(done.stdout)["on_the_way"]) == (0, 0)
