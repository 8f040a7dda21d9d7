"""The addresses that the API may have (over TLS, or plain on this machine only), and the form of a proxy's address."""

import ipaddress
import re
from urllib.parse import urlsplit

from kreward_pos.errors import SettingsRefused

# Stricter than any URL parser, so that none finds another host in it than the one that is checked here.
_LABEL = "[A-Za-z0-9_-]{1,63}"
_FORM = re.compile(
    rf"[A-Za-z]+://({_LABEL}(\.{_LABEL})*|\[[0-9A-Fa-f:.]+\])(:[0-9]{{1,5}})?(/[A-Za-z0-9._~/-]*)?", re.ASCII
)
_PROXY_FORM = re.compile(rf"http://({_LABEL}(\.{_LABEL})*|\[[0-9A-Fa-f:.]+\]):[0-9]{{1,5}}/?", re.ASCII)


def checked_base_url(text: str) -> str:
    """Return the API's address without a trailing slash; raise `SettingsRefused` where it may not be used.

    `https` only: a key must not travel in the clear. Plain `http` serves the sandbox, on loopback alone.
    """
    text = text.strip()
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise SettingsRefused(where="base_url", problem="it is no web address") from None
    if not _FORM.fullmatch(text) or port == 0:
        raise SettingsRefused(where="base_url", problem="it must look like https://api.kreward.net/v1")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise SettingsRefused(where="base_url", problem="it must begin with https://")
    return text.rstrip("/")


def checked_proxy(text: str) -> str:
    """Return an HTTP proxy's address, or an empty text; raise `SettingsRefused` where it is neither.

    Without a name and password: settings are a plain file, which no password may stand in.
    """
    text = text.strip()
    if text and not _PROXY_FORM.fullmatch(text):
        raise SettingsRefused(
            where="proxy", problem="it must look like http://proxy.example.com:8080, without a name or password"
        )
    return text.rstrip("/")


def is_loopback(host: str) -> bool:
    """Return whether `host` certainly names this machine, without asking a name server."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
