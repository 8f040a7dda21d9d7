"""The demo shop: which cards its camera shows. The sandbox has the customers; the camera knows only these payloads."""

from kreward_pos.sandbox.seeds import DEMO_CUSTOMERS, DEMO_SHOP, DemoCustomer
from kreward_pos.scan.demo_camera import DemoCard

_OPENED_BY_ID = "suki@example.com"
"""Her card holds its id alone, so that the till has to ask whose it is, once."""


def demo_cards() -> tuple[DemoCard, ...]:
    """A card for each customer of the shop's default template, in each form that a wallet pass may hold."""
    default = DEMO_SHOP.default
    return tuple(
        DemoCard(customer.name, _payload(number, customer))
        for number, customer in enumerate(customer for customer in DEMO_CUSTOMERS if customer.template is default)
    )


def _payload(number: int, customer: DemoCustomer) -> str:
    if customer.email == _OPENED_BY_ID:
        return customer.card_id
    forms = (
        "{email}",
        "mailto:{email}",
        "https://wallet.example.com/c/{card_id}?email={email}",
        '{{"email":"{email}"}}',
    )
    return forms[number % len(forms)].format(email=customer.email, card_id=customer.card_id)
