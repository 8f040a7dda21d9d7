"""The bar at the bottom: the latest message, with Undo while there is time; without one, the keys."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QSize, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel

from kreward_pos.errors import TillError
from kreward_pos.overriding import override
from kreward_pos.ui.text import words
from kreward_pos.ui.theme import icons
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import Button, ElidedLabel, row, set_style_property
from kreward_pos.ui.widgets.translated import Translated

Tone = Literal["done", "plain", "refused"]
Wording = Callable[[int], str]
"""A function from the seconds left to the text, so that it can be translated again."""

ERROR_S = 12
"""Seconds for which an error is shown."""

_SIGNS = {"done": "check", "refused": "alert"}


class MessageBar(Translated, QFrame):
    """A bar for one message at a time; it never hides by itself, so that no button moves under a finger."""

    undo_wanted = Signal()
    ended = Signal()
    message_shown = Signal()
    refusal_shown = Signal()

    def __init__(self, theming: Theming) -> None:
        super().__init__()
        self._theming = theming
        self._wording: Wording | None = None
        self._tone: Tone = "plain"
        self._remaining_s = 0
        self._can_undo = False
        self._has_cashiers, self._has_keys = False, True
        self.setProperty("role", "messageBar")
        self.setObjectName("messageBar")
        self._sign = QLabel()
        self._label = ElidedLabel("messageText", name="messageLabel", lines=2)
        self._undo = Button("undo", name="undoButton", on_click=self.undo_wanted.emit)
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self._tick)
        line = row(self._sign, self._label, self._undo, margins=(20, 6, 6, 6), spacing=12)
        line.setStretch(1, 1)
        self.setLayout(line)
        theming.changed.connect(self._refit)
        self._refit()

    @property
    def is_idle(self) -> bool:
        """Return whether no message is shown."""
        return self._wording is None

    @property
    def text(self) -> str:
        """Return the text before it was cut."""
        return self._label.full_text

    def show_message(self, wording: Wording, *, seconds: int, tone: Tone = "done", can_undo: bool = False) -> None:
        """Show a message for `seconds`; Undo, where it is offered, counts them down."""
        self._wording, self._tone, self._remaining_s, self._can_undo = wording, tone, seconds, can_undo
        self._timer.start()
        self._show()
        self.message_shown.emit()
        if tone == "refused":
            self.refusal_shown.emit()

    @Slot(object)
    def show_error(self, error: TillError) -> None:
        """Show what went wrong and what to do about it."""
        self.show_message(lambda _left: words.error_text(error), seconds=ERROR_S, tone="refused")

    def clear(self) -> None:
        """Show the keys alone."""
        self._timer.stop()
        self._wording, self._can_undo = None, False
        self._show()

    def show_cashier_key(self, has_cashiers: bool) -> None:
        """Show or hide the key for cashiers."""
        self._has_cashiers = has_cashiers
        self._show()

    def show_keys(self, has_keys: bool) -> None:
        """Show or hide all keys; they are hidden where customers use the till themselves."""
        self._has_keys = has_keys
        self._show()

    @override
    def retranslate(self) -> None:
        self._show()

    def _keys(self) -> str:
        if not self._has_keys:
            return ""
        if self._has_cashiers:
            return self.tr("F2 e-mail  ·  F4 new customer  ·  F6 cashier  ·  F7 day  ·  F8 outbox  ·  F9 settings")
        return self.tr("F2 e-mail  ·  F4 new customer  ·  F7 day  ·  F8 outbox  ·  F9 settings  ·  Esc close")

    @Slot()
    def _tick(self) -> None:
        self._remaining_s -= 1
        if self._remaining_s > 0:
            self._show()
            return
        self.clear()
        self.ended.emit()

    def _show(self) -> None:
        for part in (self, self._label):
            set_style_property(part, "tone", "idle" if self._wording is None else self._tone)
        self._undo.setVisible(self._can_undo)
        self._undo.setText(self.tr("Undo · {n}").format(n=self._remaining_s))
        self._undo.setAccessibleName(self.tr("Undo (Ctrl+Z)"))
        if self._wording is None:
            self._label.show_text(self._keys())
        else:
            self._label.show_text(self._wording(self._remaining_s))
        sign = _SIGNS.get(self._tone) if self._wording is not None else None
        self._sign.setVisible(sign is not None)
        if sign is not None:
            size = self._theming.px(20)
            self._sign.setPixmap(icons.pixmap(sign, self._theming.palette.on_inverse, size, self.devicePixelRatioF()))

    def _refit(self) -> None:
        self.setFixedHeight(max(60, self._theming.px(64)))
        self._undo.setMinimumSize(QSize(self._theming.px(96), 48))
        self._show()
