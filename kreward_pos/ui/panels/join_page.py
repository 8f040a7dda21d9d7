"""The shop's join page for whatever shows it: the kept one at once, the present one as soon as Kreward tells it."""

from PySide6.QtCore import QObject, Signal

from kreward_pos.api.models import JoinPage
from kreward_pos.ui.runtime.ports import Enrolment
from kreward_pos.ui.runtime.tasks import Latest, TaskRunner, ignore


class JoinPages(QObject):
    """Window thread only. `read` carries a `JoinPage`, `refused` why there is no fresh one."""

    read = Signal(object)
    refused = Signal(object)

    def __init__(self, enrolment: Enrolment, runner: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._enrolment, self._runner = enrolment, runner
        self._latest = Latest(runner)
        self.page: JoinPage | None = None

    @property
    def is_fresh(self) -> bool:
        """Whether the page was told by Kreward in this run of the app."""
        return self.page is not None and self.page.seen_at is None

    def ask_kept(self) -> None:
        """Take the page that was kept, where there is one and none is known yet."""
        self._runner.ask(self._enrolment.saved_join_page, self._on_kept, ignore)

    def ask(self) -> None:
        """Ask Kreward, which falls back on the kept one; an answer to any but the newest question is dropped."""
        self._latest.ask(self._enrolment.join_page, self._on_read, self.refused.emit)

    def _on_kept(self, page: JoinPage | None) -> None:
        if page is not None and self.page is None:
            self._on_read(page)

    def _on_read(self, page: JoinPage) -> None:
        self.page = page
        self.read.emit(page)
