"""The till's data: how long it is kept, the day's report, and the owner's actions."""

from PySide6.QtCore import Signal

from kreward_pos.overriding import override
from kreward_pos.ui.panels.settings.actions import ActionsSection
from kreward_pos.ui.widgets.basic import Button, column, label, row


class DataSection(ActionsSection):
    """The section for data; actions are offered from outside. `day_wanted` and `file_wanted` open the day's report."""

    section_name = "data"
    day_wanted = Signal()
    file_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._explanation = label("muted", wraps=True)
        self._days, self._days_meaning = label("section", wraps=True), label("muted", wraps=True)
        self._report = Button("", name="openDayButton", on_click=self.day_wanted.emit)
        self._file = Button("", name="openFileButton", on_click=self.file_wanted.emit)
        days = column(self._days, self._days_meaning, row(self._report, self._file, 1), spacing=10)
        self.lay_out(self._explanation, days, self._actions)
        self.retranslate()

    @override
    def title(self) -> str:
        return self.tr("Data")

    @override
    def retranslate(self) -> None:
        self._explanation.setText(
            self.tr("What this till keeps is encrypted on this computer. E-mails go after 30 days, balances after one.")
        )
        self._days.setText(self.tr("The day's report"))
        self._days_meaning.setText(
            self.tr("What was given out, hour by hour and by cashier. As a CSV file it opens in any spreadsheet.")
        )
        self._report.setText(self.tr("Open the report"))
        self._file.setText(self.tr("Save as CSV …"))
