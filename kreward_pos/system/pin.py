"""The owner's PIN: the actions that need it, its check, and the waits after wrong tries.

Knows no window and no keyring. One text is saved: an argon2id hash, the number of wrong tries and the last one's time.
"""

import math
import re
import threading
from collections.abc import Callable
from enum import Enum
from typing import Protocol

import msgspec
from nacl.exceptions import InvalidkeyError
from nacl.pwhash import argon2id

from kreward_pos.clock import Clock
from kreward_pos.errors import QT_TRANSLATE_NOOP, SetupFailure, TillError

FREE_TRIES = 5
UNLOCKED_S = 120.0
"""The time that the PIN stays unlocked after the last action that needed it."""

WAITS_S = (30, 60, 120, 300, 900, 3600)
"""The wait after the fifth wrong PIN, the sixth, and so on; the last one stays."""

_FORM = re.compile("[0-9]{4,8}", re.ASCII)


class ProtectedAction(Enum):
    """The actions that need the PIN, if there is one."""

    SETTINGS = "settings"
    DEDUCTION = "deduction"
    REVIEW = "review"
    OFFLINE_REDEEM = "offline_redeem"
    OVER_LIMIT = "over_limit"
    DATA = "data"
    CLOSE = "close"


class PinRefused(TillError):
    """The action stays locked."""

    title = QT_TRANSLATE_NOOP("errors", "That is not the PIN")


class PinMalformed(PinRefused):
    """Not four to eight digits."""

    title = QT_TRANSLATE_NOOP("errors", "A PIN has four to eight digits")
    message = QT_TRANSLATE_NOOP("errors", "Type four to eight digits, and nothing else.")


class PinWrong(PinRefused):
    """The PIN is wrong; `tries` more are free."""

    message = QT_TRANSLATE_NOOP("errors", "Try again. Wrong PINs before there is a wait: {tries}.")

    def __init__(self, tries: int) -> None:
        super().__init__(tries=tries)


class PinPaused(PinRefused):
    """There were too many wrong PINs; `wait_s` whole seconds of the wait are left."""

    title = QT_TRANSLATE_NOOP("errors", "Too many wrong PINs")
    message = QT_TRANSLATE_NOOP("errors", "Wait {seconds} seconds, then try again.")

    def __init__(self, wait_s: int) -> None:
        self.wait_s = wait_s
        super().__init__(seconds=wait_s)


class NotTheShopsKey(PinRefused):
    """The text is not a secret key of this till's shop."""

    title = QT_TRANSLATE_NOOP("errors", "That is not a secret key of this shop")
    message = QT_TRANSLATE_NOOP(
        "errors",
        "It begins with kw_sk_. If it was not written down, make a new one in the Kreward dashboard. The PIN stays as "
        "it was.",
    )


class PinNotKept(SetupFailure):
    """The PIN applies to this run only."""

    title = QT_TRANSLATE_NOOP("errors", "This computer has no safe place for the PIN")
    message = QT_TRANSLATE_NOOP(
        "errors", "The PIN holds until the app is closed. To keep it, unlock or install a keyring, then set it again."
    )


class PinStore(Protocol):
    """A store of the PIN's record."""

    def pin_record(self) -> str | None:
        """Return the record; None where there is no PIN. Raise a `SetupFailure` where that is unknown."""
        ...

    def save_pin_record(self, record: str | None) -> None:
        """Save the record; None deletes it. Raise a `SetupFailure` where that is impossible."""
        ...


class _Record(msgspec.Struct, frozen=True):
    """The saved state of a PIN: `hash` in argon2's format, `failed_at` by the wall clock in seconds."""

    hash: str
    tries: int = 0
    failed_at: float = 0.0

    @property
    def wait_s(self) -> float:
        """The wait after the last wrong try."""
        over = self.tries - FREE_TRIES
        return 0.0 if over < 0 else float(WAITS_S[min(over, len(WAITS_S) - 1)])


