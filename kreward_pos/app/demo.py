"""The demo shop: a sandbox with its customers, and a camera before which their cards are shown."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

from kreward_pos.api.keys import ApiKey, ApiKeys
from kreward_pos.sandbox.seeds import DEMO_CUSTOMERS, DEMO_SHOP, DemoCustomer
from kreward_pos.sandbox.server import Sandbox
from kreward_pos.scan.camera.demo_camera import DemoCamera, DemoCard
from kreward_pos.system.data_folder import DataFolder
from kreward_pos.system.keychain import MemoryKeyStore
from kreward_pos.system.settings import Limits, Options, Settings

_OPENED_BY_ID = "suki@example.com"
"""Her card holds its id alone, so that the till has to ask whose it is, once."""

_CUSTOMERS = tuple(customer for customer in DEMO_CUSTOMERS if customer.template is DEMO_SHOP.default)


_LIMITS = Limits(repeat_minutes=0, stamps_per_day=100)
"""Who tries the counter out stamps the same five customers again and again: that asks nothing."""


def open_shop(dialect: str) -> Sandbox:
    """Return the demo shop, to be entered as a context."""
    return Sandbox(dialect="reference" if dialect == "reference" else "page")


def place_of(shop: Sandbox, options: Options, folder: Path) -> DataFolder:
    """Return where the demo's till works: in `folder`, with the shop's keys, and nothing of it outlives the run."""
    wanted = replace(options, base_url=shop.base_url, camera=options.camera or "demo")
    return DataFolder(
        folder=folder,
        settings=wanted.over(Settings(limits=_LIMITS)),
        keys=ApiKeys(ApiKey.parse_secret(shop.secret_key), ApiKey.parse_public(shop.public_key)),
        key_store=MemoryKeyStore(),
        is_session_only=True,
    )


_ON_THE_STRIP = ("jane@example.com", "suki@example.com", "zoe@example.com", "tai.man@example.com", "amir@example.com")


class DemoShop:
    """What happens around the window: cards come, the connection goes."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._offline = ExitStack()
        self.camera = DemoCamera(demo_cards(), automatic=False)

    def shows(self) -> tuple[tuple[str, Callable[[], object]], ...]:
        """Return a name and a function that shows their card, for one customer in each state worth seeing."""
        seen = [customer for customer in _CUSTOMERS if customer.email in _ON_THE_STRIP]
        return tuple((customer.name.split()[0], partial(self.show_card, customer.email)) for customer in seen)

    def show_card(self, email: str) -> None:
        """Show this customer's card to the camera."""
        self.camera.show([customer.email for customer in _CUSTOMERS].index(email))

    def cut(self) -> None:
        """Close Kreward's port: connections are refused."""
        self._offline.enter_context(self._sandbox.offline())

    def restore(self) -> None:
        """Open it again."""
        self._offline.close()

    def lose_next_answer(self) -> None:
        """Let Kreward apply the next stamp, and lose its answer."""
        self._sandbox.drop_next_answer("transaction")

    def changes(self) -> list[str]:
        """Return what Kreward applied, oldest first: `+1`, `-1`, `redeem 8`, `enroll`."""
        return [_told(change) for change in self._sandbox.ledger()]


def demo_cards() -> tuple[DemoCard, ...]:
    """Return a card for each customer of the shop's default template, in each form that a wallet pass may hold."""
    return tuple(DemoCard(customer.name, _payload(number, customer)) for number, customer in enumerate(_CUSTOMERS))


def _told(change: Mapping[str, object]) -> str:
    """Return a line of Kreward's ledger in short."""
    if "delta" in change:
        return f"{change['delta']:+d}"
    return f"{change['kind']} {change['at']}" if "at" in change else f"{change['kind']}"


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
