"""The demo shop: a sandbox with its customers, and a camera that shows their cards."""

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
"""Her card holds only its id, so the till has to ask once whose it is."""

_CUSTOMERS = tuple(customer for customer in DEMO_CUSTOMERS if customer.template is DEMO_SHOP.default)
_ON_THE_STRIP = ("jane@example.com", "suki@example.com", "zoe@example.com", "tai.man@example.com", "amir@example.com")
_SLOW_MS = 4000
_RULES: dict[NetworkFault, dict[str, object]] = {
    "lost_answer": {"call": "transaction", "fault": "drop_after", "count": 1},
    "slow": {"call": "*", "fault": "delay", "ms": _SLOW_MS},
}
"""The sandbox's rule for each fault except the cut; the first that matches a call is applied."""


def open_demo_shop(dialect: str) -> Sandbox:
    """Return the demo shop, to be entered as a context."""
    return Sandbox(dialect="reference" if dialect == "reference" else "page")


def demo_data_folder(shop: Sandbox, options: Options, folder: Path) -> DataFolder:
    """Return the data folder of the demo's till, with the shop's keys; nothing in it outlives the run."""
    changes = replace(options, base_url=shop.base_url, camera=options.camera or "demo")
    return DataFolder(
        folder=folder,
        settings=changes.over(Settings()),
        keys=ApiKeys(ApiKey.parse_secret(shop.secret_key), ApiKey.parse_public(shop.public_key)),
        key_store=MemoryKeyStore(),
        is_session_only=True,
    )


class SandboxNetwork:
    """The network between the till and the demo's sandbox, with its faults.

    Thread-safe. Starting or ending a cut waits for the sandbox's thread.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._lock = threading.Lock()
        self._closed_port = ExitStack()
        self._is_cut = False

    def faults(self) -> frozenset[NetworkFault]:
        """Return the active faults; a lost response ends after one."""
        with self._lock:
            return self._active()

    def set_fault(self, fault: NetworkFault, *, is_on: bool) -> frozenset[NetworkFault]:
        """Start or end a fault; return the active faults."""
        with self._lock:
            if is_on != (fault in self._active()):
                self._toggle(fault)
            return self._active()

    def _toggle(self, fault: NetworkFault) -> None:
        if fault != "cut":
            wrong = self._active() ^ {fault}
            self._sandbox.set_faults([rule for each, rule in _RULES.items() if each in wrong])
        elif self._is_cut:
            self._closed_port.close()
            self._is_cut = False
        else:
            self._closed_port.enter_context(self._sandbox.offline())
            self._is_cut = True

    def _active(self) -> frozenset[NetworkFault]:
        remaining = {rule["fault"] for rule in self._sandbox.faults() if rule.get("count") != rule["fired"]}
        ruled = {fault for fault, rule in _RULES.items() if rule["fault"] in remaining}
        return frozenset(ruled | {"cut"} if self._is_cut else ruled)


class DemoShop:
    """The demo around the window: customers' cards and network faults. `close` restores the network."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.network = SandboxNetwork(sandbox)
        self.camera = DemoCamera(demo_cards(), automatic=False)

    def demo(self) -> Demo:
        """Return what the window offers: a customer in each interesting state, and the network's faults."""
        seen = [customer for customer in _CUSTOMERS if customer.email in _ON_THE_STRIP]
        cards = [(customer.name.split()[0], partial(self.show_card, customer.email)) for customer in seen]
        return Demo(tuple(cards), self.network, email_of)

    def show_card(self, email: str) -> None:
        """Show this customer's card to the camera."""
        self.camera.show([customer.email for customer in _CUSTOMERS].index(email))

    def close(self) -> None:
        """Open the port again if it is closed, so that the sandbox can stop."""
        self.network.set_fault("cut", is_on=False)

    def changes(self) -> list[str]:
        """Return what Kreward applied, oldest first: `+1`, `-1`, `redeem 8`, `enroll`."""
        return [_short_line(change) for change in self._sandbox.ledger()]


def email_of(card: CardReference) -> Email | None:
    """Return the email of the demo customer with this card; None for any other card."""
    found = next((customer for customer in DEMO_CUSTOMERS if customer.card_id == card.key), None)
    return None if found is None else Email(found.email, found.email)


def demo_cards() -> tuple[DemoCard, ...]:
    """Return a card for each customer of the shop's default template, in the forms that wallet passes have."""
    return tuple(DemoCard(customer.name, _payload(number, customer)) for number, customer in enumerate(_CUSTOMERS))


def _short_line(change: Mapping[str, object]) -> str:
    """Return a short form of a ledger entry."""
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