class PinGuard:
    """The PIN of one till. Blocks for the keyring and the hash (some 0.1 s): worker threads only; any of them.

    A try is counted before it is checked, so that ending the app does not undo it. The wait runs by the monotonic
    clock; only its rest at a start is computed by the wall clock, where a clock set back restarts the wait.
    """

    def __init__(self, store: PinStore, clock: Clock, is_shops_secret: Callable[[str], bool]) -> None:
        self._store, self._clock, self._is_shops_secret = store, clock, is_shops_secret
        self._lock = threading.Lock()
        self._record: _Record | None = None
        self._is_loaded = False
        self._is_saved = True
        self._may_try_at_s = 0.0
        self._unlocked_until_s = -math.inf

    def has_pin(self) -> bool:
        """Return whether a PIN is set; raise a `SetupFailure` where the keyring does not respond."""
        with self._lock:
            return self._loaded() is not None

    def needs_pin(self, _act: ProtectedAction) -> bool:
        """Return whether this action needs the PIN now. If not, extend the unlocked time."""
        with self._lock:
            if self._loaded() is None:
                return False
            now_s = self._clock.monotonic()
            if now_s >= self._unlocked_until_s:
                return True
            self._unlocked_until_s = now_s + UNLOCKED_S
            return False

    def wait_s(self) -> int:
        """Return the whole seconds until the next try; 0 where one may be made now."""
        with self._lock:
            self._loaded()
            return self._wait_left_s()

    def unlock(self, pin: str) -> None:
        """Unlock the owner's actions for `UNLOCKED_S`; raise `PinMalformed`, `PinWrong` or `PinPaused`."""
        _well_formed(pin)
        with self._lock:
            record = self._loaded()
            if record is None:
                return
            if wait_left_s := self._wait_left_s():
                raise PinPaused(wait_left_s)
            record = self._count(record)
            if not _matches(record.hash, pin):
                raise PinPaused(self._wait_left_s()) if record.wait_s else PinWrong(FREE_TRIES - record.tries)
            self._save(_Record(record.hash))
            self._unlock_now()

    def lock(self) -> None:
        """Lock: the next action needs the PIN again."""
        with self._lock:
            self._unlocked_until_s = -math.inf

    def choose(self, pin: str | None) -> None:
        """Set or change the PIN, or remove it (None); the caller checks the permission.

        Raises `PinMalformed`, or `PinNotKept` where it applies to this run only.
        """
        record = None if pin is None else _Record(_hash(_well_formed(pin)))
        with self._lock:
            self._loaded()
            self._record, self._is_saved = record, True
            self._unlock_now()
            try:
                self._save(record)
            except SetupFailure:
                self._is_saved = False
                raise PinNotKept from None

    def replace(self, secret: str, pin: str) -> None:
        """Replace a forgotten PIN, by a secret key of the shop; raise `NotTheShopsKey`."""
        _well_formed(pin)
        self.require_shops_key(secret)
        self.choose(pin)

    def require_shops_key(self, secret: str) -> None:
        """Raise `NotTheShopsKey` unless this is a secret key of the till's shop; may ask Kreward."""
        if not self._is_shops_secret(secret.strip()):
            raise NotTheShopsKey

    def _loaded(self) -> _Record | None:
        if not self._is_loaded:
            text = self._store.pin_record()
            self._record = None if text is None else msgspec.json.decode(text, type=_Record)
            self._is_loaded = True
            if self._record is not None:
                since_s = max(0.0, self._clock.now().timestamp() - self._record.failed_at)
                self._may_try_at_s = self._clock.monotonic() + max(0.0, self._record.wait_s - since_s)
        return self._record

    def _count(self, record: _Record) -> _Record:
        counted = _Record(record.hash, record.tries + 1, self._clock.now().timestamp())
        self._save(counted)
        self._may_try_at_s = self._clock.monotonic() + counted.wait_s
        return counted

    def _save(self, record: _Record | None) -> None:
        if self._is_saved:
            self._store.save_pin_record(None if record is None else msgspec.json.encode(record).decode())
        self._record = record
        if record is None or not record.tries:
            self._may_try_at_s = 0.0

    def _wait_left_s(self) -> int:
        return max(0, math.ceil(self._may_try_at_s - self._clock.monotonic()))

    def _unlock_now(self) -> None:
        self._unlocked_until_s = self._clock.monotonic() + UNLOCKED_S


def _well_formed(pin: str) -> str:
    if not _FORM.fullmatch(pin):
        raise PinMalformed
    return pin


def _hash(pin: str) -> str:
    """Return the argon2id hash, with libsodium's limits for interactive use: 64 MiB, two passes."""
    limits = {"opslimit": argon2id.OPSLIMIT_INTERACTIVE, "memlimit": argon2id.MEMLIMIT_INTERACTIVE}
    return argon2id.str(pin.encode(), **limits).decode()


def _matches(saved_hash: str, pin: str) -> bool:
    try:
        return bool(argon2id.verify(saved_hash.encode(), pin.encode()))
    except InvalidkeyError:
        return False
