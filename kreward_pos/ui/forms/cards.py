"""The choice of the card templates that this till serves, and of the usual one."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QVBoxLayout, QWidget

from kreward_pos.api.models import Template
from kreward_pos.errors import capped
from kreward_pos.overriding import override
from kreward_pos.ui.text import words
from kreward_pos.ui.widgets.basic import clear, column, frame, label, row, tool_tip
from kreward_pos.ui.widgets.translated import Translated

_LONGEST_NAME = 24
_INDENT_PX = 34


class CardsForm(Translated, QWidget):
    """A form with a line for each template. The customer's panel switches between those chosen, the usual one first."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._templates: Sequence[Template] = ()
        self._wanted: Sequence[str] = ()
        self._lines: list[tuple[str, QCheckBox, QRadioButton]] = []
        self._group = QButtonGroup(self)
        self._none = label("muted", name="noTemplates", wraps=True)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(10)
        self._rows.addWidget(self._none)
        self.retranslate()

    @property
    def templates(self) -> Sequence[Template]:
        """Return the templates to choose from."""
        return self._templates

    def show_choice(self, chosen: Sequence[str]) -> None:
        """Show the templates of the settings in place of what was chosen; none means Kreward's own default."""
        self._wanted = chosen
        self._show_templates()

    def offer(self, templates: Sequence[Template]) -> None:
        """Offer the shop's templates; what was chosen stays."""
        if list(templates) != list(self._templates):
            self._templates = templates
            self._show_templates()

    def _show_templates(self) -> None:
        templates = self._templates
        served = [each for each in self._wanted if any(each == template.id for template in templates)]
        served = served or [template.id for template in templates[:1]]
        clear(self._rows)
        self._group = QButtonGroup(self)
        self._lines = [self._line(template, served) for template in templates]
        self._none = label("muted", name="noTemplates", wraps=True)
        self._rows.addWidget(self._none)
        self._show_usual()
        self.retranslate()

    def chosen(self) -> tuple[str, ...]:
        """Return the templates to serve, the usual one first; empty for Kreward's own default alone.

        While the shop's templates are not known, nothing can be chosen, and the settings stay as they are.
        """
        if not self._templates:
            return tuple(self._wanted)
        ids = self._ticked()
        is_default = len(ids) == 1 and ids[0] == self._templates[0].id
        return () if is_default else ids

    def names(self) -> str:
        """Return the names of the chosen templates."""
        served = [box.isChecked() for _, box, _ in self._lines]
        return words.name_list(each.name for each, is_served in zip(self._templates, served, strict=True) if is_served)

    @override
    def retranslate(self) -> None:
        self._none.setVisible(not self._templates)
        self._none.setText(self.tr("This shop has one card, so there is nothing to choose."))
        for (_, box, usual), template in zip(self._lines, self._templates, strict=True):
            name = capped(template.name, _LONGEST_NAME)
            box.setText(f"{name}  ·  {words.card_and_goal(template)}".replace("&", "&&"))
            box.setToolTip(tool_tip(template.name))
            usual.setText(self.tr("the usual one"))

    def _line(self, template: Template, served: Sequence[str]) -> tuple[str, QCheckBox, QRadioButton]:
        box, usual = QCheckBox(), QRadioButton()
        box.setObjectName(f"template_{template.id}")
        usual.setObjectName(f"usual_{template.id}")
        box.setChecked(template.id in served)
        self._group.addButton(usual)
        usual.setChecked(template.id == served[0])
        box.toggled.connect(self._on_toggled)
        usual.toggled.connect(self._on_chosen)
        beneath = row(usual)
        beneath.insertSpacing(0, _INDENT_PX)
        self._rows.addWidget(frame("tier", column(box, beneath, spacing=0, margins=(12, 4, 12, 4))))
        return template.id, box, usual

    @Slot()
    def _on_toggled(self) -> None:
        """Keep at least one template chosen, and the usual one among them."""
        if not any(box.isChecked() for _, box, _ in self._lines):
            self._lines[0][1].setChecked(True)
            return
        if not any(box.isChecked() and usual.isChecked() for _, box, usual in self._lines):
            next(usual for _, box, usual in self._lines if box.isChecked()).setChecked(True)
        self._show_usual()
        self._on_chosen()

    @Slot()
    def _on_chosen(self) -> None:
        self._wanted = self._ticked()
        self.changed.emit()

    def _ticked(self) -> tuple[str, ...]:
        served = [(not usual.isChecked(), each) for each, box, usual in self._lines if box.isChecked()]
        return tuple(each for _, each in sorted(served, key=lambda pair: pair[0]))

    def _show_usual(self) -> None:
        count = sum(box.isChecked() for _, box, _ in self._lines)
        for _, box, usual in self._lines:
            usual.setVisible(count > 1 and box.isChecked())
