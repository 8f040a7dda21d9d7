"""The desk: looking a customer up, stamping, redeeming and undoing.

Every method blocks (disk, sometimes network) and belongs on a worker thread. Expected failures are `TillError`s.
A tap's method returns once its entry is durable; its result arrives by `Listener`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Self

from kreward_pos.api.client import MAX_DELTA
from kreward_pos.api.errors import CallRefused, CustomerUnknown, NotSent, Unsure
from kreward_pos.api.models import CardType
from kreward_pos.api.rate_limit import Priority
from kreward_pos.cards import CardReference, Email
from kreward_pos.clock import beginning_of, day_of
from kreward_pos.errors import ApiFailure, code_of
from kreward_pos.system.settings import Limits, Settings
from kreward_pos.till.model.entries import CAME_TO_NOTHING, Draft, Entry, EntryKind, EntryState
from kreward_pos.till.model.errors import (
    AlreadyClaimed,
    AmountRefused,
    CardNotMade,
    CardUnknown,
    NoSuchReward,
    NotEnough,
    NotUndoable,
    RedeemOffline,
    ShopLoss,
    UndoTooLate,
)
from kreward_pos.till.model.limits import (
    Consent,
    GivenOnDay,
    LimitReached,
    check_offline_redeem,
    check_stamp,
    require_consent,
)
from kreward_pos.till.model.views import CustomerView, LastTap
from kreward_pos.till.records.audit_log import AuditEvent
from kreward_pos.till.records.context import TillContext
from kreward_pos.till.records.customers import KnownCard
from kreward_pos.till.records.given_today import GivenToday
from kreward_pos.till.records.projection import project


@dataclass(frozen=True, slots=True)
class TillConfig:
    """The owner's settings of a till: its name, its usual card, and names for tiers that Kreward does not name.

    `always_ask` sends every unsure entry to review. `limits` None: no tap needs consent.
    """

    till_name: str = "till"
    template_id: str | None = None
    tier_names: Mapping[int, str] = field(default_factory=dict)
    always_ask: bool = False
    limits: Limits | None = None

    @classmethod
    def of(cls, settings: Settings, *, has_limits: bool = True) -> Self:
        """Return the config by these settings; a script's till has no limits unless it asks for them."""
        limits = settings.limits if has_limits else None
        return cls(settings.till_name, settings.template_id, settings.names_of_tiers, settings.always_ask, limits)


