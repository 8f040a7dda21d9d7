"""The notice of a new version: what is believed, what is ignored, and how rarely the server is asked."""

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
from tests.api.faulty_server import Conversation, FaultyServer, answer
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
    return sealed(json.dumps(NOTICE | changes), key)


def sealed(notice: str, key: SigningKey = KEY) -> bytes:
    signature = base64.b64encode(key.sign(signed_text(notice)).signature).decode()
    return json.dumps({"notice": notice, "signature": signature}).encode()


class Site:
    """The publisher's server on loopback, and tills that look at it."""

    def __init__(self, folder: Path, server: FaultyServer) -> None:
        self.folder, self.server, self.clock = folder, server, FakeClock()
        self.publishes(envelope())

    @property
    def base_url(self) -> str:
        return self.server.base_url.removesuffix("/v1") + "/pos"

    @property
    def asked(self) -> int:
        return len(self.server.received)

    def publishes(self, body: bytes, status: int = 200) -> None:
        def script(conversation: Conversation) -> None:
            conversation.apply()
            conversation.send(answer(status, body))

        self.server.script = script

    def till(self, version: str = "1.1.0", public_key: str = PUBLIC, **options: Any) -> Updates:
        return Updates(self.folder, Publisher(self.base_url, public_key), self.clock, version=version, **options)

    def seen(self, **options: Any) -> str | None:
        """The version that a till started now would tell of."""
        release = self.till(**options).look().release
        return None if release is None else release.version


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with FaultyServer(lambda conversation: conversation.send(b"")) as server:
        made = Site(tmp_path, server)
        yield made
        assert not made.clock.slept_s


def test_a_newer_version_is_told(site: Site) -> None:
    view = site.till().look()
    assert view.release is not None
    assert (view.version, view.why_off) == ("1.1.0", "")
    assert view.release.version == "1.2.0"
    assert view.release.page == "https://127.0.0.1/pos/1.2.0"
    assert view.release.notes_in("en") == "Scans faster."
    assert view.release.notes_in("zh_HK") == "掃描更快。"


def test_the_server_learns_nothing_of_the_till(site: Site) -> None:
    site.till().look()
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
def test_only_what_is_newer_is_told(site: Site, own: str, is_told: bool) -> None:
    assert site.seen(version=own) == ("1.2.0" if is_told else None)


def test_it_asks_once_a_day_also_over_restarts(site: Site) -> None:
    till = site.till()
    for _ in range(3):
        assert till.look().release is not None
    assert site.seen() == "1.2.0"
    assert site.asked == 1
    site.clock.wall += timedelta(hours=23, minutes=59)
    assert site.seen() == "1.2.0"
    assert site.asked == 1
    site.clock.wall += timedelta(minutes=1)
    assert till.look().release is not None
    assert site.asked == 2


def test_a_clock_that_was_set_back_does_not_silence_it(site: Site) -> None:
    site.seen()
    site.clock.wall -= timedelta(days=400)
    site.seen()
    assert site.asked == 2


def test_without_an_answer_it_goes_on_with_what_it_knows_and_asks_again(site: Site) -> None:
    site.seen()
    site.clock.wall += timedelta(days=2)
    site.server.script = lambda conversation: conversation.reset()
    till = site.till()
    assert [each.version for each in [till.look().release, till.look().release] if each] == ["1.2.0", "1.2.0"]
    site.publishes(envelope(version="1.3.0"))
    assert till.look().release is not None
    assert site.seen() == "1.3.0"


def test_an_older_notice_does_not_hide_a_newer_one(site: Site) -> None:
    site.publishes(envelope(version="1.3.0"))
    site.seen()
    site.publishes(envelope())
    site.clock.wall += timedelta(days=1)
    assert site.seen() == "1.3.0"
    assert site.asked == 2


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
        sealed("[]"),
        sealed("[" * 20_000),
    ],
)
def test_junk_is_ignored_with_a_line_in_the_log(site: Site, body: bytes) -> None:
    site.publishes(body)
    assert site.seen() is None
    assert site.seen() is None
    assert site.asked == 1


