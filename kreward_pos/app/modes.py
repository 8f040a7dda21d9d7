"""The composition root: builds and connects what each mode of running needs, and joins its threads at the end.

The parts of the window are built in `window_mode`, so that the headless till never loads Qt.
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
from kreward_pos.system.display import require_display, use_offscreen_if_no_display
from kreward_pos.system.keychain import NoPlaceForDatabaseKey
from kreward_pos.system.settings import Options
from kreward_pos.system.watchdog import Watchdog
from kreward_pos.till.counter.desk import TillConfig
from kreward_pos.till.model.errors import DatabaseInUse
from kreward_pos.till.records.restore_guard import FileMarkStore, MarkStore, MemoryMarkStore
from kreward_pos.till.storage.access import database_key
from kreward_pos.till.till import Till


def run_headless(options: Options, *, has_limits: bool) -> int:
    """Run `kreward-pos headless`, with the counter's limits if `has_limits`; return the exit status."""
    from kreward_pos.commands import headless
    from kreward_pos.scan.payload.reference import reference_in

    data_folder = DataFolder.of(options)
    with _reporting_till(data_folder, database_key(data_folder.folder), has_limits=has_limits) as (till, _last_crash):
        return headless.run(till, reference_in)


def run_counter(options: Options) -> int:
    """Run `kreward-pos`, the counter of this till; return the exit status."""
    require_display()
    from kreward_pos.app import window_mode  # loads Qt

    language = options.lang or ""
    try:
        data_folder = DataFolder.of(options)
        language = data_folder.settings.language
        with (
            _reporting_till(data_folder, database_key(data_folder.folder)) as (till, last_crash),
            Watchdog(sys.argv[1:]),
        ):
            return window_mode.run(
                till, data_folder, startup_error=None if last_crash is None else last_crash.startup_error
            )
    except DatabaseInUse as error:
        if window_mode.bring_running_counter_to_front(data_folder_path(options)):
            return 0
        window_mode.show_start_failure(error, language)
        raise
    except NoPlaceForDatabaseKey as error:
        if not window_mode.show_start_failure(error, language, may_continue=True):
            raise
    except TillError as error:
        window_mode.show_start_failure(error, language)  # started by an icon, standard error is invisible
        raise
    return _run_session(options)


@contextmanager
def _reporting_till(
    data_folder: DataFolder, key: DatabaseKey, mark_store: MarkStore | None = None, *, has_limits: bool = True
) -> Iterator[tuple[Till, CrashReport | None]]:
    """Run the till of this folder with log and crash reports; yield it, and the report if its last run crashed."""
    with (
        logging_to(data_folder.folder),
        crash_reporting(data_folder.folder) as last_crash,
        running_till(data_folder, key, mark_store, has_limits=has_limits) as till,
    ):
        yield till, last_crash


def _run_session(options: Options) -> int:
    """Run the counter for one session: its folder is deleted afterwards and its key is not saved."""
    from kreward_pos.app import window_mode  # loads Qt

    with tempfile.TemporaryDirectory(prefix="kreward-pos-session-") as folder:
        data_folder = DataFolder.for_session(options, Path(folder))
        with _reporting_till(data_folder, DatabaseKey.new(), MemoryMarkStore()) as (till, _last_crash):
            return window_mode.run(till, data_folder)


def run_demo(options: Options, dialect: str, *, is_self_check: bool, is_json: bool) -> int:
    """Run `kreward-pos --demo`: the counter on a demo shop, in a folder that is deleted afterwards.

    A self-check operates the counter by itself and prints a table or JSON.
    """
    if is_self_check:
        use_offscreen_if_no_display()
    require_display()
    from kreward_pos.app import window_mode  # loads Qt
    from kreward_pos.app.demo import DemoShop, demo_data_folder, open_demo_shop

    with (
        tempfile.TemporaryDirectory(prefix="kreward-pos-demo-") as folder,
        open_demo_shop(dialect) as shop,
        closing(DemoShop(shop)) as demo,
    ):
        data_folder = demo_data_folder(shop, options, Path(folder))
        with _reporting_till(data_folder, DatabaseKey.new(), MemoryMarkStore()) as (till, _last_crash):
            if is_self_check:
                return window_mode.run_self_check(till, data_folder, demo, is_json=is_json)
            return window_mode.run(till, data_folder, demo)


@contextmanager
def running_till(
    data_folder: DataFolder, key: DatabaseKey, mark_store: MarkStore | None = None, *, has_limits: bool = True
) -> Iterator[Till]:
    """Run a till in `data_folder`; at the end join its threads. Unsent entries stay in the outbox."""
    settings = data_folder.settings
    clock = SystemClock()
    transport = HttpTransport(settings.base_url, proxy=settings.proxy)
    client = KrewardClient(transport, data_folder.keys, clock, RateLimiter.at_start(clock.monotonic()))
    try:
        mark_store = mark_store or FileMarkStore(restore_guard_folder())
        config = TillConfig.of(settings, has_limits=has_limits)
        till = Till.open(data_folder.folder, client, key=key, mark_store=mark_store, config=config)
    except BaseException:
        client.close()
        raise
    try:
        till.start()
        yield till
    finally:
        till.close()
