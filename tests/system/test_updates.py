"""The notice of a new version: what is accepted, what is ignored, and how rarely the server is asked."""

import base64
import json
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from nacl.signing import SigningKey

from kreward_pos.api.transport import NoResponse, Request, Response
from kreward_pos.system.updates import NOTES_LIMIT, PATH, PUBLIC_KEY, Publisher, Updates, UpdateView, signed_text
from tests.api.faulty_server import Conversation, FaultyServer, http_response
from tests.fake_clock import FakeClock

KEY = SigningKey(bytes(range(32)))
PUBLIC = KEY.verify_key.encode().hex()
IGNORED = "WARNING kreward_pos.system.updates: the notice of a new version is ignored: .*"
NOTICE = {
    "version": "1.2.0",
    "date": "2026-11-22",
    "notes": {"en": "Scans faster.", "zh_HK": "掃描更快。"},
    "page": "https://127.0.0.1/pos/1.2.0",
}


def envelope(key: SigningKey = KEY, **changes: object) -> bytes:
    """A signed notice."""
    return signed_envelope(json.dumps(NOTICE | changes), key)


def signed_envelope(notice: str, key: SigningKey = KEY) -> bytes:
    signature = base64.b64encode(key.sign(signed_text(notice)).signature).decode()
    return json.dumps({"notice": notice, "signature": signature}).encode()


class Site:
    """The publisher's server on loopback, and tills that look at it."""

    def __init__(self, folder: Path, server: FaultyServer) -> None:
        self.folder, self.server, self.clock = folder, server, FakeClock()
        self.publish(envelope())

    @property
    def base_url(self) -> str:
        return self.server.base_url.removesuffix("/v1") + "/pos"

    @property
    def request_count(self) -> int:
        return len(self.server.received)

    def publish(self, body: bytes, status: int = 200) -> None:
        def script(conversation: Conversation) -> None:
            conversation.apply()
            conversation.send(http_response(status, body))

        self.server.script = script

    def till(self, version: str = "1.1.0", public_key: str = PUBLIC, **options: Any) -> Updates:
        return Updates(self.folder, Publisher(self.base_url, public_key), self.clock, version=version, **options)

    def release_seen(self, **options: Any) -> str | None:
        """The version that a till started now would tell of."""
        release = self.till(**options).check().release
        return None if release is None else release.version


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with FaultyServer(lambda conversation: conversation.send(b"")) as server:
        made = Site(tmp_path, server)
        yield made
        assert not made.clock.slept_s


def test_newer_version_is_announced(site: Site) -> None:
    view = site.till().check()
    assert view.release is not None
    assert (view.version, view.why_off) == ("1.1.0", "")
    assert view.release.version == "1.2.0"
    assert view.release.page == "https://127.0.0.1/pos/1.2.0"
    assert view.release.notes_in("en") == "Scans faster."
    assert view.release.notes_in("zh_HK") == "掃描更快。"


def test_request_reveals_nothing_about_the_till(site: Site) -> None:
    site.till().check()
    (request,) = site.server.received
    assert (request.method, request.target, request.body) == ("GET", "/pos" + PATH, b"")
    assert not {"authorization", "cookie", "referer"} & set(request.headers)
    assert request.headers["user-agent"] == "KrewardPOS"


@pytest.mark.parametrize(
    ("own", "is_told"),
    [
        ("1.1.9", True),
        ("0.9.12", True),
        ("1.2.0.dev0", True),
        ("1.2.0", False),
        ("1.2.1", False),
        ("1.10.0", False),
        ("2.0.0.dev0", False),
    ],
)
def test_only_a_newer_version_is_announced(site: Site, own: str, is_told: bool) -> None:
    assert site.release_seen(version=own) == ("1.2.0" if is_told else None)


def test_server_is_asked_once_a_day_across_restarts(site: Site) -> None:
    till = site.till()
    for _ in range(3):
        assert till.check().release is not None
    assert site.release_seen() == "1.2.0"
    assert site.request_count == 1
    site.clock.wall += timedelta(hours=23, minutes=59)
    assert site.release_seen() == "1.2.0"
    assert site.request_count == 1
    site.clock.wall += timedelta(minutes=1)
    assert till.check().release is not None
    assert site.request_count == 2


def test_clock_set_back_does_not_suppress_the_question(site: Site) -> None:
    site.release_seen()
    site.clock.wall -= timedelta(days=400)
    site.release_seen()
    assert site.request_count == 2


def test_known_notice_is_used_until_the_server_responds_again(site: Site) -> None:
    site.release_seen()
    site.clock.wall += timedelta(days=2)
    site.server.script = lambda conversation: conversation.reset()
    till = site.till()
    assert [each.version for each in [till.check().release, till.check().release] if each] == ["1.2.0", "1.2.0"]
    site.publish(envelope(version="1.3.0"))
    assert till.check().release is not None
    assert site.release_seen() == "1.3.0"


def test_older_notice_does_not_replace_a_newer_one(site: Site) -> None:
    site.publish(envelope(version="1.3.0"))
    site.release_seen()
    site.publish(envelope())
    site.clock.wall += timedelta(days=1)
    assert site.release_seen() == "1.3.0"
    assert site.request_count == 2


