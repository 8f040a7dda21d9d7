"""What every section of the settings page is."""

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget

from kreward_pos.ui.runtime.ports import SettingsView
from kreward_pos.ui.widgets.basic import area, column
from kreward_pos.ui.widgets.translated import Translated


class Section(Translated, QWidget):
    """Shows its part of the settings, and gives what was filled in. `section_name` is for the page and tests."""

    section_name = ""

    def __init__(self) -> None:
        super().__init__()
        self._area: QScrollArea | None = None

    def bring(self, part: QWidget) -> None:
        """Scroll to a part that has just been shown, once it has its place."""
        if self._area is not None:
            QTimer.singleShot(0, part, partial(self._area.ensureWidgetVisible, part))

    def title(self) -> str:
        """What stands in the list of sections."""
        raise NotImplementedError

    def show_view(self, view: SettingsView) -> None:
        """Show what is in force."""

    def fields(self) -> dict[str, object] | None:
        """What was filled in, by the names of `Settings`; None, and said in place, where something is wrong."""
        return {}

    def clear(self) -> None:
        """Let go of what nobody should find later."""

    def fill(self, *items: QWidget | QLayout | int) -> None:
        """Put the section's parts one below the other."""
        self.setLayout(column(*items, 1, spacing=18, margins=(4, 4, 14, 4)))

    def in_area(self) -> QScrollArea:
        """The section where it can be scrolled."""
        self._area = area(self)
        return self._area
