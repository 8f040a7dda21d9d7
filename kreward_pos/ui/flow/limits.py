"""What happens when a tap reaches a limit: a question, and the owner's PIN where only the owner may go beyond it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Slot

from kreward_pos.system.pin import ProtectedAction
from kreward_pos.till.model.limits import Consent, LimitReached, TooManyOffline
from kreward_pos.ui.bars.limit_prompt import LimitPrompt
from kreward_pos.ui.flow.customer_session import CustomerSession
from kreward_pos.ui.flow.navigation import Navigation
from kreward_pos.ui.flow.pin_gate import PinGate
from kreward_pos.ui.flow.taps import Taps
from kreward_pos.ui.widgets.idle import Idle

TapAgain = Callable[[Consent], None]


class LimitFlow(QObject):
    """Window thread only. The next customer drops the question, and so does a time without an answer."""

    def __init__(
        self,
        prompt: LimitPrompt,
        taps: Taps,
        session: CustomerSession,
        pin_gate: PinGate,
        navigation: Navigation,
        idle: Idle,
    ) -> None:
        super().__init__(navigation)
        self._prompt, self._pin_gate = prompt, pin_gate
        taps.limited.connect(self._on_limited)
        session.ended.connect(prompt.decline)
        prompt.closed.connect(navigation.focus_stamping)
        idle.left_alone.connect(prompt.decline)

    @Slot(object, object)
    def _on_limited(self, limit: LimitReached, tap_again: TapAgain) -> None:
        if limit.needs is Consent.OWNER:
            is_offline = isinstance(limit, TooManyOffline)
            action = ProtectedAction.OFFLINE_REDEEM if is_offline else ProtectedAction.OVER_LIMIT
            self._prompt.ask(limit, partial(self._pin_gate.ask, action, partial(tap_again, Consent.OWNER)))
        else:
            self._prompt.ask(limit, partial(tap_again, limit.needs))
