"""The daily check for a newer version, by a signed notice; installs nothing.

The notice is fetched from one fixed address and accepted only with the publisher's signature, so that no text of the
loyalty API, no setting and no compromised server can send the owner to another page. Must know no window.

    {"notice": "<the text of a Release as JSON>", "signature": "<Ed25519 over it, base64>"}
"""

import base64
import datetime as dt
import logging
import os
import re
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec

from kreward_pos import __version__
from kreward_pos.api.address import checked_base_url
from kreward_pos.api.transport import HttpTransport, NoResponse, Request, Transport
from kreward_pos.clock import Clock
from kreward_pos.errors import SettingsRefused, capped
from kreward_pos.languages import LANGUAGES
from kreward_pos.system.atomic_file import write_atomically

BASE_URL = "https://kreward.net/pos"
PATH = "/update.json"
PUBLIC_KEY = ""
"""The publisher's Ed25519 key, 64 hexadecimal digits (docs/release.md). While it is empty, the check is off."""

NOTES_LIMIT = 400
"""The most characters of a notice's notes that are shown."""

FILE_NAME = "updates.json"
_SIGNATURE_PREFIX = b"kreward-pos update notice 1\n"
_CHECK_INTERVAL = dt.timedelta(days=1)
_DEADLINE_S = 15.0
_VERSION = re.compile(r"([0-9]{1,4})\.([0-9]{1,4})\.([0-9]{1,4})(.*)", re.ASCII)

_log = logging.getLogger(__name__)


class Release(msgspec.Struct, frozen=True):
    """A version that is out.

    `notes` describe it in a sentence or two, by language code; the first of `LANGUAGES` is always among them. `page` is
    its download page: https, on the notice's host.
    """

    version: Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}\Z")]
    date: dt.date
    notes: dict[str, str]
    page: Annotated[str, msgspec.Meta(max_length=200)]

    def __post_init__(self) -> None:
        """Refuse notes without the default language."""
        if LANGUAGES[0].code not in self.notes:
            raise ValueError(f"notes must have {LANGUAGES[0].code}")

    def notes_in(self, language: str) -> str:
        """Return the notes as one plain line, in the default language where this one is missing."""
        return capped(self.notes.get(language) or self.notes[LANGUAGES[0].code], NOTES_LIMIT)


class _Envelope(msgspec.Struct, frozen=True):
    notice: str
    signature: str


class _SavedNotice(msgspec.Struct, frozen=True):
    """The last notice with its signature, so that a modified file is refused too."""

    looked_at: Annotated[dt.datetime, msgspec.Meta(tz=True)]
    envelope: str = ""


class NoticeRefused(Exception):
    """The text is not a notice of the publisher; the message says why, for the log."""


@dataclass(frozen=True, slots=True)
class UpdateView:
    """The check's result as the window shows it. `why_off` is empty where the check is on."""

    version: str
    why_off: Literal["", "switched_off", "no_key"] = ""
    release: Release | None = None


@dataclass(frozen=True, slots=True)
class Publisher:
    """The address of notices and the key of their signature."""

    base_url: str = BASE_URL
    public_key: str = PUBLIC_KEY

    @classmethod
    def of_this_build(cls) -> "Publisher":
        """Return the project's publisher; from sources, the environment may name another."""
        if getattr(sys, "frozen", False):
            return cls()
        given = os.environ.get
        return cls(given("KREWARD_POS_UPDATES_URL", BASE_URL), given("KREWARD_POS_UPDATES_KEY", PUBLIC_KEY))

    def read(self, envelope: bytes) -> Release:
        """Return the release in `envelope`; raise `NoticeRefused`."""
        try:
            parts = msgspec.json.decode(envelope, type=_Envelope)
            signature = base64.b64decode(parts.signature, validate=True)
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            raise NoticeRefused("it is no notice") from error
        self._verify(parts.notice, signature)
        return self._release(parts.notice)

    def _verify(self, notice: str, signature: bytes) -> None:
        # Imported late: most starts check no signature.
        from nacl.exceptions import BadSignatureError
        from nacl.signing import VerifyKey

        try:
            VerifyKey(bytes.fromhex(self.public_key)).verify(signed_text(notice), signature)
        except (BadSignatureError, ValueError, TypeError) as error:
            raise NoticeRefused("its signature is not the publisher's") from error

    def _release(self, notice: str) -> Release:
        try:
            release = msgspec.json.decode(notice, type=Release)
            page = checked_base_url(release.page)
        except (msgspec.DecodeError, ValueError, RecursionError, SettingsRefused) as error:
            raise NoticeRefused("it is signed, but makes no sense") from error
        here, there = urlsplit(self.base_url), urlsplit(page)
        if there.scheme != "https" or there.hostname != here.hostname or page != release.page:
            raise NoticeRefused("its page is not the publisher's")
        return release


