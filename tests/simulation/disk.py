"""A disk whose power can be cut: SQLite's own file layer, which remembers what was written and not synced.

After a cut, any part of what was not synced may be gone and other parts may be there. The disk can also be full or
refuse to sync, and the computer may crash at each of its steps. Knows SQLite's files, not their content.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import apsw

_SECTOR = 512


@dataclass(frozen=True, slots=True)
class _Write:
    """A write or truncation: `old` was at `offset` of a file of `size` bytes."""

    offset: int
    size: int
    old: bytes
    new: bytes | None


class Disk(apsw.VFS):
    """The disk of one till. Once `survives` has returned False, nothing is written any more."""

    def __init__(self, name: str, survives: Callable[[str], bool]) -> None:
        self.name = name
        self.survives = survives
        self.is_full = False
        self.refuses_to_sync = False
        self._unsynced: dict[str, list[_Write]] = {}
        super().__init__(name, "")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        return _File(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        if self.survives("delete"):
            self._unsynced.pop(filename, None)
            super().xDelete(filename, syncdir)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Work without faults until the block ends."""
        before = self.is_full, self.refuses_to_sync
        self.is_full = self.refuses_to_sync = False
        yield
        self.is_full, self.refuses_to_sync = before

    def writes_of(self, path: str) -> list[_Write]:
        """Return what was written to the file since its last sync."""
        return self._unsynced.setdefault(path, [])

    def cut_power(self, rng: random.Random) -> None:
        """Lose all or some of what was not synced; to be called while no file is open."""
        share = rng.choice((0.0, 0.0, 0.5, 0.9))
        for path, writes in self._unsynced.items():
            if writes and Path(path).exists():
                _cut(Path(path), writes, share, rng)
        self._unsynced.clear()

    def restart(self) -> None:
        """Take the files' content as synced, because the computer has started again."""
        self._unsynced.clear()


class _File(apsw.VFSFile):
    def __init__(self, disk: Disk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        self._disk = disk
        self._path = name.filename() if isinstance(name, apsw.URIFilename) else name
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        disk = self._disk
        if not disk.survives("write"):
            return
        if disk.is_full:
            raise apsw.FullError("no room")
        if self._path is not None:
            self._remember(offset, len(data), data)
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:
        if not self._disk.survives("truncate"):
            return
        if self._path is not None:
            self._remember(newsize, self.xFileSize() - newsize, None)
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: ARG002 - apsw's names
        disk = self._disk
        if not disk.survives("before a sync"):
            return
        if disk.refuses_to_sync:
            raise apsw.IOError("the disk does not answer")
        # The files lie on a disk that never loses power: a real sync would prove nothing and take long.
        if self._path is not None:
            disk.writes_of(self._path).clear()
        disk.survives("after a sync")

    def _remember(self, offset: int, length: int, new: bytes | None) -> None:
        assert self._path is not None
        size = self.xFileSize()
        old = b"" if offset >= size or length <= 0 else self.xRead(min(length, size - offset), offset)
        self._disk.writes_of(self._path).append(_Write(offset, size, old, None if new is None else bytes(new)))


def _cut(path: Path, writes: list[_Write], share: float, rng: random.Random) -> None:
    """Go back to what was synced, then repeat each write that happened to reach the disk, perhaps in part."""
    image = bytearray(path.read_bytes())
    for write in reversed(writes):
        image[write.offset : write.offset + len(write.old)] = write.old
        del image[write.size :]
    for write in writes:
        if rng.random() >= share:
            continue
        if write.new is None:
            del image[write.offset :]
            continue
        torn = rng.random() < 0.1
        new = write.new[: rng.randrange(len(write.new) // _SECTOR + 1) * _SECTOR] if torn else write.new
        image.extend(bytes(max(0, write.offset - len(image))))
        image[write.offset : write.offset + len(new)] = new
    path.write_bytes(image)
