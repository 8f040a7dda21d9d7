"""Applies the settings and keys to the open window, whichever way they were saved."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal, Slot

from kreward_pos.ui.bars.header import Header
from kreward_pos.ui.flow.enrolling import EnrolmentFlow
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
        theming: Theming,
        setup: OwnerSetup,
        runner: TaskRunner,
        till: TillBridge,
        panels: PanelStack,
        header: Header,
        message_bar: MessageBar,
        status_poller: StatusPoller,
        enrolment: EnrolmentFlow,
    ) -> None:
        super().__init__(panels)
        self._theming, self._setup, self._runner = theming, setup, runner
        self._panels, self._header, self._message_bar = panels, header, message_bar
        self._status_poller, self._enrolment = status_poller, enrolment
        self._language: str | None = None
        header.theme_wanted.connect(self._toggle_theme)
        till.settings_updated.connect(self.apply_settings)
        runner.ask(setup.current, self._apply, message_bar.show_error)

    def save(self, fields: Mapping[str, object]) -> None:
        """Save these fields of the settings, by name. They are applied once saved, like every other change."""
        change = SettingsChange(fields)
        self._runner.tap(lambda: self._setup.save(change), lambda _saved: None, self._message_bar.show_error)

    @Slot(object)
    def apply_settings(self, view: SettingsView) -> None:
        """Apply the settings and keys that were saved."""
        self._theming.set_theme(view.settings.theme)
        if view.language != self._language:
            application.set_language(view.language)
        self._header.show_till(view.settings.till_name)
        self._status_poller.refresh()
        self._apply(view)

    @Slot()
    def _toggle_theme(self) -> None:
        choice: ThemeChoice = "light" if self._theming.palette.is_dark else "dark"
        self._theming.set_theme(choice)
        self.save({"theme": choice})

    def _apply(self, view: SettingsView) -> None:
        """Apply all but what the window was opened with. The keys decide what this till can do."""
        self._language = view.language
        self._enrolment.set_self_service(view.has_public and not view.has_secret)
        self._panels.customer.offer_cards(view.settings.template_ids)
        self._panels.settings.show_layout(view.settings)
        self.applied.emit(view.settings)
