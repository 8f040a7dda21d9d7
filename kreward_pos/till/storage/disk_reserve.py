"""A reserve of a few megabytes for a full disk.

When the disk is full the reserve is released, so that what is under way can still be journalled. Until there is room to
restore it, no new tap is taken and nothing is sent.
"""

import contextlib
import logging
import os
import secrets
import shutil
import threading
from pathlib import Path

from kreward_pos.till.model.errors import DiskFull

FILE_NAME = "ballast"
SIZE = 4 * 1024 * 1024
"""As much as SQLite's write-ahead log usually grows to before it is taken into the database."""

_ROOM = 2 * SIZE
"""Free bytes from which on the reserve is restored: as much again must be left for taps."""

_BLOCK = 64 * 1024
_log = logging.getLogger(__name__)


class DiskReserve:
    """A file of `SIZE` bytes in the till's folder. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._lock = threading.Lock()
        self._is_released = False

    @property
    def is_released(self) -> bool:
        """Return whether the disk has run full and has had no room since."""
        return self._is_released

    def release(self) -> None:
        """Free the bytes, for a disk that is full."""
        with self._lock:
            if not self._is_released:
                _log.info("disk reserve: released")
            self._is_released = True
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)

    def restore(self) -> bool:
        """Write the reserve again where the disk has room; return whether it exists."""
        with self._lock:
            is_there = self._exists() or self._write()
            self._is_released = not is_there
            return is_there

    def require(self) -> None:
        """Raise `DiskFull` while the reserve is released and cannot be restored."""
        if self._is_released and not self.restore():
            raise DiskFull

    def _exists(self) -> bool:
        try:
            return self._path.stat().st_size == SIZE
        except OSError:
            return False

    def _write(self) -> bool:
        try:
            if shutil.disk_usage(self._path.parent).free < _ROOM:
                return False
            with self._path.open("wb") as file:
                for _ in range(SIZE // _BLOCK):
                    file.write(secrets.token_bytes(_BLOCK))  # zeros would be compressed away on some disks
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)
            return False
        return True
