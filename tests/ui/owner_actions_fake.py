"""The owner's acts on data and on what is wrong, made by hand: they keep what was asked of them.

Called on worker threads, like the real ones.
"""

import threading
from pathlib import Path

from kreward_pos.cards import Email
from kreward_pos.till.model.errors import StillOpen
from kreward_pos.till.records.links_export import ImportResult, LinksSealed
from kreward_pos.till.records.retention import Forgotten
from kreward_pos.ui.runtime.ports import FindingView


class FakeArchive:
    """Refuses whom it is told to; a file takes until the gate is open."""

    def __init__(self) -> None:
        self.forgotten: list[Email] = []
        self.written: list[tuple[Path, str]] = []
        self.is_open = False
        self.gate = threading.Event()
        self.gate.set()

    def forget(self, email: Email) -> Forgotten:
        if self.is_open:
            raise StillOpen(count=1)
        self.forgotten.append(email)
        return Forgotten(3, 1, 2)

    def export_links(self, path: Path, password: str) -> int:
        self.gate.wait(20)
        self.written.append((path, password))
        return 1200

    def import_links(self, path: Path, password: str) -> ImportResult:
        if password != "right":
            raise LinksSealed
        self.written.append((path, password))
        return ImportResult(5, 1, 0)


class FakeDiagnosis:
    """Finds one thing that is well and one that is not."""

    def check(self) -> list[FindingView]:
        return [
            FindingView("disk", "ok", "The disk has {free} MB.", {"free": "7"}),
            FindingView("clock", "failed", "The clock is off.", {}),
        ]

    def pack(self, folder: Path) -> Path:
        return folder / "kreward-pos-support.zip"
