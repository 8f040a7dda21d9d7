"""The demo shop around the window: its till, its network faults, and its list of changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kreward_pos.api.client import KrewardClient
from kreward_pos.api.errors import AnswerLost, Unreachable
from kreward_pos.api.keys import ApiKey, ApiKeys
from kreward_pos.api.transport import HttpTransport
from kreward_pos.app.demo import DemoShop, SandboxNetwork, demo_data_folder, email_of, open_demo_shop
from kreward_pos.cards import CardId, Email, OpaqueCode
from kreward_pos.clock import SystemClock
from kreward_pos.sandbox.seeds import DEMO_CUSTOMERS
from kreward_pos.sandbox.server import Sandbox
from kreward_pos.system.settings import Options, Settings
from kreward_pos.ui.runtime.ports import NetworkFault

JANE = Email.parse("jane@example.com")
FAULTS: tuple[NetworkFault, ...] = ("cut", "lost_answer", "slow")


@pytest.fixture
def shop() -> Iterator[Sandbox]:
    with open_demo_shop("page") as running:
        yield running


@pytest.fixture
def client(shop: Sandbox) -> Iterator[KrewardClient]:
    made = KrewardClient(HttpTransport(shop.base_url), ApiKeys(ApiKey.parse_secret(shop.secret_key)), SystemClock())
    yield made
    made.close()


def test_cut_network_refuses_calls_until_it_is_restored(shop: Sandbox, client: KrewardClient) -> None:
    network = SandboxNetwork(shop)
    assert network.set_fault("cut", is_on=True) == {"cut"}
    assert network.set_fault("cut", is_on=True) == {"cut"}
    with pytest.raises(Unreachable):
        client.customer(JANE)
    assert network.set_fault("cut", is_on=False) == network.faults() == set()
    assert client.customer(JANE).balance == 5


def test_lost_response_fault_ends_after_one_response(shop: Sandbox, client: KrewardClient) -> None:
    network = SandboxNetwork(shop)
    network.set_fault("lost_answer", is_on=True)
    assert client.customer(JANE).balance == 5
    assert network.faults() == {"lost_answer"}
    with pytest.raises(AnswerLost):
        client.transact(JANE, 1, "till-1/1")
    assert network.faults() == set()
    assert client.transact(JANE, 1, "till-1/2").balance_after == 7


def test_slow_network_responds_late_and_other_faults_stay(shop: Sandbox, client: KrewardClient) -> None:
    network = SandboxNetwork(shop)
    for fault in FAULTS:
        network.set_fault(fault, is_on=True)
    assert network.faults() == set(FAULTS)
    assert network.set_fault("cut", is_on=False) == {"lost_answer", "slow"}
    with pytest.raises(AnswerLost):
        KrewardClient(HttpTransport(shop.base_url), client.keys, SystemClock(), read_deadline_s=0.3).customer(JANE)
    assert network.set_fault("lost_answer", is_on=False) == {"slow"}
    assert network.set_fault("slow", is_on=False) == set()
    assert client.customer(JANE).balance == 5


def test_demo_ends_though_its_network_is_cut(shop: Sandbox) -> None:
    demo = DemoShop(shop)
    demo.network.set_fault("cut", is_on=True)
    demo.close()
    assert demo.network.faults() == set()


def test_demo_knows_which_customer_a_card_belongs_to() -> None:
    suki = next(customer for customer in DEMO_CUSTOMERS if customer.name == "Suki")
    assert email_of(CardId.parse(suki.card_id)) == Email.parse("suki@example.com")
    assert email_of(OpaqueCode("X-1")) is None


def test_demo_has_the_limits_of_a_real_till(shop: Sandbox, tmp_path: Path) -> None:
    assert demo_data_folder(shop, Options(), tmp_path).settings.limits == Settings().limits


def test_demo_saves_nothing(shop: Sandbox, tmp_path: Path) -> None:
    data_folder = demo_data_folder(shop, Options(camera="none"), tmp_path)
    assert data_folder.is_session_only
    assert not data_folder.key_store.saves_keys()
    assert (data_folder.folder, data_folder.settings.camera) == (tmp_path, "none")


def test_every_kind_of_change_is_listed(shop: Sandbox, client: KrewardClient) -> None:
    client.enroll(Email.parse("new@example.com"))
    client.transact(JANE, 3, "till-1/1")
    client.transact(JANE, -1, "till-1/2")
    client.transact(JANE, 1, "till-1/3")
    client.redeem(JANE, 8)
    assert DemoShop(shop).changes() == ["enroll", "+3", "-1", "+1", "redeem 8"]
