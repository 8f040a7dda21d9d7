"""The version, the check for newer ones, and diagnostics."""

from kreward_pos import __version__
from kreward_pos.overriding import override
from kreward_pos.system.updates import UpdateView
from kreward_pos.ui.forms.field import WrappingCheckBox
from kreward_pos.ui.panels.settings.actions import ActionsSection
from kreward_pos.ui.panels.update_notice import UpdateNotice
from kreward_pos.ui.runtime.ports import SettingsView
from kreward_pos.ui.widgets.basic import label


class AboutSection(ActionsSection):
    """The section about the app; diagnostics are offered from outside."""

    section_name = "about"

    def __init__(self) -> None:
        super().__init__()
        self._version, self._explanation = label("section", name="versionLabel"), label("muted", wraps=True)
        self._updates, self._notice = WrappingCheckBox("updatesBox"), UpdateNotice()
        self.lay_out(self._version, self._explanation, self._notice, self._updates, self._actions)
        self.retranslate()

    @override
    def title(self) -> str:
        return self.tr("About")

    @override
    def show_view(self, view: SettingsView) -> None:
        self._updates.setChecked(view.settings.looks_for_updates)

    def show_update(self, view: UpdateView) -> None:
        """Show what is known of a newer version."""
        self._notice.show_update(view)

    @override
    def fields(self) -> dict[str, object] | None:
        return {"looks_for_updates": self._updates.isChecked()}

    @override
    def retranslate(self) -> None:
        self._version.setText(self.tr("Kreward POS {version}").format(version=__version__))
        self._explanation.setText(self.tr("A counter app for shops with Kreward loyalty cards."))
        self._updates.show_text(self.tr("Look for a new version once a day"))
