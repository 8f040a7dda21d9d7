"""The owner's setup: settings, keys, cameras and the PIN.

Called on worker threads. Knows no window; `on_change` applies a change to the running app.
"""

import hmac
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from kreward_pos import __version__
from kreward_pos.api.address import checked_base_url
from kreward_pos.api.client import KrewardClient
from kreward_pos.api.errors import NotApplied
from kreward_pos.api.keys import ApiKey, ApiKeys
from kreward_pos.api.models import Account
from kreward_pos.api.transport import HttpTransport
from kreward_pos.clock import SystemClock
from kreward_pos.errors import KeyUnusable, SetupFailure
from kreward_pos.overriding import override
from kreward_pos.scan.camera.cameras import camera_names
from kreward_pos.scan.hand.layout import learn_layout
from kreward_pos.system import settings as settings_file
from kreward_pos.system.keychain import KeyStore
from kreward_pos.system.pin import PinGuard, PinNotKept, PinPaused, PinStore, PinWrong
from kreward_pos.system.settings import CameraOrientation, HandScannerSettings, Settings
from kreward_pos.system.updates import UpdateView
from kreward_pos.till.records.audit_log import AuditEvent
from kreward_pos.ui.runtime.ports import SettingsChange, SettingsSaved, SettingsView

_AT_THE_START = ("base_url", "proxy")
"""Settings that apply at the next start."""

UseCamera = Callable[[str, CameraOrientation], object]
CheckForUpdates = Callable[[], UpdateView]
Note = Callable[[AuditEvent, str], object]
"""Adds an event and a detail to the audit log; never fails."""


class LoggedPinGuard(PinGuard):
    """A PIN guard that logs each wrong try and each change in the audit log."""

    def __init__(self, store: PinStore, is_tills_secret: Callable[[str], bool], note: Note) -> None:
        super().__init__(store, SystemClock(), is_tills_secret)
        self._note = note

    @override
    def unlock(self, pin: str) -> None:
        try:
            super().unlock(pin)
        except (PinWrong, PinPaused) as refused:
            self._note(AuditEvent.PIN_WRONG, refused.code)
            raise

    @override
    def choose(self, pin: str | None) -> None:
        change = "removed" if pin is None else "set"
        try:
            super().choose(pin)
        except PinNotKept:  # but it applies to this run
            self._note(AuditEvent.PIN_CHANGED, change)
            raise
        self._note(AuditEvent.PIN_CHANGED, change)


