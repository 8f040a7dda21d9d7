"""Language, colours, sounds, animations and full screen."""

from kreward_pos import languages
from kreward_pos.overriding import override
from kreward_pos.ui.forms.field import ChoiceBox, Field, WrappingCheckBox
from kreward_pos.ui.panels.settings.section import Section
from kreward_pos.ui.runtime.ports import SettingsView


class AppearanceSection(Section):
    """The section for how the app looks and sounds."""

    section_name = "appearance"

    def __init__(self) -> None:
        super().__init__()
        self._language, self._theme = ChoiceBox(), ChoiceBox()
        self._language.offer([(each.code, each.name) for each in languages.LANGUAGES], languages.LANGUAGES[0].code)
        self._language_field, self._theme_field = Field(self._language, "languageBox"), Field(self._theme, "themeBox")
        self._sounds, self._motion, self._kiosk = (
            WrappingCheckBox("soundsBox"),
            WrappingCheckBox("motionBox"),
            WrappingCheckBox("kioskBox"),
        )
        self.lay_out(self._language_field, self._theme_field, self._sounds, self._motion, self._kiosk)
        self.retranslate()

    @override
    def title(self) -> str:
        return self.tr("Language and look")

    @override
    def show_view(self, view: SettingsView) -> None:
        settings = view.settings
        self._language.choose(view.language)
        self._theme.choose(settings.theme)
        self._sounds.setChecked(settings.has_sounds)
        self._motion.setChecked(settings.has_motion)
        self._kiosk.setChecked(settings.is_kiosk)

    @override
    def fields(self) -> dict[str, object] | None:
        return {
            "language": self._language.currentData(),
            "theme": self._theme.currentData(),
            "has_sounds": self._sounds.isChecked(),
            "has_motion": self._motion.isChecked(),
            "is_kiosk": self._kiosk.isChecked(),
        }

    @override
    def retranslate(self) -> None:
        self._language_field.set_caption(self.tr("Language"))
        self._theme_field.set_caption(self.tr("Colours"))
        themes: list[tuple[object, str]] = [
            ("system", self.tr("Same as the computer")),
            ("light", self.tr("Light")),
            ("dark", self.tr("Dark")),
        ]
        self._theme.offer(themes, self._theme.currentData() or "system")
        self._sounds.show_text(self.tr("Sounds"))
        self._motion.show_text(self.tr("Animations"))
        self._kiosk.show_text(self.tr("Full screen (kiosk)"))
