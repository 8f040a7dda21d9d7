"""A shop with several card templates: which one a till uses, and what it sends to `/redeem`."""

import csv
from pathlib import Path

import pytest

from kreward_pos.api.client import KrewardClient
from kreward_pos.api.errors import CustomerUnknown
from kreward_pos.api.keys import ApiKey, ApiKeys
from kreward_pos.api.models import Account, CardEnrolment
from kreward_pos.api.transport import HttpTransport, Request, Response
from kreward_pos.cards import Email
from kreward_pos.sandbox.seeds import POINTS_CARD, STAMP_CARD
from kreward_pos.sandbox.server import Sandbox
from kreward_pos.till.counter.desk import TillConfig
from kreward_pos.till.model.entries import Entry, EntryState, SettledBy
from kreward_pos.till.model.errors import CardNotMade
from kreward_pos.till.storage.store import Store
from kreward_pos.till.till import Till
from tests.fake_clock import FakeClock

from .conftest import Counter


class RecordingWire:
    """A transport that records what it passes on."""

    def __init__(self, base_url: str) -> None:
        self._wire = HttpTransport(base_url)
        self.requests: list[Request] = []

    def exchange(self, request: Request, deadline_s: float) -> Response:
        self.requests.append(request)
        return self._wire.exchange(request, deadline_s)

    def close(self) -> None:
        self._wire.close()

    def templates_sent(self, path: str) -> list[object]:
        """Return the templates that calls to this path have named."""
        return [(request.body or {}).get("template_id") for request in self.requests if request.path == path]


def test_card_templates_are_known_after_the_first_answer(counter: Counter, sandbox: Sandbox) -> None:
    assert counter.connection.templates() == ()
    account = counter.client.me()
    assert not counter.connection.is_this_shop(account)
    counter.courier.step()
    assert counter.connection.templates() == account.templates
    assert [each.id for each in account.templates] in ([STAMP_CARD.id, POINTS_CARD.id], [])
    assert counter.connection.is_this_shop(account)
    for slug in (None, "another"):  # whoever wants another PIN may have a shop of the same name
        assert not counter.connection.is_this_shop(Account(account.merchant, None, (), slug))
    assert sandbox.ledger() == []


def test_changed_template_is_used_from_then_on(counter: Counter, jane: Email) -> None:
    assert counter.desk.look_up(jane).template_id is None
    counter.till.apply_config(TillConfig(template_id=STAMP_CARD.id, tier_names={8: "Free coffee"}))
    view = counter.desk.look_up(jane)
    assert view.template_id == STAMP_CARD.id
    assert counter.desk.stamp(jane).template_id == STAMP_CARD.id


def test_customer_without_the_other_card_can_be_given_it(counter: Counter, jane: Email) -> None:
    counter.till.apply_config(TillConfig(template_id=STAMP_CARD.id))
    with pytest.raises(CardNotMade) as refused:
        counter.desk.look_up(jane, POINTS_CARD.id)
    assert refused.value.template_id == POINTS_CARD.id
    with pytest.raises(CustomerUnknown) as unknown:
        counter.desk.look_up(Email.parse("nobody@example.com"))
    assert not isinstance(unknown.value, CardNotMade)
    assert isinstance(counter.enrolment.enrol(jane, template_id=POINTS_CARD.id), CardEnrolment)
    assert counter.desk.look_up(jane, POINTS_CARD.id).balance == 0
    assert counter.desk.look_up(jane).balance == 5


def test_each_tap_names_its_card_offline_and_after_a_switch(counter: Counter) -> None:
    priya = Email.parse("priya@example.com")
    counter.till.apply_config(TillConfig(template_id=STAMP_CARD.id))
    counter.desk.look_up(priya)
    with counter.sandbox.offline():
        first = counter.desk.stamp(priya, 1)
        other = counter.desk.look_up(priya, POINTS_CARD.id)
        second = counter.desk.stamp(priya, 30, other.template_id)
        undone = counter.desk.stamp(priya, 7, POINTS_CARD.id)
        counter.desk.undo(undone.seq)
        counter.till.apply_config(TillConfig(template_id=POINTS_CARD.id))  # the owner changes the usual card
        third = counter.desk.stamp(priya, 20)
        queued = counter.enrolment.enrol(Email.parse("new@example.com"), template_id=STAMP_CARD.id)
    assert isinstance(queued, Entry)
    named = [entry.template_id for entry in (first, second, third, queued)]
    assert named == [STAMP_CARD.id, POINTS_CARD.id, POINTS_CARD.id, STAMP_CARD.id]
    counter.flush()
    balances = [counter.sandbox.standing("priya@example.com", each.id).balance for each in (STAMP_CARD, POINTS_CARD)]
    assert balances == [4, 170]
    taps = [entry for entry in counter.sandbox.ledger() if entry["kind"] == "transaction"]
    changes = [(entry["delta"], entry["template_id"]) for entry in taps]
    assert changes == [(1, STAMP_CARD.id), (30, POINTS_CARD.id), (20, POINTS_CARD.id)]


def test_unread_card_counts_what_its_template_says(counter: Counter, jane: Email, tmp_path: Path) -> None:
    counter.connection.test()
    points = "points" if counter.connection.templates() else "stamps"
    with counter.sandbox.offline():
        assert counter.desk.look_up(jane, POINTS_CARD.id).card_type == points
        assert counter.desk.stamp(jane, 30, POINTS_CARD.id).card_type == points
        assert counter.desk.stamp(jane, 1, STAMP_CARD.id).card_type == "stamps"
        assert counter.desk.stamp(jane).card_type == "stamps"  # the shop has cards of both kinds
    today = counter.daybook.today()
    with counter.daybook.export_csv(tmp_path, today, today).open(encoding="utf-8-sig", newline="") as file:
        exported = [(row["amount"], row["unit"], row["card"]) for row in csv.DictReader(file)]
    assert exported == [("30", points, POINTS_CARD.id), ("1", "stamps", STAMP_CARD.id), ("1", "stamps", "")]


def test_lost_answer_is_settled_by_its_own_cards_balance(counter: Counter) -> None:
    priya = Email.parse("priya@example.com")
    counter.till.apply_config(TillConfig(template_id=STAMP_CARD.id))
    counter.desk.look_up(priya, POINTS_CARD.id)
    counter.sandbox.drop_next_answer("transaction")
    counter.desk.stamp(priya, 30, POINTS_CARD.id)
    counter.flush()
    (entry,) = counter.review.entries()
    assert (entry.state, entry.settled_by) == (EntryState.APPLIED, SettledBy.BALANCE)
    assert counter.sandbox.standing("priya@example.com", POINTS_CARD.id).balance == 150


def test_redeem_of_the_default_card_sends_no_template(
    sandbox: Sandbox, tmp_path: Path, clock: FakeClock, jane: Email
) -> None:
    """The published text gives `/redeem` no `template_id`, so the default card's must do without."""
    wire = RecordingWire(sandbox.base_url)
    keys = ApiKeys(ApiKey.parse_secret(sandbox.secret_key))
    config = TillConfig(template_id=STAMP_CARD.id)
    till = Till(Store.open(tmp_path / "till"), KrewardClient(wire, keys, clock), config=config, clock=clock, hold_s=0)
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
    assert wire.templates_sent("/transaction") == [STAMP_CARD.id]
    assert wire.templates_sent("/redeem") == [None if has_templates else STAMP_CARD.id]
