"""The settings page: the list of sections, the open section, and one Save for all."""

from dataclasses import replace

import msgspec
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QScrollArea, QStackedWidget, QWidget

from kreward_pos.errors import TillError
from kreward_pos.overriding import override
from kreward_pos.system.settings import Settings
from kreward_pos.ui.panels.panel import Panel
from kreward_pos.ui.panels.settings.about import AboutSection
from kreward_pos.ui.panels.settings.appearance import AppearanceSection
from kreward_pos.ui.panels.settings.counter import CounterSection
from kreward_pos.ui.panels.settings.data import DataSection
from kreward_pos.ui.panels.settings.display import DisplaySection
from kreward_pos.ui.panels.settings.pin import PinSection
from kreward_pos.ui.panels.settings.scanning import ScanningSection
from kreward_pos.ui.panels.settings.section import Section
from kreward_pos.ui.panels.settings.shop import ShopSection
from kreward_pos.ui.runtime.ports import Connection, OwnerSetup, SettingsChange, SettingsSaved, SettingsView
from kreward_pos.ui.runtime.tasks import Latest, TaskRunner
from kreward_pos.ui.text import words
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, column, label, row, scroll_area


class SettingsPanel(Panel):
    """The owner's settings. What was not saved is cleared when the page is left."""

    panel_name = "settings"
    closed = Signal()
    guide_wanted = Signal()

    def __init__(self, theming: Theming, connection: Connection, setup: OwnerSetup, runner: TaskRunner) -> None:
        super().__init__()
        self._theming, self._setup, self._runner, self._current = theming, setup, runner, Latest(runner)
        self._note: SettingsSaved | TillError | None = None
        self._is_busy = False
        self._view: SettingsView | None = None
        self.shop = ShopSection(theming, connection, setup, runner)
        self._scanning = ScanningSection(theming, setup, runner)
        self.data, self.about = DataSection(), AboutSection()
        self._sections: tuple[Section, ...] = (
            self.shop,
            CounterSection(),
            PinSection(theming, setup.pin, runner),
            self._scanning,
            DisplaySection(),
            AppearanceSection(),
            self.data,
            self.about,
        )
        self.shop.guide_wanted.connect(self.guide_wanted)
        self._title = label("title")
        self._pages = QStackedWidget()
        self._tabs = QButtonGroup(self)
        self._names = QWidget()
        self._list = self._make_list()
        self._note_label = label("noticeText", name="settingsNote", wraps=True)
        self._save = Button("primary", name="saveButton", on_click=self._save_all)
        self._close = Button("", name="closeSettingsButton", on_click=self.closed.emit)
        self._middle = row(self._list, self._pages, spacing=8)
        self._middle.setStretch(1, 1)
        buttons = row(1, self._close, self._save)
        self._body = column(self._title, self._middle, self._note_label, buttons, spacing=12)
        self._body.setStretch(1, 1)
        self.setLayout(self._body)
        theming.changed.connect(self._refit)
        self._refit()
        self.retranslate()

    def open(self, section: str = "shop") -> None:
        """Open a section, disabled until the current settings are read."""
        self._note = self._view = None
        self._pages.setEnabled(False)
        self.retranslate()
        self._open_section(next(each for each in self._sections if each.section_name == section))
        self._current.ask(self._setup.current, self._show_view, self._show_note)
        self._runner.ask(self._setup.updates, self.about.show_update, self._show_note)

    def show_layout(self, settings: Settings) -> None:
        """Show the hand scanner's keyboard layout, where it was learned since the page was opened."""
        if self._view is None or settings.hand_scanner.layout == self._view.settings.hand_scanner.layout:
            return
        current = msgspec.structs.replace(self._view.settings, hand_scanner=settings.hand_scanner)
        self._view = replace(self._view, settings=current)
        self._scanning.show_layout(settings.hand_scanner.layout)

    @override
    def leave(self) -> None:
        for section in self._sections:
            section.clear()

    @override
    def retranslate(self) -> None:
        self._title.setText(self.tr("Settings"))
        for place, section in enumerate(self._sections):
            self._tabs.button(place).setText(section.title())
        self._fit_list()
        self._save.setText(self.tr("Saving …") if self._is_busy else self.tr("Save"))
        self._save.setEnabled(not self._is_busy and self._view is not None)
        self._close.setText(self.tr("Close (Esc)"))
        self._retranslate_note()

    def _retranslate_note(self) -> None:
        note = self._note
        lines: list[str] = []
        if isinstance(note, SettingsSaved):
            if note.storage_error is not None:
                lines.append(words.error_text(note.storage_error))
            if note.needs_restart:
                lines.append(self.tr("Saved. The address and the proxy take effect at the next start."))
        elif note is not None:
            lines.append(words.error_text(note))
        self._note_label.setText(words.join_sentences(lines))
        self._note_label.setVisible(bool(lines))

    def _make_list(self) -> QScrollArea:
        """Return the list of sections, which scrolls on small screens."""
        tabs = column(spacing=4)
        for place, section in enumerate(self._sections):
            self._pages.addWidget(section.scrollable())
            tabs.addWidget(self._make_tab(place, section))
        tabs.addStretch(1)
        self._names.setLayout(tabs)
        return scroll_area(self._names)

    def _make_tab(self, place: int, section: Section) -> Button:
        tab = Button("tab", name=f"{section.section_name}Tab", on_click=lambda: self._open_section(section))
        tab.setCheckable(True)
        tab.setAutoExclusive(True)
        self._tabs.addButton(tab, place)
        return tab

    def _open_section(self, section: Section) -> None:
        place = self._sections.index(section)
        tab = self._tabs.button(place)
        tab.setChecked(True)
        self._list.ensureWidgetVisible(tab)
        self._pages.setCurrentIndex(place)

    def _show_view(self, view: SettingsView) -> None:
        self._view = view
        for section in self._sections:
            section.show_view(view)
        self._pages.setEnabled(True)
        self.retranslate()

    def _show_note(self, note: SettingsSaved | TillError) -> None:
        self._is_busy, self._note = False, note
        self.retranslate()

    @Slot()
    def _save_all(self) -> None:
        fields: dict[str, object] = {}
        for section in self._sections:
            given = section.fields()
            if given is None:
                self._open_section(section)
                return
            fields |= given
        keys = self.shop.keys
        if keys.is_untested:  # a bad key would replace a good one that Kreward does not show again
            self._open_section(self.shop)
            keys.test()
            return
        change = SettingsChange(self._changed(fields), keys.secret or None, keys.public or None)
        self._is_busy, self._note = True, None
        self.retranslate()
        self._runner.tap(lambda: self._setup.save(change), self._on_saved, self._show_note)

    def _changed(self, fields: dict[str, object]) -> dict[str, object]:
        """Return only the fields that differ, so that a change from elsewhere is not overwritten."""
        assert self._view is not None
        current = self._view.settings
        chosen = {name: value for name, value in fields.items() if value != getattr(current, name)}
        if chosen.get("language") == self._view.language:
            del chosen["language"]
        return chosen

    def _on_saved(self, saved: SettingsSaved) -> None:
        self._show_note(saved)
        self.shop.keys.clear()
        self._view = saved.view
        if not saved.needs_restart and saved.storage_error is None:
            self.closed.emit()

    def _refit(self) -> None:
        side = self._theming.px(28)
        upper = 14 if self._theming.is_low else side
        self._body.setContentsMargins(side, upper, side, upper)
        self._title.setVisible(not self._theming.is_low)
        for tab in self._tabs.buttons():
            tab.setMinimumWidth(self._theming.px(168))
        self._fit_list()
        self._save.setMinimumWidth(self._theming.px(120))

    def _fit_list(self) -> None:
        """Make the list wide enough for the longest title and the scroll bar."""
        bar = self._list.verticalScrollBar().sizeHint().width()
        self._list.setFixedWidth(self._names.sizeHint().width() + bar)
