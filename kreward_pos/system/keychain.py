"""The API keys, the database's key and the owner's PIN in the operating system's keyring, or from the environment.

Back ends that store secrets in plain text, or lose them silently, are refused. The keyring package is imported
late: it takes 160 ms, which would delay the first paint.
"""

import hashlib
import os
from pathlib import Path
from typing import Protocol

from kreward_pos.api.keys import ApiKey, ApiKeys
from kreward_pos.errors import QT_TRANSLATE_NOOP, SetupFailure
from kreward_pos.system.database_key import DATABASE_VARIABLE, DatabaseKey

SECRET_VARIABLE = "KREWARD_SECRET_KEY"  # noqa: S105 - a variable's name
PUBLIC_VARIABLE = "KREWARD_PUBLIC_KEY"
_SERVICE = "Kreward POS"


class NoKeyring(SetupFailure):
    """This computer has no keyring that keeps secrets safe."""

    title = QT_TRANSLATE_NOOP("errors", "This computer has no safe place for the key")
    message = QT_TRANSLATE_NOOP(
        "errors",
        "The key works until the app is closed. To keep it, unlock or install a keyring "
        "(on Linux: GNOME Keyring or KWallet), then enter it again.",
    )


class NoPlaceForDatabaseKey(SetupFailure):
    """Neither keyring nor environment has a key, so the database cannot be encrypted or read."""

    title = QT_TRANSLATE_NOOP("errors", "This computer has no safe place for the till's data")
    message = QT_TRANSLATE_NOOP(
        "errors",
        "The till keeps its data encrypted, and the key to it belongs in a keyring. Unlock or install one (on "
        "Linux: GNOME Keyring or KWallet), then start again. Scripts may set KREWARD_POS_DATABASE_KEY to 64 "
        "hexadecimal digits.",
    )


class KeyringSilent(SetupFailure):
    """The keyring does not respond: it is locked, or its service has ended."""

    title = QT_TRANSLATE_NOOP("errors", "This computer's keyring does not answer")
    message = QT_TRANSLATE_NOOP("errors", "Unlock it, or log in to the computer again, then try once more.")


class DatabaseKeyMissing(SetupFailure):
    """The database is encrypted, and the keyring does not have its key."""

    title = QT_TRANSLATE_NOOP("errors", "The key to this till's data is not on this computer")
    message = QT_TRANSLATE_NOOP(
        "errors",
        "Nothing was changed or deleted. If {where} was moved or copied, put it back where it was, on the computer "
        "and for the user that it came from. To start anew, use another --data-dir; what waits in this one then stays "
        "unsent.",
    )


class KeyStore(Protocol):
    """A store of keys and the PIN's record."""

    def saves_keys(self) -> bool:
        """Return whether the next start uses the keys that are saved here."""
        ...

    def save(self, keys: ApiKeys) -> None:
        """Save the keys for the next start; raise `NoKeyring` where that is impossible."""
        ...

    def pin_record(self) -> str | None:
        """Return what `PinGuard` saved, None where there is no PIN; raise `KeyringSilent`."""
        ...

    def save_pin_record(self, record: str | None) -> None:
        """Save the PIN's record for the next start; None deletes it. Raise `NoKeyring` or `KeyringSilent`."""
        ...


class MemoryKeyStore:
    """A key store in memory, for a demo or a session without a keyring."""

    def __init__(self) -> None:
        self._pin_record: str | None = None

    def saves_keys(self) -> bool:
        """Return False: nothing is saved."""
        return False

    def save(self, keys: ApiKeys) -> None:
        """Save nothing."""

    def pin_record(self) -> str | None:
        """Return what was set in this run."""
        return self._pin_record

    def save_pin_record(self, record: str | None) -> None:
        """Set the PIN's record; None removes it."""
        self._pin_record = record


