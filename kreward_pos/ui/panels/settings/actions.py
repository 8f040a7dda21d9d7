"""The owner's actions on data and diagnostics: a few fields, buttons, and a line for the result.

Each runs on a worker. What was typed is cleared when the page is left.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Slot
from PySide6.QtWidgets import QLayout, QLineEdit, QWidget

from kreward_pos.cards import Email
from kreward_pos.errors import TillError
from kreward_pos.overriding import override
from kreward_pos.till.records.links_export import ImportResult
from kreward_pos.till.records.retention import Forgotten
from kreward_pos.ui.forms.field import Field, line_edit
from kreward_pos.ui.panels.settings.section import Section
from kreward_pos.ui.runtime.ports import Diagnosis, FindingView, OwnerActions
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.text import words
from kreward_pos.ui.widgets.basic import Button, column, label, row
from kreward_pos.ui.widgets.translated import Translated

ResultText = Callable[[], str]
"""Returns an action's result as text in the present language."""


class OwnerAction(Translated, QWidget):
    """A heading, an explanation, the action's own widgets, and its result."""

    def __init__(self, name: str, runner: TaskRunner) -> None:
        super().__init__()
        self.setObjectName(name)
        self._runner = runner
        self._result_text: ResultText = str
        self._title, self._meaning = label("section", wraps=True), label("muted", wraps=True)
        self._result = label("muted", name=f"{name}Result", wraps=True)
        self._result.hide()

    def lay_out(self, *parts: QWidget | QLayout) -> None:
        """Put the action's own widgets between the explanation and the result."""
        self.setLayout(column(self._title, self._meaning, *parts, self._result, spacing=10))

    def clear(self) -> None:
        """Clear what was typed, and the result."""
        self.show_result(str)

    def show_result(self, text: ResultText) -> None:
        """Show the result; an empty text hides it."""
        self._result_text = text
        self._result.setText(text())
        self._result.setVisible(bool(self._result.text()))

    def show_error(self, error: TillError) -> None:
        """Show why the action failed."""
        self.show_result(lambda: words.error_text(error))

    @override
    def retranslate(self) -> None:
        self.show_result(self._result_text)


class ActionsSection(Section):
    """A section with actions in the order in which they are offered."""

    def __init__(self) -> None:
        super().__init__()
        self._actions = column(spacing=22)

    def offer(self, action: QWidget) -> None:
        """Add an action below the others."""
        self._actions.addWidget(action)

    @override
    def clear(self) -> None:
        for action in self.findChildren(OwnerAction):
            action.clear()


class ForgetCustomer(OwnerAction):
    """Forgetting a customer. The button asks for a second press, since this cannot be undone."""

    def __init__(self, owner_actions: OwnerActions, runner: TaskRunner) -> None:
        super().__init__("forget", runner)
        self._owner_actions = owner_actions
        self._email = Field(line_edit(254), "forgetEmail")
        self._confirming = ""
        self._forget = Button("", name="forgetButton", on_click=self._on_forget)
        self._line.textChanged.connect(self._reset)
        self.lay_out(self._email, row(self._forget, 1))
        self.retranslate()

    @override
    def clear(self) -> None:
        self._line.clear()
        super().clear()

    @override
    def retranslate(self) -> None:
        self._title.setText(self.tr("Forget a customer"))
        self._meaning.setText(self.tr("Removes their details from this till. Their card and balance at Kreward stay."))
        self._email.set_caption(self.tr("E-mail"))
        self._forget.setText(self.tr("Forget for good") if self._confirming else self.tr("Forget …"))
        super().retranslate()

    @property
    def _line(self) -> QLineEdit:
        box = self._email.box
        assert isinstance(box, QLineEdit)
        return box

    @Slot()
    def _reset(self) -> None:
        self._confirming = ""
        self.retranslate()

    @Slot()
    def _on_forget(self) -> None:
        try:
            email = Email.parse(self._line.text())
        except TillError as error:
            self._email.show_error(words.error_text(error))
            return
        if self._confirming != email.key:
            self._confirming = email.key
            self.show_result(lambda: self.tr("This cannot be undone. Press again to forget this customer here."))
            self.retranslate()
            return
        self._runner.tap(lambda: self._owner_actions.forget(email), self._on_forgotten, self.show_error)

    def _on_forgotten(self, gone: Forgotten) -> None:
        self._line.clear()
        counts = {"entries": words.number(gone.entries), "links": words.number(gone.links)}
        self.show_result(lambda: self.tr("Removed from {entries} outbox entries and {links} cards.").format(**counts))


