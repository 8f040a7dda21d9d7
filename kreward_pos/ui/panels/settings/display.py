"""The customer display."""

from kreward_pos.overriding import override
from kreward_pos.ui.forms.field import ChoiceBox, Field
from kreward_pos.ui.panels.settings.section import Section
from kreward_pos.ui.runtime.ports import SettingsView
from kreward_pos.ui.widgets.basic import label


class DisplaySection(Section):
    """The section for the second screen."""

    section_name = "display"

    def __init__(self) -> None:
        super().__init__()
        self._choice = ChoiceBox()
        self._field = Field(self._choice, "customerDisplayBox")
        self._explanation = label("muted", wraps=True)
        self.lay_out(self._field, self._explanation)
        self.retranslate()

    @override
    def title(self) -> str:
        return self.tr("Customer display")

    @override
    def show_view(self, view: SettingsView) -> None:
        self._choice.choose(view.settings.customer_display)

    @override
    def fields(self) -> dict[str, object] | None:
        return {"customer_display": self._choice.currentData()}

    @override
    def retranslate(self) -> None:
        self._field.set_caption(self.tr("Second screen"))
        choices: list[tuple[object, str]] = [
            ("auto", self.tr("Faces the customer, if there is one")),
            ("off", self.tr("Not used")),
        ]
        self._choice.offer(choices, self._choice.currentData() or "auto")
        self._explanation.setText(
            self.tr("It shows how to join, then each customer's card and balance. E-mails are never shown.")
        )
