"""A copy of the database as it was, before a newer app changes its tables. Encrypted as the database itself is.

A copy put back sends nothing by itself: the witness knows that its entries are older (`witness`).
"""

import shutil
import time
from pathlib import Path

import apsw

from kreward_pos.system.atomic_file import replacing
from kreward_pos.till.storage import schema

FOLDER = "backups"
KEPT = 3


def before_migration(connection: apsw.Connection, path: Path) -> None:
    """Copy the database at `path`, which `connection` alone has open, where a migration stands before it.

    The newest `KEPT` copies stay. Raises an `OSError` where the copy cannot be made; then nothing was changed.
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
    for old in sorted(folder.glob(f"*{path.suffix}"))[:-KEPT]:
        old.unlink(missing_ok=True)
