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

_DAY, _SHIFT, _REMARKS, _FILE = range(4)


class DayPanel(Panel):
    """`owner_wanted` carries what to do once the owner has allowed it."""

    panel_name = "day"
    owner_wanted = Signal(object)
    closed = Signal()

    def __init__(self, theming: Theming, daybook: Daybook, runner: TaskRunner) -> None:
        super().__init__()
        self._theming = theming
        self.figures = FiguresPage(theming, daybook, runner)
        self._shift = ShiftPage(daybook, runner)
        self._remarks, self._file = UnusualActivityPage(daybook, runner), FilePage(daybook, runner)
        self._pages = QStackedWidget()
        self._tabs = QButtonGroup(self)
        tabs = row(spacing=6)
        for place, page in enumerate((self.figures, self._shift, self._remarks, self._file)):
            self._pages.addWidget(page)
            tabs.addWidget(self._tab(place))
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
        """The till's name, for what is printed."""
        self._shift.show_till(name)

    def open(self) -> None:
        """Show today."""
        self.figures.open()
        self._turn(_DAY)

    def open_file(self) -> None:
        """Show what writes a day, or thirty, into a file."""
        self._want(_FILE)

    @override
    def let_go(self) -> None:
        self._remarks.clear()

    @override
    def retranslate(self) -> None:
        names = (self.tr("Day"), self.tr("Shift"), self.tr("What stands out"), self.tr("File"))
        for place, name in enumerate(names):
            self._tabs.button(place).setText(name)
        self._close.setText(self.tr("Close (Esc)"))

    def _tab(self, place: int) -> Button:
        tab = Button("segment", name=f"dayTab_{place}", on_click=partial(self._want, place))
        tab.setCheckable(True)
        self._tabs.addButton(tab, place)
        return tab

    def _want(self, place: int) -> None:
        """Nothing of the owner's is shown before they allow it; the tabs stay as they were meanwhile."""
        self._tabs.button(self._pages.currentIndex()).setChecked(True)
        opened: dict[int, Callable[[], None]] = {
            _DAY: lambda: None,
            _SHIFT: self._shift.open,
            _REMARKS: self._remarks.open,
            _FILE: lambda: self._file.open(self.figures.wanted),
        }

        def show() -> None:
            self._turn(place)
            opened[place]()

        if place in {_REMARKS, _FILE}:
            self.owner_wanted.emit(show)
        else:
            show()

    def _turn(self, place: int) -> None:
        self._tabs.button(place).setChecked(True)
        self._pages.setCurrentIndex(place)

    def _refit(self) -> None:
        self._body.setContentsMargins(*((24, 12, 24, 10) if self._theming.is_low else (32, 22, 32, 20)))
