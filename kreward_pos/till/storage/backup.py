"""Backups of the database before a newer app migrates its tables, encrypted as the database is.

A restored backup sends nothing by itself: the restore guard notices that its entries are older.
"""

import shutil
import time
from pathlib import Path

import apsw

from kreward_pos.system.atomic_file import replacing
from kreward_pos.till.storage import schema

FOLDER = "backups"
COPIES_KEPT = 3


def back_up_before_migration(connection: apsw.Connection, path: Path) -> None:
    """Copy the database at `path`, which `connection` alone has open, if it is about to be migrated.

    The newest `COPIES_KEPT` copies stay. Raises `OSError` where the copy cannot be made; nothing is changed then.
    """
    version = connection.execute("PRAGMA user_version").get
    if version in {0, schema.VERSION}:
        return
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    folder = path.parent / FOLDER
    folder.mkdir(exist_ok=True)
    copy = folder / f"{time.strftime('%Y%m%d-%H%M%S')}-version-{version}{path.suffix}"
    with replacing(copy) as draft:
        shutil.copyfile(path, draft)
    for old in sorted(folder.glob(f"*{path.suffix}"))[:-COPIES_KEPT]:
        old.unlink(missing_ok=True)
