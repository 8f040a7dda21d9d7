"""The counter's window: puts the parts in their places, and tells them of each other.

Never waits: everything of the till is asked through the task runner. Never opens a dialog.
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
from kreward_pos.ui.flow.hand_scanner import HandScannerFlow, Learn
from kreward_pos.ui.flow.kiosk import Kiosk
from kreward_pos.ui.flow.limits import LimitFlow
from kreward_pos.ui.flow.navigation import Navigation, ReadText
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
    """What the settings say about the window. Seconds; `demo` is empty for a real till."""

    till_name: str = "Till 1"
    undo_s: int = UNDO_S
    hold_s: float = HOLD_S
    idle_s: float = 60.0
    is_kiosk: bool = False
    play_sound: Callable[[Sound], None] = lambda _sound: None
    demo: Demo = field(default_factory=Demo)
    is_session_only: bool = False


class CounterWindow(ReadingOrderWindow):
    """One counter. Once it is closed, `finish` waits for what was begun; call it before the till is closed."""

    closed = Signal()
    sight_wanted = Signal(bool)

    def __init__(
        self,
        counter: CounterPorts,
        setup: OwnerSetup,
        look: Theming,
        *,
        till: TillBridge,
        scans: ScanBridge,
        read_text: ReadText,
        options: WindowOptions | None = None,
    ) -> None:
        super().__init__()
        options = options or WindowOptions()
        self._look, self._till, self._scans = look, till, scans
        is_session_only = options.is_session_only
        runner = self._runner = TaskRunner(self)
        visit = self._visit = CustomerSession(counter.desk, runner, self)
        header = self._header = Header(look, options.till_name, is_session_only=is_session_only)
        self._demo = DemoStrip(options.demo, runner)
        left = self._left = SideColumn(look, self._demo)
        panels = self._panels = PanelStack(look, counter, setup, runner)
        panels.unknown.hint_at(options.demo.email_of)
        toast = self._toast = MessageBar(look)
        self._leaving = ClosePrompt(look, toast, is_session_only=is_session_only)
        self._limit_prompt, self._cashier_picker = LimitPrompt(look, toast), CashierPicker(look)
        status_poller = self._status_poller = StatusPoller(counter, setup, runner, till, panels, header, left, toast)
        gate = self.pin_gate = PinGate(panels, setup.pin, runner, visit, toast)
        taps = self._taps = Taps(
            counter.desk, runner, visit, panels.customer, gate, toast, options.undo_s, options.hold_s
        )
        self._idle = Idle(options.idle_s, self)
        board = self._board = Navigation(panels, left, visit, read_text, self._idle, toast)
        settings = self._settings = SettingsApplier(
            look, setup, runner, till, panels, board, header, status_poller, toast
        )
        self._sounds = SoundCues(options.play_sound, visit, taps, toast, board, settings)
        office = self._office = OwnerPages(
            look, setup, runner, panels, board, visit, gate, scans, self._idle, header, toast
        )
        LimitFlow(self._limit_prompt, taps, visit, gate, board, self._idle)
        CashierFlow(counter.daybook, runner, self._cashier_picker, header, toast, board, settings, self._idle)
        day = DayFlow(panels, board, gate, settings, self._idle)
        self._keyboard = Shortcuts(
            self,
            left,
            panels,
            board,
            taps,
            office,
            day,
            self._sounds,
            self._leaving,
            self._limit_prompt,
            self._cashier_picker,
        )
        self._kiosk = Kiosk(self, header, self._leaving, gate, settings, is_on=options.is_kiosk)
        self._place()
        self._herald = ScreenReader(self, panels, toast)
        self._wire_others()

    @property
    def shown_view(self) -> CustomerView | None:
        """The customer at the counter."""
        return self._visit.view

    @property
    def panel_name(self) -> str:
        """The `panel_name` of the panel that is shown."""
        return self._panels.name

    @property
    def office(self) -> OwnerPages:
        """The owner's room: settings, guided set-up, and the gate before the owner's acts."""
        return self._office

    @property
    def board(self) -> Navigation:
        """What a self-check drives besides the widgets: scans, panels, back."""
        return self._board

    @Slot()
    def come_forward(self) -> None:
        """Stand before the other programs' windows, for somebody who started the app once more."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()

    def tell(self, remark: TillError) -> None:
        """Say something that came of no tap, in the bar at the bottom."""
        self._toast.show_error(remark)

    def present(self) -> None:
        """Show the window; a kiosk fills the screen, above all others."""
        self._kiosk.present()

    def face(self, display: CustomerDisplay) -> None:
        """Let `display` show the customer what happens here, until the window closes."""
        CustomerDisplayFeed(display, self._visit, self._status_poller, self._panels.enrol, self)
        self._settings.applied.connect(display.apply_settings)
        self.closed.connect(display.close)
        display.follow(self)

    def hear(self, keys: HandScannerKeys, learn: Learn) -> None:
        """Take up what a hand scanner types, and let `learn` learn its keyboard, until the window closes."""
        HandScannerFlow(keys, learn, self._scans, self._board, self._panels, self._runner, self._toast)
        self.closed.connect(keys.close)

    def finish(self) -> None:
        """Wait until every accepted tap is on disk and no worker runs any more; nothing is delivered after it."""
        self._runner.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no part of the window took is the keyboard's."""
        if not self._keyboard.take(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scale with the window."""
        self._look.fit(event.size())
        self._left.setFixedWidth(round(event.size().width() * 0.328))
        super().resizeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Notice every hand on the window, to know when nobody is there."""
        super().showEvent(event)
        if (handle := self.windowHandle()) is not None:
            handle.installEventFilter(self._idle)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Deliver nothing more; taps that were accepted are still kept. A person's wish may be worth a question."""
        if event.spontaneous() and self._leaving.must_ask:
            event.ignore()
            self._leaving.ask()
            return
        self._runner.stop()
        self._till.close()
        self._scans.close()
        self._idle.stop()
        self.closed.emit()
        super().closeEvent(event)

    def _place(self) -> None:
        self.setObjectName("counterWindow")
        self.setWindowTitle("Kreward POS")
        self.setWindowIcon(icons.app_icon())
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(_LEAST_WIDTH, _LEAST_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        middle = row(self._left, self._panels, spacing=24)
        middle.setStretch(1, 1)
        bars = (self._toast, self._limit_prompt, self._leaving)
        self._body = column(self._cashier_picker, middle, *bars, spacing=12)
        self._body.setStretch(1, 1)
        page = column(self._header, self._body, spacing=0)
        page.setStretch(1, 1)
        self.setLayout(page)
        self._look.changed.connect(self._refit)
        self._refit()
        self.resize(1280, 800)

    def _wire_others(self) -> None:
        self._till.entry_updated.connect(self._taps.on_entry_updated)
        self._till.entry_updated.connect(self._panels.outbox.on_entry_updated)
        self._till.entry_updated.connect(self._panels.enrol.on_entry_updated)
        self._till.entry_updated.connect(self._demo.refresh)
        self._till.customer_updated.connect(self._visit.on_customer_updated)
        self._till.status_updated.connect(self._visit.on_status_updated)
        self._scans.sighted.connect(self._left.viewfinder.show_sight)
        self._scans.troubled.connect(self._left.viewfinder.show_trouble)
        self._scans.troubled.connect(self._herald.say_camera)
        self._left.viewfinder.seen.connect(self.sight_wanted)
        self._office.sight_wanted.connect(self.sight_wanted)
        self._scans.scanned.connect(self._board.on_scanned)
        self._scans.refused.connect(self._board.on_refusal)
        self._status_poller.status_read.connect(self._leaving.show_status)
        self._status_poller.status_read.connect(self._herald.announce_status)
        self._header.outbox_wanted.connect(self._office.open_outbox)
        self._header.settings_wanted.connect(self._office.open_settings)
        self._header.close_wanted.connect(self._leaving.ask)

    @Slot()
    def _refit(self) -> None:
        edge = self._look.px(24)
        upper, lower = (14, 10) if self._look.is_low else (edge, self._look.px(20))
        self._body.setContentsMargins(edge, upper, edge, lower)
        self._body.setSpacing(10 if self._look.is_low else self._look.px(16))
