"""The composition root: what each way of running needs is built here, wired, and its threads joined at the end.

What a window needs besides is `counter`'s part, so that the headless till never loads Qt.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kreward_pos.api.client import KrewardClient
from kreward_pos.api.rate_limit import RateLimiter
from kreward_pos.api.transport import HttpTransport
from kreward_pos.clock import SystemClock
from kreward_pos.errors import TillError
from kreward_pos.system.crash_report import CrashReport, crash_reporting
from kreward_pos.system.data_folder import DataFolder, data_folder_path, logging_to, restore_guard_folder
from kreward_pos.system.database_key import DatabaseKey
from kreward_pos.system.display import require_display, use_no_display_if_there_is_none
from kreward_pos.system.keychain import NoPlaceForDatabaseKey
from kreward_pos.system.settings import Options
from kreward_pos.system.watchdog import Watchdog
from kreward_pos.till.counter.desk import TillConfig
from kreward_pos.till.model.errors import DatabaseInUse
from kreward_pos.till.records.restore_guard import FileMarkStore, MarkStore, MemoryMarkStore
from kreward_pos.till.storage.access import database_key
from kreward_pos.till.till import Till


def run_headless(options: Options, *, has_limits: bool) -> int:
    """Run `kreward-pos headless`, with the counter's limits if wanted; return the exit status."""
    from kreward_pos.commands import headless
    from kreward_pos.scan.payload.reference import reference_in

    place = DataFolder.of(options)
    with _at_work(place, database_key(place.folder), has_limits=has_limits) as (till, _bad_end):
        return headless.run(till, reference_in)


def run_counter(options: Options) -> int:
    """Run `kreward-pos`, the counter of this till; return the exit status."""
    require_display()
    from kreward_pos.app import window_mode  # loads Qt

    language = options.lang or ""
    try:
        place = DataFolder.of(options)
        language = place.settings.language
        with _at_work(place, database_key(place.folder)) as (till, bad_end), Watchdog(sys.argv[1:]):
            return window_mode.run(till, place, remark=None if bad_end is None else bad_end.remark)
    except DatabaseInUse as error:
        if window_mode.is_called_forward(data_folder_path(options)):
            return 0
        window_mode.tell_failure(error, language)
        raise
    except NoPlaceForDatabaseKey as error:
        if not window_mode.tell_failure(error, language, may_go_on=True):
            raise
    except TillError as error:
        window_mode.tell_failure(error, language)  # who starts it by an icon sees no standard error
        raise
    return _run_session(options)


@contextmanager
def _at_work(
    place: DataFolder, key: DatabaseKey, mark_store: MarkStore | None = None, *, has_limits: bool = True
) -> Iterator[tuple[Till, CrashReport | None]]:
    """Run the till of this folder with log and crash reports; yield it, and the report if its last run crashed."""
    with (
        logging_to(place.folder),
        crash_reporting(place.folder) as bad_end,
        running_till(place, key, mark_store, has_limits=has_limits) as till,
    ):
        yield till, bad_end


def _run_session(options: Options) -> int:
    """Run the counter for one session: its folder is deleted afterwards, and its key is kept nowhere."""
    from kreward_pos.app import window_mode  # loads Qt

    with tempfile.TemporaryDirectory(prefix="kreward-pos-session-") as folder:
        place = DataFolder.for_session(options, Path(folder))
        with _at_work(place, DatabaseKey.new(), MemoryMarkStore()) as (till, _bad_end):
            return window_mode.run(till, place)


def run_demo(options: Options, dialect: str, *, is_self_check: bool, is_json: bool) -> int:
    """Run `kreward-pos --demo`: the counter on a demo shop, in a folder that is deleted afterwards.

    A self-check does the whole job by itself, and reports as a table or as JSON.
    """
    if is_self_check:
        use_no_display_if_there_is_none()
    require_display()
    from kreward_pos.app import window_mode  # loads Qt
    from kreward_pos.app.demo import DemoShop, open_shop, place_of

    with (
        tempfile.TemporaryDirectory(prefix="kreward-pos-demo-") as folder,
        open_shop(dialect) as shop,
        closing(DemoShop(shop)) as stage,
    ):
        place = place_of(shop, options, Path(folder))
        with _at_work(place, DatabaseKey.new(), MemoryMarkStore()) as (till, _bad_end):
            if is_self_check:
                return window_mode.check(till, place, stage, is_json=is_json)
            return window_mode.run(till, place, stage)


@contextmanager
def running_till(
    place: DataFolder, key: DatabaseKey, mark_store: MarkStore | None = None, *, has_limits: bool = True
) -> Iterator[Till]:
    """Run a till in `place`; afterwards its threads have ended, and what was not sent is kept."""
    settings = place.settings
    clock = SystemClock()
    wire = HttpTransport(settings.base_url, proxy=settings.proxy)
    client = KrewardClient(wire, place.keys, clock, RateLimiter.at_start(clock.monotonic()))
    try:
        mark_store = mark_store or FileMarkStore(restore_guard_folder())
        config = TillConfig.of(settings, has_limits=has_limits)
        till = Till.open(place.folder, client, key=key, mark_store=mark_store, config=config)
    except BaseException:
        client.close()
        raise
    try:
        till.start()
        yield till
    finally:
        till.close()
