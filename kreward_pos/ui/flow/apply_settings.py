"""Applies the settings and keys to the open window, whichever way they were saved."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal, Slot

from kreward_pos.ui.bars.header import Header
from kreward_pos.ui.flow.navigation import Navigation
from kreward_pos.ui.flow.status_poller import StatusPoller
from kreward_pos.ui.panels.stack import PanelStack
from kreward_pos.ui.runtime.bridge import TillBridge
from kreward_pos.ui.runtime.ports import OwnerSetup, SettingsChange, SettingsView
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.theme import application
from kreward_pos.ui.theme.palettes import ThemeChoice
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.message_bar import MessageBar


class SettingsApplier(QObject):
    """Window thread only. `applied` carries the `Settings`, at the start and whenever they were saved."""

    applied = Signal(object)

    def __init__(
        self,
        look: Theming,
        setup: OwnerSetup,
        runner: TaskRunner,
        till: TillBridge,
        panels: PanelStack,
        board: Navigation,
        header: Header,
        status_poller: StatusPoller,
        toast: MessageBar,
    ) -> None:
        super().__init__(board)
        self._look, self._setup, self._runner = look, setup, runner
        self._panels, self._board, self._header, self._toast = panels, board, header, toast
        self._status_poller = status_poller
        self._language: str | None = None
        header.theme_wanted.connect(self._toggle_theme)
        till.settings_updated.connect(self.apply_settings)
        runner.ask(setup.current, self._apply, toast.show_error)

    def save(self, fields: Mapping[str, object]) -> None:
        """Save these fields of the settings. They are applied as soon as they are saved, as all others are."""
        change = SettingsChange(fields)
        self._runner.tap(lambda: self._setup.save(change), lambda _saved: None, self._toast.show_error)

    @Slot(object)
    def apply_settings(self, view: SettingsView) -> None:
        """Apply what was saved."""
        self._look.choose(view.settings.theme)
        if view.language != self._language:
            application.speak(view.language)
        self._header.show_till(view.settings.till_name)
        self._status_poller.refresh()
        self._apply(view)

    @Slot()
    def _toggle_theme(self) -> None:
        choice: ThemeChoice = "light" if self._look.palette.is_dark else "dark"
        self._look.choose(choice)
        self.save({"theme": choice})

    def _apply(self, view: SettingsView) -> None:
        """Apply all but what the window was opened with. Which keys there are decides what this till can do."""
        self._language = view.language
        self._board.enrolling.be_all(view.has_public and not view.has_secret)
        self._panels.customer.serve_cards(view.settings.template_ids)
        self._panels.settings.show_layout(view.settings)
        self.applied.emit(view.settings)
