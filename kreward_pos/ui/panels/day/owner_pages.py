"""The pages of the report that are for the owner: unusual activity, and a file of several days."""

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from kreward_pos.errors import TillError
from kreward_pos.overriding import override
from kreward_pos.till.counter.irregularities import Irregularity
from kreward_pos.ui.panels.day.shift import FolderField
from kreward_pos.ui.runtime.ports import Daybook
from kreward_pos.ui.runtime.tasks import Latest, TaskRunner
from kreward_pos.ui.text import day_words, words
from kreward_pos.ui.widgets.basic import Button, clear, column, frame, label, row, scroll_area
from kreward_pos.ui.widgets.translated import Translated


class UnusualActivityPage(Translated, QWidget):
    """Unusual activity in sentences with figures, and the remark that they accuse nobody."""

    def __init__(self, daybook: Daybook, runner: TaskRunner) -> None:
        super().__init__()
        self._daybook, self._latest = daybook, Latest(runner)
        self._found: list[Irregularity] | TillError | None = None
        self._title, self._lead = label("heading"), label("muted", wraps=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(10)
        inner = QWidget()
        inner.setLayout(column(self._lines, 1, margins=(0, 0, 14, 0)))
        self.setLayout(column(self._title, self._lead, scroll_area(inner), spacing=10))
        self.retranslate()

    def open(self) -> None:
        """Look for unusual activity."""
        self._latest.ask(self._daybook.irregularities, self._show, self._show)

    def clear(self) -> None:
        """Remove every name and figure."""
        self._latest.cancel()
        self._show(None)

    @override
    def retranslate(self) -> None:
        self._title.setText(self.tr("What stands out in the last four weeks"))
        self._lead.setText(
            self.tr("Figures far from what is usual at this till. A good customer or a busy shift may explain them.")
        )
        clear(self._lines)
        if self._found is None:
            sentences = [self.tr("Looking …")]
        elif isinstance(self._found, TillError):
            sentences = [words.error_text(self._found)]
        else:
            sentences = [day_words.irregularity_text(found) for found in self._found] or [
                self.tr("Nothing stands out.")
            ]
        for number, sentence in enumerate(sentences):
            line = label("section", sentence, name=f"dayRemark_{number}", wraps=True)
            self._lines.addWidget(frame("tier", column(line, margins=(18, 14, 18, 14))))

    def _show(self, found: list[Irregularity] | TillError | None) -> None:
        self._found = found
        self.retranslate()


class FilePage(Translated, QWidget):
    """One day, or the thirty days up to it, as a CSV file. Leaving the page does not stop the writing."""

    def __init__(self, daybook: Daybook, runner: TaskRunner) -> None:
        super().__init__()
        self._daybook, self._runner = daybook, runner
        self._day = date.min
        self._is_busy = False
        self._result: Path | TillError | None = None
        self._title, self._lead = label("heading"), label("muted", wraps=True)
        self._folder = FolderField("dayFolder")
        self._caption = label("label")
        self._emails = QCheckBox()
        self._emails.setObjectName("dayEmails")
        self._note = label("muted", name="dayFileNote", wraps=True)
        self._one = Button("primary", name="dayCsvButton", on_click=lambda: self._save_csv(1))
        self._many = Button("", name="monthCsvButton", on_click=lambda: self._save_csv(30))
        buttons = row(self._one, self._many, 1, spacing=10)
        self.setLayout(
            column(
                self._title, self._lead, self._caption, self._folder, self._emails, self._note, buttons, 1, spacing=10
            )
        )
        self.retranslate()

    def open(self, day: date) -> None:
        """Offer files up to this day."""
        self._day = day
        if not self._is_busy:
            self._result = None
        self._emails.setChecked(False)
        self.retranslate()

    @override
    def retranslate(self) -> None:
        self._title.setText(self.tr("The taps as a file"))
        self._lead.setText(self.tr("A CSV file that any spreadsheet opens. A file of the same name is replaced."))
        self._caption.setText(self.tr("Folder"))
        self._emails.setText(self.tr("Include customers' e-mails and names"))
        self._one.setText(self.tr("Save {day}").format(day=self._day.isoformat()))
        self._many.setText(self.tr("Save the 30 days up to then"))
        for button in (self._one, self._many):
            button.setEnabled(not self._is_busy)
        self._note.setVisible(self._is_busy or self._result is not None)
        if self._is_busy:
            self._note.setText(self.tr("Saving … You can leave this page meanwhile."))
        elif isinstance(self._result, TillError):
            self._note.setText(words.error_text(self._result))
        elif self._result is not None:
            self._note.setText(self.tr("Saved as {file}").format(file=str(self._result)))

    def _save_csv(self, days: int) -> None:
        folder, last, with_emails = self._folder.path, self._day, self._emails.isChecked()
        first = last - timedelta(days=days - 1)
        self._is_busy = True
        self._runner.ask(
            lambda: self._daybook.export_csv(folder, first, last, with_emails=with_emails),
            self._show_result,
            self._show_result,
        )
        self.retranslate()

    def _show_result(self, sentences: Path | TillError) -> None:
        self._is_busy, self._result = False, sentences
        self.retranslate()
