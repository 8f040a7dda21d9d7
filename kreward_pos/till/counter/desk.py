"""Who stands at the counter and what is tapped for them: looking up, stamping, redeeming, taking back.

Every method blocks (disk, sometimes network) and belongs on a worker thread. Expected failures are `TillError`s.
A tap's method returns once its entry is durable; what becomes of it arrives by `Listener`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Self

from kreward_pos.api.client import MOST_DELTA
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
from kreward_pos.till.model.limits import Consent, GivenOnDay, LimitReached, allow, claiming_offline, stamping
from kreward_pos.till.model.views import CustomerView, LastTap
from kreward_pos.till.records.audit_log import AuditEvent
from kreward_pos.till.records.context import TillContext
from kreward_pos.till.records.customers import KnownCard
from kreward_pos.till.records.given_today import GivenToday
from kreward_pos.till.records.projection import project


@dataclass(frozen=True, slots=True)
class TillConfig:
    """What the owner decided: the till's name, the card it serves, and names for tiers that Kreward does not name.

    `is_always_asking` makes every unsure entry a review. `limits` None: nothing asks first.
    """

    till_name: str = "till"
    template_id: str | None = None
    tier_names: Mapping[int, str] = field(default_factory=dict)
    is_always_asking: bool = False
    limits: Limits | None = None

    @classmethod
    def of(cls, settings: Settings, *, has_limits: bool = True) -> Self:
        """What the settings say; a script's till has no limits unless they are asked for."""
        limits = settings.limits if has_limits else None
        return cls(settings.till_name, settings.template_id, settings.names_of_tiers, settings.always_ask, limits)


