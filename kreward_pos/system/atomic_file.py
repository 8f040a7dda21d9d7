"""Atomic writes: a file holds either its old or its new content, even after a crash. Knows nothing of the content."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield the path of a draft to write; at the end, sync it and put it in the place of `path`.

    An error removes the draft and leaves `path` as it was; a power cut may leave a `.new` file beside it, which the
    next write replaces. Raises `OSError`.
    """
    draft = path.with_name(f"{path.name}.new")
    try:
        yield draft
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    _sync_folder(path.parent)


def write_atomically(path: Path, content: bytes) -> None:
    """Write or replace the file at `path`, and make its folder; raises `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as draft:
        draft.write_bytes(content)


def _sync_folder(folder: Path) -> None:
    """Make a file's new name in `folder` survive a power cut; Windows does so by itself."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
