"""The customer as the screen shows them: Kreward's last answer and what still waits here, added up. No I/O."""

from collections.abc import Mapping, Sequence

from kreward_pos.api.models import CardType, CustomerRecord, Tier
from kreward_pos.cards import Email
from kreward_pos.errors import TillError
from kreward_pos.till.model.entries import Entry, EntryKind, EntryState
from kreward_pos.till.model.views import CustomerView, TierState, TierView
from kreward_pos.till.records.customers import KnownCard

_WILL_BE_SENT = frozenset({EntryState.HELD, EntryState.WAITING, EntryState.SENDING})
_MAY_HAVE_COUNTED = frozenset({EntryState.UNSURE, EntryState.SETTLING, EntryState.REVIEW})


def project(
    email: Email,
    template_id: str | None,
    known: KnownCard | None,
    entries: Sequence[Entry],
    tier_names: Mapping[int, str],
    trouble: TillError | None = None,
    *,
    card_type: CardType = "stamps",
) -> CustomerView:
    """Return the customer as the counter shows them. `entries` are their unsettled ones, of any template.

    `card_type` is what the card counts by its template, for a card that was never read.
    """
    own = [entry for entry in entries if entry.template_id == template_id]
    to_send = [entry for entry in own if entry.state in _WILL_BE_SENT]
    waiting = sum(entry.delta or 0 for entry in to_send)
    unsure = sum(entry.delta or 0 for entry in own if entry.state in _MAY_HAVE_COUNTED)
    record = known.record if known else None
    claiming = {entry.at for entry in to_send if entry.kind is EntryKind.REDEEM and entry.at is not None}
    is_looping = record is not None and any(loops_at(record, at) for at in claiming)
    shown = _shown(record, waiting, is_looping)
    return CustomerView(
        email=email,
        name=(record.name if record else None) or next((e.name for e in reversed(own) if e.name), None),
        template_id=template_id,
        card_type=record.card_type if record else card_type,
        balance=record.balance if record else None,
        read_at=known.read_at if known else None,
        waiting=waiting,
        unsure=unsure,
        shown=shown,
        goal=record.goal if record else None,
        tiers=_tiers(record, shown, claiming, tier_names, is_looping),
        trouble=trouble,
    )


def tiers_of(record: CustomerRecord) -> tuple[Tier, ...]:
    """Return the card's tiers; where Kreward names none, the goal is the only one."""
    if record.tiers or record.goal is None:
        return record.tiers
    return (Tier(record.goal),)


def loops_at(record: CustomerRecord, at: int) -> bool:
    """Return whether claiming `at`, as the last tier of a stamp card, empties the card."""
    return record.card_type == "stamps" and at == record.goal


def _shown(record: CustomerRecord | None, waiting: int, is_looping: bool) -> int | None:
    """Return the number for the screen; claiming the last tier leaves the stamps above it."""
    if record is None:
        return None
    return record.balance + waiting - (record.goal or 0 if is_looping else 0)


def _tiers(
    record: CustomerRecord | None,
    shown: int | None,
    claiming: set[int],
    names: Mapping[int, str],
    is_looping: bool,
) -> tuple[TierView, ...]:
    if record is None or shown is None:
        return ()
    redeemed = frozenset() if is_looping else record.redeemed or frozenset()
    return tuple(
        TierView(
            tier.at,
            tier.name or names.get(tier.at),
            _state(tier.at, shown, redeemed, claiming),
            max(0, tier.at - shown),
        )
        for tier in tiers_of(record)
    )


def _state(at: int, shown: int, redeemed: frozenset[int], claiming: set[int]) -> TierState:
    if at in claiming:
        return "claiming"
    if at in redeemed:
        return "claimed"
    return "ready" if shown >= at else "ahead"
