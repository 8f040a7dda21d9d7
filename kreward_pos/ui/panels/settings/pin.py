"""The owner's PIN: set, changed and removed at once, without Save."""

from kreward_pos.errors import TillError
from kreward_pos.overriding import override
from kreward_pos.ui.forms.pin import NewPinForm
from kreward_pos.ui.panels.settings.section import Section
from kreward_pos.ui.runtime.ports import PinLock, SettingsView
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.text import words
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, label, row


class PinSection(Section):
    """The section for the PIN."""

    section_name = "pin"

    def __init__(self, theming: Theming, pin: PinLock, runner: TaskRunner) -> None:
        super().__init__()
        self._pin, self._runner = pin, runner
        self._has_pin: bool | None = None
        self._error: TillError | None = None
        self._state, self._explanation = label("section", name="pinState", wraps=True), label("muted", wraps=True)
        self._trouble = label("trouble", name="pinSectionTrouble", wraps=True)
        self._set_button = Button("", name="setPinButton", on_click=self._toggle_form)
        self._remove_button = Button("", name="removePinButton", on_click=lambda: self._save_pin(None))
        self._new = NewPinForm(theming)
        self._new.chosen.connect(self._save_pin)
        self._is_choosing = False
        self.lay_out(
            self._state, self._explanation, self._trouble, self._new, row(self._set_button, self._remove_button, 1)
        )
        self.retranslate()

    @override
    def title(self) -> str:
        return self.tr("Owner's PIN")

    @override
    def show_view(self, view: SettingsView) -> None:
        self._error = None
        self._ask()

    @override
    def clear(self) -> None:
        self._show_form(is_choosing=False)

    @override
    def retranslate(self) -> None:
        has_pin = bool(self._has_pin)
        self._state.setText(self.tr("A PIN is set") if has_pin else self.tr("No PIN is set"))
        open_to_all = self.tr(
            "Anyone at the counter can open the settings, take stamps back, decide reviews and export data."
        )
        locked = self.tr("It is asked for before settings, taking stamps back, reviews, going over a limit, and data.")
        self._explanation.setText(locked if has_pin else open_to_all)
        offer = self.tr("Change the PIN") if has_pin else self.tr("Set a PIN")
        self._set_button.setText(self.tr("Leave it as it is") if self._is_choosing else offer)
        self._set_button.setEnabled(self._has_pin is not None)
        self._remove_button.setText(self.tr("Remove the PIN"))
        self._remove_button.setVisible(has_pin and not self._is_choosing)
        for text in (self._state, self._explanation):
            text.setVisible(not self._is_choosing)
        self._new.setVisible(self._is_choosing)
        self._trouble.setVisible(self._error is not None)
        if self._error is not None:
            self._trouble.setText(words.error_text(self._error))

    def _toggle_form(self) -> None:
        self._show_form(is_choosing=not self._is_choosing)

    def _show_form(self, *, is_choosing: bool) -> None:
        self._is_choosing = is_choosing
        self._new.clear()
        self.retranslate()
        if is_choosing:
            self._new.pad.setFocus()

    def _save_pin(self, pin: str | None) -> None:
        self.clear()
        self._error = None
        self._runner.tap(lambda: self._pin.choose(pin), lambda _none: self._ask(), self._on_refused)

    def _ask(self) -> None:
        self._runner.ask(self._pin.has_pin, self._show, self._on_refused)

    def _show(self, has_pin: bool) -> None:
        self._has_pin = has_pin
        self.retranslate()

    def _on_refused(self, error: TillError) -> None:
        is_news, self._error = self._error is None, error
        self.retranslate()
        if is_news:
            self._ask()
