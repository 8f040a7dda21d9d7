"""Crash reports: what a bad exit leaves in the folder, and what it must not contain."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kreward_pos.system.crash_report import FOLDER, MAX_REPORTS, CrashReport, crash_reporting, traceback_summary

PRIVATE = "jane.private@example.com"
A_BUG = "ERROR kreward_pos.system.crash_report: A bug: *"

RUN = """
import faulthandler, os, sys
from pathlib import Path
from kreward_pos.system.crash_report import crash_reporting
with crash_reporting(Path(sys.argv[1])) as bad_end:
    print(bad_end and bad_end.report.read_text(), flush=True)
    {end}
"""


def run(folder: Path, end: str) -> subprocess.CompletedProcess[str]:
    """One run of an app in `folder` that ends as `end` says."""
    words = [sys.executable, "-c", RUN.format(end=end), str(folder)]
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)


def reports(folder: Path, kind: str) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted((folder / FOLDER).glob(f"*-{kind}.txt"))]


def fail(email: str) -> None:
    raise ValueError(f"no such customer: {email}")


@pytest.fixture
def last_crash(tmp_path: Path) -> Iterator[CrashReport | None]:
    with crash_reporting(tmp_path) as found:
        yield found


def test_normal_exit_leaves_no_report(tmp_path: Path) -> None:
    assert run(tmp_path, "pass").stdout == "None\n"
    assert run(tmp_path, "pass").stdout == "None\n"
    assert not list((tmp_path / FOLDER).glob("*.txt"))


def test_native_crash_is_reported_once_at_the_next_start(tmp_path: Path) -> None:
    assert run(tmp_path, "faulthandler._sigsegv()").returncode != 0
    assert "Segmentation fault" in run(tmp_path, "pass").stdout
    assert run(tmp_path, "pass").stdout == "None\n"
    (report,) = reports(tmp_path, "crash")
    assert "Kreward POS" in report
    assert "Segmentation fault" in report


def test_kill_is_reported_at_the_next_start(tmp_path: Path) -> None:
    run(tmp_path, "os.kill(os.getpid(), 9)")
    assert "Started" in run(tmp_path, "pass").stdout


@pytest.mark.expected_logs(A_BUG)
def test_report_of_a_bug_holds_only_its_type_and_position(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with crash_reporting(tmp_path):
        try:
            fail(PRIVATE)
        except ValueError as bug:
            sys.excepthook(type(bug), bug, bug.__traceback__)
    (report,) = reports(tmp_path, "bug")
    assert "builtins.ValueError" in report
    assert "in fail" in report
    assert PRIVATE not in report + caplog.text
    assert str(Path(__file__).parent) not in report + caplog.text


def test_bug_that_ends_the_app_is_reported(tmp_path: Path) -> None:
    done = run(tmp_path, f"raise ValueError('{PRIVATE}')")
    assert done.returncode == 1
    (report,) = reports(tmp_path, "bug")
    assert "ValueError" in report
    assert PRIVATE not in report


def test_expected_failure_is_not_reported_as_a_bug(tmp_path: Path) -> None:
    run(tmp_path, "from kreward_pos.errors import TillError; raise TillError")
    assert not reports(tmp_path, "bug")


@pytest.mark.expected_logs(A_BUG)
def test_report_of_a_bug_in_a_thread_names_the_thread(tmp_path: Path) -> None:
    with crash_reporting(tmp_path):
        thread = threading.Thread(target=fail, args=(PRIVATE,), name="courier")
        thread.start()
        thread.join()
    (report,) = reports(tmp_path, "bug")
    assert "In the thread courier" in report


@pytest.mark.expected_logs(*[A_BUG] * (MAX_REPORTS + 2))
def test_only_the_newest_reports_are_retained(tmp_path: Path) -> None:
    with crash_reporting(tmp_path):
        for number in range(MAX_REPORTS + 2):
            sys.excepthook(type(f"Bug{number}", (Exception,), {}), Exception(), None)
        assert len(reports(tmp_path, "bug")) == MAX_REPORTS
        assert f"Bug{MAX_REPORTS + 1}" in reports(tmp_path, "bug")[-1]


def test_second_process_leaves_the_first_ones_reports_alone(tmp_path: Path, last_crash: CrashReport | None) -> None:
    assert last_crash is None
    assert run(tmp_path, "os.kill(os.getpid(), 9)").stdout == "None\n"
    assert run(tmp_path, "pass").stdout == "None\n"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder that may not be written")
def test_app_starts_when_the_folder_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with crash_reporting(tmp_path) as found:
        assert found is None


def test_app_starts_when_a_file_has_the_folders_name(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("")
    with crash_reporting(tmp_path) as found:
        assert found is None


def test_paths_in_reports_start_at_the_package() -> None:
    with pytest.raises(ValueError, match="no such") as caught:
        fail(PRIVATE)
    assert traceback_summary(caught.type, caught.tb).splitlines()[1].startswith("  test_crash_report.py:")