class OwnerSetup:
    """The settings, keys and PIN of one till. One worker thread at a time may change them."""

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        keys: ApiKeys,
        key_store: KeyStore,
        language: str,
        on_change: Callable[[Settings, ApiKeys], None],
        *,
        note: Note,
        is_this_shop: Callable[[Account], bool],
        use_camera: UseCamera = lambda _camera, _picture: None,
        check_for_updates: CheckForUpdates = lambda: UpdateView(__version__, "switched_off"),
        is_session_only: bool = False,
    ) -> None:
        self._folder = folder
        self._started_with = self._settings = settings
        self._keys = keys
        self._key_store = key_store
        self._language = language
        self._on_change = on_change
        self._use_camera = use_camera
        self._note = note
        self._is_this_shop = is_this_shop
        self._check_for_updates = check_for_updates
        self._is_session_only = is_session_only
        self._lock = threading.Lock()
        self._pin = LoggedPinGuard(key_store, self._is_secret, note)

    @property
    def pin(self) -> LoggedPinGuard:
        """The PIN. No method here checks it: the window asks for it."""
        return self._pin

    @property
    def keys(self) -> ApiKeys:
        """The keys in use."""
        return self._keys

    def current(self) -> SettingsView:
        """Return the settings that apply."""
        return SettingsView(
            settings=self._settings,
            language=self._settings.language or self._language,
            has_secret=self._keys.secret is not None,
            has_public=self._keys.public is not None,
            is_session_only=self._is_session_only,
            saves_keys=self._key_store.saves_keys(),
        )

    def test(self, secret: str, public: str, base_url: str = "") -> Account:
        """Ask Kreward whose keys these are; an empty text means the key in use. Saves nothing.

        A public key is tested by asking for the join page; alone it can do no more, so the account then has the shop's
        name only where the response to a ping has it. Raises a `KeyUnusable`, an `ApiFailure`, or `SettingsRefused` for
        an invalid address.
        """
        keys = self._with(secret, public)
        if keys.secret is None and keys.public is None:
            raise KeyUnusable
        address = checked_base_url(base_url) if base_url.strip() else self._settings.base_url
        account = _account(keys, address, self._settings.proxy)
        if public.strip() and keys.secret is not None:
            _account(ApiKeys(public=keys.public), address, self._settings.proxy)
        return account

    def save(self, change: SettingsChange) -> SettingsSaved:
        """Save the change and apply it. Raises `SettingsRefused`, `SettingsUnsaved` or a `KeyUnusable`."""
        with self._lock:
            keys = self._with(change.secret or "", change.public or "")
            settings = settings_file.with_changes(self._settings, change.fields)
            settings_file.save(self._folder, settings)
            self._note_changes(settings, keys)
            has_new_keys, self._keys, self._settings = keys != self._keys, keys, settings
            self._on_change(settings, keys)
            storage_error = self._save_keys(keys) if has_new_keys else None
            return SettingsSaved(self.current(), self._needs_restart(), storage_error)

    def learn_layout(self, arrived: str) -> HandScannerSettings:
        """Learn a hand scanner's keyboard layout from the text of the set-up code, and save it.

        Raises what `kreward_pos.scan.hand.layout.learn_layout` does; then nothing changes.
        """
        rules = self._settings.hand_scanner
        scanner = msgspec.structs.replace(rules, layout=learn_layout(arrived, rules))
        self.save(SettingsChange({"hand_scanner": scanner}))
        return scanner

    def try_camera(self, camera: str | None, orientation: CameraOrientation | None = None) -> None:
        """Use this camera for now, or with None the one of the settings."""
        with self._lock:
            if camera is None:
                self._use_camera(self._settings.camera, self._settings.picture)
            else:
                self._use_camera(camera, orientation or self._settings.picture)

    def cameras(self) -> list[str]:
        """Return the names of the cameras plugged in; may take a second."""
        return camera_names()

    def serial_ports(self) -> list[str]:
        """Return the serial ports of this computer, for a serial hand scanner."""
        from serial.tools import list_ports  # late: only the settings page asks

        return sorted(port.device for port in list_ports.comports())

    def updates(self) -> UpdateView:
        """Return the newer version, if one is out; may ask its server."""
        return self._check_for_updates()

    def _note_changes(self, settings: Settings, keys: ApiKeys) -> None:
        """Log which settings and keys change, without their values."""
        changed = _changed_fields(self._settings, settings)
        if changed:
            self._note(AuditEvent.SETTINGS_CHANGED, ", ".join(changed))
        if keys != self._keys:
            kinds = [kind for kind in ("secret", "public") if getattr(keys, kind) != getattr(self._keys, kind)]
            self._note(AuditEvent.KEYS_CHANGED, ", ".join(kinds))

    def _save_keys(self, keys: ApiKeys) -> SetupFailure | None:
        try:
            self._key_store.save(keys)
        except SetupFailure as error:
            return error
        return None

    def _needs_restart(self) -> bool:
        return any(getattr(self._settings, name) != getattr(self._started_with, name) for name in _AT_THE_START)

    def _is_secret(self, text: str) -> bool:
        """Return whether this is the till's secret key, or another of the same shop: Kreward shows a key only once."""
        key = self._keys.secret
        if key is not None and hmac.compare_digest(key.text.encode(), text.encode()):
            return True
        try:
            account = _account(ApiKeys(ApiKey.parse_secret(text)), self._settings.base_url, self._settings.proxy)
        except (KeyUnusable, NotApplied):
            return False
        return self._is_this_shop(account)

    def _with(self, secret: str, public: str) -> ApiKeys:
        return ApiKeys(
            ApiKey.parse_secret(secret) if secret.strip() else self._keys.secret,
            ApiKey.parse_public(public) if public.strip() else self._keys.public,
        )


def _changed_fields(before: Settings, after: Settings) -> list[str]:
    """Return the fields that differ, those of limits by their own names."""
    names = [name for name in before.__struct_fields__ if getattr(before, name) != getattr(after, name)]
    if "limits" not in names:
        return names
    limits = before.limits.__struct_fields__
    inner = [f"limits.{name}" for name in limits if getattr(before.limits, name) != getattr(after.limits, name)]
    return [name for name in names if name != "limits"] + inner


def _account(keys: ApiKeys, address: str, proxy: str) -> Account:
    client = KrewardClient(HttpTransport(address, proxy=proxy), keys, SystemClock())
    try:
        ping = client.ping()
        if keys.secret is not None:
            return client.me()
        client.join_page()  # a ping proves no key where Kreward accepts it without one
        return Account(ping.merchant or "Kreward", None, ())
    finally:
        client.close()
