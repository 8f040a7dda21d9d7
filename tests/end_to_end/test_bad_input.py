"""Bad input at the real counter with the real sandbox: each gets a sentence, and nothing is lost."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from kreward_pos.api.client import KrewardClient
from kreward_pos.api.keys import ApiKey, ApiKeys
from kreward_pos.api.transport import HttpTransport
from kreward_pos.app.owner_setup import OwnerSetup
from kreward_pos.clock import SystemClock
from kreward_pos.sandbox.server import Sandbox
from kreward_pos.scan.camera.camera import Frame
from kreward_pos.scan.errors import CameraUnplugged
from kreward_pos.scan.payload.reference import reference_in
from kreward_pos.scan.scanner import Callbacks, Scanner
from kreward_pos.system.keychain import MemoryKeyStore
from kreward_pos.system.settings import Settings
from kreward_pos.till.storage.store import Store
from kreward_pos.till.till import Till
from kreward_pos.ui.runtime.bridge import ScanBridge, TillBridge
from kreward_pos.ui.runtime.ports import CounterPorts
from kreward_pos.ui.theme.application import apply_style
from kreward_pos.ui.widgets.viewfinder import Viewfinder
from kreward_pos.ui.window import CounterWindow
from tests.till.fullable_disk import FullableDisk

TIMEOUT_MS = 60_000


class RealCounter:
    """The window with everything behind it, used as a cashier does."""

    def __init__(self, qtbot: QtBot, app: QApplication, sandbox: Sandbox, folder: Path, closing: ExitStack) -> None:
        self.qtbot = qtbot
        self.sandbox = sandbox
        self.disk = FullableDisk(f"disk-of-{folder.name}")
        keys = ApiKeys(ApiKey.parse_secret(sandbox.secret_key), ApiKey.parse_public(sandbox.public_key))
        self.client = KrewardClient(HttpTransport(sandbox.base_url), keys, SystemClock())
        self.till = Till(Store.open(folder, vfs=self.disk.name), self.client)
        closing.callback(self.till.close)
        self.till_bridge, self.scans = TillBridge(), ScanBridge()
        closing.callback(self.till_bridge.close)
        closing.callback(self.scans.close)
        self.till.add_listener(self.till_bridge)
        settings = Settings(base_url=sandbox.base_url)
        self.owner = OwnerSetup(
            folder,
            settings,
            keys,
            MemoryKeyStore(),
            "en",
            lambda _settings, keys: self.till.use_keys(keys),
            note=self.till.daybook.log_event,
            is_this_shop=self.till.connection.is_this_shop,
        )
        theming = apply_style(app, "light")
        counter = CounterPorts(
            self.till.desk, self.till.review, self.till.enrolment, self.till.connection, self.till.daybook
        )
        self.window = CounterWindow(
            counter, self.owner, theming, till=self.till_bridge, scans=self.scans, read_text=reference_in
        )
        closing.callback(self.window.finish)
        qtbot.addWidget(self.window)
        self.window.resize(1280, 800)
        self.window.show()
        self.till.start()

    def wait_until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds, timeout=TIMEOUT_MS)

    def type(self, text: str) -> None:
        field = self.window.findChild(QLineEdit, "emailField")
        assert field
        field.setText(text)
        field.returnPressed.emit()

    def press(self, name: str) -> None:
        button = self.window.findChild(QPushButton, name)
        assert button
        assert button.isVisible()
        button.click()

    def visible_text(self) -> str:
        """Return all visible texts, as seen and as read by a screen reader."""
        words = []
        for label in self.window.findChildren(QLabel):
            if label.isVisible():
                words += [label.text(), label.accessibleName()]
        pill = self.window.findChild(QPushButton, "linkPill")
        assert pill
        return " | ".join([*words, pill.text(), pill.accessibleName()])

    def viewfinder_description(self) -> str:
        """Return what a screen reader says of the viewfinder; the same is painted there."""
        viewfinder = self.window.findChild(Viewfinder)
        assert viewfinder
        return viewfinder.accessibleDescription()

    def look_up_jane(self) -> None:
        self.type("jane@example.com")
        self.wait_until(lambda: self.window.shown_view is not None and self.window.shown_view.balance is not None)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def counter(qtbot: QtBot, qapp: QApplication, sandbox: Sandbox, tmp_path: Path) -> Iterator[RealCounter]:
    with ExitStack() as closing:
        yield RealCounter(qtbot, qapp, sandbox, tmp_path / "till", closing)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"fault": "status", "code": 401}, "enter the current secret key"),
        ({"fault": "status", "code": 403}, "check the plan"),
        ({"fault": "status", "code": 500}, "Try again in a minute"),
        ({"fault": "html"}, "log in with a browser"),
        ({"fault": "redirect"}, "log in with a browser"),
        ({"fault": "truncate"}, "connection"),
        ({"fault": "drop_before"}, "connection"),
    ],
)
def test_failed_look_up_says_what_to_do(counter: RealCounter, fault: dict[str, object], sentence: str) -> None:
    counter.sandbox.set_faults([{"call": "*", "rate": 1.0, **fault}])
    counter.type("jane@example.com")
    counter.wait_until(lambda: sentence in counter.visible_text())
    assert counter.sandbox.ledger() == []


def test_offline_till_saves_taps_and_says_so(counter: RealCounter) -> None:
    counter.look_up_jane()
    with counter.sandbox.offline():
        counter.press("stampButton")
        counter.wait_until(lambda: "Offline" in counter.visible_text() and "1 waiting" in counter.visible_text())
        assert counter.sandbox.ledger() == []
    counter.till.connection.try_now()
    counter.wait_until(lambda: len(counter.sandbox.ledger()) == 1)


def test_full_disk_confirms_nothing_and_says_what_to_do(counter: RealCounter) -> None:
    counter.look_up_jane()
    with counter.disk.full():
        counter.press("stampButton")
        counter.wait_until(lambda: "Free some space" in counter.visible_text())
    assert counter.till.review.entries() == []
    counter.press("stampButton")
    counter.wait_until(lambda: len(counter.sandbox.ledger()) == 1)


def test_unplugged_camera_says_what_to_do(counter: RealCounter) -> None:
    camera = UnpluggedCamera()
    scans = counter.scans
    callbacks = Callbacks(scans.on_preview, scans.on_scan, scans.on_refusal, scans.on_camera_failure)
    scanner = Scanner(lambda: camera, callbacks, reopen_delays_s=(0.01,))
    scanner.start()
    try:
        counter.wait_until(
            lambda: CameraUnplugged(camera=UnpluggedCamera.name).sentence in counter.viewfinder_description()
        )
    finally:
        scanner.stop()


class UnpluggedCamera:
    """A camera that is unplugged."""

    name = "unplugged"

    def read(self) -> Frame:
        raise CameraUnplugged(camera=self.name)

    def skip(self) -> float:
        raise CameraUnplugged(camera=self.name)

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("jane", "e-mail"),
        ("jane@", "e-mail"),
        ("x" * 4096, "card"),
        ("WIFI:S:shop;T:WPA;P:secret;;", "Wi-Fi"),
        ("\u202egnp.exe@example.com", "card"),
    ],
)
def test_junk_is_refused_with_a_sentence(counter: RealCounter, text: str, sentence: str) -> None:
    counter.type(text)
    counter.wait_until(lambda: counter.window.panel_name in {"refused", "unknown"})
    assert sentence in counter.visible_text()
    assert counter.till.review.entries() == []


def test_unknown_customer_can_be_enrolled(counter: RealCounter) -> None:
    counter.type("nobody@example.com")
    counter.wait_until(lambda: "No customer has this e-mail" in counter.visible_text())
    assert counter.sandbox.ledger() == []
