"""The counter's window with its camera around a running till, from first paint to the last joined thread."""

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol, Self

from PySide6.QtCore import QLocale, QProcess, Qt
from PySide6.QtWidgets import QApplication

from kreward_pos import __version__
from kreward_pos.api.keys import ApiKeys
from kreward_pos.api.transport import HttpTransport
from kreward_pos.app.camera_switch import ScannerHolder
from kreward_pos.app.owner_setup import OwnerSetup
from kreward_pos.clock import SystemClock
from kreward_pos.doctor.within import Diagnosis
from kreward_pos.errors import TillError
from kreward_pos.languages import language_for
from kreward_pos.scan.camera.camera import Camera
from kreward_pos.scan.hand.serial import SerialCallbacks, SerialScannerHolder
from kreward_pos.scan.payload.reference import preload, reference_in
from kreward_pos.system.data_folder import DataFolder
from kreward_pos.system.settings import Settings
from kreward_pos.system.sound_player import SoundPlayer
from kreward_pos.system.updates import Publisher, Updates
from kreward_pos.till.counter.desk import TillConfig
from kreward_pos.till.till import Till
from kreward_pos.ui.customer_display.window import CustomerDisplay
from kreward_pos.ui.runtime.bridge import ScanBridge, TillBridge
from kreward_pos.ui.runtime.camera_permission import ask_for_camera
from kreward_pos.ui.runtime.ports import CounterPorts, Demo
from kreward_pos.ui.runtime.scanner_keys import HandScannerKeys
from kreward_pos.ui.runtime.second_screen import QtScreens
from kreward_pos.ui.runtime.single_instance import SingleInstance, notify_running_counter
from kreward_pos.ui.self_check import plan
from kreward_pos.ui.self_check.steps import StepResult, StepRunner, WindowDriver
from kreward_pos.ui.start_failure import StartFailureWindow
from kreward_pos.ui.theme.application import (
    current_language,
    make_application,
    quit_on_interrupt,
    without_size_hint_warnings,
)
from kreward_pos.ui.window import CounterWindow, WindowOptions


class DemoSetup(plan.DemoActions, Protocol):
    """What a demo brings to the counter. A protocol, so that a real till never loads the demo's server and pictures."""

    @property
    def camera(self) -> Camera:
        """The demo's own camera."""
        ...

    def demo(self) -> Demo:
        """Return what the window offers besides the counter."""
        ...


Direct = Callable[[CounterWindow, TillBridge], None]
"""Takes the window in hand as soon as it is shown."""


def run(
    till: Till,
    place: DataFolder,
    stage: DemoSetup | None = None,
    direct: Direct | None = None,
    remark: TillError | None = None,
) -> int:
    """Show the counter until it is closed; returns the exit status.

    `stage` is the demo shop's, if this is a demo; `remark` is said as soon as the window stands.
    """
    language = place.settings.language or _language_of_this_computer()
    app, theming = make_application(sys.argv[:1], place.settings.theme, language)
    told, scans = TillBridge(), ScanBridge()
    till.add_listener(told)
    with _Equipment(app, place.settings, stage, scans) as equipment:
        updates = _updates(place, stage)

        def apply_settings(settings: Settings, api_keys: ApiKeys) -> None:
            till.use_keys(api_keys)
            till.apply_config(TillConfig.of(settings))
            updates.want(settings.looks_for_updates)
            equipment.use(settings)
            told.settings_changed(owner.current())

        owner = OwnerSetup(
            place.folder,
            place.settings,
            place.keys,
            place.key_store,
            language,
            apply_settings,
            use_camera=equipment.lens.use,
            note=till.daybook.log_event,
            is_this_shop=till.connection.is_this_shop,
            look_for_updates=updates.look,
            is_session_only=place.is_session_only,
        )
        options = replace(_window_options(place, stage), play_sound=equipment.speaker.play)
        counter = CounterPorts(till.desk, till.review, till.enrolment, till.connection, till.daybook)
        window = CounterWindow(counter, owner, theming, till=told, scans=scans, read_text=reference_in, options=options)
        window.attach_display(CustomerDisplay(theming, QtScreens(), place.settings))
        window.owner_pages.offer_actions(
            till.owner_actions, Diagnosis(place.folder, lambda: owner.current().settings, lambda: owner.keys)
        )
        _open(window, equipment, owner)
        bell = SingleInstance(place.folder, app)
        bell.activation_requested.connect(window.bring_to_front)
        equipment.use_hand_scanner(place.settings)
        ask_for_camera(app, lambda: equipment.use(place.settings))
        _begin(window, place, remark)
        if direct is not None:
            direct(window, told)
        with quit_on_interrupt(app):
            app.exec()
        bell.close()
        told.close()
        scans.close()
        updates.close()  # a worker may be asking, and nobody waits for its answer
        window.finish()
    return 0


