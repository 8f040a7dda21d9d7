"""The base class of the settings' sections."""

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget

from kreward_pos.ui.runtime.ports import SettingsView
from kreward_pos.ui.widgets.basic import column, scroll_area
from kreward_pos.ui.widgets.translated import Translated


class Section(Translated, QWidget):
    """A part of the settings page. `section_name` is for the page and tests."""

    section_name = ""

    def __init__(self) -> None:
        super().__init__()
        self._area: QScrollArea | None = None

    def scroll_to(self, part: QWidget) -> None:
        """Scroll to a part that has just been shown, once the layout has placed it."""
        if self._area is not None:
            QTimer.singleShot(0, part, partial(self._area.ensureWidgetVisible, part))

    def title(self) -> str:
        """Return the title in the list of sections."""
        raise NotImplementedError

    def show_view(self, view: SettingsView) -> None:
        """Show the current settings."""

    def fields(self) -> dict[str, object] | None:
        """Return what was entered, by the names of `Settings`; where something is wrong, show it and return None."""
        return {}

    def clear(self) -> None:
        """Clear what nobody should find later."""

    def lay_out(self, *items: QWidget | QLayout | int) -> None:
        """Put the section's parts one below the other."""
        self.setLayout(column(*items, 1, spacing=18, margins=(4, 4, 14, 4)))

    def scrollable(self) -> QScrollArea:
        """Return the section in a scroll area."""
        self._area = scroll_area(self)
        return self._area
