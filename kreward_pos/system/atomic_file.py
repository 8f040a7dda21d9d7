"""Files that are the old one or the new one, whatever happens while they are written. Knows not what stands in them."""

import os
import sys
from pathlib import Path


def write_atomically(path: Path, content: bytes) -> None:
    """Put a file in the place of the one at `path`, if there is one, and make its folder; raises `OSError`.

    A power cut or a full disk leaves the old file, and at the most a `.new` beside it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.new")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a file's new name in `folder` survive a power cut; Windows does so by itself."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
