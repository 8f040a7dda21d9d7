"""The shop's join page as a code for the customer's phone."""

from datetime import timedelta

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from kreward_pos.api.models import JoinPage
from kreward_pos.overriding import override
from kreward_pos.ui.panels.join_page import JoinPages
from kreward_pos.ui.runtime.wall_clock import WallClock
from kreward_pos.ui.text import words
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, column, label, row
from kreward_pos.ui.widgets.qr import QrPicture
from kreward_pos.ui.widgets.translated import Translated

_FRESH = timedelta(days=1)
"""A page that is older may have changed."""


class JoinBox(Translated, QWidget):
    """The code, and its age where that matters. `poster_wanted` comes from the button below it."""

    poster_wanted = Signal()

    def __init__(self, theming: Theming, pages: JoinPages) -> None:
        super().__init__()
        self._pages = pages
        self._picture = QrPicture(theming, 320)
        self._label, self._age = label("section"), label("small", name="joinAge", wraps=True)
        self._poster = Button("link", name="posterButton", on_click=self.poster_wanted.emit)
        for caption in (self._label, self._age):
            caption.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(column(self._picture, row(1, self._label, self._poster, 1), self._age, 1, spacing=6))
        pages.read.connect(self._on_page)
        self.retranslate()

    def offer_poster(self, is_offered: bool) -> None:
        """Show the poster's button, or hide it from customers."""
        self._poster.setVisible(is_offered)

    @override
    def retranslate(self) -> None:
        self._label.setText(self.tr("Scan to join"))
        self._picture.setAccessibleName(self._label.text())
        self._poster.setText(self.tr("Poster …"))
        page = self._pages.page
        seen_at = page.seen_at if page else None
        is_old = seen_at is not None and WallClock.age(seen_at) > _FRESH
        self._age.setVisible(is_old)
        if is_old and seen_at is not None:
            self._age.setText(self.tr("As of {time}; there is no connection now").format(time=words.date_time(seen_at)))

    @Slot(object)
    def _on_page(self, page: JoinPage) -> None:
        self._picture.show_offer(page.offer)
        self.retranslate()
