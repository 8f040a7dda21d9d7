"""Some megabytes kept in hand for a full disk.

When the disk is full they are given up, so that what is already under way can still be journalled; from then on no
new tap is taken and nothing more is sent, until there is room to take them up again.
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
"""Free bytes from which on it is taken up: as much again must be left for taps."""

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
        """Whether the disk has run full and there has been no room since."""
        return self._is_released

    def release(self) -> None:
        """The disk is full: free the bytes."""
        with self._lock:
            if not self._is_released:
                _log.info("ballast: given up")
            self._is_released = True
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)

    def restore(self) -> bool:
        """Have the bytes in hand, where the disk has room for them; returns whether they are."""
        with self._lock:
            is_there = self._is_there() or self._written()
            self._is_released = not is_there
            return is_there

    def require(self) -> None:
        """Raise `DiskFull` while the bytes are given up and cannot be had again."""
        if self._is_released and not self.restore():
            raise DiskFull

    def _is_there(self) -> bool:
        try:
            return self._path.stat().st_size == SIZE
        except OSError:
            return False

    def _written(self) -> bool:
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
