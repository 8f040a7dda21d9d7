"""What the settings page may do: read the settings, try keys, and put changes into force.

Called on worker threads. Knows no window; what a change means for the running app is told by `on_change`.
"""

from collections.abc import Callable
from pathlib import Path

from kreward_pos import settings as settings_file
from kreward_pos.clock import SystemClock
from kreward_pos.errors import KeyUnusable
from kreward_pos.keychain import KeyStore
from kreward_pos.kreward.answers import Account
from kreward_pos.kreward.client import KrewardClient
from kreward_pos.kreward.keys import ApiKey, ApiKeys
from kreward_pos.kreward.wire import HttpWire
from kreward_pos.settings import Settings
from kreward_pos.ui.backend import LanguageChoice, SetUpChange, SetUpView


class Owner:
    """The settings and keys of one till. One worker thread at a time may call it."""

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        keys: ApiKeys,
        key_store: KeyStore,
        language: LanguageChoice,
        on_change: Callable[[Settings, ApiKeys], None],
    ) -> None:
        self._folder = folder
        self._settings = settings
        self._keys = keys
        self._key_store = key_store
        self._language: LanguageChoice = language
        self._on_change = on_change

    def current(self) -> SetUpView:
        """The settings in force."""
        return SetUpView(
            till_name=self._settings.till_name,
            language=self._settings.language or self._language,
            theme=self._settings.theme,
            camera=self._settings.camera,
            always_ask=self._settings.always_ask,
            has_secret=self._keys.secret is not None,
            has_public=self._keys.public is not None,
        )

    def test(self, secret: str, public: str) -> Account:
        """Ask Kreward whose keys these are; an empty text means the key in use. Nothing is kept.

        A public key alone can only ping: then the account bears the shop's name, where the answer gives one.
        """
        keys = self._with(secret, public)
        client = KrewardClient(HttpWire(self._settings.base_url), keys, SystemClock())
        try:
            if keys.secret is None and keys.public is None:
                raise KeyUnusable
            ping = client.ping()
            return Account(ping.merchant or "Kreward", None, ()) if keys.secret is None else client.me()
        finally:
            client.close()

    def save(self, change: SetUpChange) -> None:
        """Keep the change and put it into force.

        Raises `SettingsUnsaved`, a `KeyUnusable`, or `NoKeyring`, in which case the new keys work until the end of
        this run.
        """
        keys = self._with(change.secret or "", change.public or "")
        fields = {name: getattr(change, name) for name in ("till_name", "language", "theme", "camera", "always_ask")}
        settings = settings_file.changed(self._settings, fields)
        settings_file.save(self._folder, settings)
        has_new_keys, self._keys, self._settings = keys != self._keys, keys, settings
        self._on_change(settings, keys)
        if has_new_keys:
            self._key_store.save(keys)

    def _with(self, secret: str, public: str) -> ApiKeys:
        return ApiKeys(
            ApiKey.parse_secret(secret) if secret.strip() else self._keys.secret,
            ApiKey.parse_public(public) if public.strip() else self._keys.public,
        )