class Desk:
    """One counter. Thread-safe; holds no state of its own but what its parts keep."""

    def __init__(self, context: TillContext, config: TillConfig) -> None:
        self._context = context
        self._store = context.store
        self._outbox = context.outbox
        self._queries = context.queries
        self._given_today = GivenToday(context.store)
        self._customers = context.customers
        self._config = config

    def apply_config(self, config: TillConfig) -> None:
        """Go on by what the owner has decided anew."""
        self._config = config

    def look_up(self, reference: CardReference, template_id: str | None = None) -> CustomerView:
        """The customer whose card this is, asked from Kreward now.

        Where Kreward cannot be asked, the last known state with `trouble` set. Raises `CardUnknown` where the
        card belongs to nobody known, `CustomerUnknown` where Kreward has no such customer; of a card that is not the
        usual one, `CardNotMade`.
        """
        return self._ask_kreward(self.customer_of(reference), template_id)

    def customer_of(self, reference: CardReference) -> Email:
        """Whose card this is, by what is known here; asks nobody. Raises `CardUnknown`."""
        email = self._customers.customer_of(reference)
        if email is None:
            raise CardUnknown
        return email

    def link_card(self, reference: CardReference, email: Email) -> CustomerView:
        """Answer "Whose card is this?": checked against Kreward, then remembered.

        Offline the customer is shown, and the card is asked for again next time.
        """
        view = self._ask_kreward(email, None)
        if view.trouble is None:
            self._customers.link(reference, email)
        return view

    def view(self, email: Email, template_id: str | None = None) -> CustomerView:
        """The customer by what is known here; asks nobody."""
        return self._project(email, template_id or self._config.template_id, None)

    def stamp(
        self, email: Email, delta: int = 1, template_id: str | None = None, consent: Consent = Consent.NOBODY
    ) -> Entry:
        """Add `delta` stamps or points (or take them back); durable when it returns, online or not.

        Raises a `LimitReached` where the house asks for more than this `consent`.
        """
        if not 0 < abs(delta) <= MOST_DELTA:
            raise AmountRefused(most=MOST_DELTA)
        template_id = template_id or self._config.template_id
        known = self._customers.known(email, template_id)
        name, card = known.record.name if known else None, self._card_type(known, template_id)
        draft = Draft(EntryKind.STAMP, email, name, template_id, delta=delta, card_type=card)
        return self._add_within_limits(
            draft, consent, lambda limits, served: stamping(limits, card, delta, served, self._context.clock.now())
        )

    def redeem(self, email: Email, at: int, template_id: str | None = None, consent: Consent = Consent.NOBODY) -> Entry:
        """Claim the tier at `at`: held a few seconds in which it can be undone, then sent.

        Refused before it is reached, and twice; and while offline (`RedeemOffline`), unless the house allows it and
        the balance as last known covers it, without what this till has added since. Raises a `LimitReached` where a
        customer has had enough of that.
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
        return self._add_within_limits(draft, consent, claiming_offline if is_offline else lambda _limits, _served: [])

    def undo(self, seq: int) -> Entry:
        """Take a tap back: cancelled where it has not left, else a compensating transaction.

        Returns the cancelled entry, or the new one; what waits to be sent again comes to review.
        A redeem that has left cannot be undone (`UndoTooLate`).
        """
        with self._store.transaction():
            entry = self._queries.get(seq)
            if not entry.can_cancel:
                undo = self._context.keep(self._compensating_draft(entry), AuditEvent.UNDONE)
            else:
                undo = None
                changed = self._outbox.cancel(seq)
                self._context.audit_log.write(AuditEvent.UNDONE, entry=seq)
        return self._context.changed(changed) if undo is None else self._context.made(undo)

    def last_taps(self, limit: int = 8) -> list[LastTap]:
        """Return the last customers served here, each once, with the last thing done for them that stands."""
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
        """Keep a tap unless the house's limits ask for more than `consent`; in one transaction with what they count."""
        limits = self._config.limits
        with self._store.transaction():
            reached: list[LimitReached] = []
            if limits is not None:
                today = beginning_of(day_of(self._context.clock.now()))
                served = self._given_today.served(draft.email, draft.template_id, today)
                reached = rule(limits, served)
                allow(reached, consent)
            entry = self._context.keep(draft, AuditEvent.TAPPED, is_held=draft.kind is EntryKind.REDEEM)
            for limit in reached:
                self._context.audit_log.write(AuditEvent.ALLOWED, entry=entry.seq, detail=limit.code)
        return self._context.made(entry)

    def _may_redeem_offline(self, at: int, view: CustomerView) -> bool:
        """Whether the house lets a reward be given that Kreward cannot be asked about."""
        limits, sure = self._config.limits, min(view.balance or 0, view.shown or 0)
        return limits is not None and limits.may_redeem_offline and sure >= at

    def _ask_kreward(self, email: Email, template_id: str | None) -> CustomerView:
        template_id = template_id or self._config.template_id
        trouble: ApiFailure | None = None
        try:
            self._context.read(email, template_id, Priority.PERSON)
        except CallRefused:
            raise  # without its secret key a till knows nobody
        except CustomerUnknown as failure:
            if not self._queries.open_of(email):
                raise self._not_found(failure, template_id) from None
            trouble = failure  # their enrolment may still be on the way
        except (NotSent, Unsure) as failure:
            trouble = failure
        return self._project(email, template_id, trouble)

    def _not_found(self, failure: CustomerUnknown, template_id: str | None) -> CustomerUnknown:
        """Neither text says whether 404 means the customer or this card; of the usual card it means both."""
        if template_id is None or template_id == self._config.template_id:
            return failure
        return CardNotMade(template_id)

    def _project(self, email: Email, template_id: str | None, trouble: ApiFailure | None) -> CustomerView:
        with self._store.reading():
            known = self._customers.known(email, template_id)
            entries = self._queries.open_of(email)
        counts = self._card_type(known, template_id)
        return project(email, template_id, known, entries, self._config.tier_names, trouble, counts=counts)

    def _card_type(self, known: KnownCard | None, template_id: str | None) -> CardType:
        return known.record.card_type if known else self._context.shop.card_type(template_id)

    def _compensating_draft(self, entry: Entry) -> Draft:
        """What takes an entry back that has left, or may have."""
        if entry.kind is not EntryKind.STAMP:
            raise UndoTooLate
        if entry.undo_of is not None or entry.state in CAME_TO_NOTHING or self._queries.undoing(entry.seq):
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
    """Return the entry as the list of customers shows it; a reward that was the shop's loss was given all the same."""
    has_failed = entry.state in CAME_TO_NOTHING and entry.problem != code_of(ShopLoss)
    outcome = EntryState.CANCELLED if is_undone else entry.state if has_failed else None
    label = entry.name or entry.email.masked
    return LastTap(entry.email, label, entry.template_id, entry.delta, entry.reward, entry.created_at, outcome)
