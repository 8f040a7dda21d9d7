"""What every panel on the right side is: a card with a name, that can say itself anew in another language."""

from PySide6.QtWidgets import QFrame

from kreward_pos.ui.widgets.translated import Translated


class Panel(Translated, QFrame):
    """Shown one at a time by the window. `panel_name` is for the window, tests and the self-check."""

    panel_name = ""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setObjectName(f"{self.panel_name}Panel")

    def let_go(self) -> None:
        """Another panel takes its place: what nobody should find later goes."""
