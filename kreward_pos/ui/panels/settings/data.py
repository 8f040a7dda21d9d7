"""The till's data: what is kept how long, and the owner's acts on it, which others bring."""

from kreward_pos.ui.panels.settings.acts import ActsSection
from kreward_pos.ui.parts import label


class DataSection(ActsSection):
    """What the till keeps, and what can be taken out, brought in and let go."""

    section_name = "data"

    def __init__(self) -> None:
        super().__init__()
        self._what = label("muted", wraps=True)
        self.fill(self._what, self._acts)
        self.reword()

    def title(self) -> str:
        """See `Section.title`."""
        return self.tr("Data")

    def reword(self) -> None:
        """See `Section.reword`."""
        self._what.setText(
            self.tr("The till keeps its data encrypted on this computer. E-mails go after 30 days, balances after one.")
        )
        super().reword()
