from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreward_pos.api.address import checked_base_url, is_loopback
from kreward_pos.errors import SettingsRefused

GOOD = {
    "https://api.kreward.net/v1": "https://api.kreward.net/v1",
    " https://api.kreward.net/v1/ \n": "https://api.kreward.net/v1",
    "HTTPS://api.kreward.net": "HTTPS://api.kreward.net",
    "https://api.kreward.net:8443/a-b/v1.2": "https://api.kreward.net:8443/a-b/v1.2",
    "http://127.0.0.1:8080/v1": "http://127.0.0.1:8080/v1",
    "http://127.9.9.9/v1": "http://127.9.9.9/v1",
    "http://localhost:1/v1": "http://localhost:1/v1",
    "http://[::1]:8080/v1": "http://[::1]:8080/v1",
}

BAD = [
    "",
    "api.kreward.net/v1",
    "https://",
    "https:///v1",
    "ftp://127.0.0.1/v1",
    "file:///etc/passwd",
    "http://api.kreward.net/v1",
    "http://0.0.0.0/v1",
    "https://a..b/v1",
    "https://" + "x" * 64 + ".example.com/v1",
    "http://127.0.0.1.example.com/v1",
    "http://localhost.example.com/v1",
    "http://127.0.0.1@example.com/v1",
    "http://127.0.0.1\\@example.com/v1",
    "http://example.com#@127.0.0.1/v1",
    "http://2130706433/v1",
    "https://user:word@api.kreward.net/v1",
    "https://@api.kreward.net/v1",
    "https://api.kreward.net/v1?key=1",
    "https://api.kreward.net/v1?",
    "https://api.kreward.net/v1#",
    "https://api.kreward.net:0/v1",
    "https://api.kreward.net:99999/v1",
    "https://api.kreward.net:x/v1",
    "https://api kreward.net/v1",
    "https://api.kreward.net/v 1",
    "https://api.kre\nward.net/v1",
    "https://[::1/v1",
    "https://[fe80::1%25eth0]/v1",
    "https://käse.example/v1",
]


@pytest.mark.parametrize(("text", "checked"), GOOD.items())
def test_addresses_with_tls_or_on_this_machine_are_accepted(text: str, checked: str) -> None:
    assert checked_base_url(text) == checked


@pytest.mark.parametrize("text", BAD)
def test_every_other_address_is_refused(text: str) -> None:
    with pytest.raises(SettingsRefused, match="base_url"):
        checked_base_url(text)


def test_refusal_repeats_no_password() -> None:
    with pytest.raises(SettingsRefused) as refused:
        checked_base_url("https://user:hunter2@api.kreward.net/v1")
    assert "hunter2" not in str(refused.value)


@given(st.text(alphabet="htps:/@\\[]#?.127localex \t%0", max_size=40).map(lambda rest: "http" + rest))
def test_plain_http_never_leaves_this_machine_by_any_url_parser(text: str) -> None:
    try:
        url = checked_base_url(text)
    except SettingsRefused:
        return
    if urlsplit(url).scheme == "http":
        assert is_loopback(httpx.URL(url).host)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "::1"])
def test_loopback_addresses_are_recognised(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "localhost.", "128.0.0.1", "::", "0.0.0.0", "127.1", "example.com", "loopback"])
def test_other_hosts_are_not_loopback(host: str) -> None:
    assert not is_loopback(host)
