"""The till's data: what can be taken out, brought in and let go. The acts are others', who bring buttons."""

from PySide6.QtWidgets import QPushButton, QVBoxLayout

from kreward_pos.ui.panels.settings.section import Section
from kreward_pos.ui.parts import label


class DataSection(Section):
    """A place for acts on data, in the order in which they are offered."""

    section_name = "data"

    def __init__(self) -> None:
        super().__init__()
        self._what = label("muted", wraps=True)
        self._acts = QVBoxLayout()
        self._acts.setSpacing(10)
        self.fill(self._what, self._acts)
        self.reword()

    def offer(self, act: QPushButton) -> None:
        """Put another act below the others."""
        self._acts.addWidget(act)

    def title(self) -> str:
        """See `Section.title`."""
        return self.tr("Data")

    def reword(self) -> None:
        """See `Section.reword`."""
        self._what.setText(
            self.tr("The till keeps its data encrypted on this computer. E-mails go after 30 days, balances after one.")
        )
