"""A disk that can be made full: SQLite's own file layer, whose writes fail with SQLITE_FULL when told to."""

from collections.abc import Iterator
from contextlib import contextmanager

import apsw


class FullableDisk(apsw.VFS):
    """Register one per test under a name of its own; `is_full` decides every write from then on."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_full = False
        super().__init__(name, "")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802 - apsw's name
        return _File(self, name, flags)

    @contextmanager
    def full(self) -> Iterator[None]:
        """No room until the block ends."""
        self.is_full = True
        yield
        self.is_full = False


class _File(apsw.VFSFile):
    def __init__(self, disk: FullableDisk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        self._disk = disk
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - apsw's name
        if self._disk.is_full:
            raise apsw.FullError("no room")
        super().xWrite(data, offset)