class TransferCards(OwnerAction):
    """Carrying the links of cards to customers from till to till, in a file with a password."""

    def __init__(self, owner_actions: OwnerActions, runner: TaskRunner) -> None:
        super().__init__("transfer", runner)
        self._owner_actions = owner_actions
        self._is_busy = False
        self._path, self._password = Field(line_edit(500), "transferPath"), Field(line_edit(200), "transferPassword")
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._text(self._path).setText(str(Path(documents or ".") / "kreward-cards.kreward"))
        self._text(self._password).setEchoMode(QLineEdit.EchoMode.Password)
        self._export = Button("", name="exportCardsButton", on_click=self._on_export)
        self._import = Button("", name="importCardsButton", on_click=self._on_import)
        self.lay_out(self._path, self._password, row(self._export, self._import, 1))
        self.retranslate()

    @override
    def clear(self) -> None:
        self._text(self._password).clear()
        super().clear()

    @override
    def retranslate(self) -> None:
        self._title.setText(self.tr("Share cards between tills"))
        self._meaning.setText(
            self.tr("Each till learns whose card is whose. Save that as a file here, then load it on another till.")
        )
        self._path.set_caption(self.tr("File"))
        self._password.set_caption(self.tr("File password"))
        self._export.setText(self.tr("Save the file"))
        self._import.setText(self.tr("Load a file"))
        for button in (self._export, self._import):
            button.setEnabled(not self._is_busy)
        super().retranslate()

    @Slot()
    def _on_export(self) -> None:
        path, password = self._entered()

        def written(count: int) -> None:
            self._text(self._password).clear()
            self._end(lambda: self.tr("{count} cards saved to {path}.").format(count=words.number(count), path=path))

        self._begin()
        self._runner.ask(lambda: self._owner_actions.export_links(path, password), written, self._on_refused)

    @Slot()
    def _on_import(self) -> None:
        path, password = self._entered()
        self._begin()
        self._runner.ask(lambda: self._owner_actions.import_links(path, password), self._on_imported, self._on_refused)

    def _on_imported(self, result: ImportResult) -> None:
        self._text(self._password).clear()
        counts = {"added": words.number(result.added), "replaced": words.number(result.replaced)}
        self._end(lambda: self.tr("Loaded: {added} new cards, {replaced} updated by the other till.").format(**counts))

    def _on_refused(self, error: TillError) -> None:
        self._end(lambda: words.error_text(error))

    def _begin(self) -> None:
        """Show that it takes a moment; the password is slow to check on purpose."""
        self._is_busy = True
        self._result_text = lambda: self.tr("A moment …")
        self.retranslate()

    def _end(self, text: ResultText) -> None:
        self._is_busy = False
        self._result_text = text
        self.retranslate()

    def _entered(self) -> tuple[Path, str]:
        return Path(self._text(self._path).text().strip()).expanduser(), self._text(self._password).text()

    @staticmethod
    def _text(field: Field) -> QLineEdit:
        assert isinstance(field.box, QLineEdit)
        return field.box


class CheckTill(OwnerAction):
    """The doctor's findings, and the file for support."""

    def __init__(self, diagnosis: Diagnosis, runner: TaskRunner) -> None:
        super().__init__("check", runner)
        self._diagnosis = diagnosis
        self._is_busy = False
        self._check = Button("", name="checkButton", on_click=self._on_check)
        self._save = Button("", name="packButton", on_click=self._on_save)
        self.lay_out(row(self._check, self._save, 1))
        self.retranslate()

    @override
    def retranslate(self) -> None:
        self._title.setText(self.tr("If something is wrong"))
        self._meaning.setText(
            self.tr("Check that all is well here. The file for support holds no keys and no personal data.")
        )
        self._check.setText(self.tr("Checking …") if self._is_busy else self.tr("Check this till"))
        self._check.setEnabled(not self._is_busy)
        self._save.setText(self.tr("Save for support"))
        super().retranslate()

    @Slot()
    def _on_check(self) -> None:
        self._set_busy(is_busy=True)
        self._runner.ask(self._diagnosis.check, self._on_found, self._on_refused)

    def _on_found(self, found: list[FindingView]) -> None:
        self._set_busy(is_busy=False)
        self.show_result(lambda: "\n".join(words.finding_line(each) for each in found))

    def _on_refused(self, error: TillError) -> None:
        self._set_busy(is_busy=False)
        self.show_error(error)

    @Slot()
    def _on_save(self) -> None:
        self._set_busy(is_busy=True)
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)

        def saved(path: Path) -> None:
            self._set_busy(is_busy=False)
            self.show_result(lambda: self.tr("Saved: {path}").format(path=path))

        self._runner.ask(lambda: self._diagnosis.pack(Path(folder or ".")), saved, self._on_refused)

    def _set_busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        self.retranslate()
