"""The question before the counter closes, in place and never a dialog. It says that unsent taps are safe."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame

from kreward_pos.overriding import override
from kreward_pos.till.model.views import ConnectionView
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, ElidedLabel, row
from kreward_pos.ui.widgets.message_bar import MessageBar
from kreward_pos.ui.widgets.translated import Translated


class ClosePrompt(Translated, QFrame):
    """A question in the message bar's place. `confirmed` when the person wants to close.

    A kiosk always asks, a window only while something waits to be sent.
    """

    confirmed = Signal()

    def __init__(self, theming: Theming, message_bar: MessageBar, *, is_session_only: bool = False) -> None:
        super().__init__()
        self._theming, self._message_bar = theming, message_bar
        self._asks_always = False
        self._is_session_only = is_session_only
        self._waiting = self._checking = 0
        self.setProperty("role", "notice")
        self.setObjectName("closePrompt")
        self._label = ElidedLabel("noticeTitle", name="closePromptLabel")
        self._close = Button("", name="closeTillButton", on_click=self._confirm)
        self._stay = Button("", name="stayButton", on_click=self.cancel)
        line = row(self._label, self._close, self._stay, margins=(20, 4, 6, 4), spacing=10)
        line.setStretch(0, 1)
        self.setLayout(line)
        self.hide()
        theming.changed.connect(self._refit)
        self._refit()
        self.retranslate()

    @property
    def must_ask(self) -> bool:
        """Return whether the counter must ask before it closes."""
        return self._asks_always or self._waiting > 0

    def ask_always(self, asks_always: bool) -> None:
        """Set whether the counter asks even while nothing waits to be sent."""
        self._asks_always = asks_always

    @Slot(object)
    def show_status(self, status: ConnectionView) -> None:
        """Remember how many entries wait to be sent, and of how many the answer was lost."""
        self._waiting, self._checking = status.waiting, status.checking
        self.retranslate()

    @Slot()
    def ask(self) -> None:
        """Ask, with the focus on staying open."""
        self._message_bar.hide()
        self.show()
        self._stay.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def cancel(self) -> None:
        """Hide the question, and keep the counter open."""
        self.hide()
        self._message_bar.show()

    @override
    def retranslate(self) -> None:
        self._label.show_text(self._question() if self._waiting else self.tr("Close the till?"))
        self._close.setText(self.tr("Close"))
        self._stay.setText(self.tr("Stay"))

    def _question(self) -> str:
        """Return what becomes of the entries that wait."""
        if self._is_session_only and self._checking:
            source = self.tr("Not settled yet, and lost if the app closes now: {n}. This session keeps nothing.")
        elif self._is_session_only:
            source = self.tr("Not sent yet, and lost if the app closes now: {n}. This session keeps nothing.")
        elif self._checking:
            source = self.tr("Not settled yet: {n}. Nothing is lost: the till goes on when the app runs again.")
        elif self._waiting == 1:
            source = self.tr("1 tap is waiting. It is safe and will be sent when the app runs again.")
        else:
            source = self.tr("{n} taps are waiting. They are safe and will be sent when the app runs again.")
        return source.format(n=self._waiting)

    def _confirm(self) -> None:
        self.cancel()
        self.confirmed.emit()

    def _refit(self) -> None:
        self.setFixedHeight(max(60, self._theming.px(64)))
        for button in (self._close, self._stay):
            button.setMinimumSize(QSize(self._theming.px(110), 48))
