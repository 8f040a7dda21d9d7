"""The codes of a new card, one for each kind of phone."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from kreward_pos.api.models import CardEnrolment
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import IconDisc, column, label, row
from kreward_pos.ui.widgets.qr import QrPicture


class WalletCodes(QWidget):
    """Apple's code and Google's with their captions, as far as the card has them, or else an icon."""

    def __init__(self, theming: Theming) -> None:
        super().__init__()
        self._sign = IconDisc(theming, "card")
        self._apple, self._google = QrPicture(theming, 280), QrPicture(theming, 280)
        self._captions = label("section"), label("section")
        columns = []
        for picture, caption in self._codes():
            caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            columns.append(column(picture, caption, spacing=10))
        self.setLayout(column(row(1, self._sign, 1), row(*columns, spacing=28), spacing=20))

    @property
    def is_empty(self) -> bool:
        """Whether the card has no codes."""
        return self._apple.is_empty and self._google.is_empty

    def show_card(self, card: CardEnrolment | None) -> None:
        """Show the codes of this card; None has none."""
        self._apple.show_offer(card.apple if card else None)
        self._google.show_offer(card.google if card else None)
        for picture, caption in self._codes():
            picture.setVisible(not picture.is_empty)
            caption.setVisible(not picture.is_empty)
        self._sign.setVisible(self.is_empty)

    def set_names(self, apple: str, google: str) -> None:
        """Set the names of the two wallets."""
        for (picture, caption), name in zip(self._codes(), (apple, google), strict=True):
            caption.setText(name)
            picture.setAccessibleName(name)

    def _codes(self) -> tuple[tuple[QrPicture, QLabel], ...]:
        return tuple(zip((self._apple, self._google), self._captions, strict=True))
