"""What is known of the shop itself, kept so that it is there at the next start, online or not."""

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
    """What tells one shop from another."""

    name: str
    slug: str | None
    templates: list[str]

    @classmethod
    def of(cls, account: Account) -> Self:
        return cls(account.merchant, account.slug, sorted(template.id for template in account.templates))


class _KeptPage(msgspec.Struct):
    """A join page as it is kept."""

    url: str | None
    png: bytes | None
    seen_at: datetime


class Shop:
    """The shop's name, its card templates and its join page, as Kreward last told them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def name(self) -> str | None:
        """None until Kreward has told it."""
        return self._store.meta(_NAME)

    def keep_name(self, name: str | None) -> None:
        """Kreward has told it."""
        if name and name != self.name:
            self._store.set_meta(_NAME, name)

    def keep(self, account: Account) -> None:
        """Kreward has told whose key this is; another shop's join page is not shown for this one."""
        if not self.is_same(account):
            self._store.set_meta(_JOIN_PAGE, "")
        self.keep_name(account.merchant)
        identity = msgspec.json.encode(_Identity.of(account)).decode()
        if identity != self._store.meta(_IDENTITY):
            self._store.set_meta(_IDENTITY, identity)
        templates = msgspec.json.encode(account.templates).decode()
        if templates != self._store.meta(_TEMPLATES):
            self._store.set_meta(_TEMPLATES, templates)

    @property
    def templates(self) -> tuple[Template, ...]:
        """The card templates as Kreward last told them; none where it tells of none."""
        text = self._store.meta(_TEMPLATES)
        return () if text is None else msgspec.json.decode(text, type=tuple[Template, ...])

    @property
    def card_types(self) -> frozenset[CardType]:
        """What the shop's cards count, as far as its templates tell."""
        return frozenset(template.card_type for template in self.templates)

    def template(self, template_id: str | None) -> Template | None:
        """Return the card template of this id, or the shop's first one, its default; None where it is not told."""
        templates = self.templates
        if template_id is None:
            return templates[0] if templates else None
        return next((template for template in templates if template.id == template_id), None)

    def card_type(self, template_id: str | None) -> CardType:
        """What a card counts by its template; where that is not told, what all the shop's cards count, or stamps."""
        told = [template.card_type for template in self.templates if template.id == template_id] or list(
            self.card_types
        )
        return told[0] if len(told) == 1 else "stamps"

    def is_same(self, account: Account) -> bool:
        """Whether this is the shop that was kept, or the first one that is seen here.

        By its slug or a common template, which outlive a change of name; by its name where neither is told.
        """
        return self._is_same(_Identity.of(account))

    def is_surely(self, account: Account) -> bool:
        """Whether this is the shop that was kept beyond doubt: a name alone anybody can give a shop of their own."""
        text = self.identity
        if text is None:
            return False
        kept, told = msgspec.json.decode(text, type=_Identity), _Identity.of(account)
        if kept.slug and told.slug:
            return kept.slug == told.slug
        return not set(kept.templates).isdisjoint(told.templates)

    @property
    def identity(self) -> str | None:
        """What tells this shop from another, for `is_identity` of another till; None until Kreward has told it."""
        return self._store.meta(_IDENTITY)

    def take_for(self, identity: str) -> None:
        """Believe that this is the shop, until Kreward tells; of no effect where it has told."""
        if self.identity is None:
            self._store.set_meta(_IDENTITY, identity)

    def is_identity(self, text: str) -> bool:
        """Whether another till's `identity` is this shop's, as `is_same` judges."""
        return self._is_same(msgspec.json.decode(text, type=_Identity))

    def _is_same(self, told: _Identity) -> bool:
        text = self.identity
        if text is None:
            return True
        kept = msgspec.json.decode(text, type=_Identity)
        if kept.slug and told.slug:
            return kept.slug == told.slug
        if kept.templates and told.templates:
            return not set(kept.templates).isdisjoint(told.templates)
        return kept.name == told.name

    @property
    def join_page(self) -> JoinPage | None:
        """The enrolment page, None until it was seen."""
        text = self._store.meta(_JOIN_PAGE)
        if not text:
            return None
        kept = msgspec.json.decode(text, type=_KeptPage)
        return JoinPage(WalletOffer(kept.url, kept.png), kept.seen_at)

    def keep_join_page(self, page: JoinPage, seen_at: datetime) -> None:
        """Kreward has told it at `seen_at`. Of a link its own picture is drawn, so Kreward's is not kept."""
        png = None if page.offer.url else page.offer.png
        kept = msgspec.json.encode(_KeptPage(page.offer.url, png, seen_at)).decode()
        self._store.set_meta(_JOIN_PAGE, kept)
