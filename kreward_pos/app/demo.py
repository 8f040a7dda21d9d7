"""The demo shop: a sandbox with its customers, and a camera before which their cards are shown."""

import threading
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

from kreward_pos.api.keys import ApiKey, ApiKeys
from kreward_pos.cards import CardReference, Email
from kreward_pos.sandbox.seeds import DEMO_CUSTOMERS, DEMO_SHOP, DemoCustomer
from kreward_pos.sandbox.server import Sandbox
from kreward_pos.scan.camera.demo_camera import DemoCamera, DemoCard
from kreward_pos.system.data_folder import DataFolder
from kreward_pos.system.keychain import MemoryKeyStore
from kreward_pos.system.settings import Options, Settings
from kreward_pos.ui.runtime.ports import Demo, NetworkFault

_OPENED_BY_ID = "suki@example.com"
"""Her card holds its id alone, so that the till has to ask whose it is, once."""

_CUSTOMERS = tuple(customer for customer in DEMO_CUSTOMERS if customer.template is DEMO_SHOP.default)
_ON_THE_STRIP = ("jane@example.com", "suki@example.com", "zoe@example.com", "tai.man@example.com", "amir@example.com")
_SLOW_MS = 4000
_RULES: dict[NetworkFault, dict[str, object]] = {
    "lost_answer": {"call": "transaction", "fault": "drop_after", "count": 1},
    "slow": {"call": "*", "fault": "delay", "ms": _SLOW_MS},
}
"""By each fault but the cut what the sandbox is told; the first that matches a call happens to it."""


def open_shop(dialect: str) -> Sandbox:
    """Return the demo shop, to be entered as a context."""
    return Sandbox(dialect="reference" if dialect == "reference" else "page")


def place_of(shop: Sandbox, options: Options, folder: Path) -> DataFolder:
    """Return where the demo's till works: in `folder`, with the shop's keys, and nothing of it outlives the run."""
    wanted = replace(options, base_url=shop.base_url, camera=options.camera or "demo")
    return DataFolder(
        folder=folder,
        settings=wanted.over(Settings()),
        keys=ApiKeys(ApiKey.parse_secret(shop.secret_key), ApiKey.parse_public(shop.public_key)),
        key_store=MemoryKeyStore(),
        is_session_only=True,
    )


class SandboxNetwork:
    """The network between the till and the demo's Kreward, and what is wrong with it.

    Thread-safe. Beginning or ending a cut waits for the sandbox's thread.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._lock = threading.Lock()
        self._closed_port = ExitStack()
        self._is_cut = False

    def faults(self) -> frozenset[NetworkFault]:
        """Return what is wrong now; a lost answer is over once it was lost."""
        with self._lock:
            return self._in_force()

    def set_fault(self, fault: NetworkFault, *, is_on: bool) -> frozenset[NetworkFault]:
        """Begin or end a fault; return what is wrong then."""
        with self._lock:
            if is_on != (fault in self._in_force()):
                self._toggle(fault)
            return self._in_force()

    def _toggle(self, fault: NetworkFault) -> None:
        if fault != "cut":
            wrong = self._in_force() ^ {fault}
            self._sandbox.set_faults([rule for each, rule in _RULES.items() if each in wrong])
        elif self._is_cut:
            self._closed_port.close()
            self._is_cut = False
        else:
            self._closed_port.enter_context(self._sandbox.offline())
            self._is_cut = True

    def _in_force(self) -> frozenset[NetworkFault]:
        left = {rule["fault"] for rule in self._sandbox.faults() if rule.get("count") != rule["fired"]}
        ruled = {fault for fault, rule in _RULES.items() if rule["fault"] in left}
        return frozenset(ruled | {"cut"} if self._is_cut else ruled)


class DemoShop:
    """What happens around the window: cards come, the connection goes. `close` restores the network."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.network = SandboxNetwork(sandbox)
        self.camera = DemoCamera(demo_cards(), automatic=False)

    def demo(self) -> Demo:
        """Return what the window offers: a few customers, one in each state worth seeing, and the network's faults."""
        seen = [customer for customer in _CUSTOMERS if customer.email in _ON_THE_STRIP]
        cards = [(customer.name.split()[0], partial(self.show_card, customer.email)) for customer in seen]
        return Demo(tuple(cards), self.network, email_of)

    def show_card(self, email: str) -> None:
        """Show this customer's card to the camera."""
        self.camera.show([customer.email for customer in _CUSTOMERS].index(email))

    def close(self) -> None:
        """Open the port again if it is closed, so that the sandbox can end."""
        self.network.set_fault("cut", is_on=False)

    def changes(self) -> list[str]:
        """Return what Kreward applied, oldest first: `+1`, `-1`, `redeem 8`, `enroll`."""
        return [_told(change) for change in self._sandbox.ledger()]


def email_of(card: CardReference) -> Email | None:
    """Return whose card this is by what the demo's customers would say; None for any other."""
    found = next((customer for customer in DEMO_CUSTOMERS if customer.card_id == card.key), None)
    return None if found is None else Email(found.email, found.email)


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
