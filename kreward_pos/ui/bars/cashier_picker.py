"""The row of cashiers' names, opened in place. It asks for no PIN: it tells cashiers apart and keeps nobody out.

It stays hidden where the owner has named nobody.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from kreward_pos.overriding import override
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, IconButton, clear, label, row
from kreward_pos.ui.widgets.translated import Translated


class CashierPicker(Translated, QFrame):
    """A row of names to pick from. `picked` carries a name; `closed` when the row is hidden again."""

    picked = Signal(str)
    closed = Signal()

    def __init__(self, theming: Theming) -> None:
        super().__init__()
        self._theming = theming
        self._names: tuple[str, ...] = ()
        self._cashier: str | None = None
        self.setProperty("role", "card")
        self.setObjectName("cashierRow")
        self._title = label("section")
        self._line = row(spacing=10)
        inner = QWidget()
        inner.setLayout(self._line)
        self._area = QScrollArea()
        self._area.setWidget(inner)
        self._area.setWidgetResizable(True)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._close = IconButton(theming, "close", name="closeCashiersButton", on_click=self.close_row)
        line = row(self._title, self._area, self._close, margins=(20, 8, 8, 8), spacing=16)
        line.setStretch(1, 1)
        self.setLayout(line)
        self.hide()
        theming.changed.connect(self._refit)
        self._refit()
        self.retranslate()

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names that the owner has set."""
        return self._names

    def offer(self, names: Sequence[str], cashier: str | None) -> None:
        """Offer these names; `cashier` is the one at the till now."""
        self._names, self._cashier = tuple(names), cashier
        clear(self._line)
        for number, name in enumerate(names):
            button = Button("segment", name.replace("&", "&&"), name=f"cashierButton_{number}")
            button.setAccessibleName(name)
            button.setCheckable(True)
            button.setChecked(name == cashier)
            button.setMinimumWidth(self._theming.target_px(110))
            button.clicked.connect(lambda _checked=False, name=name: self._pick(name))
            self._line.addWidget(button)
        self._line.addStretch(1)
        if not names:
            self.close_row()

    @Slot()
    def open(self) -> None:
        """Show the names with the focus on the first, or hide them where they are shown."""
        if self.isVisible() or not self._names:
            self.close_row()
            return
        self.offer(self._names, self._cashier)
        self.show()
        first = self._line.itemAt(0)
        if first is not None and (button := first.widget()) is not None:
            button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def close_row(self) -> None:
        """Hide the row; nobody is picked."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    @override
    def retranslate(self) -> None:
        self._title.setText(self.tr("Who is at the till?"))
        self._close.set_name(self.tr("Close"))

    def _pick(self, name: str) -> None:
        self.close_row()
        self.picked.emit(name)

    def _refit(self) -> None:
        self.setFixedHeight(self._theming.target_px(52) + 20)
