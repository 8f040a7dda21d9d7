"""What the shop says, in either dialect: values of `shop` become the JSON bodies of the published texts.

The two texts describe different bodies: `page` is the public page (zh-Hant), `reference` the vendor's plain-text
reference. Knows no HTTP; where a text is silent, the reading chosen is named at the method.
"""

from typing import Literal, Protocol

from kreward_pos.sandbox.gate import Key, Need
from kreward_pos.sandbox.pictures import qr_data_uri
from kreward_pos.sandbox.seeds import ShopSeed, TemplateSeed
from kreward_pos.sandbox.shop import CardState, EnrolmentResult, Redemption, Transaction

Body = dict[str, object]

WALLETS = "https://wallet.example"
ENROLMENT_PAGE = "https://join.example"


class Dialect(Protocol):
    """One reading of every answer, and which keys it asks for where the two texts differ."""

    ping_need: Need
    me_need: Need

    def ping(self, seed: ShopSeed, now: str) -> Body:
        """Return the body for `GET /ping`."""

    def me(self, seed: ShopSeed, plan: str, key: Key) -> Body:
        """Return the body for `GET /me`."""

    def enrolled(self, enrolment: EnrolmentResult) -> Body:
        """Return the body for `POST /enroll` with an e-mail."""

    def enrolment_page(self, seed: ShopSeed, template: TemplateSeed) -> Body:
        """Return the body for `POST /enroll` without an e-mail."""

    def customer(self, standing: CardState) -> Body:
        """Return the body for `GET /customer`."""

    def transaction(self, applied: Transaction) -> Body:
        """Return the body for `POST /transaction`."""

    def redeemed(self, applied: Redemption) -> Body:
        """Return the body for `POST /redeem`."""


class PageDialect:
    """The public page. `has_tiers` puts tiers at the top level of `GET /customer`, which the page only hints at."""

    ping_need: Need = "any"
    me_need: Need = "secret"

    def __init__(self, *, has_tiers: bool) -> None:
        self._has_tiers = has_tiers

    def ping(self, seed: ShopSeed, now: str) -> Body:  # noqa: ARG002 - the reference's ping tells the time
        """Return `{ok, merchant}`."""
        return {"ok": True, "merchant": seed.name}

    def me(self, seed: ShopSeed, plan: str, key: Key) -> Body:  # noqa: ARG002 - the reference tells of the key
        """Return `{merchant, plan, templates: [{id, name, type, goal}]}`."""
        templates = [{"id": t.id, "name": t.name, "type": t.kind, "goal": t.goal} for t in seed.active]
        return {"merchant": seed.name, "plan": plan, "templates": templates}

    def enrolled(self, enrolment: EnrolmentResult) -> Body:
        """Return `{enrolled, card_id, balance, qr_ios, qr_android, wallet_url_ios, wallet_url_android}`."""
        card = enrolment.standing
        apple, google = _wallet_urls(card)
        return {
            "enrolled": True,
            "card_id": card.card_id,
            "balance": card.balance,
            "qr_ios": qr_data_uri(apple),
            "qr_android": qr_data_uri(google),
            "wallet_url_ios": apple,
            "wallet_url_android": google,
        }

    def enrolment_page(self, seed: ShopSeed, template: TemplateSeed) -> Body:
        """Return our own fields: the page promises "a QR code pointing to your enrolment page" and names none.

        So the code stands under the page's own picture names and under those of the reference.
        """
        url = _enrolment_url(seed, template)
        picture = qr_data_uri(url)
        pictures = dict.fromkeys(("qr_ios", "qr_android", "qr_code"), picture)
        return {"enrolled": False, "enrollment_url": url, **pictures}

    def customer(self, standing: CardState) -> Body:
        """Return `{card_type, balance, goal, name}`."""
        template = standing.template
        body: Body = {
            "card_type": template.kind,
            "balance": standing.balance,
            "goal": template.goal,
            "name": standing.name,
        }
        return body | (_tiers(standing) if self._has_tiers else {})

    def transaction(self, applied: Transaction) -> Body:
        """Return `{ok, new_balance, card_type, goal}`."""
        template = applied.standing.template
        new_balance = applied.standing.balance
        return {"ok": True, "new_balance": new_balance, "card_type": template.kind, "goal": template.goal}

    def redeemed(self, applied: Redemption) -> Body:
        """Return the same body in both dialects."""
        return _redeemed(applied)


