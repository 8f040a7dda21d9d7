"""The switch between the customer's cards, where this till uses several."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from kreward_pos.api.models import Template
from kreward_pos.errors import capped
from kreward_pos.overriding import override
from kreward_pos.ui.widgets.basic import Button, clear
from kreward_pos.ui.widgets.translated import Translated

_LONGEST_NAME = 24


class CardSwitch(Translated, QWidget):
    """A button for each card; hidden where there is only one. `wanted` carries a template's id."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._offered: tuple[str, ...] = ()
        self._names: dict[str, str] = {}
        self._shown: str | None = None
        self._group = QButtonGroup(self)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(8)
        self.hide()

    def offer(self, template_ids: Sequence[str]) -> None:
        """Offer these cards, the usual one first."""
        if self._offered != tuple(template_ids):
            self._offered = tuple(template_ids)
            self.retranslate()

    def set_names(self, templates: Sequence[Template]) -> None:
        """Set the names of the shop's cards."""
        names = {template.id: template.name for template in templates}
        if names != self._names:
            self._names = names
            self.retranslate()

    def show_card(self, template_id: str | None) -> None:
        """Mark the card that is shown; None is the usual one."""
        self._shown = template_id or next(iter(self._offered), None)
        for place, each in enumerate(self._offered):
            if (button := self._group.button(place)) is not None:
                button.setChecked(each == self._shown)

    @override
    def retranslate(self) -> None:
        clear(self._line)
        self._group = QButtonGroup(self)
        for place, each in enumerate(self._offered):
            name = self._names.get(each) or self.tr("Card {n}").format(n=place + 1)
            button = Button("segment", capped(name, _LONGEST_NAME).replace("&", "&&"), name=f"card_{each}")
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, it=each: self._on_clicked(it))
            self._group.addButton(button, place)
            self._line.addWidget(button, 1)
        self.setVisible(len(self._offered) > 1)
        self.show_card(self._shown)

    def _on_clicked(self, template_id: str) -> None:
        if template_id != self._shown:
            self.wanted.emit(template_id)
