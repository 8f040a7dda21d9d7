"""The current shift: its figures, its end, and a sheet of it to print."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from kreward_pos.errors import TillError
from kreward_pos.overriding import override
from kreward_pos.till.counter.daybook import Shift
from kreward_pos.ui.printing import shift_sheet
from kreward_pos.ui.printing.shift_sheet import ShiftSheet
from kreward_pos.ui.runtime.ports import Daybook
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.text import day_words, words
from kreward_pos.ui.widgets.basic import Button, clear, column, frame, label, row, scroll_area
from kreward_pos.ui.widgets.translated import Translated


class FolderField(Translated, QLineEdit):
    """A field for the folder that a file is saved in."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setText(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        self.retranslate()

    @override
    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Folder"))
        self.setPlaceholderText(self.tr("Folder"))

    @property
    def path(self) -> Path:
        """The folder; `~` is the user's home."""
        return Path(self.text().strip() or ".").expanduser()


class ShiftPage(Translated, QWidget):
    """The current shift, or the one that was just ended, until the page is opened again."""

    def __init__(self, daybook: Daybook, runner: TaskRunner) -> None:
        super().__init__()
        self._daybook, self._runner = daybook, runner
        self._till_name = ""
        self._shift: Shift | None = None
        self._is_ended = self._is_busy = False
        self._result: Path | TillError | None = None
        self._title, self._time = label("heading", name="shiftTitle"), label("muted", name="shiftTime", wraps=True)
        self._lines = QGridLayout()
        self._lines.setVerticalSpacing(6)
        self._lines.setHorizontalSpacing(24)
        self._lines.setColumnStretch(0, 1)
        inner = QWidget()
        inner.setLayout(column(self._lines, 1, margins=(0, 0, 14, 0)))
        self._note = label("muted", name="shiftNote", wraps=True)
        self._folder = FolderField("shiftFolder")
        self._pdf = Button("", name="shiftPdfButton", on_click=self._save_pdf)
        self._end = Button("primary", name="endShiftButton", on_click=self._end_shift)
        buttons = row(self._folder, self._pdf, self._end, spacing=10)
        buttons.setStretch(0, 1)
        self.setLayout(column(self._title, self._time, scroll_area(inner), self._note, buttons, spacing=10))
        self.retranslate()

    def show_till(self, name: str) -> None:
        """Set the till's name, which is printed on the sheet."""
        self._till_name = name

    def open(self) -> None:
        """Show the current shift."""
        self._is_ended, self._result = False, None
        self._runner.ask(self._daybook.shift, self._on_shift, self._show_error)

    @override
    def retranslate(self) -> None:
        self._title.setText(self.tr("Shift ended") if self._is_ended else self.tr("This shift"))
        self._end.setText(self.tr("End the shift"))
        self._end.setEnabled(self._shift is not None and not self._is_ended and not self._is_busy)
        self._pdf.setText(self.tr("Save as PDF"))
        self._pdf.setEnabled(self._shift is not None and not self._is_busy)
        self._note.setVisible(self._result is not None)
        if isinstance(self._result, TillError):
            self._note.setText(words.error_text(self._result))
        elif self._result is not None:
            self._note.setText(self.tr("Saved as {file}").format(file=str(self._result)))
        self._show_shift()

    def _sheet(self, shift: Shift) -> ShiftSheet:
        return ShiftSheet(
            title=self.tr("End of shift") if self._is_ended else self.tr("This shift"),
            till=self._till_name,
            time=day_words.shift_time(shift),
            given=day_words.shift_amounts(shift.total, shift.card_types),
            taps=day_words.shift_outcomes(shift.outcomes),
            cashiers=words.name_list(shift.cashiers),
            signature=self.tr("Signature"),
        )

    def _show_shift(self) -> None:
        clear(self._lines)
        if self._shift is None:
            return
        sheet = self._sheet(self._shift)
        self._time.setText(" · ".join(part for part in (sheet.time, sheet.cashiers) if part))
        for name, count in sheet.given:
            self._add_line("section", name, count)
        self._lines.addWidget(frame("rule", row()), self._lines.count(), 0, 1, 2)
        for name, count in sheet.taps:
            self._add_line("muted", name, count)

    def _add_line(self, role: str, name: str, count: str) -> None:
        place = self._lines.count()
        self._lines.addWidget(label(role, name), place, 0)
        self._lines.addWidget(label("section", count), place, 1, Qt.AlignmentFlag.AlignRight)

    def _on_shift(self, shift: Shift) -> None:
        self._shift, self._is_busy = shift, False
        self.retranslate()

    def _show_error(self, error: TillError) -> None:
        self._result, self._is_busy = error, False
        self.retranslate()

    def _end_shift(self) -> None:
        self._is_busy = True
        self._runner.tap(self._daybook.end_shift, self._on_ended, self._show_error)
        self.retranslate()

    def _on_ended(self, shift: Shift) -> None:
        self._is_ended = True
        self._on_shift(shift)

    def _save_pdf(self) -> None:
        if self._shift is None:
            return
        sheet, file = self._sheet(self._shift), self._folder.path / shift_sheet.file_name(self._shift)
        self._is_busy, self._result = True, None
        self._runner.ask(lambda: shift_sheet.write(sheet, file), self._on_saved, self._show_error)
        self.retranslate()

    def _on_saved(self, file: Path) -> None:
        self._is_busy, self._result = False, file
        self.retranslate()
