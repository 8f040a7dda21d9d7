"""The window that is shown instead of the counter when the till cannot start: what is wrong and what to do."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kreward_pos.errors import TillError
from kreward_pos.ui.panels.customer.messages import RefusedPanel
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, label


class StartFailureWindow(QWidget):
    """One sentence and one button; with `may_go_on` a second one, and what it means."""

    def __init__(self, theming: Theming, error: TillError, *, may_go_on: bool = False) -> None:
        super().__init__()
        self.has_gone_on = False
        self.setObjectName("counterWindow")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("Kreward POS")
        panel = RefusedPanel(theming)
        panel.show_error(error)
        panel.closed.connect(self.close)
        if may_go_on:
            self._offer_session(panel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.addWidget(panel)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.close)
        self.resize(820, 600 if may_go_on else 540)

    def _offer_session(self, panel: RefusedPanel) -> None:
        meaning = label("noticeText", name="sessionMeaning", wraps=True)
        meaning.setAlignment(Qt.AlignmentFlag.AlignCenter)
        meaning.setText(
            self.tr(
                "Or continue without keeping anything: what you tap is sent to Kreward, but anything unsent when "
                "the app closes is lost, and the keys must be entered again."
            )
        )
        panel.body.insertWidget(panel.body.indexOf(panel.buttons), meaning)
        go_on = Button("primary", self.tr("Continue for this session only"), name="goOnButton", on_click=self._go_on)
        panel.buttons.insertWidget(panel.buttons.count() - 1, go_on)

    def _go_on(self) -> None:
        self.has_gone_on = True
        self.close()
