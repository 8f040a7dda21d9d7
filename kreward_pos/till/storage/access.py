"""Access to a till's database by its folder, with the key from the keychain, for commands and the doctor."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kreward_pos.system.database_key import DatabaseKey
from kreward_pos.system.keychain import Keychain
from kreward_pos.till.model.errors import DatabaseAbsent
from kreward_pos.till.storage.store import FILE_NAME, Store, exclusive_access, is_encrypted


def database_key(folder: Path) -> DatabaseKey:
    """Return the key of the database in `folder`; make and save it if this is the folder's first start.

    Raises what `Keychain.database_key` does, `DatabaseInUse` and `DiskTrouble`.
    """
    with exclusive_access(folder):  # two first starts at once must not make two keys
        return Keychain(folder).database_key(may_create=not is_encrypted(folder))


@contextmanager
def snapshot(folder: Path) -> Iterator[Store]:
    """Yield a copy in memory of the database in `folder`, to be read only; an app may be running.

    Raises a `StoreFailure`, `DatabaseAbsent` among them, or what `Keychain.database_key` does.
    """
    key = Keychain(folder).database_key(may_create=False) if is_encrypted(folder) else None
    with closing(Store.snapshot(folder, key)) as store:
        yield store


@contextmanager
def opened(folder: Path) -> Iterator[Store]:
    """Yield the database in `folder`, which no app may use meanwhile; raises what `snapshot` does."""
    if not (folder / FILE_NAME).exists():
        raise DatabaseAbsent(where=str(folder))
    with closing(Store.open(folder, database_key(folder))) as store:
        yield store
