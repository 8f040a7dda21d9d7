"""The base class of every panel on the right side of the window."""

from PySide6.QtWidgets import QFrame

from kreward_pos.ui.widgets.translated import Translated


class Panel(Translated, QFrame):
    """A card that is shown by the stack of panels. `panel_name` is for flows, tests and the self-check."""

    panel_name = ""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setObjectName(f"{self.panel_name}Panel")

    def leave(self) -> None:
        """Clear what nobody should find later; another panel takes this one's place."""
