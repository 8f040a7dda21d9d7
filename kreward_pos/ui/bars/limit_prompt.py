"""The question before a tap goes over a limit: in place, never a dialog, and gone when the next customer comes."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame

from kreward_pos.overriding import override
from kreward_pos.till.model.limits import Consent, LimitReached
from kreward_pos.ui.text import words
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, ElidedLabel, column, row
from kreward_pos.ui.widgets.message_bar import MessageBar
from kreward_pos.ui.widgets.translated import Translated

Yes = Callable[[], object]


class LimitPrompt(Translated, QFrame):
    """A question in the message bar's place, until `closed`.

    Enter says yes; Esc, or Space pressed once too often, says no.
    """

    closed = Signal()

    def __init__(self, theming: Theming, message_bar: MessageBar) -> None:
        super().__init__()
        self._theming, self._message_bar = theming, message_bar
        self._limit: LimitReached | None = None
        self._yes_then: Yes = lambda: None
        self.setProperty("role", "notice")
        self.setObjectName("limitPrompt")
        self._title = ElidedLabel("noticeTitle", name="limitTitle")
        self._sentence = ElidedLabel("noticeText", name="limitSentence")
        self._yes = Button("primary", name="limitYesButton", on_click=self._agree)
        self._no = Button("", name="limitNoButton", on_click=self.decline)
        line = row(column(self._title, self._sentence, spacing=0), self._yes, self._no, margins=(20, 4, 6, 4))
        line.setStretch(0, 1)
        self.setLayout(line)
        self.hide()
        theming.changed.connect(self._refit)
        self._refit()

    def ask(self, limit: LimitReached, yes: Yes) -> None:
        """Ask whether to go over `limit`, and call `yes` then; drop the question before it."""
        self._limit, self._yes_then = limit, yes
        self._message_bar.hide()
        self.show()
        self.retranslate()
        self._no.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def decline(self) -> None:
        """Hide the question; nothing is tapped."""
        if self._limit is not None:
            self._limit, self._yes_then = None, lambda: None
            self.hide()
            self._message_bar.show()
            self.closed.emit()

    @override
    def retranslate(self) -> None:
        if self._limit is None:
            return
        self._title.show_text(words.title(self._limit))
        self._sentence.show_text(words.sentence(self._limit))
        is_owners = self._limit.needs is Consent.OWNER
        self._yes.setText(self.tr("Allow (Enter)") if is_owners else self.tr("Add again (Enter)"))
        self._no.setText(self.tr("No (Esc)"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as yes."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat():
            self._agree()
        else:
            super().keyPressEvent(event)

    def _agree(self) -> None:
        yes = self._yes_then
        self.decline()
        yes()

    def _refit(self) -> None:
        self.setFixedHeight(max(68, self._theming.px(72)))
        for button in (self._yes, self._no):
            button.setMinimumSize(QSize(self._theming.px(120), 48))
