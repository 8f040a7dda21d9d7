"""What the window asks of the till and of the settings, and nothing more of either.

The faces of `kreward_pos.till.till.Till` are the counter; the composition root brings the set-up. Every method may
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
    """Who stands at the counter and what is tapped for them, as `kreward_pos.till.counter.desk` documents it."""

    def look_up(self, reference: CardReference, template_id: str | None = None) -> CustomerView:
        """Whose card this is; raises `CardUnknown`, `CustomerUnknown` and others."""
        ...

    def link_card(self, reference: CardReference, email: Email) -> CustomerView:
        """Remember whose card this is."""
        ...

    def view(self, email: Email, template_id: str | None = None) -> CustomerView:
        """The customer as known now, without network."""
        ...

    def stamp(
        self, email: Email, delta: int = 1, template_id: str | None = None, consent: Consent = Consent.NOBODY
    ) -> Entry:
        """Keep a tap durably; raises a `LimitReached` that this consent does not cover."""
        ...

    def redeem(self, email: Email, at: int, template_id: str | None = None, consent: Consent = Consent.NOBODY) -> Entry:
        """Keep a claim, held for `hold_s`; raises as `stamp` does."""
        ...

    def undo(self, seq: int) -> Entry:
        """Take a tap back."""
        ...

    def last_taps(self, limit: int = 8) -> list[LastTap]:
        """What was done last, newest first."""
        ...


class Review(Protocol):
    """The outbox as people deal with it, as `kreward_pos.till.counter.review` documents it."""

    def entries(self, limit: int = 200) -> list[Entry]:
        """The outbox, what needs a person first."""
        ...

    def attempts(self, seq: int) -> list[Attempt]:
        """Every try at sending an entry."""
        ...

    def cancel(self, seq: int) -> Entry:
        """Take back what has not left yet."""
        ...

    def decide(self, seq: int, decision: Decision) -> Entry:
        """Settle what needs a person."""
        ...


class Enrolment(Protocol):
    """How somebody becomes a customer, as `kreward_pos.till.counter.enrolment` documents it."""

    def enrol(self, email: Email, name: str | None = None, template_id: str | None = None) -> CardEnrolment | Entry:
        """A card for a customer, the usual one if none is named; an `Entry` where it waits for the connection."""
        ...

    def join_page(self) -> JoinPage:
        """The shop's own enrolment page."""
        ...

    def saved_join_page(self) -> JoinPage | None:
        """The same as last seen, without network."""
        ...


class Connection(Protocol):
    """The connection to Kreward, as `kreward_pos.till.counter.connection` documents it."""

    def shop_name(self) -> str | None:
        """The shop as last heard."""
        ...

    def templates(self) -> tuple[Template, ...]:
        """The shop's card templates as last heard."""
        ...

    def status(self) -> ConnectionView:
        """How the connection stands."""
        ...

    def try_now(self) -> None:
        """Try the connection at once."""
        ...


class Daybook(Protocol):
    """What was done here, by days and shifts, as `kreward_pos.till.counter.daybook` documents it."""

    def change_cashier(self, cashier: str | None) -> None:
        """Somebody else stands at the till."""
        ...

    def today(self) -> date:
        """The day that it is."""
        ...

    def day(self, day: date) -> Day:
        """A day's figures."""
        ...

    def irregularities(self) -> list[Irregularity]:
        """What an owner may want to look at."""
        ...

    def shift(self) -> Shift:
        """The shift until now."""
        ...

    def end_shift(self) -> Shift:
        """The same, and the next one begins."""
        ...

    def export_csv(self, folder: Path, first: date, last: date, *, with_emails: bool = False) -> Path:
        """Write these days into a file, and return where it is."""
        ...


@dataclass(frozen=True, slots=True)
class CounterPorts:
    """The till's faces, each for the parts of the window that need it."""

    desk: Desk
    review: Review
    enrolment: Enrolment
    connection: Connection
    daybook: Daybook


