"""Whether a newer version of this app is out. A signed notice says so, once a day; nothing is ever installed by it.

The notice is fetched from one fixed address and believed only with the publisher's signature, so that no text of the
loyalty API, no setting and no server that was broken into can send the owner anywhere. Must know no window.

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
"""The publisher's Ed25519 key, 64 hexadecimal digits (docs/release.md). While it is empty, nothing is looked for."""

NOTES_LIMIT = 400
"""Characters of a notice's notes that reach a screen."""

FILE_NAME = "updates.json"
_SIGNED_AS = b"kreward-pos update notice 1\n"
_ONCE_IN = dt.timedelta(days=1)
_DEADLINE_S = 15.0
_VERSION = re.compile(r"([0-9]{1,4})\.([0-9]{1,4})\.([0-9]{1,4})(.*)", re.ASCII)

_log = logging.getLogger(__name__)


class Release(msgspec.Struct, frozen=True):
    """A version that is out.

    `notes` tell what is new in a sentence or two, by the code of each language; the first of `LANGUAGES` is always
    among them. `page` is where a person gets it: https, on the notice's own host.
    """

    version: Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}\Z")]
    date: dt.date
    notes: dict[str, str]
    page: Annotated[str, msgspec.Meta(max_length=200)]

    def __post_init__(self) -> None:
        """Refuse notes that not everybody could read."""
        if LANGUAGES[0].code not in self.notes:
            raise ValueError(f"notes must have {LANGUAGES[0].code}")

    def notes_in(self, language: str) -> str:
        """Return the notes as one plain line, in another language where they are not told in this one."""
        return capped(self.notes.get(language) or self.notes[LANGUAGES[0].code], NOTES_LIMIT)


class _Envelope(msgspec.Struct, frozen=True):
    notice: str
    signature: str


class _Kept(msgspec.Struct, frozen=True):
    """What was heard last, with its signature, so that a changed file is not believed either."""

    looked_at: Annotated[dt.datetime, msgspec.Meta(tz=True)]
    envelope: str = ""


class NoticeRefused(Exception):
    """What was fetched is no notice of the publisher's; says why, for the log."""


@dataclass(frozen=True, slots=True)
class UpdateView:
    """What the window shows. `why_off` is empty where this till looks for updates."""

    version: str
    why_off: Literal["", "switched_off", "no_key"] = ""
    release: Release | None = None


@dataclass(frozen=True, slots=True)
class Publisher:
    """Where notices come from, and whose signature they must bear."""

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
        self._check(parts.notice, signature)
        return self._release(parts.notice)

    def _check(self, notice: str, signature: bytes) -> None:
        # Loaded here: most starts have nothing to check.
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
    """Looks for a newer version, at most once a day, and remembers what it heard. Thread-safe; workers only."""

    def __init__(
        self,
        folder: Path,
        publisher: Publisher,
        clock: Clock,
        *,
        is_wanted: bool = True,
        version: str = __version__,
        open_wire: Callable[[str], Transport] = HttpTransport,
    ) -> None:
        self._file = folder / FILE_NAME
        self._publisher, self._clock, self._version = publisher, clock, version
        self._open_wire = open_wire
        self._is_wanted = is_wanted
        self._looking, self._lock = threading.Lock(), threading.Lock()
        self._known: _Kept | None = None
        self._wire: Transport | None = None
        self._is_closed = False

    def want(self, is_wanted: bool) -> None:
        """Set whether to look for versions at all, as the owner's settings say."""
        self._is_wanted = is_wanted

    def look(self) -> UpdateView:
        """Return the newest version that is out, if it is newer than this one.

        Asks its server where the last answer is a day old; without an answer it goes on with what it knows.
        """
        if not self._publisher.public_key:
            return UpdateView(self._version, "no_key")
        if not self._is_wanted:
            return UpdateView(self._version, "switched_off")
        with self._looking:
            kept = self._known or self._read_file()
            # A clock that was set back has every answer in its future.
            if not dt.timedelta(0) <= self._clock.now() - kept.looked_at < _ONCE_IN:
                kept = self._asked(kept)
            self._known = kept
        return UpdateView(self._version, release=self._newer_than(self._version, kept.envelope))

    def close(self) -> None:
        """Give up a call under way; nothing is asked after it."""
        with self._lock:
            self._is_closed = True
            if self._wire is not None:
                self._wire.close()

    def _asked(self, kept: _Kept) -> _Kept:
        body = self._fetched()
        if body is None:
            return kept
        envelope = kept.envelope
        try:
            release = self._publisher.read(body)
        except NoticeRefused as refusal:
            _log.warning("the notice of a new version is ignored: %s", refusal)
        else:
            known = self._release_in(kept.envelope)
            # A server that repeats an old notice must not hide a newer one.
            if known is None or _rank(release.version) >= _rank(known.version):
                envelope = body.decode()
        return self._keep(_Kept(self._clock.now(), envelope))

    def _fetched(self) -> bytes | None:
        """Return the server's notice; None without an answer, which is tried again the next time."""
        with self._lock:
            if self._is_closed:
                return None
            self._wire = wire = self._open_wire(self._publisher.base_url)
        try:
            answer = wire.exchange(Request("GET", PATH, None), _DEADLINE_S)
        except NoResponse as silence:
            _log.info("nobody tells whether a newer version is out: %s", silence)
            return None
        finally:
            with self._lock:
                self._wire = None
            wire.close()
        return answer.body if answer.status == 200 else b""

    def _newer_than(self, version: str, envelope: str) -> Release | None:
        release = self._release_in(envelope)
        return release if release is not None and _rank(release.version) > _rank(version) else None

    def _release_in(self, envelope: str) -> Release | None:
        try:
            return self._publisher.read(envelope.encode())
        except NoticeRefused:
            return None

    def _read_file(self) -> _Kept:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=_Kept)
        except (OSError, msgspec.DecodeError, ValueError, RecursionError):
            return _Kept(dt.datetime.min.replace(tzinfo=dt.UTC))

    def _keep(self, kept: _Kept) -> _Kept:
        try:
            write_atomically(self._file, msgspec.json.encode(kept))
        except OSError as error:
            _log.info("what was heard of updates could not be kept: %s", error.strerror)
        return kept


def signed_text(notice: str) -> bytes:
    """Return what the publisher's key signs: the notice, marked so that no other signature passes for it."""
    return _SIGNED_AS + notice.encode()


def _rank(version: str) -> tuple[int, int, int, bool]:
    """Return a sort key for versions; one with anything after x.y.z comes just before x.y.z."""
    found = _VERSION.fullmatch(version)
    if found is None:
        return 0, 0, 0, False
    major, minor, patch, rest = found.groups()
    return int(major), int(minor), int(patch), not rest
