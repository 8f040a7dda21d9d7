"""The short form of `make crash`, and proof that a till is killed at the chosen commit."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from kreward_pos.sandbox.faults import FAULTS as KINDS_OF_FAULT
from kreward_pos.sandbox.server import Sandbox
from tests.conftest import home_environment
from tests.crash.campaign import FAULTS, Campaign, CampaignOptions, fault_rules
from tests.crash.cashier import Cashier
from tests.crash.launcher import TIMES_FASTER, FastClock
from tests.crash.process import Line, ProcessFactory
from tests.crash.run import table

JANE = "jane@example.com"
STAMP: Line = {"do": "stamp", "email": JANE}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def processes(sandbox: Sandbox, tmp_path: Path) -> ProcessFactory:
    variables = home_environment(tmp_path / "home") | {
        "KREWARD_SECRET_KEY": sandbox.secret_key,
        "KREWARD_POS_DATABASE_KEY": "5c" * 32,
    }
    return ProcessFactory(sandbox.base_url, variables, tmp_path / "errors.txt")


def journal(processes: ProcessFactory, folder: Path) -> list[Line]:
    till = processes.start(processes.fast(folder), _ignore)
    (answer,) = till.ask({"do": "outbox"})
    till.ask({"do": "quit"})
    assert till.end() == 0
    assert answer
    entries: list[Line] = answer["entries"]
    return entries


def _ignore(_line: Line) -> None:
    """Ignore a line."""


WRITER = """
import sys
import apsw
from tests.crash.launcher import CommitKiller
connection = apsw.Connection(sys.argv[1])
connection.pragma("journal_mode", "wal")
connection.execute("CREATE TABLE tap (number INTEGER)")
CommitKiller(3, sys.argv[2]).watch(connection)
for number in range(1, 6):
    connection.execute("INSERT INTO tap VALUES (?)", (number,))
"""


@pytest.mark.parametrize(("when", "kept"), [("before", 2), ("after", 3)])
def test_kill_comes_just_before_or_after_its_commit(tmp_path: Path, when: str, kept: int) -> None:
    database = tmp_path / "taps.db"
    over = subprocess.run([sys.executable, "-c", WRITER, str(database), when], check=False, timeout=60)
    assert over.returncode < 0
    assert list(apsw.Connection(str(database)).execute("SELECT max(number) FROM tap")) == [(kept,)]


@pytest.mark.parametrize("when", ["before", "after"])
def test_till_can_be_killed_at_a_commit(sandbox: Sandbox, processes: ProcessFactory, tmp_path: Path, when: str) -> None:
    shown = 0
    with sandbox.offline():  # so that few but taps are committed
        till = processes.start(processes.fast(tmp_path / "till", 12, when), _ignore)
        while till.ask(STAMP) != [None]:
            shown += 1
        assert till.end() < 0
        assert 0 < shown < 12
        # The twelfth may be maintenance's: then the last tap may have been kept with its line still unprinted.
        assert len(journal(processes, tmp_path / "till")) in {shown, shown + 1}


def test_kill_loses_no_printed_line(sandbox: Sandbox, processes: ProcessFactory, tmp_path: Path) -> None:
    cashier = Cashier([JANE], random.Random(1))
    with sandbox.offline():
        till = processes.start(processes.plain(tmp_path / "till"), cashier.on_line)
        cashier.ask(till, STAMP)
        till.kill_in(0.05)
        while not till.is_over:
            cashier.ask(till, *([STAMP] * 10))
        assert till.end() < 0
        kept = len(journal(processes, tmp_path / "till"))
    assert 0 < cashier.ticks_shown <= kept <= cashier.ticks_shown + len(cashier.memory.unanswered)


def test_faults_have_every_kind_and_the_requested_share() -> None:
    assert {rule["fault"] for rule in FAULTS} == set(KINDS_OF_FAULT)
    left = 1.0
    for rule in fault_rules(0.2):
        rate = rule["rate"]
        assert isinstance(rate, float)
        assert left * rate == pytest.approx(0.2 / len(FAULTS))
        left -= left * rate
    assert left == pytest.approx(0.8)


def test_tills_clock_runs_fast() -> None:
    clock, began_s = FastClock(), time.monotonic()
    before_s = clock.monotonic()
    clock.sleep(0.6)
    assert clock.monotonic() - before_s >= 0.6
    assert before_s >= began_s * TIMES_FASTER


@pytest.mark.slow
def test_short_campaign_finds_no_harm(tmp_path: Path) -> None:
    report = Campaign(CampaignOptions(kills=6, seed=1), tmp_path).run()
    assert report.verdict.stories == []
    assert report.is_good
    assert (report.kills, report.at_boundaries) == (6, 3)
    assert report.ticks > 10
    assert "doubled" in table(report)
