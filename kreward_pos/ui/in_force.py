"""What the settings and keys mean for the window that is open."""

from PySide6.QtCore import QObject, Slot

from kreward_pos.ui import application
from kreward_pos.ui.backend import SetUp, SetUpChange, SetUpView
from kreward_pos.ui.header import Header
from kreward_pos.ui.look import Look
from kreward_pos.ui.pulse import Pulse
from kreward_pos.ui.switchboard import Switchboard
from kreward_pos.ui.taps import Taps
from kreward_pos.ui.tasks import TaskRunner
from kreward_pos.ui.theme import ThemeChoice


class InForce(QObject):
    """Window thread only. Puts into force what the owner changed, as far as the window is concerned."""

    def __init__(
        self, look: Look, setup: SetUp, runner: TaskRunner, board: Switchboard, header: Header, pulse: Pulse, taps: Taps
    ) -> None:
        super().__init__(board)
        self._look, self._setup, self._runner = look, setup, runner
        self._board, self._header, self._pulse, self._taps = board, header, pulse, taps
        header.theme_wanted.connect(self._toggle_theme)
        board.settings_saved.connect(self._on_saved)
        self._ask()

    @Slot()
    def _toggle_theme(self) -> None:
        choice: ThemeChoice = "light" if self._look.palette.is_dark else "dark"
        self._look.choose(choice)
        self._runner.ask(lambda: self._setup.save(SetUpChange(theme=choice)), lambda _none: None, self._taps.tell)

    @Slot(object)
    def _on_saved(self, change: SetUpChange) -> None:
        if change.theme is not None:
            self._look.choose(change.theme)
        if change.language is not None:
            application.speak(change.language)
        if change.till_name is not None:
            self._header.show_till(change.till_name)
        self._pulse.ask_shop()
        self._ask()
        self._board.back()

    def _ask(self) -> None:
        self._runner.ask(self._setup.current, self._show, self._taps.tell)

    def _show(self, view: SetUpView) -> None:
        """Which keys there are decides what this till can do."""
        self._board.enrol_only(view.has_public and not view.has_secret)
