"""A shop with several card templates: which they are, which of them is served, and what `/redeem` is told of it."""

from pathlib import Path

from kreward_pos.cards import Email
from kreward_pos.kreward.answers import Account
from kreward_pos.kreward.client import KrewardClient
from kreward_pos.kreward.keys import ApiKey, ApiKeys
from kreward_pos.kreward.wire import Answer, HttpWire, Request
from kreward_pos.sandbox.seeds import POINTS_CARD, STAMP_CARD
from kreward_pos.sandbox.server import Sandbox
from kreward_pos.till.desk import House
from kreward_pos.till.entries import EntryState
from kreward_pos.till.store import Store
from kreward_pos.till.till import Till
from tests.fake_clock import FakeClock

from .conftest import Counter


class RecordingWire:
    """Notes what is sent on."""

    def __init__(self, base_url: str) -> None:
        self._wire = HttpWire(base_url)
        self.requests: list[Request] = []

    def exchange(self, request: Request, deadline_s: float) -> Answer:
        self.requests.append(request)
        return self._wire.exchange(request, deadline_s)

    def close(self) -> None:
        self._wire.close()

    def told(self, path: str) -> list[object]:
        """The templates that were named to this call."""
        return [(request.body or {}).get("template_id") for request in self.requests if request.path == path]


def test_the_shops_cards_are_known_once_it_has_answered(counter: Counter, sandbox: Sandbox) -> None:
    assert counter.connection.templates() == ()
    account = counter.client.me()
    assert not counter.connection.is_this_shop(account)
    counter.courier.step()
    assert counter.connection.templates() == account.templates
    assert [each.id for each in account.templates] in ([STAMP_CARD.id, POINTS_CARD.id], [])
    assert counter.connection.is_this_shop(account)
    assert not counter.connection.is_this_shop(Account("Another", None, (), "another"))
    assert sandbox.ledger() == []


def test_another_card_is_served_from_now_on(counter: Counter, jane: Email) -> None:
    assert counter.desk.look_up(jane).template_id is None
    counter.till.serve(House(template_id=STAMP_CARD.id, tier_names={8: "Free coffee"}))
    view = counter.desk.look_up(jane)
    assert view.template_id == STAMP_CARD.id
    assert counter.desk.stamp(jane).template_id == STAMP_CARD.id


def test_a_reward_of_the_first_card_is_claimed_without_naming_it(
    sandbox: Sandbox, tmp_path: Path, clock: FakeClock, jane: Email
) -> None:
    """The published text gives `/redeem` no `template_id`, so the default card's must do without."""
    wire = RecordingWire(sandbox.base_url)
    keys = ApiKeys(ApiKey.parse_secret(sandbox.secret_key))
    house = House(template_id=STAMP_CARD.id)
    till = Till(Store.open(tmp_path / "till"), KrewardClient(wire, keys, clock), house=house, clock=clock, hold_s=0)
    try:
        till.courier.step()
        has_templates = bool(till.connection.templates())
        till.desk.look_up(jane)
        till.desk.stamp(jane, 3)
        till.courier.step()
        entry = till.desk.redeem(jane, 8)
        for _ in range(5):
            till.courier.step()
        assert next(each for each in till.review.entries() if each.seq == entry.seq).state is EntryState.APPLIED
    finally:
        till.close()
    assert wire.told("/transaction") == [STAMP_CARD.id]
    assert wire.told("/redeem") == [None if has_templates else STAMP_CARD.id]