class ReferenceDialect:
    """The plain-text reference. `has_tiers` puts tiers under `card` in `GET /customer`; it never mentions templates."""

    ping_need: Need = "nothing"
    me_need: Need = "any"

    def __init__(self, *, has_tiers: bool) -> None:
        self._has_tiers = has_tiers

    def ping(self, seed: ShopSeed, now: str) -> Body:  # noqa: ARG002 - the page's ping names the shop
        """Return `{ok, service, version, ts}`."""
        return {"ok": True, "service": "kreward-api", "version": "v1", "ts": now}

    def me(self, seed: ShopSeed, plan: str, key: Key) -> Body:
        """Return `{ok, merchant: {…}, key: {…}}`; the merchant's `card_type` is that of the default template."""
        merchant = {"name": seed.name, "slug": seed.slug, "plan": plan, "card_type": seed.default.kind}
        used = {
            "type": key.kind,
            "label": key.label,
            "created_at": key.created_at,
            "last_used_at": key.last_used_at,
            "request_count": key.request_count,
        }
        return {"ok": True, "merchant": merchant, "key": used}

    def enrolled(self, enrolment: EnrolmentResult) -> Body:
        """Return `{ok, mode, customer: {email, name, is_new}, card: {…}, wallet: {…}}`."""
        card = enrolment.standing
        apple, google = _wallet_urls(card)
        return {
            "ok": True,
            "mode": "with_email",
            "customer": {"email": card.email, "name": card.name, "is_new": enrolment.is_new},
            "card": {
                "id": card.card_id,
                "type": card.template.kind,
                "balance": card.balance,
                "status": "active",
                **_stamps(card),
            },
            "wallet": {
                "ios_url": apple,
                "android_url": google,
                "qr_ios": qr_data_uri(apple),
                "qr_android": qr_data_uri(google),
            },
        }

    def enrolment_page(self, seed: ShopSeed, template: TemplateSeed) -> Body:
        """Return `{mode: "anonymous", enrollment_url, qr_code}`."""
        url = _enrolment_url(seed, template)
        return {"mode": "anonymous", "enrollment_url": url, "qr_code": qr_data_uri(url)}

    def customer(self, standing: CardState) -> Body:
        """Return `{ok, customer: {…}, card: {type, balance, stamps_collected?, stamps_total?, progress_pct?}}`."""
        customer = {
            "email": standing.email,
            "name": standing.name,
            "card_id": standing.card_id,
            "status": "active",
            "created_at": standing.created_at,
            "last_seen_at": standing.last_seen_at,
        }
        card: Body = {"type": standing.template.kind, "balance": standing.balance, **_stamps(standing)}
        if standing.template.kind == "stamps":
            card["progress_pct"] = min(100, 100 * standing.balance // standing.template.goal)
        return {"ok": True, "customer": customer, "card": card | (_tiers(standing) if self._has_tiers else {})}

    def transaction(self, applied: Transaction) -> Body:
        """Return the balances before and after, with `transaction_id`, `delta`, `card_type`, `stamps_…`."""
        return {
            "ok": True,
            "transaction_id": applied.id,
            "delta": applied.delta,
            "balance_before": applied.balance_before,
            "balance_after": applied.standing.balance,
            "card_type": applied.standing.template.kind,
            **_stamps(applied.standing),
        }

    def redeemed(self, applied: Redemption) -> Body:
        """Return the same body in both dialects."""
        return _redeemed(applied)


DialectName = Literal["page", "reference"]

DIALECTS: dict[DialectName, type[PageDialect] | type[ReferenceDialect]] = {
    "page": PageDialect,
    "reference": ReferenceDialect,
}


def _redeemed(applied: Redemption) -> Body:
    return {
        "ok": True,
        "redeemed_at": applied.at,
        "looped": applied.looped,
        "redeemed_tiers": list(applied.standing.redeemed),
        "balance_before": applied.balance_before,
        "balance_after": applied.standing.balance,
        "card_type": applied.standing.template.kind,
    }


def _tiers(standing: CardState) -> Body:
    """Return tiers by our own reading: both texts say that `GET /customer` shows them, and neither says how."""
    redeemed = standing.redeemed
    tiers = [{"at": t.at, "name": t.name, "redeemed": t.at in redeemed} for t in standing.template.tiers]
    return {"tiers": tiers, "redeemed_tiers": list(redeemed)}


def _stamps(standing: CardState) -> Body:
    """Return what only stamp cards have; overflow held for the next round does not count as collected."""
    if standing.template.kind != "stamps":
        return {}
    total = standing.template.goal
    return {"stamps_collected": min(standing.balance, total), "stamps_total": total}


def _wallet_urls(standing: CardState) -> tuple[str, str]:
    return f"{WALLETS}/apple/{standing.card_id}", f"{WALLETS}/google/{standing.card_id}"


def _enrolment_url(seed: ShopSeed, template: TemplateSeed) -> str:
    return f"{ENROLMENT_PAGE}/{seed.slug}?template={template.id}"
