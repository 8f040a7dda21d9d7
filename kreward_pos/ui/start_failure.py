"""The window that is shown instead of the counter when the till cannot start."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kreward_pos.errors import TillError
from kreward_pos.ui.panels.customer.messages import RefusedPanel
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, label


class StartFailureWindow(QWidget):
    """The error, what to do, and a button; with `can_continue` a second one to continue for this session only."""

    def __init__(self, theming: Theming, error: TillError, *, can_continue: bool = False) -> None:
        super().__init__()
        self.has_continued = False
        self.setObjectName("counterWindow")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("Kreward POS")
        panel = RefusedPanel(theming)
        panel.show_error(error)
        panel.closed.connect(self.close)
        if can_continue:
            self._offer_session(panel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.addWidget(panel)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.close)
        self.resize(820, 600 if can_continue else 540)

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
        continue_button = Button(
            "primary", self.tr("Continue for this session only"), name="goOnButton", on_click=self._continue
        )
        panel.buttons.insertWidget(panel.buttons.count() - 1, continue_button)

    def _continue(self) -> None:
        self.has_continued = True
        self.close()
