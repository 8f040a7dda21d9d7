"""The counter's face: what a cashier, a script or a window may ask of the till.

Every method blocks (disk, sometimes network) and belongs on a worker thread. Expected failures are `TillError`s.
A tap's method returns once its entry is durable; what becomes of it arrives by `Listener`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kreward_pos.cards import CardReference, Email
from kreward_pos.errors import ApiFailure
from kreward_pos.kreward.answers import Account, CardEnrolment, JoinPage
from kreward_pos.kreward.client import MOST_DELTA
from kreward_pos.kreward.failures import CallRefused, CustomerUnknown, NotSent, Unsure
from kreward_pos.kreward.pace import Priority
from kreward_pos.till.entries import Attempt, Decision, Draft, Entry, EntryKind, EntryState
from kreward_pos.till.failures import (
    AlreadyClaimed,
    AmountRefused,
    CardUnknown,
    NoSuchReward,
    NotEnough,
    NotUndoable,
    RedeemOffline,
    UndoTooLate,
)
from kreward_pos.till.parts import Parts
from kreward_pos.till.projection import project
from kreward_pos.till.views import CustomerView, LastTap, LinkView

_UNDO_HAS_NO_USE = frozenset({EntryState.CANCELLED, EntryState.WRITTEN_OFF, EntryState.BLOCKED})


@dataclass(frozen=True, slots=True)
class House:
    """What the owner decided: the till's name, the card it serves, and names for tiers that Kreward does not name.

    `is_always_asking` makes every unsure entry a review.
    """

    till_name: str = "till"
    template_id: str | None = None
    tier_names: Mapping[int, str] = field(default_factory=dict)
    is_always_asking: bool = False


class Desk:
    """One counter. Thread-safe; holds no state of its own but what its parts keep."""

    def __init__(self, parts: Parts, on_tap: Callable[[int], None], house: House) -> None:
        self._parts = parts
        self._client = parts.client
        self._store = parts.store
        self._outbox = parts.outbox
        self._customers = parts.customers
        self._shop = parts.shop
        self._announcer = parts.announcer
        self._on_tap = on_tap
        self._house = house

    def shop_name(self) -> str | None:
        """The shop's name as Kreward last told it."""
        return self._shop.name

    def link(self) -> LinkView:
        """The connection and what waits for it."""
        return self._announcer.link_view()

    def look_up(self, reference: CardReference, template_id: str | None = None) -> CustomerView:
        """The customer whose card this is, asked from Kreward now.

        Where Kreward cannot be asked, the last known state with `trouble` set. Raises `CardUnknown` where the
        card belongs to nobody known, `CustomerUnknown` where Kreward has no such customer.
        """
        return self._asked(self.owner_of(reference), template_id)

    def owner_of(self, reference: CardReference) -> Email:
        """Whose card this is, by what is known here; asks nobody. Raises `CardUnknown`."""
        email = self._customers.owner_of(reference)
        if email is None:
            raise CardUnknown
        return email

    def link_card(self, reference: CardReference, email: Email) -> CustomerView:
        """Answer "Whose card is this?": checked against Kreward, then remembered.

        Offline the customer is shown, and the card is asked for again next time.
        """
        view = self._asked(email, None)
        if view.trouble is None:
            self._customers.link(reference, email)
        return view

    def view(self, email: Email, template_id: str | None = None) -> CustomerView:
        """The customer by what is known here; asks nobody."""
        return self._projected(email, template_id or self._house.template_id, None)

    def stamp(self, email: Email, delta: int = 1, template_id: str | None = None) -> Entry:
        """Add `delta` stamps or points (or take them back); durable when it returns, online or not."""
        if not 0 < abs(delta) <= MOST_DELTA:
            raise AmountRefused(most=MOST_DELTA)
        template_id = template_id or self._house.template_id
        name = self._name_of(email, template_id)
        return self._add(Draft(EntryKind.STAMP, email, name, template_id, delta=delta))

    def redeem(self, email: Email, at: int, template_id: str | None = None) -> Entry:
        """Claim the tier at `at`: held a few seconds in which it can be undone, then sent.

        Refused while offline (`RedeemOffline`), before it is reached, and twice.
        """
        view = self.view(email, template_id)
        tier = next((tier for tier in view.tiers if tier.at == at), None)
        if self._parts.link.state in {"offline", "paused"} or view.balance is None:
            raise RedeemOffline
        if tier is None:
            raise NoSuchReward(at=at)
        if tier.state in {"claimed", "claiming"}:
            raise AlreadyClaimed
        if tier.state == "ahead":
            raise NotEnough(to_go=tier.to_go)
        draft = Draft(EntryKind.REDEEM, email, view.name, view.template_id, at=at, reward=tier.name)
        return self._add(draft, is_held=True)

    def undo(self, seq: int) -> Entry:
        """Take a tap back: cancelled where it has not left, else a compensating transaction.

        Returns the cancelled entry, or the new one. A redeem that has left cannot be undone (`UndoTooLate`).
        """
        with self._store.transaction():
            entry = self._outbox.get(seq)
            if not entry.can_cancel:
                draft = self._compensation(entry)
                undo = self._outbox.add(draft)
            else:
                undo = None
                changed = self._outbox.move(seq, EntryState.CANCELLED)
        if undo is None:
            self._announcer.entries(*changed)
            return changed[0]
        self._added(undo)
        return undo

    def cancel(self, seq: int) -> Entry:
        """Take back what has not left; raises `EntryMoved` where it has."""
        return self._changed(self._outbox.move(seq, EntryState.CANCELLED))

    def decide(self, seq: int, decision: Decision) -> Entry:
        """A person's word on an entry in review, or on one that Kreward refused; kept with this till's name."""
        entry = self._changed(self._outbox.decide(seq, decision, self._house.till_name))
        self._on_tap(seq)
        return entry

    def entries(self, limit: int = 200) -> list[Entry]:
        """The outbox: what needs a person, what is on the way, then the newest settled."""
        return self._outbox.listing(limit)

    def attempts(self, seq: int) -> list[Attempt]:
        """The evidence about one entry: each try and what was read before it."""
        return self._outbox.attempts(seq)

    def last_taps(self, limit: int = 8) -> list[LastTap]:
        """The last customers served here, each once with the last thing done."""
        taps: dict[Email, LastTap] = {}
        for entry in self._outbox.newest(limit * 4):
            if entry.state is not EntryState.CANCELLED and entry.email not in taps:
                label = entry.name or entry.email.masked
                taps[entry.email] = LastTap(
                    entry.email, label, entry.template_id, entry.delta, entry.reward, entry.created_at
                )
        return list(taps.values())[:limit]

    def enrol(self, email: Email, name: str | None = None) -> CardEnrolment | Entry:
        """Make a customer's card, or find it again. Offline it is kept as an entry and sent later."""
        try:
            enrolment = self._client.enroll(email, name, self._house.template_id)
        except (NotSent, Unsure) as failure:
            self._parts.failed(failure)
            return self._add(Draft(EntryKind.ENROL, email, name, self._house.template_id))
        self._answered()
        if enrolment.card_id:
            self._customers.link_id(enrolment.card_id, email)
        return enrolment

    def join_page(self) -> JoinPage:
        """The shop's enrolment page; the last one seen where Kreward cannot be asked."""
        try:
            page = self._client.join_page(self._house.template_id)
        except (NotSent, Unsure) as failure:
            self._parts.failed(failure)
            seen = self._shop.join_page
            if seen is None:
                raise
            return seen
        self._answered()
        self._shop.keep_join_page(page)
        return page

    def test_connection(self) -> Account:
        """Ask Kreward who the shop is, with the present keys."""
        try:
            account = self._client.me()
        except ApiFailure as failure:
            self._parts.failed(failure)
            raise
        self._shop.keep_name(account.merchant)
        self._answered()
        return account

    def try_now(self) -> None:
        """Do not wait for the next try."""
        self._parts.link.try_now()
        self._on_tap(0)

    def _asked(self, email: Email, template_id: str | None) -> CustomerView:
        template_id = template_id or self._house.template_id
        trouble: ApiFailure | None = None
        try:
            self._parts.read(email, template_id, Priority.PERSON)
        except CallRefused:
            raise  # without its secret key a till knows nobody
        except CustomerUnknown as failure:
            if not self._outbox.open_of(email):
                raise
            trouble = failure  # their enrolment may still be on the way
        except (NotSent, Unsure) as failure:
            trouble = failure
        return self._projected(email, template_id, trouble)

    def _projected(self, email: Email, template_id: str | None, trouble: ApiFailure | None) -> CustomerView:
        with self._store.reading():
            known = self._customers.known(email, template_id)
            entries = self._outbox.open_of(email)
        return project(email, template_id, known, entries, self._house.tier_names, trouble)

    def _name_of(self, email: Email, template_id: str | None) -> str | None:
        known = self._customers.known(email, template_id)
        return known.record.name if known else None

    def _compensation(self, entry: Entry) -> Draft:
        """What takes an entry back that has left, or may have."""
        if entry.kind is not EntryKind.STAMP:
            raise UndoTooLate
        if entry.undo_of is not None or entry.state in _UNDO_HAS_NO_USE or self._outbox.undoing(entry.seq):
            raise NotUndoable
        return Draft(
            EntryKind.STAMP,
            entry.email,
            entry.name,
            entry.template_id,
            delta=-(entry.delta or 0),
            undo_of=entry.seq,
        )

    def _add(self, draft: Draft, *, is_held: bool = False) -> Entry:
        return self._added(self._outbox.add(draft, is_held=is_held))

    def _added(self, entry: Entry) -> Entry:
        self._announcer.entries(entry)
        self._on_tap(entry.seq)
        return entry

    def _changed(self, changed: tuple[Entry, ...]) -> Entry:
        self._announcer.entries(*changed)
        return changed[0]

    def _answered(self) -> None:
        if self._parts.answered():
            self._on_tap(0)
