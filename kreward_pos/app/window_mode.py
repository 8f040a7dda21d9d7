"""Runs the counter's window with its camera around a running till, from first paint to the last joined thread."""

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
    """A demo as the window needs it. A protocol, so that a real till never loads the demo's server and pictures."""

    @property
    def camera(self) -> Camera:
        """The demo's camera."""
        ...

    def demo(self) -> Demo:
        """Return the demo's cards and network faults that the window offers."""
        ...


Drive = Callable[[CounterWindow, TillBridge], None]
"""A callback that drives the window as soon as it is shown."""


def run(
    till: Till,
    data_folder: DataFolder,
    demo: DemoSetup | None = None,
    drive: Drive | None = None,
    startup_error: TillError | None = None,
) -> int:
    """Show the counter until it is closed; return the exit status.

    `demo` is set for a demo shop; `startup_error` is shown as soon as the window is.
    """
    language = data_folder.settings.language or _language_of_this_computer()
    app, theming = make_application(sys.argv[:1], data_folder.settings.theme, language)
    till_bridge, scan_bridge = TillBridge(), ScanBridge()
    till.add_listener(till_bridge)
    with _Equipment(app, data_folder.settings, demo, scan_bridge) as equipment:
        updates = _update_check(data_folder, demo)

        def apply_settings(settings: Settings, api_keys: ApiKeys) -> None:
            till.use_keys(api_keys)
            till.apply_config(TillConfig.of(settings))
            updates.set_enabled(settings.looks_for_updates)
            equipment.apply_settings(settings)
            till_bridge.settings_changed(owner.current())

        owner = OwnerSetup(
            data_folder.folder,
            data_folder.settings,
            data_folder.keys,
            data_folder.key_store,
            language,
            apply_settings,
            use_camera=equipment.scanner_holder.use,
            note=till.daybook.log_event,
            is_this_shop=till.connection.is_this_shop,
            check_for_updates=updates.check,
            is_session_only=data_folder.is_session_only,
        )
        options = replace(_window_options(data_folder, demo), play_sound=equipment.speaker.play)
        ports = CounterPorts(till.desk, till.review, till.enrolment, till.connection, till.daybook)
        window = CounterWindow(
            ports, owner, theming, till=till_bridge, scans=scan_bridge, read_text=reference_in, options=options
        )
        window.attach_display(CustomerDisplay(theming, QtScreens(), data_folder.settings))
        window.owner_pages.offer_actions(
            till.owner_actions, Diagnosis(data_folder.folder, lambda: owner.current().settings, lambda: owner.keys)
        )
        _show_window(window, equipment, owner)
        single_instance = SingleInstance(data_folder.folder, app)
        single_instance.activation_requested.connect(window.bring_to_front)
        equipment.use_hand_scanner(data_folder.settings)
        ask_for_camera(app, lambda: equipment.apply_settings(data_folder.settings))
        _show_first_page(window, data_folder, startup_error)
        if drive is not None:
            drive(window, till_bridge)
        with quit_on_interrupt(app):
            app.exec()
        single_instance.close()
        till_bridge.close()
        scan_bridge.close()
        updates.close()  # a worker may be asking; its response is no longer needed
        window.finish()
    return 0


def _show_first_page(window: CounterWindow, data_folder: DataFolder, startup_error: TillError | None) -> None:
    """Show the first run's panel, or the error of the start, if any."""
    if data_folder.keys == ApiKeys():
        window.owner_pages.open_first_run()
    if startup_error is not None:
        window.show_error(startup_error)