class Updates:
    """The check for a newer version, at most once a day, with its saved result. Thread-safe; worker threads only."""

    def __init__(
        self,
        folder: Path,
        publisher: Publisher,
        clock: Clock,
        *,
        is_enabled: bool = True,
        version: str = __version__,
        open_transport: Callable[[str], Transport] = HttpTransport,
    ) -> None:
        self._file = folder / FILE_NAME
        self._publisher, self._clock, self._version = publisher, clock, version
        self._open_transport = open_transport
        self._is_enabled = is_enabled
        self._check_lock, self._lock = threading.Lock(), threading.Lock()
        self._saved: _SavedNotice | None = None
        self._transport: Transport | None = None
        self._is_closed = False

    def set_enabled(self, is_enabled: bool) -> None:
        """Switch the check on or off."""
        self._is_enabled = is_enabled

    def check(self) -> UpdateView:
        """Return the newest version that is out, if it is newer than this one.

        Ask the server where the saved notice is a day old; without a response, use the saved one.
        """
        if not self._publisher.public_key:
            return UpdateView(self._version, "no_key")
        if not self._is_enabled:
            return UpdateView(self._version, "switched_off")
        with self._check_lock:
            saved = self._saved or self._read_file()
            # After a clock was set back, the last check is in the future.
            if not dt.timedelta(0) <= self._clock.now() - saved.looked_at < _CHECK_INTERVAL:
                saved = self._ask(saved)
            self._saved = saved
        return UpdateView(self._version, release=self._newer_than(self._version, saved.envelope))

    def close(self) -> None:
        """Abort a call in progress; later checks ask nothing."""
        with self._lock:
            self._is_closed = True
            if self._transport is not None:
                self._transport.close()

    def _ask(self, saved: _SavedNotice) -> _SavedNotice:
        body = self._fetch()
        if body is None:
            return saved
        envelope = saved.envelope
        try:
            release = self._publisher.read(body)
        except NoticeRefused as refusal:
            _log.warning("the notice of a new version is ignored: %s", refusal)
        else:
            known = self._release_in(saved.envelope)
            # An old notice of the server must not replace a newer one.
            if known is None or _sort_key(release.version) >= _sort_key(known.version):
                envelope = body.decode()
        return self._save(_SavedNotice(self._clock.now(), envelope))

    def _fetch(self) -> bytes | None:
        """Return the server's notice; None without a response, so that the next check asks again."""
        with self._lock:
            if self._is_closed:
                return None
            self._transport = transport = self._open_transport(self._publisher.base_url)
        try:
            response = transport.exchange(Request("GET", PATH, None), _DEADLINE_S)
        except NoResponse as error:
            _log.info("no response about newer versions: %s", error)
            return None
        finally:
            with self._lock:
                self._transport = None
            transport.close()
        return response.body if response.status == 200 else b""

    def _newer_than(self, version: str, envelope: str) -> Release | None:
        release = self._release_in(envelope)
        return release if release is not None and _sort_key(release.version) > _sort_key(version) else None

    def _release_in(self, envelope: str) -> Release | None:
        try:
            return self._publisher.read(envelope.encode())
        except NoticeRefused:
            return None

    def _read_file(self) -> _SavedNotice:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=_SavedNotice)
        except (OSError, msgspec.DecodeError, ValueError, RecursionError):
            return _SavedNotice(dt.datetime.min.replace(tzinfo=dt.UTC))

    def _save(self, saved: _SavedNotice) -> _SavedNotice:
        try:
            write_atomically(self._file, msgspec.json.encode(saved))
        except OSError as error:
            _log.info("the notice of a new version could not be saved: %s", error.strerror)
        return saved


def signed_text(notice: str) -> bytes:
    """Return the bytes that the publisher signs: the notice with a prefix, so that no other signature fits."""
    return _SIGNATURE_PREFIX + notice.encode()


def _sort_key(version: str) -> tuple[int, int, int, bool]:
    """Return a sort key for versions; one with anything after x.y.z comes just before x.y.z."""
    found = _VERSION.fullmatch(version)
    if found is None:
        return 0, 0, 0, False
    major, minor, patch, rest = found.groups()
    return int(major), int(minor), int(patch), not rest
