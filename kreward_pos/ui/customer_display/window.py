"""The window on the second screen, which faces the customer: how to join, or the present customer's card or codes.

It shows what it is given and asks for nothing. It holds one customer at a time, who is cleared before the next.
"""

from PySide6.QtCore import QEasingCurve, QRectF, Qt, QVariantAnimation, Signal, Slot
from PySide6.QtGui import QCloseEvent, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kreward_pos.api.models import CardEnrolment, JoinPage
from kreward_pos.overriding import override
from kreward_pos.system.settings import Settings
from kreward_pos.till.model.views import CustomerView
from kreward_pos.ui.customer_display.card import CardFace
from kreward_pos.ui.customer_display.faces import Face, JoinFace, NewCardFace, display_name
from kreward_pos.ui.printing.canvas import Canvas
from kreward_pos.ui.runtime.motion import may_animate
from kreward_pos.ui.runtime.second_screen import ScreenPlacement, Screens
from kreward_pos.ui.theme import icons
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.qr import QrCode
from kreward_pos.ui.widgets.translated import Translated

ANIMATION_MS = 180


class CustomerDisplay(Translated, QWidget):
    """A window that never takes the focus. It shows where there is a screen for it, and closes with the counter.

    Window thread only. `appeared` carries whether it is shown.
    """

    appeared = Signal(bool)

    def __init__(self, theming: Theming, screens: Screens, settings: Settings) -> None:
        super().__init__(None, Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowDoesNotAcceptFocus)
        self._theming, self._has_motion = theming, True
        self._placement = ScreenPlacement(self, screens)
        self._placement.appeared.connect(self.appeared)
        self._shop, self._join = "Kreward POS", QrCode()
        self._view: CustomerView | None = None
        self._added = 0
        self._face: Face = JoinFace(self._shop)
        self._progress = 1.0
        self._motion = QVariantAnimation(self, duration=ANIMATION_MS, startValue=0.0, endValue=1.0)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._motion.valueChanged.connect(self._on_progress)
        self._set_up()
        self.apply_settings(settings)

    @property
    def face(self) -> Face:
        """Return what is shown."""
        return self._face

    @property
    def is_animating(self) -> bool:
        """Return whether an animation is running."""
        return self._motion.state() is QVariantAnimation.State.Running

    def follow(self, counter: QWidget) -> None:
        """Show on a screen without the window `counter` from now on."""
        self._placement.follow(counter)

    @Slot(object)
    def apply_settings(self, settings: Settings) -> None:
        """Apply the owner's settings."""
        self._has_motion = may_animate(settings.has_motion)
        self._placement.set_wanted(settings.customer_display == "auto")

    @Slot(object)
    def show_shop(self, name: str | None) -> None:
        """Show whose counter this is."""
        self._shop = name or "Kreward POS"
        self._update_idle_face()

    @Slot(object)
    def show_join(self, page: JoinPage | None) -> None:
        """Show the page where customers enrol themselves, while there is no customer."""
        self._join = QrCode(page.offer if page else None)
        self._update_idle_face()

    @Slot(object)
    def show_customer(self, view: CustomerView) -> None:
        """Show the present customer; call it again whenever something about them changes."""
        before = self._added
        self._added = self._added_since(view)
        self._view = view
        self._show_face(CardFace.of(view, self._shop, self._added))
        if self._added > before and self._has_motion:
            self._motion.start()

    @Slot()
    def clear_customer(self) -> None:
        """Show no customer any more, and forget the last one."""
        self._view, self._added = None, 0
        self._show_face(JoinFace(self._shop, self._join))

    @Slot(object)
    def show_new_card(self, made: CardEnrolment | None) -> None:
        """Show the codes of a card that was just made; None when they are no longer needed."""
        if made is None:
            self.clear_customer()
            return
        apple, google = QrCode(made.apple), QrCode(made.google)
        self._view, self._added = None, 0
        self._show_face(NewCardFace(self._shop, display_name(made.name), made.is_new is False, apple, google))

    @override
    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Customer display"))
        self._show_face(self._face)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close with the counter, and never by a customer's hand."""
        if event.spontaneous():
            event.ignore()
        else:
            super().closeEvent(event)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theming.palette.ground))
        canvas = Canvas(painter, QRectF(self.rect()), self._theming.palette, self.font())
        self._face.paint(canvas, self._progress)

    def _set_up(self) -> None:
        self.setObjectName("customerDisplay")
        self.setWindowIcon(icons.app_icon())
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self._theming.changed.connect(self.update)
        self.retranslate()

    def _added_since(self, view: CustomerView) -> int:
        """Return what was given in this session; a claim, or undoing one, gives nothing."""
        before = self._view
        if before is None or before.email != view.email:
            return 0
        if before.shown is None or view.shown is None:
            step = view.waiting - before.waiting if before.shown is view.shown else 0
        else:
            step = view.shown - before.shown if _claims(before) == _claims(view) else 0
        return max(0, self._added + step)

    def _update_idle_face(self) -> None:
        if isinstance(self._face, JoinFace):
            self.clear_customer()

    def _show_face(self, face: Face) -> None:
        self._face = face
        self._motion.stop()
        self._progress = 1.0
        self.setAccessibleName(face.description())
        self.update()

    @Slot(object)
    def _on_progress(self, progress: float) -> None:
        self._progress = progress
        self.update()


def _claims(view: CustomerView) -> list[int]:
    return [tier.at for tier in view.tiers if tier.state == "claiming"]
