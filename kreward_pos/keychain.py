"""The API keys in the operating system's keyring, or for this run alone in memory or the environment.

Back ends that keep secrets in plain text, or lose them silently, are refused. The keyring package is imported
late: it and its back end cost 160 ms that the first paint need not wait for.
"""

import hashlib
import os
from pathlib import Path
from typing import Protocol

from kreward_pos.errors import QT_TRANSLATE_NOOP, SetupFailure
from kreward_pos.kreward.keys import ApiKey, ApiKeys

SECRET_VARIABLE = "KREWARD_SECRET_KEY"  # noqa: S105 - a variable's name
PUBLIC_VARIABLE = "KREWARD_PUBLIC_KEY"
_SERVICE = "Kreward POS"


class NoKeyring(SetupFailure):
    """This machine offers no safe place for secrets."""

    title = QT_TRANSLATE_NOOP("errors", "This computer has no safe place for the key")
    message = QT_TRANSLATE_NOOP(
        "errors",
        "The key works until the app is closed. To keep it, unlock or install a keyring "
        "(on Linux: GNOME Keyring or KWallet), then enter it again.",
    )


class KeyStore(Protocol):
    """Where keys are kept."""

    def save(self, keys: ApiKeys) -> None:
        """Keep the keys for the next start; raises `NoKeyring` where they cannot be."""
        ...


class Forgetful:
    """Keeps keys for this run alone, as a demo wants it."""

    def save(self, keys: ApiKeys) -> None:
        """Nothing is kept."""


class Keychain:
    """The keys of the till in `folder`; two folders on one machine do not share them."""

    def __init__(self, folder: Path) -> None:
        self._account = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]

    def load(self) -> ApiKeys:
        """The keys: from the environment where set there, else from the keyring; none where neither has any.

        Raises `KeyUnusable` for a malformed one; a machine without a keyring just has none.
        """
        secret = os.environ.get(SECRET_VARIABLE) or self._read("secret")
        public = os.environ.get(PUBLIC_VARIABLE) or self._read("public")
        return ApiKeys(
            ApiKey.parse_secret(secret) if secret else None,
            ApiKey.parse_public(public) if public else None,
        )

    def save(self, keys: ApiKeys) -> None:
        """Keep the keys for the next start; raises `NoKeyring`."""
        import keyring
        from keyring.errors import KeyringError

        if not _is_safe():
            raise NoKeyring
        try:
            for name, key in (("secret", keys.secret), ("public", keys.public)):
                if key is not None:
                    keyring.set_password(_SERVICE, f"{name}-{self._account}", key.text)
        except KeyringError:
            raise NoKeyring from None

    def _read(self, name: str) -> str | None:
        import keyring
        from keyring.errors import KeyringError

        try:
            return keyring.get_password(_SERVICE, f"{name}-{self._account}") if _is_safe() else None
        except KeyringError:
            return None


def _is_safe() -> bool:
    """Whether the keyring's back end keeps secrets, and keeps them secret."""
    import keyring

    backend = type(keyring.get_keyring())
    is_absent = backend.__module__ in {"keyring.backends.null", "keyring.backends.fail"}
    return not is_absent and "plaintext" not in backend.__qualname__.casefold()
