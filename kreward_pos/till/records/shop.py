"""What the till knows of the shop itself, saved for the next start, online or not."""

from datetime import datetime
from typing import Self

import msgspec

from kreward_pos.api.models import Account, CardType, JoinPage, Template, WalletOffer
from kreward_pos.till.storage.store import Store

_NAME = "shop_name"
_JOIN_PAGE = "join_page"
_IDENTITY = "shop_identity"
_TEMPLATES = "shop_templates"


class _Identity(msgspec.Struct):
    """What identifies a shop."""

    name: str
    slug: str | None
    templates: list[str]

    @classmethod
    def of(cls, account: Account) -> Self:
        return cls(account.merchant, account.slug, sorted(template.id for template in account.templates))


class _StoredPage(msgspec.Struct):
    """A join page as stored."""

    url: str | None
    png: bytes | None
    seen_at: datetime


class Shop:
    """The shop's name, card templates and join page as Kreward last described them. Thread-safe by its store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def name(self) -> str | None:
        """Return the shop's name; None until Kreward has named it."""
        return self._store.meta(_NAME)

    def save_name(self, name: str | None) -> None:
        """Save the shop's name."""
        if name and name != self.name:
            self._store.set_meta(_NAME, name)

    def save(self, account: Account) -> None:
        """Save the shop whose key is in use; forget the join page of another."""
        if not self.is_same(account):
            self._store.set_meta(_JOIN_PAGE, "")
        self.save_name(account.merchant)
        identity = msgspec.json.encode(_Identity.of(account)).decode()
        if identity != self._store.meta(_IDENTITY):
            self._store.set_meta(_IDENTITY, identity)
        templates = msgspec.json.encode(account.templates).decode()
        if templates != self._store.meta(_TEMPLATES):
            self._store.set_meta(_TEMPLATES, templates)

    @property
    def templates(self) -> tuple[Template, ...]:
        """Return the card templates, as far as Kreward has described them."""
        text = self._store.meta(_TEMPLATES)
        return () if text is None else msgspec.json.decode(text, type=tuple[Template, ...])

    @property
    def card_types(self) -> frozenset[CardType]:
        """Return what the shop's cards count, as far as its templates say."""
        return frozenset(template.card_type for template in self.templates)

    def template(self, template_id: str | None) -> Template | None:
        """Return the card template of this id, or the shop's first one, its default; None where it is unknown."""
        templates = self.templates
        if template_id is None:
            return templates[0] if templates else None
        return next((template for template in templates if template.id == template_id), None)

    def card_type(self, template_id: str | None) -> CardType:
        """Return what a card of this template counts; if it is unknown, what all the shop's cards count, or stamps."""
        own = {template.card_type for template in self.templates if template.id == template_id}
        types = own or self.card_types
        return next(iter(types)) if len(types) == 1 else "stamps"

    def is_same(self, account: Account) -> bool:
        """Return whether this is the saved shop, or the first one.

        Compares the slug or the templates, which outlive a change of name; the name where neither is known.
        """
        return self._is_same(_Identity.of(account))

    def is_certainly(self, account: Account) -> bool:
        """Return whether this is certainly the saved shop; a name alone does not prove it."""
        text = self.identity
        if text is None:
            return False
        saved, found = msgspec.json.decode(text, type=_Identity), _Identity.of(account)
        if saved.slug and found.slug:
            return saved.slug == found.slug
        return not set(saved.templates).isdisjoint(found.templates)

    @property
    def identity(self) -> str | None:
        """Return what identifies this shop, for `has_identity` of another till; None while the shop is unknown."""
        return self._store.meta(_IDENTITY)

    def assume_identity(self, identity: str) -> None:
        """Assume that this is the shop's identity, while the shop is unknown."""
        if self.identity is None:
            self._store.set_meta(_IDENTITY, identity)

    def has_identity(self, text: str) -> bool:
        """Return whether another till's `identity` is this shop's, as `is_same` compares."""
        return self._is_same(msgspec.json.decode(text, type=_Identity))

    def _is_same(self, found: _Identity) -> bool:
        text = self.identity
        if text is None:
            return True
        saved = msgspec.json.decode(text, type=_Identity)
        if saved.slug and found.slug:
            return saved.slug == found.slug
        if saved.templates and found.templates:
            return not set(saved.templates).isdisjoint(found.templates)
        return saved.name == found.name

    @property
    def join_page(self) -> JoinPage | None:
        """Return the enrolment page, None until it was seen."""
        text = self._store.meta(_JOIN_PAGE)
        if not text:
            return None
        stored = msgspec.json.decode(text, type=_StoredPage)
        return JoinPage(WalletOffer(stored.url, stored.png), stored.seen_at)

    def save_join_page(self, page: JoinPage, seen_at: datetime) -> None:
        """Save the page as seen at `seen_at`; without Kreward's image of its link, since the till draws that itself."""
        png = None if page.offer.url else page.offer.png
        stored = msgspec.json.encode(_StoredPage(page.offer.url, png, seen_at)).decode()
        self._store.set_meta(_JOIN_PAGE, stored)
