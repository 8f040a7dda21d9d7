"""A disk that can be made full: SQLite's own file layer, whose writes fail with SQLITE_FULL on request.

It lies below the cipher, whose layer SQLite puts on top when a name begins with `multipleciphers-`; above it, a log
would be written in the clear.
"""

import itertools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import apsw

_numbers = itertools.count()
_SYSTEMS_OWN = "win32" if sys.platform == "win32" else "unix"


class FullableDisk(apsw.VFS):
    """A file layer, whose `name` a store is opened with. While `is_full`, every write fails."""

    def __init__(self, name: str) -> None:
        name = f"{name}-{next(_numbers)}"  # the cipher's layer stays on the first disk of a name
        self.name = f"multipleciphers-{name}"
        self.is_full = False
        self._is_short: Callable[[], bool] = _always
        super().__init__(name, _SYSTEMS_OWN)

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        return _File(self, name, flags)

    @contextmanager
    def full(self, while_: Callable[[], bool] | None = None) -> Iterator[None]:
        """Have no room until the block ends; with a condition, only while it holds."""
        self.is_full, self._is_short = True, while_ or _always
        yield
        self.is_full, self._is_short = False, _always

    def has_room(self) -> bool:
        """Return whether a write succeeds now."""
        return not (self.is_full and self._is_short())


class _File(apsw.VFSFile):
    def __init__(self, disk: FullableDisk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        self._disk = disk
        super().__init__(_SYSTEMS_OWN, name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        if not self._disk.has_room():
            raise apsw.FullError("no room")
        super().xWrite(data, offset)


def _always() -> bool:
    return True