@pytest.mark.expected_logs(IGNORED)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"<html>Sign in to the shop's Wi-Fi</html>",
        b"[" * 20_000,
        b'{"notice": "{}", "signature": ""}',
        b'{"notice": "{}", "signature": "\xc3\xa9"}',
        b'{"notice": "\\ud800", "signature": "AAAA"}',
        envelope(SigningKey(bytes(32))),
        envelope().replace(b"1.2.0", b"9.9.9"),
        envelope(version="1.2"),
        envelope(version="1.2.0.1"),
        envelope(version="1.2.0\n"),
        envelope(version="v1.2.0"),
        envelope(version="99999.0.0"),
        envelope(date="soon"),
        envelope(notes="Scans faster."),
        envelope(notes={"zh_HK": "掃描更快。"}),
        envelope(page="http://127.0.0.1/pos"),
        envelope(page="https://elsewhere.example/pos"),
        envelope(page="https://127.0.0.1@elsewhere.example/pos"),
        envelope(page="javascript:alert(1)"),
        envelope(page="https://127.0.0.1/pos?to=elsewhere"),
        signed_envelope("[]"),
        signed_envelope("[" * 20_000),
    ],
)
def test_invalid_notice_is_ignored_and_logged(site: Site, body: bytes) -> None:
    site.publish(body)
    assert site.release_seen() is None
    assert site.release_seen() is None
    assert site.request_count == 1


@pytest.mark.expected_logs(IGNORED)
def test_error_response_is_never_a_notice(site: Site) -> None:
    site.publish(envelope(), status=404)
    assert site.release_seen() is None


@pytest.mark.expected_logs(IGNORED)
def test_invalid_notice_does_not_replace_a_known_one(site: Site) -> None:
    site.release_seen()
    site.publish(b"junk")
    site.clock.wall += timedelta(days=1)
    assert site.release_seen() == "1.2.0"


def test_notice_with_another_texts_signature_is_refused(site: Site) -> None:
    notice = json.dumps(NOTICE)
    signature = base64.b64encode(KEY.sign(notice.encode()).signature).decode()
    body = json.dumps({"notice": notice, "signature": signature}).encode()
    with pytest.raises(Exception, match="signature"):
        Publisher(site.base_url, PUBLIC).read(body)


@pytest.mark.parametrize("change", [lambda _: "", lambda _: "{", lambda text: text.replace("1.2.0", "9.9.9")])
def test_modified_notice_file_is_refused(site: Site, change: Callable[[str], str]) -> None:
    site.release_seen()
    (file,) = site.folder.iterdir()
    file.write_text(change(file.read_text()))
    site.server.script = lambda conversation: conversation.reset()
    assert site.release_seen() is None


def test_notes_are_shown_as_one_short_plain_line(site: Site) -> None:
    site.publish(envelope(notes={"en": "a\n\u202eb" + "c" * 5000, "zh_HK": ""}))
    release = site.till().check().release
    assert release is not None
    assert release.notes_in("en").startswith("a bccc")
    assert len(release.notes_in("en")) == NOTES_LIMIT


def test_server_is_not_asked_without_a_publishers_key(site: Site) -> None:
    assert site.till(public_key="").check().why_off == "no_key"
    assert site.request_count == 0


def test_owner_can_switch_the_check_off_and_on(site: Site) -> None:
    till = site.till(is_enabled=False)
    assert till.check().why_off == "switched_off"
    assert site.request_count == 0
    till.set_enabled(True)
    assert till.check().release is not None
    till.set_enabled(False)
    assert till.check().release is None


def test_server_is_not_asked_again_when_the_file_cannot_be_saved(site: Site) -> None:
    site.folder = site.folder / "gone"
    till = site.till()
    assert [till.check().release is None for _ in range(2)] == [False, False]
    assert site.request_count == 1


def test_closing_aborts_the_call_in_progress(site: Site) -> None:
    def stay_silent(conversation: Conversation) -> None:
        conversation.read_request()
        conversation.wait_until_gone()

    site.server.script = stay_silent
    till, views = site.till(), list[UpdateView]()
    looking = threading.Thread(target=lambda: views.append(till.check()))
    looking.start()
    site.server.wait_for_requests(1)
    till.close()
    looking.join(10)
    assert [view.release for view in views] == [None]
    assert till.check().release is None
    assert site.request_count == 1


class DisconnectedTransport:
    """A network that is not there."""

    def exchange(self, request: Request, deadline_s: float) -> Response:
        raise NoResponse(f"unplugged: {request.path}, {deadline_s}", has_left=False)

    def close(self) -> None:
        pass


def test_check_passes_quietly_without_a_network(site: Site) -> None:
    assert site.release_seen(open_transport=lambda _address: DisconnectedTransport()) is None


def test_only_a_source_checkout_accepts_another_publisher(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KREWARD_POS_UPDATES_URL", "http://127.0.0.1:1/pos")
    monkeypatch.setenv("KREWARD_POS_UPDATES_KEY", PUBLIC)
    assert Publisher.of_this_build() == Publisher("http://127.0.0.1:1/pos", PUBLIC)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert Publisher.of_this_build() == Publisher()


def test_projects_public_key_is_valid_or_empty() -> None:
    assert PUBLIC_KEY == "" or len(bytes.fromhex(PUBLIC_KEY)) == 32
