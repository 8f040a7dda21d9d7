"""The window that is shown instead of the counter when the till cannot start: what is wrong and what to do."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kreward_pos.errors import TillError
from kreward_pos.ui.look import Look
from kreward_pos.ui.panels.notice import RefusedPanel


class StartFailureWindow(QWidget):
    """One sentence and one button."""

    def __init__(self, look: Look, error: TillError) -> None:
        super().__init__()
        self.resize(760, 460)
        panel = RefusedPanel(look)
        panel.show_error(error)
        panel.closed.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.addWidget(panel)
