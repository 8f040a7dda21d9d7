"""Fakes of the owner's actions and of the doctor, which record what was asked of them.

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
    """Actions that fail for certain e-mails; a file is written once the gate is open."""

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
    """A doctor with one good and one bad finding."""

    def check(self) -> list[FindingView]:
        return [
            FindingView("disk", "ok", "The disk has {free} MB.", {"free": "7"}),
            FindingView("clock", "failed", "The clock is off.", {}),
        ]

    def pack(self, folder: Path) -> Path:
        return folder / "kreward-pos-support.zip"
