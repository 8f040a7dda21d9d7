"""One day in figures and charts, with steps to the days before and after."""

from datetime import date, timedelta
from itertools import zip_longest

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from kreward_pos.errors import TillError
from kreward_pos.overriding import override
from kreward_pos.till.counter.day_summary import Day
from kreward_pos.ui.panels.day.charts import CashierBars, HourBars
from kreward_pos.ui.runtime.ports import Daybook
from kreward_pos.ui.runtime.tasks import Latest, TaskRunner
from kreward_pos.ui.text import day_words, words
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, ElidedLabel, column, label, row, scroll_area
from kreward_pos.ui.widgets.translated import Translated

_MOST_TILES = 7


class Tile(QFrame):
    """A number and what it counts."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.setProperty("role", "tier")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._count, self._what = label("heading", name=f"dayFigure_{place}"), label("small")
        for part in (self._count, self._what):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(column(self._count, self._what, spacing=0, margins=(4, 6, 4, 8)))

    def show_count(self, number: str, what: str) -> None:
        """Show a number and what it counts."""
        self._count.setText(number)
        self._count.setAccessibleName(f"{number} {what}")
        self._what.setText(what)


class FiguresPage(Translated, QWidget):
    """The figures of one day. Every step is asked for at once, and only the newest answer is shown."""

    def __init__(self, theming: Theming, daybook: Daybook, runner: TaskRunner) -> None:
        super().__init__()
        self._daybook, self._days = daybook, Latest(runner)
        self._today = self._chosen = date.min
        self._shown: Day | None = None
        self._trouble: TillError | None = None
        self._title = ElidedLabel("heading", name="dayTitle")
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._before = Button("", "◀", name="dayBeforeButton", on_click=lambda: self._step(-1))
        self._after = Button("", "▶", name="dayAfterButton", on_click=lambda: self._step(1))
        self._to_today = Button("link", name="todayButton", on_click=self.open)
        head = row(self._before, self._title, self._to_today, self._after, spacing=8)
        head.setStretch(1, 1)
        self._tiles = [Tile(place) for place in range(_MOST_TILES)]
        tiles = row(*self._tiles, spacing=6)
        for place in range(_MOST_TILES):
            tiles.setStretch(place, 1)
        self._hours, self._cashiers = HourBars(theming), CashierBars(theming)
        self._empty = label("lead", name="dayEmpty", wraps=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inner = QWidget()
        inner.setLayout(column(tiles, self._empty, self._hours, self._cashiers, spacing=10))
        self.setLayout(column(head, scroll_area(inner), spacing=10))
        self.retranslate()

    @property
    def chosen_day(self) -> date:
        """The day that is shown, or will be once its figures are read."""
        return self._chosen

    def open(self) -> None:
        """Show today."""
        self._today = self._chosen = self._daybook.today()
        self._ask()

    @override
    def retranslate(self) -> None:
        self._before.setAccessibleName(self.tr("The day before"))
        self._after.setAccessibleName(self.tr("The day after"))
        self._to_today.setText(self.tr("Today"))
        self._hours.setAccessibleName(self.tr("By the hour"))
        self._cashiers.setAccessibleName(self.tr("By cashier"))
        self._show_figures()

    def _step(self, days: int) -> None:
        self._chosen = min(self._today, self._chosen + timedelta(days=days))
        self._ask()

    def _ask(self) -> None:
        chosen_day = self._chosen
        self._show_figures()
        self._days.ask(
            lambda: self._daybook.day(chosen_day), self._on_answer, lambda error: self._on_answer(None, error)
        )

    def _on_answer(self, day: Day | None, trouble: TillError | None = None) -> None:
        self._shown, self._trouble = day, trouble
        self._show_figures()

    def _show_figures(self) -> None:
        self._title.show_text(day_words.day_name(self._chosen))
        self._after.setEnabled(self._chosen < self._today)
        self._to_today.setVisible(self._chosen != self._today)
        day = self._shown
        is_shown = day is not None and day.date == self._chosen
        has_taps = day is not None and not day.is_empty
        self._hours.setVisible(has_taps)
        self._empty.setVisible(self._trouble is not None or (is_shown and not has_taps))
        self._empty.setText(
            words.error_text(self._trouble) if self._trouble else self.tr("Nothing was tapped on this day.")
        )
        if day is not None:
            figures = day_words.day_figures(day)
            for tile, figure in zip_longest(self._tiles, figures):
                tile.setVisible(figure is not None)
                if figure is not None:
                    tile.show_count(*figure)
            self._hours.show_hours(day.hours, day.card_types)
            self._cashiers.show_cashiers(day.cashiers, day.card_types)
