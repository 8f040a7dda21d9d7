"""Where the API may be: over TLS, or in the clear on this machine alone."""

import ipaddress
from urllib.parse import urlsplit

from kreward_pos.errors import SettingsRefused


def checked_base_url(text: str) -> str:
    """The API's address without a trailing slash; raises `SettingsRefused`.

    `https` only: a key must not travel in the clear. Plain `http` serves the sandbox, on loopback alone.
    """
    try:
        parts = urlsplit(text.strip())
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise SettingsRefused(where="base_url", problem="it is no web address") from None
    if parts.query or parts.fragment or parts.username is not None or not host:
        raise SettingsRefused(where="base_url", problem="it must look like https://api.kreward.net/v1")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise SettingsRefused(where="base_url", problem="it must begin with https://")
    return text.strip().rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether `host` names this machine for certain, without asking a name server."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