@pytest.mark.expected_logs(IGNORED)
def test_a_refusal_is_no_notice_whatever_it_holds(site: Site) -> None:
    site.publishes(envelope(), status=404)
    assert site.seen() is None


@pytest.mark.expected_logs(IGNORED)
def test_junk_does_not_hide_what_is_known(site: Site) -> None:
    site.seen()
    site.publishes(b"junk")
    site.clock.wall += timedelta(days=1)
    assert site.seen() == "1.2.0"


def test_a_signature_of_something_else_is_no_notice(site: Site) -> None:
    notice = json.dumps(NOTICE)
    signature = base64.b64encode(KEY.sign(notice.encode()).signature).decode()
    body = json.dumps({"notice": notice, "signature": signature}).encode()
    with pytest.raises(Exception, match="signature"):
        Publisher(site.base_url, PUBLIC).read(body)


@pytest.mark.parametrize("change", [lambda _: "", lambda _: "{", lambda text: text.replace("1.2.0", "9.9.9")])
def test_a_changed_file_is_not_believed(site: Site, change: Callable[[str], str]) -> None:
    site.seen()
    (file,) = site.folder.iterdir()
    file.write_text(change(file.read_text()))
    site.server.script = lambda conversation: conversation.reset()
    assert site.seen() is None


def test_notes_reach_the_screen_as_one_short_plain_line(site: Site) -> None:
    site.publishes(envelope(notes={"en": "a\n\u202eb" + "c" * 5000, "zh_HK": ""}))
    release = site.till().look().release
    assert release is not None
    assert release.notes_in("en").startswith("a bccc")
    assert len(release.notes_in("en")) == NOTES_LIMIT


def test_without_the_publishers_key_nothing_is_asked(site: Site) -> None:
    assert site.till(public_key="").look().why_off == "no_key"
    assert site.asked == 0


def test_the_owner_may_switch_it_off_and_on(site: Site) -> None:
    till = site.till(is_wanted=False)
    assert till.look().why_off == "switched_off"
    assert site.asked == 0
    till.want(True)
    assert till.look().release is not None
    till.want(False)
    assert till.look().release is None


def test_a_folder_that_takes_no_file_means_no_second_question(site: Site) -> None:
    site.folder = site.folder / "gone"
    till = site.till()
    assert [till.look().release is None for _ in range(2)] == [False, False]
    assert site.asked == 1


def test_closing_gives_up_the_call_under_way(site: Site) -> None:
    def say_nothing(conversation: Conversation) -> None:
        conversation.read_request()
        conversation.wait_until_gone()

    site.server.script = say_nothing
    till, views = site.till(), list[UpdateView]()
    looking = threading.Thread(target=lambda: views.append(till.look()))
    looking.start()
    site.server.wait_for_requests(1)
    till.close()
    looking.join(10)
    assert [view.release for view in views] == [None]
    assert till.look().release is None
    assert site.asked == 1


class DeadWire:
    """A network that is not there."""

    def exchange(self, request: Request, deadline_s: float) -> Response:
        raise NoResponse(f"unplugged: {request.path}, {deadline_s}", has_left=False)

    def close(self) -> None:
        pass


def test_no_network_is_no_trouble(site: Site) -> None:
    assert site.seen(open_wire=lambda _address: DeadWire()) is None


def test_only_those_who_run_the_sources_may_name_another_publisher(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KREWARD_POS_UPDATES_URL", "http://127.0.0.1:1/pos")
    monkeypatch.setenv("KREWARD_POS_UPDATES_KEY", PUBLIC)
    assert Publisher.of_this_build() == Publisher("http://127.0.0.1:1/pos", PUBLIC)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert Publisher.of_this_build() == Publisher()


def test_the_projects_own_key_is_a_key_or_not_set() -> None:
    assert PUBLIC_KEY == "" or len(bytes.fromhex(PUBLIC_KEY)) == 32
