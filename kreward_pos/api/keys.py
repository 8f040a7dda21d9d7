"""API keys: told apart by their prefix, never shown."""

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Self

from kreward_pos.errors import QT_TRANSLATE_NOOP, KeyUnusable

_FORM = re.compile(r"kw_(pub|sk)_[A-Za-z0-9_.\-]{1,200}", re.ASCII)


class ApiKeyKind(Enum):
    """The permissions of a key: public keys ping and enrol, secret keys do everything."""

    PUBLIC = "pub"
    SECRET = "sk"  # noqa: S105 - a prefix, not a password


class PublicKeyInSecretPlace(KeyUnusable):
    """A `kw_pub_…` key where the secret one belongs."""

    title = QT_TRANSLATE_NOOP("errors", "That is the public key")
    message = QT_TRANSLATE_NOOP(
        "errors",
        "Stamps and rewards need the secret key, which begins with kw_sk_. Copy it from the dashboard.",
    )


class SecretKeyInPublicPlace(KeyUnusable):
    """A `kw_sk_…` key where the public one belongs."""

    title = QT_TRANSLATE_NOOP("errors", "That is the secret key")
    message = QT_TRANSLATE_NOOP(
        "errors", "Paste it into the field for the secret key; the public key begins with kw_pub_."
    )


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key and its kind. No repr or str shows its text."""

    kind: ApiKeyKind
    text: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a pasted key; raise `KeyUnusable` where it does not have the form `kw_sk_…` or `kw_pub_…`."""
        found = _FORM.fullmatch(text.strip())
        if not found:
            raise KeyUnusable
        return cls(ApiKeyKind(found[1]), found[0])

    @classmethod
    def parse_secret(cls, text: str) -> Self:
        """Read a secret key; raises `PublicKeyInSecretPlace` for a public one."""
        key = cls.parse(text)
        if key.kind is not ApiKeyKind.SECRET:
            raise PublicKeyInSecretPlace
        return key

    @classmethod
    def parse_public(cls, text: str) -> Self:
        """Read a public key; raises `SecretKeyInPublicPlace` for a secret one."""
        key = cls.parse(text)
        if key.kind is not ApiKeyKind.PUBLIC:
            raise SecretKeyInPublicPlace
        return key


@dataclass(frozen=True, slots=True)
class ApiKeys:
    """The keys a till holds; either may be missing. Raises `KeyUnusable` where one stands in the other's place."""

    secret: ApiKey | None = None
    public: ApiKey | None = None

    def __post_init__(self) -> None:
        if self.secret is not None and self.secret.kind is not ApiKeyKind.SECRET:
            raise PublicKeyInSecretPlace
        if self.public is not None and self.public.kind is not ApiKeyKind.PUBLIC:
            raise SecretKeyInPublicPlace

    def for_enrolling(self) -> ApiKey | None:
        """Return the key for calls that either kind may make: the public one first, since it can do less harm."""
        return self.public or self.secret