class _Equipment:
    """The devices of the counter besides the screen: camera, hand scanners and loudspeaker."""

    def __init__(self, app: QApplication, settings: Settings, demo: DemoSetup | None, scan_bridge: ScanBridge) -> None:
        self.scanner_holder = ScannerHolder(None if demo is None else demo.camera)
        self.scanner_holder.set_callbacks(scan_bridge)
        self.keys = HandScannerKeys(settings.hand_scanner, app)
        self.speaker = SoundPlayer()
        self._serial_line = SerialScannerHolder()
        self._serial_line.set_callbacks(
            SerialCallbacks(scan_bridge.on_scan, scan_bridge.on_refusal, scan_bridge.on_hand_scanner_failure)
        )

    def __enter__(self) -> Self:
        preload()
        return self

    def __exit__(self, *exc: object) -> None:
        for each in (self._serial_line, self.speaker, self.scanner_holder):
            each.__exit__(*exc)

    def apply_settings(self, settings: Settings) -> None:
        """Apply the settings to all devices. One thread at a time."""
        self.scanner_holder.use(settings.camera, settings.picture)
        self.use_hand_scanner(settings)

    def use_hand_scanner(self, settings: Settings) -> None:
        """Apply the settings to the hand scanners, which need no permission."""
        self.keys.apply_settings(settings.hand_scanner)
        self._serial_line.apply_settings(settings.hand_scanner)


def _show_window(window: CounterWindow, equipment: _Equipment, owner: OwnerSetup) -> None:
    """Show the window; its camera runs while the preview is visible."""
    window.attach_hand_scanner(equipment.keys, owner.learn_layout)
    window.present()
    window.preview_wanted.connect(equipment.scanner_holder.set_visible)
    window.owner_pages.demo_wanted.connect(_open_demo)


def run_self_check(till: Till, data_folder: DataFolder, demo: DemoSetup, *, is_json: bool) -> int:
    """Run the self-check and print the result of each step; return 0 only if every step passed."""
    results: list[StepResult] = []

    def drive(window: CounterWindow, till_bridge: TillBridge) -> None:
        driver = WindowDriver(window, till_bridge)
        runner = StepRunner(driver, plan.plan(driver, demo))
        runner.finished.connect(results.extend)
        runner.finished.connect(window.close, Qt.ConnectionType.QueuedConnection)
        runner.start()

    with without_size_hint_warnings():
        run(till, data_folder, demo, drive)
    report = plan.Report(__version__, plan.platform_name(), tuple(results))
    sys.stdout.write((report.as_json() if is_json else report.as_table()) + "\n")
    return 0 if report.is_good else 1


def bring_running_counter_to_front(folder: Path) -> bool:
    """Return whether another counter runs on this folder; if so, bring it to the front."""
    make_application(sys.argv[:1])
    return notify_running_counter(folder)


def show_start_failure(error: TillError, language: str = "", *, may_continue: bool = False) -> bool:
    """Show why the till cannot start, until the window is closed.

    Return whether the person chose to continue for this session only, which `may_continue` offers.
    """
    app, theming = make_application(sys.argv[:1], "system", language or _language_of_this_computer())
    window = StartFailureWindow(theming, error, can_continue=may_continue)
    window.show()
    with quit_on_interrupt(app):
        app.exec()
    return window.has_continued


def _window_options(data_folder: DataFolder, demo: DemoSetup | None) -> WindowOptions:
    offered = Demo() if demo is None else demo.demo()
    if data_folder.settings.camera != "demo":
        offered = replace(offered, cards=())
    return WindowOptions(
        till_name=data_folder.settings.till_name,
        demo=offered,
        is_session_only=data_folder.is_session_only,
        is_kiosk=data_folder.settings.is_kiosk,
    )


def _open_demo() -> None:
    """Start the demo shop in a second process."""
    program = [] if getattr(sys, "frozen", False) else ["-m", "kreward_pos"]
    QProcess.startDetached(sys.executable, [*program, "--demo", "--lang", current_language().code])


def _update_check(data_folder: DataFolder, demo: DemoSetup | None) -> Updates:
    """Return the check for newer versions, which is off in a demo."""
    settings = data_folder.settings
    publisher = Publisher.of_this_build() if demo is None else Publisher(public_key="")
    open_transport = partial(HttpTransport, proxy=settings.proxy)
    return Updates(
        data_folder.folder,
        publisher,
        SystemClock(),
        is_enabled=settings.looks_for_updates,
        open_transport=open_transport,
    )


def _language_of_this_computer() -> str:
    return language_for(QLocale.system().name()).code
