"""The counter's window: makes its bars, panels and flows, and lays them out.

Never waits: whatever blocks goes through the task runner. Never opens a dialog.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent

from kreward_pos.errors import TillError
from kreward_pos.system.sound_player import Sound
from kreward_pos.till.model.limits import HOLD_S, UNDO_S
from kreward_pos.till.model.views import CustomerView
from kreward_pos.ui.bars.cashier_picker import CashierPicker
from kreward_pos.ui.bars.close_prompt import ClosePrompt
from kreward_pos.ui.bars.demo_strip import DemoStrip
from kreward_pos.ui.bars.header import Header
from kreward_pos.ui.bars.limit_prompt import LimitPrompt
from kreward_pos.ui.bars.side_column import SideColumn
from kreward_pos.ui.customer_display.window import CustomerDisplay
from kreward_pos.ui.flow.apply_settings import SettingsApplier
from kreward_pos.ui.flow.cashier import CashierFlow
from kreward_pos.ui.flow.customer_display_feed import CustomerDisplayFeed
from kreward_pos.ui.flow.customer_session import CustomerSession
from kreward_pos.ui.flow.day import DayFlow
from kreward_pos.ui.flow.enrolling import EnrolmentFlow
from kreward_pos.ui.flow.hand_scanner import HandScannerFlow, Learn
from kreward_pos.ui.flow.kiosk import Kiosk
from kreward_pos.ui.flow.limits import LimitFlow
from kreward_pos.ui.flow.navigation import Navigation, ReadText
from kreward_pos.ui.flow.outbox import OutboxFlow
from kreward_pos.ui.flow.owner_pages import OwnerPages
from kreward_pos.ui.flow.pin_gate import PinGate
from kreward_pos.ui.flow.screen_reader import ScreenReader
from kreward_pos.ui.flow.shortcuts import Shortcuts
from kreward_pos.ui.flow.sound_cues import SoundCues
from kreward_pos.ui.flow.status_poller import StatusPoller
from kreward_pos.ui.flow.taps import Taps
from kreward_pos.ui.panels.stack import PanelStack
from kreward_pos.ui.runtime.bridge import ScanBridge, TillBridge
from kreward_pos.ui.runtime.ports import CounterPorts, Demo, OwnerSetup
from kreward_pos.ui.runtime.scanner_keys import HandScannerKeys
from kreward_pos.ui.runtime.tasks import TaskRunner
from kreward_pos.ui.theme import icons
from kreward_pos.ui.theme.theming import Theming
from kreward_pos.ui.widgets.basic import column, row
from kreward_pos.ui.widgets.idle import Idle
from kreward_pos.ui.widgets.message_bar import MessageBar
from kreward_pos.ui.widgets.reading_order import ReadingOrderWindow

_LEAST_WIDTH, _LEAST_HEIGHT = 1010, 560


@dataclass(frozen=True, slots=True)
class WindowOptions:
    """How a window is opened. `demo` is empty for a real till."""

    till_name: str = "Till 1"
    undo_s: int = UNDO_S
    hold_s: float = HOLD_S
    idle_s: float = 60.0
    is_kiosk: bool = False
    play_sound: Callable[[Sound], None] = lambda _sound: None
    demo: Demo = field(default_factory=Demo)
    is_session_only: bool = False


class CounterWindow(ReadingOrderWindow):
    """The window of one counter. After it is closed, call `finish`, and only then close the till.

    `navigation`, `owner_pages` and `pin_gate` are for whoever drives the window from outside. `preview_wanted` carries
    whether the camera's picture can be seen.
    """

    closed = Signal()
    preview_wanted = Signal(bool)

    def __init__(
        self,
        counter: CounterPorts,
        setup: OwnerSetup,
        theming: Theming,
        *,
        till: TillBridge,
        scans: ScanBridge,
        read_text: ReadText,
        options: WindowOptions | None = None,
    ) -> None:
        super().__init__()
        options = options or WindowOptions()
        self._theming, self._till, self._scans = theming, till, scans
        self._runner, self._idle = TaskRunner(self), Idle(options.idle_s, self)
        self._header = Header(theming, options.till_name, is_session_only=options.is_session_only)
        demo_strip = DemoStrip(options.demo, self._runner)
        till.entry_updated.connect(demo_strip.refresh)
        self._side_column = SideColumn(theming, demo_strip)
        self._panels = PanelStack(theming, counter, setup, self._runner)
        self._panels.unknown.hint_at(options.demo.email_of)
        self._message_bar = MessageBar(theming)
        self._close_prompt = ClosePrompt(theming, self._message_bar, is_session_only=options.is_session_only)
        self._limit_prompt = LimitPrompt(theming, self._message_bar)
        self._cashier_picker = CashierPicker(theming)
        self._lay_out()
        self._make_flows(counter, setup, read_text, options)

    @property
    def shown_view(self) -> CustomerView | None:
        """The customer at the counter."""
        return self._session.view

    @property
    def panel_name(self) -> str:
        """The `panel_name` of the panel that is shown."""
        return self._panels.name

    @Slot()
    def bring_to_front(self) -> None:
        """Raise the window above those of other programs, for somebody who started the app once more."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()

    def show_error(self, error: TillError) -> None:
        """Show an error in the message bar."""
        self._message_bar.show_error(error)

    def present(self) -> None:
        """Show the window; a kiosk fills the screen, above all other windows."""
        self._kiosk.present()

    def attach_display(self, display: CustomerDisplay) -> None:
        """Show the customer on `display` what happens here, until the window closes."""
        CustomerDisplayFeed(display, self._session, self._status_poller, self._settings, self._panels.enrol)
        self.closed.connect(display.close)
        display.follow(self)

    def attach_hand_scanner(self, keys: HandScannerKeys, learn: Learn) -> None:
        """Take what a hand scanner types, and learn its keyboard layout by `learn`, until the window closes."""
        HandScannerFlow(keys, learn, self._scans, self.navigation, self._panels, self._runner, self._message_bar)
        self.closed.connect(keys.close)

    def finish(self) -> None:
        """Wait until every accepted tap is on disk and no worker runs any more; deliver nothing after it."""
        self._runner.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give the shortcuts what no widget took."""
        if not self._shortcuts.take(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scale everything with the window."""
        self._theming.scale_to(event.size())
        self._side_column.setFixedWidth(round(event.size().width() * 0.328))
        super().resizeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Watch every input to the window, to know when nobody is there."""
        super().showEvent(event)
        if (handle := self.windowHandle()) is not None:
            handle.installEventFilter(self._idle)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Deliver nothing more; accepted taps are still saved. Ask first, where a person closes and taps wait."""
        if event.spontaneous() and self._close_prompt.must_ask:
            event.ignore()
            self._close_prompt.ask()
            return
        self._runner.stop()
        self._till.close()
        self._scans.close()
        self._idle.stop()
        self.closed.emit()
        super().closeEvent(event)

    def _lay_out(self) -> None:
        self.setObjectName("counterWindow")
        self.setWindowTitle("Kreward POS")
        self.setWindowIcon(icons.app_icon())
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(_LEAST_WIDTH, _LEAST_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        middle = row(self._side_column, self._panels, spacing=24)
        middle.setStretch(1, 1)
        bars = (self._message_bar, self._limit_prompt, self._close_prompt)
        self._body = column(self._cashier_picker, middle, *bars, spacing=12)
        self._body.setStretch(1, 1)
        page = column(self._header, self._body, spacing=0)
        page.setStretch(1, 1)
        self.setLayout(page)
        self._theming.changed.connect(self._refit)
        self._refit()
        self.resize(1280, 800)

    def _make_flows(
        self, counter: CounterPorts, setup: OwnerSetup, read_text: ReadText, options: WindowOptions
    ) -> None:
        theming, runner, till, scans, idle = self._theming, self._runner, self._till, self._scans, self._idle
        panels, header, side_column, message_bar = self._panels, self._header, self._side_column, self._message_bar
        close_prompt, limit_prompt, cashier_picker = self._close_prompt, self._limit_prompt, self._cashier_picker
        session = self._session = CustomerSession(counter.desk, runner, till, self)
        status_poller = self._status_poller = StatusPoller(
            counter, setup, runner, till, panels, header, side_column, message_bar
        )
        pin_gate = self.pin_gate = PinGate(panels, setup.pin, runner, session, message_bar)
        enrolment = EnrolmentFlow(till, panels, session)
        navigation = self.navigation = Navigation(
            scans, read_text, panels, side_column, message_bar, session, enrolment, idle
        )
        taps = Taps(
            counter.desk, runner, till, session, panels.customer, pin_gate, message_bar, options.undo_s, options.hold_s
        )
        settings = self._settings = SettingsApplier(
            theming, setup, runner, till, panels, header, message_bar, status_poller, enrolment
        )
        sound_cues = SoundCues(options.play_sound, session, taps, navigation, message_bar, settings)
        outbox = OutboxFlow(till, panels, header, message_bar, navigation, enrolment, pin_gate)
        owner_pages = self.owner_pages = OwnerPages(
            theming, setup, runner, scans, panels, header, message_bar, session, navigation, enrolment, pin_gate, idle
        )
        for preview_wanted in (side_column.viewfinder.seen, owner_pages.preview_wanted):
            preview_wanted.connect(self.preview_wanted)
        LimitFlow(limit_prompt, taps, session, pin_gate, navigation, idle)
        CashierFlow(counter.daybook, runner, cashier_picker, header, message_bar, navigation, settings, idle)
        day = DayFlow(panels, navigation, enrolment, pin_gate, settings, idle)
        self._shortcuts = Shortcuts(
            self,
            side_column,
            panels,
            close_prompt,
            limit_prompt,
            cashier_picker,
            enrolment,
            taps,
            day,
            outbox,
            owner_pages,
            sound_cues,
        )
        self._kiosk = Kiosk(self, header, close_prompt, status_poller, pin_gate, settings, is_on=options.is_kiosk)
        ScreenReader(self, panels, message_bar, status_poller, scans)

    @Slot()
    def _refit(self) -> None:
        edge = self._theming.px(24)
        upper, lower = (14, 10) if self._theming.is_low else (edge, self._theming.px(20))
        self._body.setContentsMargins(edge, upper, edge, lower)
        self._body.setSpacing(10 if self._theming.is_low else self._theming.px(16))
