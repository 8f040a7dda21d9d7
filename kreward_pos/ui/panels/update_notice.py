"""The notice of a newer version, and the hourly check for one.

The header only says that there is one. The settings page says what is new, and opens the download page in the browser;
nothing is downloaded here.
"""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QObject, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame

from kreward_pos.overriding import override
from kreward_pos.system.updates import Release, UpdateView
from kreward_pos.ui.runtime.tasks import TaskRunner, ignore
from kreward_pos.ui.theme.application import current_language
from kreward_pos.ui.widgets.basic import Button, column, label, row
from kreward_pos.ui.widgets.translated import Translated

_HOUR_MS = 60 * 60 * 1000


def open_in_browser(address: str) -> None:
    """Open this address in the browser. It was checked where the notice was read."""
    QDesktopServices.openUrl(QUrl(address, QUrl.ParsingMode.StrictMode))


class UpdateWatch(QObject):
    """The check at the start and every hour, on a worker, who decides whether to ask the server.

    `found` carries an `UpdateView`. Failures are ignored.
    """

    found = Signal(object)

    def __init__(self, check: Callable[[], UpdateView], runner: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._check, self._runner = check, runner
        self._timer = QTimer(self, interval=_HOUR_MS)
        self._timer.timeout.connect(self.check)

    @Slot()
    def start(self) -> None:
        """Check now and every hour."""
        self._timer.start()
        self.check()

    @Slot()
    def check(self) -> None:
        """Check now."""
        self._runner.ask(self._check, self.found.emit, ignore)


class UpdateNotice(Translated, QFrame):
    """What is known of a newer version, or why nothing is."""

    def __init__(self, open_page: Callable[[str], None] = open_in_browser) -> None:
        super().__init__()
        self._view: UpdateView | None = None
        self._open_page = open_page
        self._title = label("section", name="updateTitle", wraps=True)
        self._notes = label("muted", name="updateNotes", wraps=True)
        self._page = label("small", name="updatePage", wraps=True)
        self._open = Button("", name="openUpdateButton", on_click=self._open_release)
        where = row(self._page, self._open, spacing=16)
        where.setStretch(0, 1)
        self._where = QFrame()
        self._where.setLayout(where)
        self.setLayout(column(self._title, self._notes, self._where, spacing=8))
        self.retranslate()

    def show_update(self, view: UpdateView) -> None:
        """Show what a check has found."""
        self._view = view
        self.retranslate()

    @override
    def retranslate(self) -> None:
        release = None if self._view is None else self._view.release
        self._title.setText("" if release is None else self._headline(release))
        self._notes.setText(self._why_none() if release is None else release.notes_in(current_language().code))
        self._page.setText("" if release is None else release.page)
        self._open.setText(self.tr("Open this page"))
        for part in (self._title, self._notes):
            part.setVisible(bool(part.text()))
        self._where.setVisible(release is not None)

    def _headline(self, release: Release) -> str:
        day = QDate(release.date.year, release.date.month, release.date.day)
        # The format is translated, too: languages write the parts of a date in different orders.
        date = QLocale().toString(day, self.tr("d MMMM yyyy"))
        return self.tr("Version {new} came out on {date}.").format(new=release.version, date=date)

    def _why_none(self) -> str:
        if self._view is None:
            return ""
        return {
            "": self.tr("No newer version is known."),
            "switched_off": self.tr("Looking for newer versions is switched off."),
            "no_key": self.tr("This build cannot look for newer versions."),
        }[self._view.why_off]

    @Slot()
    def _open_release(self) -> None:
        if self._view is not None and self._view.release is not None:
            self._open_page(self._view.release.page)


def short_notice(view: UpdateView) -> str:
    """Return the header's short text about a newer version, empty where there is none."""
    if view.release is None:
        return ""
    source = QCoreApplication.translate("words", "Version {new} is out. Ask the owner to install it.")
    return source.format(new=view.release.version)
