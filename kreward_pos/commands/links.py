"""`kreward-pos links export|import FILE`: which card is whose, carried from one till of a shop to another."""

import getpass
import os
import sys
from pathlib import Path

from kreward_pos.system.data_folder import data_folder_path
from kreward_pos.system.settings import Options
from kreward_pos.till.records import links_export
from kreward_pos.till.storage.access import opened, snapshot

PASSWORD_VARIABLE = "KREWARD_POS_LINKS_PASSWORD"  # noqa: S105 - a variable's name


def export(options: Options, path: Path) -> int:
    """Write the links of this till; an app may be running. Raises a `LinksRefused` or what the database does."""
    with snapshot(data_folder_path(options)) as store:
        count = links_export.export_links(store, path, _password(is_new=True))
    sys.stdout.write(f"{count} cards written to {path}. Keep the password apart from the file.\n")
    return 0


def carry_in(options: Options, path: Path) -> int:
    """Take over links from another till; no app may run here. Raises a `LinksRefused` or what the database does."""
    with opened(data_folder_path(options)) as store:
        carried = links_export.import_links(store, path, _password(is_new=False))
    sys.stdout.write(
        f"Cards taken over: {carried.added} new, {carried.replaced} newer than here, {carried.unchanged} unchanged.\n"
    )
    return 0


def _password(*, is_new: bool) -> str:
    given = os.environ.get(PASSWORD_VARIABLE)
    return given or getpass.getpass("Password for the file: " if is_new else "Password of the file: ")
