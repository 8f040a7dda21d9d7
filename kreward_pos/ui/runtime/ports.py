"""The ports of the window: what it needs of the till and of the settings, and nothing more of either.

The parts of `kreward_pos.till.till.Till` implement those of the counter, `kreward_pos.app` the others. Every method may
block on disk or network and is called on a worker thread, never on the window's; each raises `TillError`s only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, Protocol

from kreward_pos.api.models import Account, CardEnrolment, JoinPage, Template
from kreward_pos.cards import CardReference, Email
from kreward_pos.errors import TillError
from kreward_pos.system.pin import ProtectedAction
from kreward_pos.system.settings import CameraOrientation, Settings
from kreward_pos.system.updates import UpdateView
from kreward_pos.till.counter.day_summary import Day
from kreward_pos.till.counter.daybook import Shift
from kreward_pos.till.counter.irregularities import Irregularity
from kreward_pos.till.model.entries import Attempt, Decision, Entry
from kreward_pos.till.model.limits import Consent
from kreward_pos.till.model.views import ConnectionView, CustomerView, LastTap
from kreward_pos.till.records.links_export import ImportResult
from kreward_pos.till.records.retention import Forgotten


class Desk(Protocol):
    """Customers and their taps, as `kreward_pos.till.counter.desk` documents them."""

    def look_up(self, reference: CardReference, template_id: str | None = None) -> CustomerView:
        """Return whose card this is; raise `CardUnknown`, `CustomerUnknown` and others."""
        ...

    def link_card(self, reference: CardReference, email: Email) -> CustomerView:
        """Link a card to a customer."""
        ...

    def view(self, email: Email, template_id: str | None = None) -> CustomerView:
        """Return the customer as known now, without the network."""
        ...

    def stamp(
        self, email: Email, delta: int = 1, template_id: str | None = None, consent: Consent = Consent.NOBODY
    ) -> Entry:
        """Save a tap durably; raise a `LimitReached` that this consent does not cover."""
        ...

    def redeem(self, email: Email, at: int, template_id: str | None = None, consent: Consent = Consent.NOBODY) -> Entry:
        """Save a claim, held for `hold_s`; raise as `stamp` does."""
        ...

    def undo(self, seq: int) -> Entry:
        """Undo a tap."""
        ...

    def last_taps(self, limit: int = 8) -> list[LastTap]:
        """Return the latest taps, newest first, one of each customer."""
        ...


class Review(Protocol):
    """The outbox as people deal with it, as `kreward_pos.till.counter.review` documents it."""

    def entries(self, limit: int = 200) -> list[Entry]:
        """Return the outbox; entries that need a person come first."""
        ...

    def attempts(self, seq: int) -> list[Attempt]:
        """Return every attempt to send an entry."""
        ...

    def cancel(self, seq: int) -> Entry:
        """Cancel an entry that has not been sent."""
        ...

    def decide(self, seq: int, decision: Decision) -> Entry:
        """Settle an entry by a person's decision."""
        ...


class Enrolment(Protocol):
    """New customers, as `kreward_pos.till.counter.enrolment` documents them."""

    def enrol(self, email: Email, name: str | None = None, template_id: str | None = None) -> CardEnrolment | Entry:
        """Make a card for a customer, the usual one if none is named; return an `Entry` without a connection."""
        ...

    def join_page(self) -> JoinPage:
        """Return the shop's own enrolment page."""
        ...

    def saved_join_page(self) -> JoinPage | None:
        """Return the enrolment page as last read, without the network."""
        ...


class Connection(Protocol):
    """The connection to Kreward, as `kreward_pos.till.counter.connection` documents it."""

    def shop_name(self) -> str | None:
        """Return the shop's name as last read."""
        ...

    def templates(self) -> tuple[Template, ...]:
        """Return the shop's card templates as last read."""
        ...

    def status(self) -> ConnectionView:
        """Return the status of the connection."""
        ...

    def try_now(self) -> None:
        """Try the connection at once."""
        ...


class Daybook(Protocol):
    """The taps of this till by days and shifts, as `kreward_pos.till.counter.daybook` documents them."""

    def change_cashier(self, cashier: str | None) -> None:
        """Record who is at the till from now on; None is nobody by name."""
        ...

    def today(self) -> date:
        """Return the present day."""
        ...

    def day(self, day: date) -> Day:
        """Return a day's figures."""
        ...

    def irregularities(self) -> list[Irregularity]:
        """Return what an owner may want to look at."""
        ...

    def shift(self) -> Shift:
        """Return the shift so far."""
        ...

    def end_shift(self) -> Shift:
        """Return the shift so far, and begin the next one."""
        ...

    def export_csv(self, folder: Path, first: date, last: date, *, with_emails: bool = False) -> Path:
        """Write these days into a file, and return its path."""
        ...


@dataclass(frozen=True, slots=True)
class CounterPorts:
    """The ports of the till, each for the parts of the window that need it."""

    desk: Desk
    review: Review
    enrolment: Enrolment
    connection: Connection
    daybook: Daybook


