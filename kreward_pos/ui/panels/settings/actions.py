"""The owner's acts on data and on what is wrong: a few fields, a button, and one line that says what came of it.

Each asks its back end on a worker; nothing here keeps what was typed once the page is left.
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
from kreward_pos.ui.forms.field import Field, line
from kreward_pos.ui.panels.settings.section import Section
from kreward_pos.ui.runtime.ports import Diagnosis, FindingView, OwnerActions
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.text import words
from kreward_pos.ui.widgets.basic import Button, column, label, row
from kreward_pos.ui.widgets.translated import Translated

Said = Callable[[], str]
"""What came of an act, said anew after a change of language."""


class OwnerAction(Translated, QWidget):
    """A heading, what it means, the parts of the act, and what came of it."""

    def __init__(self, name: str, runner: TaskRunner) -> None:
        super().__init__()
        self.setObjectName(name)
        self._runner = runner
        self._said: Said = str
        self._title, self._meaning = label("section", wraps=True), label("muted", wraps=True)
        self._told = label("muted", name=f"{name}Result", wraps=True)
        self._told.hide()

    def place(self, *parts: QWidget | QLayout) -> None:
        """Put the parts between what it means and what came of it."""
        self.setLayout(column(self._title, self._meaning, *parts, self._told, spacing=10))

    def clear(self) -> None:
        """Let go of what was typed, and of what came of it."""
        self.say(str)

    def say(self, said: Said) -> None:
        """Say what came of it; nothing hides the line."""
        self._said = said
        self._told.setText(said())
        self._told.setVisible(bool(self._told.text()))

    def refuse(self, error: TillError) -> None:
        """It could not be done."""
        self.say(lambda: words.error_text(error))

    @override
    def retranslate(self) -> None:
        self.say(self._said)


class ActionsSection(Section):
    """A section that takes acts, in the order in which they are offered."""

    def __init__(self) -> None:
        super().__init__()
        self._acts = column(spacing=22)

    def offer(self, act: QWidget) -> None:
        """Put another act below the others."""
        self._acts.addWidget(act)

    @override
    def clear(self) -> None:
        for act in self.findChildren(OwnerAction):
            act.clear()


class ForgetCustomer(OwnerAction):
    """Lets one customer go; asks in place before it does, since nothing brings them back."""

    def __init__(self, archive: OwnerActions, runner: TaskRunner) -> None:
        super().__init__("forget", runner)
        self._archive = archive
        self._email = Field(line(254), "forgetEmail")
        self._asked_for = ""
        self._go = Button("", name="forgetButton", on_click=self._on_go)
        self._line.textChanged.connect(self._ask_anew)
        self.place(self._email, row(self._go, 1))
        self.retranslate()

    @override
    def clear(self) -> None:
        self._line.clear()
        super().clear()

    @override
    def retranslate(self) -> None:
        self._title.setText(self.tr("Forget a customer"))
        self._meaning.setText(self.tr("Removes their details from this till. Their card and balance at Kreward stay."))
        self._email.say(self.tr("E-mail"))
        self._go.setText(self.tr("Forget for good") if self._asked_for else self.tr("Forget …"))
        super().retranslate()

    @property
    def _line(self) -> QLineEdit:
        box = self._email.box
        assert isinstance(box, QLineEdit)
        return box

    @Slot()
    def _ask_anew(self) -> None:
        self._asked_for = ""
        self.retranslate()

    @Slot()
    def _on_go(self) -> None:
        try:
            email = Email.parse(self._line.text())
        except TillError as error:
            self._email.refuse(words.error_text(error))
            return
        if self._asked_for != email.key:
            self._asked_for = email.key
            self.say(lambda: self.tr("This cannot be undone. Press again to forget this customer here."))
            self.retranslate()
            return
        self._runner.tap(lambda: self._archive.forget(email), self._on_forgotten, self.refuse)

    def _on_forgotten(self, gone: Forgotten) -> None:
        self._line.clear()
        counts = {"entries": words.number(gone.entries), "links": words.number(gone.links)}
        self.say(lambda: self.tr("Removed from {entries} outbox entries and {links} cards.").format(**counts))


class TransferCards(OwnerAction):
    """Takes which card is whose from one till of the shop to another, in a file with a password."""

    def __init__(self, archive: OwnerActions, runner: TaskRunner) -> None:
        super().__init__("carry", runner)
        self._archive = archive
        self._is_busy = False
        self._path, self._password = Field(line(500), "carryPath"), Field(line(200), "carryPassword")
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._text(self._path).setText(str(Path(documents or ".") / "kreward-cards.kreward"))
        self._text(self._password).setEchoMode(QLineEdit.EchoMode.Password)
        self._out = Button("", name="carryOutButton", on_click=self._on_out)
        self._in = Button("", name="carryInButton", on_click=self._on_in)
        self.place(self._path, self._password, row(self._out, self._in, 1))
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
        self._path.say(self.tr("File"))
        self._password.say(self.tr("File password"))
        self._out.setText(self.tr("Save the file"))
        self._in.setText(self.tr("Load a file"))
        for button in (self._out, self._in):
            button.setEnabled(not self._is_busy)
        super().retranslate()

    @Slot()
    def _on_out(self) -> None:
        path, password = self._given()

        def written(count: int) -> None:
            self._text(self._password).clear()
            self._end(lambda: self.tr("{count} cards saved to {path}.").format(count=words.number(count), path=path))

        self._begin()
        self._runner.ask(lambda: self._archive.export_links(path, password), written, self._on_refused)

    @Slot()
    def _on_in(self) -> None:
        path, password = self._given()
        self._begin()
        self._runner.ask(lambda: self._archive.import_links(path, password), self._on_carried, self._on_refused)

    def _on_carried(self, carried: ImportResult) -> None:
        self._text(self._password).clear()
        counts = {"added": words.number(carried.added), "replaced": words.number(carried.replaced)}
        self._end(lambda: self.tr("Loaded: {added} new cards, {replaced} updated by the other till.").format(**counts))

    def _on_refused(self, error: TillError) -> None:
        self._end(lambda: words.error_text(error))

    def _begin(self) -> None:
        """The password makes it take a second or two, on purpose."""
        self._is_busy = True
        self._said = lambda: self.tr("A moment …")
        self.retranslate()

    def _end(self, said: Said) -> None:
        self._is_busy = False
        self._said = said
        self.retranslate()

    def _given(self) -> tuple[Path, str]:
        return Path(self._text(self._path).text().strip()).expanduser(), self._text(self._password).text()

    @staticmethod
    def _text(field: Field) -> QLineEdit:
        assert isinstance(field.box, QLineEdit)
        return field.box


class CheckTill(OwnerAction):
    """The doctor's findings one below the other, and a bundle for whoever helps."""

    def __init__(self, diagnosis: Diagnosis, runner: TaskRunner) -> None:
        super().__init__("check", runner)
        self._diagnosis = diagnosis
        self._is_busy = False
        self._check = Button("", name="checkButton", on_click=self._on_check)
        self._pack = Button("", name="packButton", on_click=self._on_pack)
        self.place(row(self._check, self._pack, 1))
        self.retranslate()

    @override
    def retranslate(self) -> None:
        self._title.setText(self.tr("If something is wrong"))
        self._meaning.setText(
            self.tr("Check that all is well here. The file for support holds no keys and no personal data.")
        )
        self._check.setText(self.tr("Checking …") if self._is_busy else self.tr("Check this till"))
        self._check.setEnabled(not self._is_busy)
        self._pack.setText(self.tr("Save for support"))
        super().retranslate()

    @Slot()
    def _on_check(self) -> None:
        self._set_busy(is_busy=True)
        self._runner.ask(self._diagnosis.check, self._on_found, self._on_refused)

    def _on_found(self, found: list[FindingView]) -> None:
        self._set_busy(is_busy=False)
        self.say(lambda: "\n".join(words.finding_line(each) for each in found))

    def _on_refused(self, error: TillError) -> None:
        self._set_busy(is_busy=False)
        self.refuse(error)

    @Slot()
    def _on_pack(self) -> None:
        self._set_busy(is_busy=True)
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)

        def packed(path: Path) -> None:
            self._set_busy(is_busy=False)
            self.say(lambda: self.tr("Saved: {path}").format(path=path))

        self._runner.ask(lambda: self._diagnosis.pack(Path(folder or ".")), packed, self._on_refused)

    def _set_busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        self.retranslate()
