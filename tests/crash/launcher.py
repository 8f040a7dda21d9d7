"""The headless till as the crash campaign starts it: with a fast clock, and killed at a chosen commit.

    python -m tests.crash.launcher --data-dir D --base-url U [--die-at 7 --when before]

Put together as `app.modes.run_headless` does; only the clock is faster and the calls' deadlines shorter, so that ten
minutes of settling pass in ten seconds. `--die-at` counts the commits of this process on its database from 1 and kills
it, as `kill -9` would, just before that commit is written or just after it is durable.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import apsw

from kreward_pos.api.client import KrewardClient
from kreward_pos.api.transport import HttpTransport
from kreward_pos.clock import SystemClock
from kreward_pos.commands import headless
from kreward_pos.scan.payload.reference import reference_in
from kreward_pos.system.data_folder import DataFolder, logging_to, restore_guard_folder
from kreward_pos.system.settings import Options
from kreward_pos.till.counter.desk import TillConfig
from kreward_pos.till.records.restore_guard import FileMarkStore, RestoreGuard
from kreward_pos.till.storage.access import database_key
from kreward_pos.till.storage.store import Store
from kreward_pos.till.till import Till

TIMES_FASTER = 60.0
DEADLINE_S = 1.0
"""Of each call, in real seconds: a minute of the till's own time."""

_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)  # on Windows SIGTERM ends a process as hard
_CHECKPOINT_PAGES = 1000


class FastClock(SystemClock):
    """A monotonic clock that runs fast; the wall clock does not."""

    def monotonic(self) -> float:
        return super().monotonic() * TIMES_FASTER

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds / TIMES_FASTER)


class CommitKiller:
    """A hook on every connection that counts commits and kills the process at one of them.

    `before`: nothing of the commit is written. `after`: it is durable, and nothing else has happened since.
    """

    def __init__(self, at: int, when: str) -> None:
        self._left = at
        self._when = when

    def watch(self, connection: apsw.Connection) -> None:
        if self._when == "before":
            connection.set_commit_hook(self._before)
        else:
            connection.set_wal_hook(self._after)

    def _before(self) -> bool:
        self._count()
        return False

    def _after(self, connection: apsw.Connection, name: str, pages: int) -> int:
        self._count()
        if pages >= _CHECKPOINT_PAGES:  # a hook takes the folder of the checkpoints that SQLite makes by itself
            connection.wal_checkpoint(name)
        return apsw.SQLITE_OK

    def _count(self) -> None:
        self._left -= 1
        if not self._left:
            os.kill(os.getpid(), _KILL)


@contextmanager
def fast_till(folder: DataFolder) -> Iterator[Till]:
    """Yield a running till in `folder`, as `app.modes.running_till` builds it."""
    clock, settings = FastClock(), folder.settings
    config = TillConfig(settings.till_name, settings.template_id or None, settings.names_of_tiers, settings.always_ask)
    client = KrewardClient(
        HttpTransport(settings.base_url), folder.keys, clock, read_deadline_s=DEADLINE_S, write_deadline_s=DEADLINE_S
    )
    key = database_key(folder.folder)
    store = Store.open(folder.folder, key)
    restore_check = RestoreGuard.check(store, FileMarkStore(restore_guard_folder()), clock)
    till = Till(store, client, config=config, clock=clock, restore_check=restore_check)
    try:
        till.start()
        yield till
    finally:
        till.close()


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tests.crash.launcher")
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--die-at", type=int, default=0, help="the number of a commit; 0: none")
    parser.add_argument("--when", choices=["before", "after"], default="before")
    given = parser.parse_args(arguments)
    if given.die_at:
        apsw.connection_hooks.append(CommitKiller(given.die_at, given.when).watch)
    folder = DataFolder.of(Options(given.data_dir, given.base_url))
    with logging_to(folder.folder), fast_till(folder) as till:
        return headless.run(till, reference_in)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
