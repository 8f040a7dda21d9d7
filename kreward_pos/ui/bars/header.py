"""The line at the top: the shop and the till, the connection, theme and settings."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from kreward_pos.errors import TillError, capped
from kreward_pos.overriding import override
from kreward_pos.system.updates import UpdateView
from kreward_pos.till.model.views import ConnectionView
from kreward_pos.ui.panels.update_notice import short_notice
from kreward_pos.ui.text import words
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, ElidedLabel, IconButton, label, row, set_style_property
from kreward_pos.ui.widgets.translated import Translated

_CASHIER_ROOM = 18
"""Characters of a name that fit into the line; the row of names shows all of it."""


class Header(Translated, QFrame):
    """The line at the top, always visible. The pill opens the outbox."""

    outbox_wanted = Signal()
    cashier_wanted = Signal()
    theme_wanted = Signal()
    settings_wanted = Signal()
    close_wanted = Signal()

    def __init__(self, theming: Theming, till_name: str, *, is_session_only: bool = False) -> None:
        super().__init__()
        self._status: ConnectionView | None = None
        self._shop: str | None = None
        self._till_name, self._update = till_name, UpdateView("")
        self.setObjectName("header")
        self._shop_label = label("shop", name="shopLabel")
        self._till_label = ElidedLabel("muted", name="tillLabel")
        self._session = label("chip", name="sessionChip")
        set_style_property(self._session, "tone", "warn")
        self._session.setVisible(is_session_only)
        self._audit_log_error: TillError | None = None
        self._audit_log_chip = label("chip", name="auditLogChip")
        set_style_property(self._audit_log_chip, "tone", "warn")
        self._cashier, self._is_asking = "", False
        self._cashier_button = Button("pill", name="cashierButton", on_click=self.cashier_wanted.emit)
        self._pill = Button("pill", name="linkPill", on_click=self.outbox_wanted.emit)
        self._theme = IconButton(theming, "theme", name="themeButton", on_click=self.theme_wanted.emit)
        self._settings = IconButton(theming, "settings", name="settingsButton", on_click=self.settings_wanted.emit)
        self._close = IconButton(theming, "close", name="closeButton", on_click=self.close_wanted.emit)
        self._close.hide()
        line = row(
            self._shop_label,
            self._till_label,
            self._session,
            self._audit_log_chip,
            self._cashier_button,
            self._pill,
            self._theme,
            self._settings,
            self._close,
            spacing=14,
        )
        line.setStretch(1, 1)
        line.setAlignment(self._audit_log_chip, Qt.AlignmentFlag.AlignVCenter)
        line.setContentsMargins(24, 7, 24, 7)
        self.setLayout(line)
        self.retranslate()

    def offer_close(self, is_offered: bool) -> None:
        """Show or hide the button that closes a window without a frame."""
        self._close.setVisible(is_offered)

    def show_shop(self, name: str | None) -> None:
        """Show the shop's name; None while Kreward has not told it."""
        self._shop = name
        self._shop_label.setText(name or "Kreward POS")

    def show_till(self, name: str) -> None:
        """Show the till's name."""
        self._till_name = name
        self._show_till_line()

    def show_cashier(self, name: str | None, *, is_asking: bool) -> None:
        """Show who is at the till, where the owner has named cashiers."""
        self._cashier, self._is_asking = name or "", is_asking
        self._cashier_button.setVisible(is_asking)
        text = capped(self._cashier, _CASHIER_ROOM) or self.tr("Who is at the till?")
        self._cashier_button.setText(text.replace("&", "&&"))
        self._cashier_button.setAccessibleName(self._cashier or text)
        self._cashier_button.setToolTip(self.tr("Who is at the till? (F6)"))
        set_style_property(self._cashier_button, "tone", "plain" if name else "warn")

    def show_audit_log_error(self, error: TillError | None) -> None:
        """Show that the audit log was changed from outside; None hides it."""
        self._audit_log_error = error
        self._audit_log_chip.setVisible(error is not None)
        self._audit_log_chip.setText(self.tr("Record changed"))
        self._audit_log_chip.setToolTip("" if error is None else words.error_text(error))

    def show_update(self, view: UpdateView) -> None:
        """Show beside the till's name whether a newer version is out."""
        self._update = view
        self._show_till_line()

    def show_status(self, status: ConnectionView) -> None:
        """Show the connection's status in the pill."""
        self._status = status
        self._pill.setText("● " + words.connection_status(status))
        is_bad = status.needs_person or status.state in {"offline", "paused"}
        set_style_property(
            self._pill, "tone", "warn" if is_bad else "plain" if status.state == "connecting" else "good"
        )
        self._pill.setAccessibleName(words.connection_status(status))

    @override
    def retranslate(self) -> None:
        self.show_shop(self._shop)
        self._show_till_line()
        self._session.setText(self.tr("This session only"))
        self._session.setToolTip(self.tr("Nothing is kept here: what is still unsent when the app closes is lost."))
        self.show_cashier(self._cashier or None, is_asking=self._is_asking)
        self.show_audit_log_error(self._audit_log_error)
        self._theme.set_name(self.tr("Light or dark"))
        self._settings.set_name(self.tr("Settings (F9)"))
        self._close.set_name(self.tr("Close the till"))
        self._pill.setToolTip(self.tr("Outbox: waiting to be sent (F8)"))
        if self._status is not None:
            self.show_status(self._status)
        else:
            self._pill.setText("● " + self.tr("Connecting …"))
            set_style_property(self._pill, "tone", "plain")

    def _show_till_line(self) -> None:
        update = short_notice(self._update)
        self._till_label.show_text(f"{self._till_name} · {update}" if update else self._till_name)