class Desk:
    """The desk of one till. Thread-safe."""

    def __init__(self, context: TillContext, config: TillConfig) -> None:
        self._context = context
        self._store = context.store
        self._outbox = context.outbox
        self._queries = context.queries
        self._given_today = GivenToday(context.store)
        self._customers = context.customers
        self._config = config

    def apply_config(self, config: TillConfig) -> None:
        """Apply the owner's changed settings."""
        self._config = config

    def look_up(self, reference: CardReference, template_id: str | None = None) -> CustomerView:
        """Return the customer whose card this is, as Kreward answers now.

        Where Kreward cannot be asked, returns the last known state with `trouble` set. Raises `CardUnknown` where no
        customer is linked to the card, `CustomerUnknown` where Kreward has no such customer, and `CardNotMade` for a
        card that is not the till's usual one.
        """
        return self._ask_kreward(self.customer_of(reference), template_id)

    def customer_of(self, reference: CardReference) -> Email:
        """Return whose card this is, without network; raise `CardUnknown`."""
        email = self._customers.customer_of(reference)
        if email is None:
            raise CardUnknown
        return email

    def link_card(self, reference: CardReference, email: Email) -> CustomerView:
        """Link a card to a customer, once Kreward has answered for the customer; return the customer.

        Offline nothing is linked, and the next scan of the card asks again.
        """
        view = self._ask_kreward(email, None)
        if view.trouble is None:
            self._customers.link(reference, email)
        return view

    def view(self, email: Email, template_id: str | None = None) -> CustomerView:
        """Return the customer by what is known here, without network."""
        return self._project(email, template_id or self._config.template_id, None)

    def stamp(
        self, email: Email, delta: int = 1, template_id: str | None = None, consent: Consent = Consent.NOBODY
    ) -> Entry:
        """Add `delta` stamps or points (or take them back); durable on return, online or not.

        Raises a `LimitReached` where a limit needs more than this `consent`, or `AmountRefused`.
        """
        if not 0 < abs(delta) <= MAX_DELTA:
            raise AmountRefused(most=MAX_DELTA)
        template_id = template_id or self._config.template_id
        known = self._customers.known(email, template_id)
        name, card = known.record.name if known else None, self._card_type(known, template_id)
        draft = Draft(EntryKind.STAMP, email, name, template_id, delta=delta, card_type=card)
        return self._add_within_limits(
            draft,
            consent,
            lambda limits, given: check_stamp(limits, card, delta, given, self._context.clock.now()),
        )

    def redeem(self, email: Email, at: int, template_id: str | None = None, consent: Consent = Consent.NOBODY) -> Entry:
        """Claim the tier at `at`: held for a few seconds, in which it can be undone, then sent.

        Raises `NoSuchReward`, `NotEnough` or `AlreadyClaimed`; offline `RedeemOffline`, unless the settings allow it
        and the last known balance covers it without what this till has added since, or a `LimitReached`.
        """
        view = self.view(email, template_id)
        tier = next((tier for tier in view.tiers if tier.at == at), None)
        link = self._context.api_status.state
        if link == "paused" or view.balance is None:
            raise RedeemOffline
        if tier is None:
            raise NoSuchReward(at=at)
        if tier.state in {"claimed", "claiming"}:
            raise AlreadyClaimed
        if (is_offline := link == "offline") and not self._may_redeem_offline(at, view):
            raise RedeemOffline
        if tier.state == "ahead":
            raise NotEnough(to_go=tier.to_go)
        draft = Draft(
            EntryKind.REDEEM,
            email,
            view.name,
            view.template_id,
            at=at,
            reward=tier.name,
            is_offline=is_offline,
            card_type=view.card_type,
        )
        return self._add_within_limits(
            draft, consent, check_offline_redeem if is_offline else lambda _limits, _given: []
        )

    def undo(self, seq: int) -> Entry:
        """Undo a tap: cancel it where it has not left, else add a compensating transaction.

        Returns the cancelled entry or the new one; an entry that waits to be sent again goes to review. Raises
        `UndoTooLate` for a redeem that has left, or `NotUndoable`.
        """
        with self._store.transaction():
            entry = self._queries.get(seq)
            if not entry.can_cancel:
                undo = self._context.add_entry(self._compensating_draft(entry), AuditEvent.UNDONE)
            else:
                undo = None
                changed = self._outbox.cancel(seq)
                self._context.audit_log.write(AuditEvent.UNDONE, entry=seq)
        return self._context.notify_changed(changed) if undo is None else self._context.notify_added(undo)

    def last_taps(self, limit: int = 8) -> list[LastTap]:
        """Return the last customers served here, each once, with their last tap that counts."""
        newest = self._queries.newest(limit * 4)
        undone = {entry.undo_of for entry in newest if entry.state not in CAME_TO_NOTHING}
        taps: dict[Email, LastTap] = {}
        for entry in newest:
            if entry.undo_of is not None:
                continue
            tap = _last_tap(entry, is_undone=entry.seq in undone)
            known = taps.setdefault(entry.email, tap)
            if known.outcome is not None and tap.outcome is None:
                taps[entry.email] = tap
        return list(taps.values())[:limit]

    def _add_within_limits(
        self, draft: Draft, consent: Consent, rule: Callable[[Limits, GivenOnDay], list[LimitReached]]
    ) -> Entry:
        """Add a tap unless a limit needs more than `consent`, in one transaction with what the limits count."""
        limits = self._config.limits
        with self._store.transaction():
            reached: list[LimitReached] = []
            if limits is not None:
                today = beginning_of(day_of(self._context.clock.now()))
                given = self._given_today.given(draft.email, draft.template_id, today)
                reached = rule(limits, given)
                require_consent(reached, consent)
            entry = self._context.add_entry(draft, AuditEvent.TAPPED, is_held=draft.kind is EntryKind.REDEEM)
            for limit in reached:
                self._context.audit_log.write(AuditEvent.ALLOWED, entry=entry.seq, detail=limit.code)
        return self._context.notify_added(entry)

    def _may_redeem_offline(self, at: int, view: CustomerView) -> bool:
        """Return whether the settings allow this reward to be given offline."""
        limits, sure = self._config.limits, min(view.balance or 0, view.shown or 0)
        return limits is not None and limits.may_redeem_offline and sure >= at

    def _ask_kreward(self, email: Email, template_id: str | None) -> CustomerView:
        template_id = template_id or self._config.template_id
        trouble: ApiFailure | None = None
        try:
            self._context.read_customer(email, template_id, Priority.PERSON)
        except CallRefused:
            raise  # without its secret key a till cannot look anybody up
        except CustomerUnknown as failure:
            if not self._queries.open_entries(email):
                raise self._not_found(failure, template_id) from None
            trouble = failure  # their enrolment may still be on the way
        except (NotSent, Unsure) as failure:
            trouble = failure
        return self._project(email, template_id, trouble)

    def _not_found(self, failure: CustomerUnknown, template_id: str | None) -> CustomerUnknown:
        """Return the failure to raise: the API does not say whether 404 means the customer or only this card."""
        if template_id is None or template_id == self._config.template_id:
            return failure
        return CardNotMade(template_id)

    def _project(self, email: Email, template_id: str | None, trouble: ApiFailure | None) -> CustomerView:
        with self._store.reading():
            known = self._customers.known(email, template_id)
            entries = self._queries.open_entries(email)
        card_type = self._card_type(known, template_id)
        return project(email, template_id, known, entries, self._config.tier_names, trouble, card_type=card_type)

    def _card_type(self, known: KnownCard | None, template_id: str | None) -> CardType:
        return known.record.card_type if known else self._context.shop.card_type(template_id)

    def _compensating_draft(self, entry: Entry) -> Draft:
        """Return what takes back an entry that has left, or may have."""
        if entry.kind is not EntryKind.STAMP:
            raise UndoTooLate
        if entry.undo_of is not None or entry.state in CAME_TO_NOTHING or self._queries.live_undo(entry.seq):
            raise NotUndoable
        return Draft(
            EntryKind.STAMP,
            entry.email,
            entry.name,
            entry.template_id,
            delta=-(entry.delta or 0),
            undo_of=entry.seq,
            card_type=entry.card_type,
        )


def _last_tap(entry: Entry, *, is_undone: bool) -> LastTap:
    """Return the entry as the list of customers shows it; a shop's loss counts as given."""
    has_failed = entry.state in CAME_TO_NOTHING and entry.problem != code_of(ShopLoss)
    outcome = EntryState.CANCELLED if is_undone else entry.state if has_failed else None
    label = entry.name or entry.email.masked
    return LastTap(entry.email, label, entry.template_id, entry.delta, entry.reward, entry.created_at, outcome)