class Keychain:
    """The keyring entries of the till in `folder`; two folders on one computer do not share them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._account = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]

    def load(self) -> ApiKeys:
        """Return the keys: from the environment where set there, else from the keyring; none where neither has any.

        Raises `KeyUnusable` for a malformed one; a computer without a keyring has none.
        """
        secret = os.environ.get(SECRET_VARIABLE) or self._read("secret")
        public = os.environ.get(PUBLIC_VARIABLE) or self._read("public")
        return ApiKeys(
            ApiKey.parse_secret(secret) if secret else None,
            ApiKey.parse_public(public) if public else None,
        )

    def saves_keys(self) -> bool:
        """Return whether saved keys would be used: a key from the environment comes before the keyring's."""
        return has_safe_keyring() and not any(os.environ.get(name) for name in (SECRET_VARIABLE, PUBLIC_VARIABLE))

    def save(self, keys: ApiKeys) -> None:
        """Save the keys for the next start; raise `NoKeyring`."""
        import keyring
        from keyring.errors import KeyringError

        if not has_safe_keyring():
            raise NoKeyring
        try:
            for name, key in (("secret", keys.secret), ("public", keys.public)):
                if key is not None:
                    keyring.set_password(_SERVICE, f"{name}-{self._account}", key.text)
        except KeyringError:
            raise NoKeyring from None

    def pin_record(self) -> str | None:
        """Return the PIN's record. A computer without a keyring has no PIN; a silent keyring may have one."""
        import keyring
        from keyring.errors import KeyringError

        try:
            return keyring.get_password(_SERVICE, f"pin-{self._account}") if has_safe_keyring() else None
        except KeyringError:
            raise KeyringSilent from None

    def save_pin_record(self, record: str | None) -> None:
        """Set the PIN's record; None removes it."""
        import keyring
        from keyring.errors import KeyringError

        if not has_safe_keyring():
            raise NoKeyring
        try:
            if record is not None:
                keyring.set_password(_SERVICE, f"pin-{self._account}", record)
            elif self.pin_record() is not None:
                keyring.delete_password(_SERVICE, f"pin-{self._account}")
        except KeyringError:
            raise KeyringSilent from None

    def forget(self) -> None:
        """Delete every secret of this till; raise `KeyringSilent` where one may be left."""
        import keyring
        from keyring.errors import KeyringError

        if not has_safe_keyring():
            return
        try:
            for name in ("secret", "public", "pin", "database"):
                if keyring.get_password(_SERVICE, f"{name}-{self._account}") is not None:
                    keyring.delete_password(_SERVICE, f"{name}-{self._account}")
        except KeyringError:
            raise KeyringSilent from None

    def database_key(self, *, may_create: bool) -> DatabaseKey:
        """Return the database's key: from the environment where set there (then saved nowhere), else from the keyring.

        A new one is created only where the keyring has none and `may_create` says that nothing is encrypted yet; it is
        saved before it is used. Raises `NoPlaceForDatabaseKey`, `DatabaseKeyMissing` or
        `DatabaseKeyMalformed`.
        """
        given = os.environ.get(DATABASE_VARIABLE)
        return DatabaseKey.parse(given) if given else self._keyring_database_key(may_create)

    def _keyring_database_key(self, may_create: bool) -> DatabaseKey:
        import keyring
        from keyring.errors import KeyringError

        if not has_safe_keyring():
            raise NoPlaceForDatabaseKey
        account = f"database-{self._account}"
        try:
            saved = keyring.get_password(_SERVICE, account)
            if saved is None and may_create:
                keyring.set_password(_SERVICE, account, DatabaseKey.new().digits)
                saved = keyring.get_password(_SERVICE, account)  # a keyring that loses it must not be trusted
                if saved is None:
                    raise NoPlaceForDatabaseKey
        except KeyringError:
            raise NoPlaceForDatabaseKey from None
        if saved is None:
            raise DatabaseKeyMissing(where=str(self._folder))
        return DatabaseKey.parse(saved)

    def _read(self, name: str) -> str | None:
        import keyring
        from keyring.errors import KeyringError

        try:
            return keyring.get_password(_SERVICE, f"{name}-{self._account}") if has_safe_keyring() else None
        except KeyringError:
            return None


def has_safe_keyring() -> bool:
    """Return whether the keyring's back end stores secrets safely; of a chain, its first member."""
    import keyring
    from keyring.backends.chainer import ChainerBackend

    backend = keyring.get_keyring()
    if isinstance(backend, ChainerBackend):
        links = list(backend.backends)
        return bool(links) and _is_safe(type(links[0]))
    return _is_safe(type(backend))


def _is_safe(backend: type) -> bool:
    """Return whether neither the class nor a base class is a null or plain-text back end."""
    kinds = backend.__mro__
    is_absent = any(kind.__module__ in {"keyring.backends.null", "keyring.backends.fail"} for kind in kinds)
    return not is_absent and not any("plaintext" in kind.__qualname__.casefold() for kind in kinds)
