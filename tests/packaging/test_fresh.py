"""How a trial on a bare Debian judges what commands print. The trials themselves need root: `make check-fresh`."""

from pathlib import Path

import fresh
from fresh import Outcome, Row, Trial

PIP_LOG = """
  Downloading shiboken6-6.12.0-cp310-abi3-manylinux_2_34_x86_64.whl.metadata (2.6 kB)
  Downloading shiboken6-6.12.0-cp310-abi3-manylinux_2_34_x86_64.whl (500 kB)
  Using cached numpy-2.4.6-cp313-cp313-manylinux_2_27_x86_64.whl (16.5 MB)
Collecting qrcode==8.2 (from -r requirements.lock (line 682))
"""
TRIAL = Trial("trixie", "plain", "dejavu")


def faults(tmp_path: Path, output: str) -> list[str]:
    log = tmp_path / "venv.log"
    log.write_text(PIP_LOG)
    return list(fresh.demo_faults(output, log))


def test_downloaded_and_cached_wheels_are_both_counted() -> None:
    assert fresh.downloaded(PIP_LOG) == 17.0
    assert fresh.downloaded("") == 0


def test_demo_that_matches_its_announcement_has_no_faults(tmp_path: Path) -> None:
    assert faults(tmp_path, "Installing: about 17 MB to download.\nok\n") == []
    assert faults(tmp_path, "ok\n" * 15) == []


def test_demo_that_downloads_another_amount_than_announced_is_at_fault(tmp_path: Path) -> None:
    assert faults(tmp_path, "Installing: about 12 MB to download.\n") == ["downloads 17 MB and says 12"]
    assert faults(tmp_path, "Installing: about 22 MB to download.\n") == ["downloads 17 MB and says 22"]


def test_demo_that_is_not_quiet_is_at_fault(tmp_path: Path) -> None:
    assert faults(tmp_path, "line\n" * 16) == ["16 lines"]
    assert faults(tmp_path, "Traceback (most recent call last):\n") == ["a traceback"]


def test_outcome_lists_the_tests_that_ran() -> None:
    output = "....\n==== 2 failed, 3943 passed, 4 skipped in 724.11s (0:12:04) ====\nmake: *** Error 1\n"
    assert Outcome(2, 725.0, output).told == "FAILED, status 2, 2 failed, 3943 passed, 4 skipped"
    assert Outcome(0, 10.0, "3945 passed in 700.00s (0:11:40)\n").told == "ok, 3945 passed"
    assert not Outcome(0, 10.0, "", faults=("16 lines",)).is_good


def test_table_is_aligned_in_columns() -> None:
    rows = [Row(TRIAL, "make demo", Outcome(0, 61.4, "ok\n")), Row(TRIAL, "make test", Outcome(2, 700.0, "\n" * 12))]
    assert fresh.table(rows).splitlines() == [
        "root    user   fonts   command    result            time   printed",
        "trixie  plain  dejavu  make demo  ok                61 s   1 lines",
        "trixie  plain  dejavu  make test  FAILED, status 2  700 s  12 lines",
    ]


def test_options_can_be_combined() -> None:
    given = fresh.options(
        ["--release", "bookworm", "--release", "trixie", "--fonts", "none", "--runs", "3", "make lint"]
    )
    assert (given.release, given.user, given.fonts) == (["bookworm", "trixie"], None, ["none"])
    assert (given.runs, given.commands) == (3, ["make lint"])
