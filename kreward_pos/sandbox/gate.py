"""Who may call: keys, plans, allowed origins and the rate limit.

Knows no bodies and no rules of stamps. Refusals are raised in the order key, rate, plan, origin.
"""

import re
import secrets
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

from kreward_pos.errors import SettingsRefused
from kreward_pos.sandbox.books import Books
from kreward_pos.sandbox.shop import Refusal

Need = Literal["nothing", "any", "secret"]
"""Which key a call asks for."""

KeyKind = Literal["public", "secret"]

PREFIXES: dict[KeyKind, str] = {"public": "kw_pub_", "secret": "kw_sk_"}

ELIGIBLE_PLANS = ("growth", "enterprise")
"""The plans that include the API (the public page)."""

ORIGIN = re.compile(r"null|[a-z][a-z0-9+.-]*://[^/?#@\sA-Z]+")
DEFAULT_PORTS = {"http": ":80", "https": ":443"}
"""What a browser leaves out of an origin."""

RATE_LIMIT = 100
RATE_WINDOW_S = 60.0


@dataclass(frozen=True, slots=True)
class Key:
    """What the shop knows about a key; never the key itself."""

    kind: KeyKind
    label: str
    created_at: str
    last_used_at: str | None
    request_count: int


def shop_key(books: Books, kind: KeyKind, now: str) -> str:
    """Return the shop's key of that kind, made at random when the books are new."""
    fresh = PREFIXES[kind] + secrets.token_urlsafe(24)
    with books.change():
        books.rows(
            "INSERT INTO keys (key, kind, label, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (kind) DO NOTHING",
            fresh,
            kind,
            f"Sandbox {kind} key",
            now,
        )
    return str(books.rows("SELECT key FROM keys WHERE kind = ?", kind)[0]["key"])


@dataclass(frozen=True, slots=True)
class Terms:
    """What the shop has agreed with Kreward.

    `allowed_origins` None restricts no origin; `rate_limit` is requests a minute per key, None for no limit. Raises
    `SettingsRefused` for what no browser would send as an origin.
    """

    plan: str = "growth"
    allowed_origins: Collection[str] | None = None
    rate_limit: int | None = RATE_LIMIT

    def __post_init__(self) -> None:
        if not all(map(_is_origin, self.allowed_origins or ())):
            problem = "write an origin as a browser sends it, in lower case and without a path: https://cafe.example"
            raise SettingsRefused(where="--allow-origin", problem=problem)


class AccessCheck:
    """Admits requests or refuses them. `clock` gives seconds, for the rate limit; `now` the shop's ISO time."""

    def __init__(self, books: Books, terms: Terms, *, now: Callable[[], str], clock: Callable[[], float]) -> None:
        self.plan = terms.plan
        self._books = books
        self._now = now
        self._clock = clock
        self._allowed_origins = terms.allowed_origins
        self._rate_limit = terms.rate_limit
        self._recent: dict[KeyKind, deque[float]] = {"public": deque(), "secret": deque()}

    def admit(self, authorization: str | None, origin: str | None, need: Need) -> Key | None:
        """Return the caller's key, or None where a call needs none; raise `Refusal` with 401, 403 or 429."""
        if need == "nothing":
            return None
        key = self._recognised(authorization, need)
        self._pace(key.kind)
        if self.plan not in ELIGIBLE_PLANS:
            raise Refusal(403, "plan_not_eligible")
        # A call without an Origin comes from no web page: the restriction is the browser's, not the server's.
        if key.kind == "public" and origin is not None and not self.allows(origin):
            raise Refusal(403, "origin_blocked")
        return key

    def allows(self, origin: str) -> bool:
        """Return whether a web page of that origin may use the public key."""
        return self._allowed_origins is None or origin in self._allowed_origins

    def _recognised(self, authorization: str | None, need: Need) -> Key:
        """Return the key; a public one on a secret call is 401: the page lists 403 for plans and origins alone."""
        scheme, _, value = (authorization or "").partition(" ")
        if scheme.casefold() != "bearer" or not value.strip():
            raise Refusal(401, "missing_api_key")
        with self._books.change():
            rows = self._books.rows("SELECT * FROM keys WHERE key = ?", value.strip())
            if not rows:
                raise Refusal(401, "invalid_api_key")
            self._books.rows(
                "UPDATE keys SET last_used_at = ?, request_count = request_count + 1 WHERE key = ?",
                self._now(),
                value.strip(),
            )
        if need == "secret" and rows[0]["kind"] != "secret":
            raise Refusal(401, "secret_key_required")
        fields = dict(rows[0])
        del fields["key"]
        return Key(**fields)

    def _pace(self, kind: KeyKind) -> None:
        if self._rate_limit is None:
            return
        now, recent = self._clock(), self._recent[kind]
        while recent and recent[0] <= now - RATE_WINDOW_S:
            recent.popleft()
        if len(recent) >= self._rate_limit:
            raise Refusal(429, "rate_limit_exceeded")
        recent.append(now)


def _is_origin(text: str) -> bool:
    """Return whether a browser may send that text as an origin (RFC 6454, 6.1)."""
    default_port = DEFAULT_PORTS.get(text.partition(":")[0])
    return ORIGIN.fullmatch(text) is not None and not (default_port and text.endswith(default_port))