class PinLock(Protocol):
    """The owner's PIN, as `kreward_pos.system.pin.Guard` documents it."""

    def has_pin(self) -> bool:
        """Return whether a PIN is set."""
        ...

    def needs_pin(self, act: ProtectedAction) -> bool:
        """Return whether the PIN must be asked for before this action."""
        ...

    def wait_s(self) -> int:
        """Return how many whole seconds it takes until the next attempt."""
        ...

    def unlock(self, pin: str) -> None:
        """Allow the owner's actions for a while; raise a `PinRefused`."""
        ...

    def lock(self) -> None:
        """Ask for the PIN again from now on."""
        ...

    def choose(self, pin: str | None) -> None:
        """Set the PIN; None removes it."""
        ...

    def require_shops_key(self, secret: str) -> None:
        """Raise `NotTheShopsKey` unless this is a secret key of the till's shop."""
        ...

    def replace(self, secret: str, pin: str) -> None:
        """Set another PIN on the proof of a secret key of the shop."""
        ...


@dataclass(frozen=True, slots=True)
class SettingsView:
    """The settings that are applied. Keys are never read back, only whether there is one.

    `language` is the one in use. `is_session_only` while nothing outlives this run, `saves_keys` where the keys do.
    """

    settings: Settings
    language: str
    has_secret: bool = False
    has_public: bool = False
    is_session_only: bool = False
    saves_keys: bool = True


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """A change: fields of `Settings` by name, and keys; None or a name left out leaves them as they are."""

    fields: Mapping[str, object] = field(default_factory=dict)
    secret: str | None = field(default=None, repr=False)
    public: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SettingsSaved:
    """The result of a change: all of it is applied, unless it `needs_restart`.

    `storage_error` is the reason why the keys hold for this run alone, if they do.
    """

    view: SettingsView
    needs_restart: bool = False
    storage_error: TillError | None = None


class OwnerSetup(Protocol):
    """This till's settings and keys, as `kreward_pos.app.owner_setup` documents them."""

    @property
    def pin(self) -> PinLock:
        """Return the owner's PIN; never blocks."""
        ...

    def current(self) -> SettingsView:
        """Return the settings that are applied."""
        ...

    def test(self, secret: str, public: str, base_url: str = "") -> Account:
        """Return the shop behind these keys, where an empty one is the key in use; save nothing."""
        ...

    def save(self, change: SettingsChange) -> SettingsSaved:
        """Save `change` and apply it."""
        ...

    def try_camera(self, camera: str | None, orientation: CameraOrientation | None = None) -> None:
        """Use this camera for now, or with None the one of the settings; save nothing."""
        ...

    def cameras(self) -> list[str]:
        """Return the names of the cameras that are plugged in."""
        ...

    def serial_ports(self) -> list[str]:
        """Return the names of the serial ports."""
        ...

    def updates(self) -> UpdateView:
        """Return whether a newer version is out."""
        ...


NetworkFault = Literal["cut", "lost_answer", "slow"]
"""A fault of a demo's network: no connection, one lost answer to a stamp, or late answers."""


class DemoNetwork(Protocol):
    """The network between a demo's till and its Kreward, as `kreward_pos.app.demo` documents it."""

    def faults(self) -> frozenset[NetworkFault]:
        """Return the faults that are switched on."""
        ...

    def set_fault(self, fault: NetworkFault, *, is_on: bool) -> frozenset[NetworkFault]:
        """Switch a fault on or off; return all that are on then."""
        ...


DemoCard = tuple[str, Callable[[], object]]
"""A made-up customer's name, and what shows their card to the made-up camera."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What a demo's window offers besides the counter; an empty one offers nothing.

    `email_of` returns the e-mail of a card that is not linked, which only the made-up customer knows; it never blocks.
    """

    cards: tuple[DemoCard, ...] = ()
    network: DemoNetwork | None = None
    email_of: Callable[[CardReference], Email | None] = lambda _card: None


class OwnerActions(Protocol):
    """The owner's actions on the till's data, as `kreward_pos.till.counter.owner_actions` documents them."""

    def forget(self, email: Email) -> Forgotten:
        """Forget a customer."""
        ...

    def export_links(self, path: Path, password: str) -> int:
        """Write which card is linked to whom into a file; return how many."""
        ...

    def import_links(self, path: Path, password: str) -> ImportResult:
        """Read another till's links from a file."""
        ...


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding of the doctor: a sentence and its details; `is_failure` where it is a `TillError`'s own."""

    name: str
    health: Literal["ok", "warning", "failed"]
    text: str
    details: Mapping[str, str]
    is_failure: bool = False


class Diagnosis(Protocol):
    """The doctor's checks of this till; each call takes some seconds."""

    def check(self) -> list[FindingView]:
        """Return every finding."""
        ...

    def pack(self, folder: Path) -> Path:
        """Write a bundle for support into this folder; return its path."""
        ...
