"""The panel that asks for the owner's PIN, or replaces a forgotten one."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from kreward_pos.errors import TillError
from kreward_pos.overriding import override
from kreward_pos.system.pin import PinPaused, ProtectedAction
from kreward_pos.ui.forms.field import Field
from kreward_pos.ui.forms.keys import KeyLine
from kreward_pos.ui.forms.pin import NewPinForm, PinPad
from kreward_pos.ui.panels.panel import Panel
from kreward_pos.ui.runtime.ports import PinLock
from kreward_pos.ui.runtime.tasks import Latest, TaskRunner
from kreward_pos.ui.text import words
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, column, label, row

_PAD, _PROOF, _NEW = range(3)


class PinPanel(Panel):
    """The owner's PIN pad. `opened` once the PIN was right or was replaced; `closed` when somebody gave up."""

    panel_name = "pin"
    opened = Signal()
    closed = Signal()

    def __init__(self, theming: Theming, pin: PinLock, runner: TaskRunner) -> None:
        super().__init__()
        self._theming, self._pin, self._latest = theming, pin, Latest(runner)
        self._action = ProtectedAction.SETTINGS
        self._error: TillError | None = None
        self._wait_s = 0
        self._countdown = QTimer(self, interval=1000)
        self._countdown.timeout.connect(self._on_second)
        self._title, self._lead = label("heading", name="pinTitle", wraps=True), label("lead", wraps=True)
        self._trouble = label("trouble", name="pinTrouble", wraps=True)
        self._forgot = Button("link", name="forgotPinButton", on_click=self._ask_for_proof)
        self._close = Button("", name="closePinButton", on_click=self.closed.emit)
        self._pad, self._new, self._key = PinPad(theming), NewPinForm(theming), KeyLine()
        self._pad.entered.connect(self._unlock)
        self._new.chosen.connect(self._replace)
        self._key_field = Field(self._key, "proofField")
        self._key.returnPressed.connect(self._prove)
        self._prove_button = Button("primary", name="proveButton", on_click=self._prove)
        self._pages = QStackedWidget()
        for page in (self._pad, self._proof_page(), self._new):
            self._pages.addWidget(page)
        links = row(self._close, self._forgot, 1)
        side = column(1, self._title, self._lead, self._trouble, links, 1, spacing=14)
        self._body = row(side, self._pages, spacing=32)
        self._body.setStretch(0, 1)
        self._body.setAlignment(self._pages, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(self._body)
        theming.changed.connect(self._refit)
        self._refit()
        self.retranslate()

    def ask(self, action: ProtectedAction) -> None:
        """Ask for the PIN before this action."""
        self._reset()
        self._action = action
        self._show_page(_PAD)
        self._latest.ask(self._pin.wait_s, self._count_wait_down, self._on_refused)

    @override
    def leave(self) -> None:
        self._reset()

    def _reset(self) -> None:
        """Clear what was typed, and drop an answer that is still on its way, so that it opens nothing."""
        self._latest.cancel()
        self._error, self._wait_s = None, 0
        self._countdown.stop()
        self._pad.pause(is_paused=False)
        self._pad.clear()
        self._new.clear()
        self._key.clear()

    @override
    def retranslate(self) -> None:
        page = self._pages.currentIndex()
        titles = (self.tr("The owner's PIN, please"), self.tr("PIN forgotten?"), self.tr("A new PIN"))
        self._title.setText(titles[page])
        proof = self.tr("Enter the shop's secret key. Anyone who has it can choose a new PIN.")
        self._lead.setText((self._reason(), proof, self.tr("It takes effect straight away."))[page])
        self._trouble.setVisible(self._error is not None)
        if self._error is not None:
            error = PinPaused(self._wait_s) if self._wait_s else self._error
            self._trouble.setText(words.error_text(error))
        self._forgot.setText(self.tr("Forgotten?"))
        self._forgot.setVisible(page == _PAD)
        self._close.setText(self.tr("Close (Esc)"))
        self._key_field.set_caption(self.tr("Secret key"))
        self._key.setPlaceholderText("kw_sk_…")
        self._prove_button.setText(self.tr("Continue"))

    def _reason(self) -> str:
        return {
            ProtectedAction.SETTINGS: self.tr("It opens the settings."),
            ProtectedAction.DEDUCTION: self.tr("Taking stamps or points back is for the owner."),
            ProtectedAction.REVIEW: self.tr("Deciding about a tap is for the owner."),
            ProtectedAction.OFFLINE_REDEEM: self.tr("Claiming a reward offline is for the owner."),
            ProtectedAction.OVER_LIMIT: self.tr("This goes over a limit that the owner has set."),
            ProtectedAction.DATA: self.tr("Exporting or removing data is for the owner."),
            ProtectedAction.CLOSE: self.tr("Closing the till is for the owner."),
        }[self._action]

    def _proof_page(self) -> QWidget:
        page = QWidget()
        page.setLayout(column(1, self._key_field, row(1, self._prove_button), 1, spacing=14))
        page.setMinimumWidth(300)
        return page

    def _show_page(self, page: int) -> None:
        self._pages.setCurrentIndex(page)
        (self._pad, self._key, self._new.pad)[page].setFocus(Qt.FocusReason.OtherFocusReason)
        self.retranslate()

    @Slot(str)
    def _unlock(self, digits: str) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # a disabled pad would pass it to the next widget
        self._pad.pause(is_paused=True)
        self._latest.tap(lambda: self._pin.unlock(digits), lambda _none: self.opened.emit(), self._on_refused)

    def _ask_for_proof(self) -> None:
        self._reset()
        self._show_page(_PROOF)

    @Slot()
    def _prove(self) -> None:
        secret = self._key.text()
        self._error = None
        self._latest.tap(
            lambda: self._pin.require_shops_key(secret), lambda _none: self._show_page(_NEW), self._on_refused
        )

    @Slot(str)
    def _replace(self, digits: str) -> None:
        secret = self._key.text()
        self._latest.tap(lambda: self._pin.replace(secret, digits), lambda _none: self.opened.emit(), self._on_refused)

    def _on_refused(self, error: TillError) -> None:
        self._error = error
        wait_s = error.wait_s if isinstance(error, PinPaused) else 0
        if not wait_s:
            self._pad.pause(is_paused=False)
            self._pad.setFocus(Qt.FocusReason.OtherFocusReason)
        self._count_wait_down(wait_s)

    def _count_wait_down(self, wait_s: int) -> None:
        """Count the wait down, if there is one."""
        self._wait_s = wait_s
        if wait_s:
            self._error = PinPaused(wait_s)
            self._countdown.start()
        self._pad.pause(is_paused=wait_s > 0)
        self.retranslate()

    @Slot()
    def _on_second(self) -> None:
        self._wait_s -= 1
        if self._wait_s <= 0:
            self._countdown.stop()
            self._error = None
            self._pad.pause(is_paused=False)
            self._pad.setFocus(Qt.FocusReason.OtherFocusReason)
        self.retranslate()

    def _refit(self) -> None:
        side = self._theming.px(40)
        self._body.setContentsMargins(side, 14, side, 14)
