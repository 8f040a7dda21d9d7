"""The box above the outbox's table: an entry that needs a person, its evidence, and the choices."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from kreward_pos.errors import TillError
from kreward_pos.overriding import override
from kreward_pos.till.model.entries import NEEDS_PERSON, Attempt, Decision, Entry, EntryState
from kreward_pos.ui.runtime.ports import Review
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.text import review_text, words
from kreward_pos.ui.widgets.basic import Button, column, label, row
from kreward_pos.ui.widgets.translated import Translated


class ReviewBox(Translated, QFrame):
    """The entry that was chosen, or the first. `decided` carries its number and the `Decision`."""

    decided = Signal(int, object)

    def __init__(self, review: Review, runner: TaskRunner, failed: Callable[[TillError], None]) -> None:
        super().__init__()
        self._review, self._runner, self._failed = review, runner, failed
        self._entries: list[Entry] = []
        self._chosen: int | None = None
        self._attempts: tuple[int, list[Attempt]] | None = None
        self.setProperty("role", "notice")
        self.setObjectName("needsYouBox")
        self._need, self._evidence = label("noticeTitle"), label("noticeText", name="evidenceLabel", wraps=True)
        self._counted = Button("", name="countedButton", on_click=lambda: self._decide(Decision.COUNTED))
        self._again = Button("", name="sendAgainButton", on_click=lambda: self._decide(Decision.SEND_AGAIN))
        self._write_off = Button("", name="writeOffButton", on_click=lambda: self._decide(Decision.WRITE_OFF))
        buttons = row(self._counted, self._again, self._write_off, 1, spacing=10)
        self.setLayout(column(self._need, self._evidence, buttons, spacing=8, margins=(20, 12, 20, 12)))
        self.hide()

    def reset(self) -> None:
        """Start with the first entry again, and read its evidence again."""
        self._chosen = self._attempts = None

    def choose(self, seq: int) -> None:
        """Show the entry numbered `seq`."""
        self._chosen = seq
        self.retranslate()

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show those of `entries` that need a person; hide where none does."""
        self._entries = [entry for entry in entries if entry.state in NEEDS_PERSON]
        self.setVisible(bool(self._entries))
        self.retranslate()

    @override
    def retranslate(self) -> None:
        self._counted.setText(self.tr("It was added"))
        self._again.setText(self.tr("Send again"))
        self._write_off.setText(self.tr("Write off"))
        if not self._entries:
            return
        entry = next((entry for entry in self._entries if entry.seq == self._chosen), self._entries[0])
        self._chosen = entry.seq
        self._need.setText(words.needs_person(len(self._entries)))
        # Kreward refused a blocked entry, so it cannot have counted.
        self._counted.setVisible(entry.state is EntryState.REVIEW)
        attempts = self._attempts[1] if self._attempts and self._attempts[0] == entry.seq else None
        self._evidence.setText(review_text.evidence(entry, attempts or []))
        if attempts is None:
            self._ask_evidence(entry.seq)

    def _ask_evidence(self, seq: int) -> None:
        def show(attempts: list[Attempt]) -> None:
            self._attempts = (seq, attempts)
            if self._chosen == seq:
                self.retranslate()

        self._runner.ask(lambda: self._review.attempts(seq), show, self._failed)

    def _decide(self, decision: Decision) -> None:
        if self._chosen is not None:
            self.decided.emit(self._chosen, decision)
