"""The shop's join page for whatever shows it: the kept one at once, the present one as soon as Kreward tells it."""

from PySide6.QtCore import QObject, Signal

from kreward_pos.api.models import JoinPage
from kreward_pos.errors import TillError
from kreward_pos.ui.runtime.ports import Enrolment
from kreward_pos.ui.runtime.tasks import TaskRunner


class JoinPages(QObject):
    """Window thread only. `read` carries a `JoinPage`, `refused` why there is no fresh one."""

    read = Signal(object)
    refused = Signal(object)

    def __init__(self, enrolment: Enrolment, runner: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._enrolment, self._runner = enrolment, runner
        self._number = 0
        self.page: JoinPage | None = None

    @property
    def is_fresh(self) -> bool:
        """Whether the page was told by Kreward in this run of the app."""
        return self.page is not None and self.page.seen_at is None

    def ask_kept(self) -> None:
        """Take the page that was kept, where there is one and none is known yet."""
        self._runner.ask(self._enrolment.saved_join_page, self._on_kept, _leave)

    def ask(self) -> None:
        """Ask Kreward, which falls back on the kept one; an answer to any but the newest question is dropped."""
        self._number += 1
        number = self._number
        self._runner.ask(
            self._enrolment.join_page,
            lambda page: self._on_read(number, page),
            lambda error: self._on_refused(number, error),
        )

    def _on_kept(self, page: JoinPage | None) -> None:
        if page is not None and self.page is None:
            self.page = page
            self.read.emit(page)

    def _on_read(self, number: int, page: JoinPage) -> None:
        if number == self._number:
            self.page = page
            self.read.emit(page)

    def _on_refused(self, number: int, error: TillError) -> None:
        if number == self._number:
            self.refused.emit(error)


def _leave(_error: TillError) -> None:
    """Kreward is asked next."""
