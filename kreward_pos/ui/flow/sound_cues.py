"""Which sound the counter makes when."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from kreward_pos.system.settings import Settings
from kreward_pos.system.sound_player import Sound
from kreward_pos.till.model.views import CustomerView
from kreward_pos.ui.flow.apply_settings import SettingsApplier
from kreward_pos.ui.flow.customer_session import CustomerSession
from kreward_pos.ui.flow.navigation import Navigation
from kreward_pos.ui.flow.taps import Taps
from kreward_pos.ui.widgets.message_bar import MessageBar

_SWITCHED_S = 4


class SoundCues(QObject):
    """Window thread only. `play` must return at once."""

    def __init__(
        self,
        play: Callable[[Sound], None],
        session: CustomerSession,
        taps: Taps,
        navigation: Navigation,
        message_bar: MessageBar,
        settings: SettingsApplier,
    ) -> None:
        super().__init__(navigation)
        self._play, self._message_bar, self._settings = play, message_bar, settings
        self._is_muted = False
        self._ready: frozenset[int] = frozenset()
        settings.applied.connect(self.apply_settings)
        session.ended.connect(self._on_ended)
        session.asking.connect(lambda _reference: self._make(Sound.SCANNED))
        session.shown.connect(self._on_shown)
        taps.ended.connect(self._on_tap_ended)
        message_bar.refusal_shown.connect(lambda: self._make(Sound.REFUSED))
        navigation.refusal_shown.connect(lambda: self._make(Sound.REFUSED))

    @Slot(object)
    def apply_settings(self, settings: Settings) -> None:
        """Play sounds, or none, as the owner has set."""
        self._is_muted = not settings.has_sounds

    @Slot()
    def toggle(self) -> None:
        """Switch sounds off or on, and save that. Show which, since silence alone could be a fault."""
        self._is_muted = not self._is_muted
        self._settings.save({"has_sounds": not self._is_muted})
        self._message_bar.show_message(lambda _left: self._switched(), seconds=_SWITCHED_S, tone="plain")
        self._make(Sound.SCANNED)

    def _switched(self) -> str:
        return self.tr("Sounds are off (F12)") if self._is_muted else self.tr("Sounds are on (F12)")

    @Slot()
    def _on_ended(self) -> None:
        self._ready = frozenset()

    @Slot(bool)
    def _on_tap_ended(self, is_saved: bool) -> None:
        if is_saved:
            self._make(Sound.STAMPED)

    @Slot(object)
    def _on_shown(self, view: CustomerView) -> None:
        """Announce a reward that was not ready before, whether a stamp completed it or the customer came with it."""
        ready = frozenset(tier.at for tier in view.tiers if tier.state in {"ready", "claiming"})
        is_new, self._ready = bool(ready - self._ready), ready
        if is_new:
            self._make(Sound.REWARD)

    def _make(self, sound: Sound) -> None:
        if not self._is_muted:
            self._play(sound)
