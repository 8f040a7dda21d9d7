"""The day's report: figures for everybody, and the owner's pages behind the PIN."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QStackedWidget

from kreward_pos.overriding import override
from kreward_pos.ui.panels.day.figures import FiguresPage
from kreward_pos.ui.panels.day.owner_pages import FilePage, UnusualActivityPage
from kreward_pos.ui.panels.day.shift import ShiftPage
from kreward_pos.ui.panels.panel import Panel
from kreward_pos.ui.runtime.ports import Daybook
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, column, row

_DAY, _SHIFT, _UNUSUAL, _FILE = range(4)


class DayPanel(Panel):
    """The report's four pages. `owner_wanted` carries what to do once the owner has allowed it."""

    panel_name = "day"
    owner_wanted = Signal(object)
    closed = Signal()

    def __init__(self, theming: Theming, daybook: Daybook, runner: TaskRunner) -> None:
        super().__init__()
        self._theming = theming
        self.figures = FiguresPage(theming, daybook, runner)
        self._shift = ShiftPage(daybook, runner)
        self._unusual, self._file = UnusualActivityPage(daybook, runner), FilePage(daybook, runner)
        self._pages = QStackedWidget()
        self._tabs = QButtonGroup(self)
        tabs = row(spacing=6)
        for index, page in enumerate((self.figures, self._shift, self._unusual, self._file)):
            self._pages.addWidget(page)
            tabs.addWidget(self._make_tab(index))
        self._close = Button("", name="closeDayButton", on_click=self.closed.emit)
        tabs.addStretch(1)
        tabs.addWidget(self._close)
        self._body = column(tabs, self._pages, spacing=12)
        self._body.setStretch(1, 1)
        self.setLayout(self._body)
        theming.changed.connect(self._refit)
        self._refit()
        self.retranslate()

    def show_till(self, name: str) -> None:
        """Set the till's name, which is printed."""
        self._shift.show_till(name)

    def open(self) -> None:
        """Show today."""
        self.figures.open()
        self._show_page(_DAY)

    def open_file(self) -> None:
        """Show the page that saves days as a file."""
        self._on_tab(_FILE)

    @override
    def leave(self) -> None:
        self._unusual.clear()

    @override
    def retranslate(self) -> None:
        names = (self.tr("Day"), self.tr("Shift"), self.tr("What stands out"), self.tr("File"))
        for index, name in enumerate(names):
            self._tabs.button(index).setText(name)
        self._close.setText(self.tr("Close (Esc)"))

    def _make_tab(self, index: int) -> Button:
        tab = Button("segment", name=f"dayTab_{index}", on_click=partial(self._on_tab, index))
        tab.setCheckable(True)
        self._tabs.addButton(tab, index)
        return tab

    def _on_tab(self, index: int) -> None:
        """Show a page, the owner's only once they have allowed it; until then the old tab stays checked."""
        self._tabs.button(self._pages.currentIndex()).setChecked(True)
        opened: dict[int, Callable[[], None]] = {
            _DAY: lambda: None,
            _SHIFT: self._shift.open,
            _UNUSUAL: self._unusual.open,
            _FILE: lambda: self._file.open(self.figures.chosen_day),
        }

        def show() -> None:
            self._show_page(index)
            opened[index]()

        if index in {_UNUSUAL, _FILE}:
            self.owner_wanted.emit(show)
        else:
            show()

    def _show_page(self, index: int) -> None:
        self._tabs.button(index).setChecked(True)
        self._pages.setCurrentIndex(index)

    def _refit(self) -> None:
        self._body.setContentsMargins(*((24, 12, 24, 10) if self._theming.is_low else (32, 22, 32, 20)))
