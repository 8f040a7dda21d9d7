"""The screen's numbers from the server's and the outbox's."""

from datetime import UTC, datetime

from kreward_pos.api.models import CustomerRecord, Tier
from kreward_pos.cards import Email
from kreward_pos.till.model.entries import Entry, EntryKind, EntryState
from kreward_pos.till.model.views import CustomerView
from kreward_pos.till.records.customers import KnownCard
from kreward_pos.till.records.projection import project

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
JANE = Email.parse("jane@example.com")
STAMPS = CustomerRecord("stamps", 7, 8, "Jane", tiers=(Tier(4, "Cake"), Tier(8, "Coffee")), redeemed=frozenset({4}))


def entry(state: EntryState, delta: int | None = 1, at: int | None = None, template_id: str | None = None) -> Entry:
    kind = EntryKind.STAMP if at is None else EntryKind.REDEEM
    return Entry(kind, JANE, "Jane", template_id, delta, at, seq=1, op_id="till/1", state=state, created_at=NOON)


def shown(*entries: Entry, record: CustomerRecord | None = STAMPS, names: dict[int, str] | None = None) -> CustomerView:
    return project(JANE, None, KnownCard(record, NOON) if record else None, entries, names or {})


def test_what_waits_is_added_and_said_apart() -> None:
    view = shown(entry(EntryState.WAITING), entry(EntryState.SENDING, 2))
    assert (view.balance, view.waiting, view.shown) == (7, 3, 10)


def test_what_may_have_counted_is_said_apart_and_not_added() -> None:
    view = shown(entry(EntryState.UNSURE), entry(EntryState.REVIEW, 2))
    assert (view.shown, view.unsure) == (7, 3)


def test_what_was_refused_counts_for_nothing() -> None:
    view = shown(entry(EntryState.BLOCKED))
    assert (view.shown, view.waiting, view.unsure) == (7, 0, 0)


def test_another_template_is_another_card() -> None:
    assert shown(entry(EntryState.WAITING, template_id="other")).shown == 7


def test_tiers_by_what_is_shown() -> None:
    assert [tier.state for tier in shown().tiers] == ["claimed", "ahead"]
    assert [tier.state for tier in shown(entry(EntryState.WAITING)).tiers] == ["claimed", "ready"]


def test_the_last_stamp_tier_empties_the_card_as_soon_as_it_is_claimed() -> None:
    full = CustomerRecord("stamps", 10, 8, tiers=STAMPS.tiers, redeemed=frozenset({4}))
    view = shown(entry(EntryState.HELD, None, at=8), record=full)
    assert view.shown == 2
    assert [tier.state for tier in view.tiers] == ["ahead", "claiming"]


def test_another_tier_spends_nothing() -> None:
    record = CustomerRecord("points", 120, 250, tiers=(Tier(100), Tier(250)))
    view = shown(entry(EntryState.HELD, None, at=100), record=record)
    assert (view.shown, view.tiers[0].state) == (120, "claiming")


def test_without_tiers_the_goal_is_the_only_one_and_the_owner_may_name_it() -> None:
    record = CustomerRecord("stamps", 9, 8)
    (tier,) = shown(record=record, names={8: "Free coffee"}).tiers
    assert (tier.at, tier.name, tier.state) == (8, "Free coffee", "ready")


def test_krewards_name_for_a_tier_stands_above_the_owners() -> None:
    assert shown(names={8: "Other"}).tiers[1].name == "Coffee"


def test_a_customer_never_read() -> None:
    view = shown(entry(EntryState.WAITING), record=None)
    assert (view.balance, view.shown, view.waiting, view.tiers, view.name) == (None, None, 1, (), "Jane")
