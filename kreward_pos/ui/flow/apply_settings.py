"""What the settings and keys mean for the window that is open."""

from PySide6.QtCore import QObject, Signal, Slot

from kreward_pos.ui.bars.header import Header
from kreward_pos.ui.flow.navigation import Navigation
from kreward_pos.ui.flow.status_poller import StatusPoller
from kreward_pos.ui.panels.update_notice import UpdateWatch
from kreward_pos.ui.runtime.ports import OwnerSetup, SettingsChange, SettingsSaved, SettingsView
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.theme import application
from kreward_pos.ui.theme.palettes import ThemeChoice
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.message_bar import MessageBar


class ApplySettings(QObject):
    """Window thread only. Puts into force what the owner changed, as far as the window is concerned.

    `settings_read` carries them, at the start and whenever they were saved.
    """

    settings_read = Signal(object)

    def __init__(
        self,
        look: Theming,
        setup: OwnerSetup,
        runner: TaskRunner,
        board: Navigation,
        header: Header,
        pulse: StatusPoller,
        toast: MessageBar,
    ) -> None:
        super().__init__(board)
        self._look, self._setup, self._runner = look, setup, runner
        self._board, self._header, self._pulse, self._toast = board, header, pulse, toast
        self._language: str | None = None
        header.theme_wanted.connect(self._toggle_theme)
        board.settings_saved.connect(self._on_saved)
        self._updates = UpdateWatch(setup.updates, runner, self)
        self._updates.heard.connect(header.show_update)
        self._updates.begin()
        self._ask()

    @Slot()
    def _toggle_theme(self) -> None:
        choice: ThemeChoice = "light" if self._look.palette.is_dark else "dark"
        self._look.choose(choice)
        change = SettingsChange({"theme": choice})
        self._runner.tap(lambda: self._setup.save(change), lambda saved: self._show(saved.view), self._toast.show_error)

    @Slot(object)
    def _on_saved(self, saved: SettingsSaved) -> None:
        settings = saved.view.settings
        self._look.choose(settings.theme)
        if saved.view.language != self._language:
            application.speak(saved.view.language)
        self._header.show_till(settings.till_name)
        self._pulse.ask_shop()
        self._updates.ask()
        self._show(saved.view)

    @Slot(bool)
    def keep_sounds(self, has_sounds: bool) -> None:
        """A wish by key holds beyond this run."""
        change = SettingsChange({"has_sounds": has_sounds})
        self._runner.tap(lambda: self._setup.save(change), lambda _saved: None, self._toast.show_error)

    def _ask(self) -> None:
        self._runner.ask(self._setup.current, self._show, self._toast.show_error)

    def _show(self, view: SettingsView) -> None:
        """Which keys there are decides what this till can do."""
        self._language = view.language
        self.settings_read.emit(view.settings)
        self._board.enrolling.be_all(view.has_public and not view.has_secret)
        self._board.serve_cards(view.settings.template_ids)