class PinLock(Protocol):
    """The owner's PIN, as `kreward_pos.system.pin.Guard` documents it."""

    def has_pin(self) -> bool:
        """Whether a PIN is set."""
        ...

    def needs_pin(self, act: ProtectedAction) -> bool:
        """Whether the PIN must be asked for before this act."""
        ...

    def wait_s(self) -> int:
        """Whole seconds until the next try."""
        ...

    def unlock(self, pin: str) -> None:
        """Open the owner's acts for a while; raises a `PinRefused`."""
        ...

    def lock(self) -> None:
        """The owner has left."""
        ...

    def choose(self, pin: str | None) -> None:
        """Set the PIN, or (None) have none."""
        ...

    def prove(self, secret: str) -> None:
        """Raise `NotTheShopsKey` unless this is a secret key of the till's shop."""
        ...

    def replace(self, secret: str, pin: str) -> None:
        """Choose another PIN by way of a secret key of the shop."""
        ...


@dataclass(frozen=True, slots=True)
class SettingsView:
    """The settings in force. Keys are never read back, only whether there is one; `language` is the one spoken.

    `is_session_only` while nothing outlives this run, `keeps_keys` where the keys do.
    """

    settings: Settings
    language: str
    has_secret: bool = False
    has_public: bool = False
    is_session_only: bool = False
    keeps_keys: bool = True


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """What to change: fields of `Settings` by name, and keys; None or a name left out leaves them as they are."""

    fields: Mapping[str, object] = field(default_factory=dict)
    secret: str | None = field(default=None, repr=False)
    public: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SettingsSaved:
    """What came of a change: all of it is in force but for what `needs_restart`.

    `unkept` says why the keys hold for this run alone, if so.
    """

    view: SettingsView
    needs_restart: bool = False
    unkept: TillError | None = None


class OwnerSetup(Protocol):
    """Reads and changes this till's settings and keys, as `kreward_pos.app.owner_setup` documents it."""

    @property
    def pin(self) -> PinLock:
        """The owner's PIN; never blocks."""
        ...

    def current(self) -> SettingsView:
        """The settings in force."""
        ...

    def test(self, secret: str, public: str, base_url: str = "") -> Account:
        """The shop behind these keys (an empty one: the key in use); nothing is saved."""
        ...

    def save(self, change: SettingsChange) -> SettingsSaved:
        """Keep `change` and put it into force."""
        ...

    def try_camera(self, camera: str | None, picture: CameraOrientation | None = None) -> None:
        """Look through this camera for now, or (None) through the one in force; nothing is saved."""
        ...

    def cameras(self) -> list[str]:
        """The names of the cameras plugged in."""
        ...

    def serial_ports(self) -> list[str]:
        """The serial ports there are."""
        ...

    def updates(self) -> UpdateView:
        """Whether a newer version is out."""
        ...


NetworkFault = Literal["cut", "lost_answer", "slow"]
"""What a demo's network can suffer from: no connection, one answer to a stamp that is lost, late answers."""


class DemoNetwork(Protocol):
    """The network between a demo's till and its Kreward, as `kreward_pos.app.demo` documents it."""

    def faults(self) -> frozenset[NetworkFault]:
        """What is wrong with it now."""
        ...

    def set_fault(self, fault: NetworkFault, *, is_on: bool) -> frozenset[NetworkFault]:
        """Begin or end a fault; returns what is wrong then."""
        ...


DemoCard = tuple[str, Callable[[], object]]
"""A made-up customer's name, and what shows their card to the made-up camera."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What a demo's window offers besides the counter; an empty one offers nothing.

    `email_of` tells whose card it is where only the made-up customer would know; it never blocks.
    """

    cards: tuple[DemoCard, ...] = ()
    network: DemoNetwork | None = None
    email_of: Callable[[CardReference], Email | None] = lambda _card: None


class OwnerActions(Protocol):
    """The owner's acts on what the till keeps, as `kreward_pos.till.counter.owner_actions` documents them."""

    def forget(self, email: Email) -> Forgotten:
        """Let a customer go."""
        ...

    def export_links(self, path: Path, password: str) -> int:
        """Write which card is whose; returns how many."""
        ...

    def import_links(self, path: Path, password: str) -> ImportResult:
        """Take over which card is whose from another till."""
        ...


@dataclass(frozen=True, slots=True)
class FindingView:
    """What the doctor found: a sentence with what fills it; `is_failure` where it is a `TillError`'s own."""

    name: str
    health: Literal["ok", "warning", "failed"]
    text: str
    details: Mapping[str, str]
    is_failure: bool = False


class Diagnosis(Protocol):
    """Looks what is wrong with this till; blocks for some seconds."""

    def check(self) -> list[FindingView]:
        """Everything that was looked at."""
        ...

    def pack(self, folder: Path) -> Path:
        """Write a bundle for support into this folder; returns its path."""
        ...
