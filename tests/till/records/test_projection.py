"""The numbers on the screen, from Kreward's answer and the outbox."""

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


def test_waiting_stamps_are_added_and_shown_separately() -> None:
    view = shown(entry(EntryState.WAITING), entry(EntryState.SENDING, 2))
    assert (view.balance, view.waiting, view.shown) == (7, 3, 10)


def test_unsure_stamps_are_shown_separately_and_not_added() -> None:
    view = shown(entry(EntryState.UNSURE), entry(EntryState.REVIEW, 2))
    assert (view.shown, view.unsure) == (7, 3)


def test_refused_entries_do_not_count() -> None:
    view = shown(entry(EntryState.BLOCKED))
    assert (view.shown, view.waiting, view.unsure) == (7, 0, 0)


def test_each_template_is_a_separate_card() -> None:
    assert shown(entry(EntryState.WAITING, template_id="other")).shown == 7


def test_tier_states_follow_the_shown_balance() -> None:
    assert [tier.state for tier in shown().tiers] == ["claimed", "ahead"]
    assert [tier.state for tier in shown(entry(EntryState.WAITING)).tiers] == ["claimed", "ready"]


def test_claiming_the_last_tier_empties_the_card_at_once() -> None:
    full = CustomerRecord("stamps", 10, 8, tiers=STAMPS.tiers, redeemed=frozenset({4}))
    view = shown(entry(EntryState.HELD, None, at=8), record=full)
    assert view.shown == 2
    assert [tier.state for tier in view.tiers] == ["ahead", "claiming"]


def test_claiming_another_tier_spends_nothing() -> None:
    record = CustomerRecord("points", 120, 250, tiers=(Tier(100), Tier(250)))
    view = shown(entry(EntryState.HELD, None, at=100), record=record)
    assert (view.shown, view.tiers[0].state) == (120, "claiming")


def test_goal_is_the_only_tier_without_others_and_the_owner_may_name_it() -> None:
    record = CustomerRecord("stamps", 9, 8)
    (tier,) = shown(record=record, names={8: "Free coffee"}).tiers
    assert (tier.at, tier.name, tier.state) == (8, "Free coffee", "ready")


def test_krewards_name_for_a_tier_precedes_the_owners() -> None:
    assert shown(names={8: "Other"}).tiers[1].name == "Coffee"


def test_card_that_was_never_read_has_no_balance() -> None:
    view = shown(entry(EntryState.WAITING), record=None)
    assert (view.balance, view.shown, view.waiting, view.tiers, view.name) == (None, None, 1, (), "Jane")
