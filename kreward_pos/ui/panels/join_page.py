"""The shop's join page: the saved one at once, and the current one once Kreward has answered."""

from PySide6.QtCore import QObject, Signal

from kreward_pos.api.models import JoinPage
from kreward_pos.ui.runtime.ports import Enrolment
from kreward_pos.ui.runtime.tasks import Latest, TaskRunner, ignore


class JoinPages(QObject):
    """The join page for every part that shows it. Window thread only.

    `read` carries a `JoinPage`, `refused` the error why there is no fresh one.
    """

    read = Signal(object)
    refused = Signal(object)

    def __init__(self, enrolment: Enrolment, runner: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._enrolment, self._runner = enrolment, runner
        self._latest = Latest(runner)
        self.page: JoinPage | None = None

    @property
    def is_fresh(self) -> bool:
        """Whether Kreward has sent the page in this run of the app."""
        return self.page is not None and self.page.seen_at is None

    def read_saved(self) -> None:
        """Read the saved page, unless one is known already."""
        self._runner.ask(self._enrolment.saved_join_page, self._on_saved, ignore)

    def ask(self) -> None:
        """Ask Kreward for the page; without a connection the till answers with the saved one."""
        self._latest.ask(self._enrolment.join_page, self._on_read, self.refused.emit)

    def _on_saved(self, page: JoinPage | None) -> None:
        if page is not None and self.page is None:
            self._on_read(page)

    def _on_read(self, page: JoinPage) -> None:
        self.page = page
        self.read.emit(page)