def _begin(window: CounterWindow, place: DataFolder, remark: TillError | None) -> None:
    """Show what the owner or the cashier sees first."""
    if place.keys == ApiKeys():
        window.owner_pages.open_first_run()
    if remark is not None:
        window.show_error(remark)


class _Equipment:
    """What stands on the counter besides the screen: the camera, hand scanners, a loudspeaker."""

    def __init__(self, app: QApplication, settings: Settings, stage: DemoSetup | None, scans: ScanBridge) -> None:
        self.lens = ScannerHolder(None if stage is None else stage.camera)
        self.lens.tell(scans)
        self.keys = HandScannerKeys(settings.hand_scanner, app)
        self.speaker = SoundPlayer()
        self._serial_line = SerialScannerHolder()
        self._serial_line.set_callbacks(SerialCallbacks(scans.on_scan, scans.on_refusal, scans.on_hand_scanner_failure))

    def __enter__(self) -> Self:
        preload()
        return self

    def __exit__(self, *exc: object) -> None:
        for each in (self._serial_line, self.speaker, self.lens):
            each.__exit__(*exc)

    def use(self, settings: Settings) -> None:
        """Work as these settings say; any one thread at a time."""
        self.lens.use(settings.camera, settings.picture)
        self.use_hand_scanner(settings)

    def use_hand_scanner(self, settings: Settings) -> None:
        """Read hand scanners as these settings say; they need no permission."""
        self.keys.apply_settings(settings.hand_scanner)
        self._serial_line.apply_settings(settings.hand_scanner)


def _open(window: CounterWindow, equipment: _Equipment, owner: OwnerSetup) -> None:
    """Show the window; from then on its camera works while somebody can see what it sees."""
    window.attach_hand_scanner(equipment.keys, owner.learn_layout)
    window.present()
    window.preview_wanted.connect(equipment.lens.look)
    window.owner_pages.demo_wanted.connect(_open_demo)


def check(till: Till, place: DataFolder, stage: DemoSetup, *, is_json: bool) -> int:
    """Let the counter do its whole job by itself and print how each step went; 0 only if every step held."""
    results: list[StepResult] = []

    def direct(window: CounterWindow, told: TillBridge) -> None:
        hands = WindowDriver(window, told)
        checking = StepRunner(hands, plan.plan(hands, stage))
        checking.finished.connect(results.extend)
        checking.finished.connect(window.close, Qt.ConnectionType.QueuedConnection)
        checking.start()

    with without_size_hint_warnings():
        run(till, place, stage, direct)
    report = plan.Report(__version__, plan.platform_name(), tuple(results))
    sys.stdout.write((report.as_json() if is_json else report.as_table()) + "\n")
    return 0 if report.is_good else 1


def is_called_forward(place_folder: Path) -> bool:
    """Return whether another counter runs on this folder; if so, bring it to the front."""
    make_application(sys.argv[:1])
    return notify_running_counter(place_folder)


def tell_failure(error: TillError, language: str = "", *, may_go_on: bool = False) -> bool:
    """Show why the till cannot start, until the person closes the window.

    Returns whether they chose to go on for this session only, which `may_go_on` offers.
    """
    app, theming = make_application(sys.argv[:1], "system", language or _language_of_this_computer())
    window = StartFailureWindow(theming, error, can_continue=may_go_on)
    window.show()
    with quit_on_interrupt(app):
        app.exec()
    return window.has_continued


def _window_options(place: DataFolder, stage: DemoSetup | None) -> WindowOptions:
    demo = Demo() if stage is None else stage.demo()
    if place.settings.camera != "demo":
        demo = replace(demo, cards=())
    return WindowOptions(
        till_name=place.settings.till_name,
        demo=demo,
        is_session_only=place.is_session_only,
        is_kiosk=place.settings.is_kiosk,
    )


def _open_demo() -> None:
    """Start the demo shop in a second process; this one goes on."""
    program = [] if getattr(sys, "frozen", False) else ["-m", "kreward_pos"]
    QProcess.startDetached(sys.executable, [*program, "--demo", "--lang", current_language().code])


def _updates(place: DataFolder, stage: DemoSetup | None) -> Updates:
    """Return the check for newer versions; a demo asks nobody."""
    settings = place.settings
    publisher = Publisher.of_this_build() if stage is None else Publisher(public_key="")
    open_wire = partial(HttpTransport, proxy=settings.proxy)
    return Updates(place.folder, publisher, SystemClock(), is_wanted=settings.looks_for_updates, open_wire=open_wire)


def _language_of_this_computer() -> str:
    return language_for(QLocale.system().name()).code
