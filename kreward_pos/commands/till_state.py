"""`kreward-pos outbox state` and `kreward-pos remove-data`: what an installer must know before it changes a till.

Their exit statuses are what installers go by. Nothing that still has to reach Kreward, or that a person has to decide,
goes unless it is asked for by name. Must not know Qt or the network.
"""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from kreward_pos.system import crash_report, settings, updates
from kreward_pos.system.data_folder import LOG_FOLDER, LOG_NAME, data_folder_path, restore_guard_folder
from kreward_pos.system.keychain import Keychain
from kreward_pos.system.settings import Options
from kreward_pos.till.model.errors import DatabaseInUse, DiskTrouble
from kreward_pos.till.records.entry_queries import EntryQueries
from kreward_pos.till.records.restore_guard import FileMarkStore
from kreward_pos.till.storage import backup, disk_reserve
from kreward_pos.till.storage.access import snapshot
from kreward_pos.till.storage.store import FILE_NAME, LOCK_NAME, exclusive_access

AT_REST = 0
TAPS_OPEN = 10
"""Taps wait to be sent, or for a person; and no app runs."""
IN_USE = 11
"""The app is open; whether taps wait besides is in what is printed."""

# By name, since a person may have put a till into a folder with other things.
_OURS = (
    f"{FILE_NAME}*",
    disk_reserve.FILE_NAME,
    f"{settings.FILE_NAME}*",
    f"{updates.FILE_NAME}*",
    f"{LOG_FOLDER}/{LOG_NAME}*",
    f"{crash_report.FOLDER}/*",
    f"{backup.FOLDER}/*",
)
_OUR_FOLDERS = (LOG_FOLDER, crash_report.FOLDER, backup.FOLDER)


@dataclass(frozen=True, slots=True)
class OutboxState:
    """How a till stands, whether or not its app is open."""

    is_in_use: bool
    on_the_way: int
    needs_person: int

    @property
    def status(self) -> int:
        """As a command's exit status."""
        if self.is_in_use:
            return IN_USE
        return TAPS_OPEN if self.on_the_way or self.needs_person else AT_REST


def tell_state(options: Options) -> int:
    """Print the till's state as one JSON object; returns its status and raises what `state_of` does."""
    state = state_of(data_folder_path(options))
    sys.stdout.write(json.dumps(asdict(state)) + "\n")
    return state.status


def state_of(folder: Path) -> OutboxState:
    """Look at the till in `folder` without changing it; none there is one at rest.

    Raises a `StoreFailure`, or what `Keychain.database_key` does, where its outbox cannot be read.
    """
    if not (folder / FILE_NAME).exists():
        return OutboxState(is_in_use=False, on_the_way=0, needs_person=0)
    is_in_use = _is_in_use(folder)
    with snapshot(folder) as store:
        return OutboxState(is_in_use, *EntryQueries(store).counts())


def remove(options: Options, *, even_open: bool) -> int:
    """Remove the till's data, its secrets and its restore marks; refuse, with a status, while taps are open.

    With `even_open` nothing is looked at, so that what cannot be read any more can go too. Other files in the folder
    stay. Raises `DatabaseInUse`, `KeyringSilent`, `DiskTrouble` and, where it looks, what `state_of` does.
    """
    folder = data_folder_path(options)
    if not folder.exists():
        return AT_REST
    if not even_open and (state := state_of(folder)).status != AT_REST:
        sys.stdout.write(json.dumps(asdict(state)) + "\n")
        return state.status
    with exclusive_access(folder):
        Keychain(folder).forget()
        FileMarkStore(restore_guard_folder()).delete(folder)
        _delete(folder, _OURS)
    _delete(folder, (LOCK_NAME,))
    _delete(restore_guard_folder(), ())
    return AT_REST


def _is_in_use(folder: Path) -> bool:
    try:
        with exclusive_access(folder):
            return False
    except DatabaseInUse:
        return True


def _delete(folder: Path, patterns: Iterable[str]) -> None:
    """Delete the till's own files, and the folders that are empty then."""
    try:
        for path in [path for pattern in patterns for path in folder.glob(pattern)]:
            path.unlink()
        for left in (*(folder / name for name in _OUR_FOLDERS), folder):
            if left.is_dir() and not any(left.iterdir()):
                left.rmdir()
    except OSError as error:
        raise DiskTrouble(where=str(folder)) from error
