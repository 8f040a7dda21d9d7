"""A fake counter and set-up for the window's tests: they record what was asked, and answer when the test says so.

Called on worker threads, like the real ones. A gate holds back the answers of one method until it is opened.
"""

import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kreward_pos.api.errors import CustomerUnknown
from kreward_pos.api.models import Account, CardEnrolment, JoinPage, Template, WalletOffer
from kreward_pos.cards import CardReference, Email
from kreward_pos.errors import TillError
from kreward_pos.system.keychain import MemoryKeyStore
from kreward_pos.system.pin import PinGuard
from kreward_pos.system.settings import CameraOrientation, Settings, with_changes
from kreward_pos.system.updates import UpdateView
from kreward_pos.till.model.entries import Attempt, Decision, Entry, EntryKind, EntryState
from kreward_pos.till.model.errors import CardUnknown
from kreward_pos.till.model.limits import Consent, LimitReached
from kreward_pos.till.model.views import ConnectionView, CustomerView, LastTap, TierView
from kreward_pos.ui.runtime.ports import NetworkFault, SettingsChange, SettingsSaved, SettingsView
from tests.fake_clock import FakeClock

NOW = datetime(2026, 11, 22, 14, 0).astimezone().astimezone(UTC)
"""An afternoon wherever the tests run, and the window's present (`conftest`)."""
JANE = Email.parse("jane@example.com")
KA_MING = Email.parse("kaming@example.com")
SUKI = Email.parse("suki@example.com")
TIERS = (TierView(4, "Half-price cake", "claimed", 0), TierView(8, "Free coffee", "ahead", 3))


def a_view(
    email: Email = JANE,
    name: str | None = "Jane",
    *,
    balance: int | None = 5,
    waiting: int = 0,
    unsure: int = 0,
    goal: int | None = 8,
    tiers: tuple[TierView, ...] = TIERS,
    is_points: bool = False,
    read_at: datetime | None = None,
    trouble: TillError | None = None,
) -> CustomerView:
    """Return a customer with good defaults."""
    return CustomerView(
        email=email,
        name=name,
        template_id=None,
        card_type="points" if is_points else "stamps",
        balance=balance,
        read_at=(read_at or NOW) if balance is not None else None,
        waiting=waiting,
        unsure=unsure,
        shown=None if balance is None else balance + waiting,
        goal=goal,
        tiers=tiers,
        trouble=trouble,
    )


def an_entry(
    seq: int = 1,
    state: EntryState = EntryState.WAITING,
    *,
    email: Email = JANE,
    name: str | None = "Jane",
    kind: EntryKind = EntryKind.STAMP,
    delta: int | None = 1,
    at: int | None = None,
    reward: str | None = None,
    problem: str | None = None,
    undo_of: int | None = None,
) -> Entry:
    """Return an entry with good defaults."""
    return Entry(
        seq=seq,
        op_id=f"till-1-7f3a/{seq:06}",
        kind=kind,
        email=email,
        state=state,
        created_at=NOW - timedelta(minutes=seq),
        name=name,
        delta=delta if kind is EntryKind.STAMP else None,
        at=at,
        reward=reward,
        problem=problem,
        undo_of=undo_of,
    )


def a_status(
    state: str = "online",
    *,
    waiting: int = 0,
    needs_person: int = 0,
    next_try_s: float | None = None,
    checking: int = 0,
) -> ConnectionView:
    """Return a connection with good defaults."""
    assert state in {"connecting", "online", "offline", "paused"}
    since = NOW - timedelta(minutes=9)
    return ConnectionView(state, since, waiting, needs_person, next_try_s, checking=checking)  # type: ignore[arg-type]


class Gates:
    """Gates that hold back answers by a key until they are released."""

    def __init__(self) -> None:
        self._gates: defaultdict[str, threading.Event] = defaultdict(_open)

    def hold(self, key: str) -> None:
        """Hold back every answer to the method, or look-up by reference key, `key`."""
        self._gates[key] = threading.Event()

    def let_go(self, key: str) -> None:
        """Release the answers to `key`."""
        self._gates[key].set()

    def let_all_go(self) -> None:
        """Release every answer."""
        for gate in list(self._gates.values()):
            gate.set()

    def _pass_gate(self, key: str) -> None:
        """Wait until answers to `key` are released; `faulthandler` shows where a test that never does so hangs."""
        self._gates[key].wait()


class FakeDesk(Gates):
    """All ports of the counter in one.

    Its customers are in `views` by the reference's key; `calls` are (method, arguments) in order.
    """

    def __init__(self) -> None:
        super().__init__()
        self.views: dict[str, CustomerView] = {JANE.key: a_view()}
        self.calls: list[tuple[object, ...]] = []
        self.threads: set[str] = set()
        self.refusals: dict[str, TillError] = {}
        self.bugs: dict[str, Exception] = {}
        self.outbox: list[Entry] = []
        self.evidence: list[Attempt] = []
        self.taps: list[LastTap] = []
        self.connection_view = a_status()
        self.shop_templates: tuple[Template, ...] = ()
        self.enrolment: CardEnrolment | Entry = CardEnrolment(
            "b2c4",
            0,
            True,
            WalletOffer("https://wallet.example/a/1"),
            WalletOffer("https://wallet.example/g/1"),
            "Suki",
        )
        self.shop: str | None = "My Café"
        self.kept_page: JoinPage | None = None
        self.linked: dict[str, Email] = {}
        self.limit: LimitReached | None = None
        self.consents: list[Consent] = []
        self._seq = 100
        self._lock = threading.Lock()

    def asked(self, method: str) -> list[tuple[object, ...]]:
        """Return the arguments of each call of `method`."""
        return [call[1:] for call in self.calls if call[0] == method]

    def shop_name(self) -> str | None:
        self._note("shop_name")
        return self.shop

    def templates(self) -> tuple[Template, ...]:
        self._note("templates")
        return self.shop_templates

    def status(self) -> ConnectionView:
        self._note("link")
        return self.connection_view

    def look_up(self, reference: CardReference, template_id: str | None = None) -> CustomerView:
        self._note("look_up", reference.key, template_id)
        self._pass_gate(reference.key)
        return self._found(reference)

    def link_card(self, reference: CardReference, email: Email) -> CustomerView:
        self._note("link_card", reference.key, email.key)
        view = self._found(email)
        self.linked[reference.key] = email
        return view

    def view(self, email: Email, template_id: str | None = None) -> CustomerView:
        self._note("view", email.key, template_id)
        return self.views[email.key]

    def stamp(
        self, email: Email, delta: int = 1, template_id: str | None = None, consent: Consent = Consent.NOBODY
    ) -> Entry:
        self._note("stamp", email.key, delta, template_id)
        self._ask(consent)
        return an_entry(self._next(), email=email, name=self.views[email.key].name, delta=delta)

    def redeem(self, email: Email, at: int, template_id: str | None = None, consent: Consent = Consent.NOBODY) -> Entry:
        self._note("redeem", email.key, at, template_id)
        self._ask(consent)
        tier = next(tier for tier in self.views[email.key].tiers if tier.at == at)
        return an_entry(self._next(), EntryState.HELD, kind=EntryKind.REDEEM, at=at, reward=tier.name)

    def undo(self, seq: int) -> Entry:
        self._note("undo", seq)
        return an_entry(seq, EntryState.CANCELLED)

    def cancel(self, seq: int) -> Entry:
        self._note("cancel", seq)
        return an_entry(seq, EntryState.CANCELLED)

    def decide(self, seq: int, decision: Decision) -> Entry:
        self._note("decide", seq, decision)
        self.outbox = [entry for entry in self.outbox if entry.seq != seq]
        return an_entry(seq, EntryState.APPLIED)

    def entries(self, limit: int = 200) -> list[Entry]:
        self._note("entries", limit)
        return list(self.outbox)

    def attempts(self, seq: int) -> list[Attempt]:
        self._note("attempts", seq)
        return list(self.evidence)

    def last_taps(self, limit: int = 8) -> list[LastTap]:
        self._note("last_taps", limit)
        return list(self.taps)

    def enrol(self, email: Email, name: str | None = None, template_id: str | None = None) -> CardEnrolment | Entry:
        self._note("enrol", email.key, name, *([] if template_id is None else [template_id]))
        return self.enrolment

    def join_page(self) -> JoinPage:
        self._note("join_page")
        return JoinPage(WalletOffer("https://kreward.example/join/my-cafe"))

    def saved_join_page(self) -> JoinPage | None:
        self._note("kept_join_page")
        return self.kept_page

    def try_now(self) -> None:
        self._note("try_now")

    def _ask(self, consent: Consent) -> None:
        """Raise as the desk does at a limit."""
        self.consents.append(consent)
        if self.limit is not None and self.limit.needs > consent:
            raise self.limit

    def _found(self, reference: CardReference) -> CustomerView:
        key = self.linked[reference.key].key if reference.key in self.linked else reference.key
        if key in self.views:
            return self.views[key]
        raise CustomerUnknown("customer_not_found") if isinstance(reference, Email) else CardUnknown()

    def _note(self, method: str, *arguments: object) -> None:
        with self._lock:
            self.calls.append((method, *arguments))
            self.threads.add(threading.current_thread().name)
        self._pass_gate(method)
        if method in self.bugs:
            raise self.bugs[method]
        if method in self.refusals:
            raise self.refusals[method]

    def _next(self) -> int:
        with self._lock:
            self._seq += 1
            return self._seq


class FakeSetUp(Gates):
    """A set-up that records what was saved, and which cameras were tried."""

    def __init__(self) -> None:
        super().__init__()
        self.view = SettingsView(Settings(theme="light"), "en", has_secret=True)
        self.pin = PinGuard(MemoryKeyStore(), FakeClock(), lambda secret: secret == "kw_sk_made_up")
        self.saved: list[SettingsChange] = []
        self.on_change: Callable[[SettingsView], object] = lambda _view: None
        self.tested: list[tuple[str, str]] = []
        self.tried: list[str | None] = []
        self.plugged_in = ["Counter cam", "Built-in"]
        self.ports = ["/dev/ttyACM0"]
        self.update = UpdateView("1.1.0")
        self.refusal: TillError | None = None
        self.unread: TillError | None = None
        self.needs_restart = False
        self.storage_error: TillError | None = None
        self.answer: Account | TillError = Account(
            "My Café", "Growth", (Template("t1", "Coffee card", "stamps", 8), Template("t2", "Club", "points", None))
        )

    def set(self, **fields: object) -> None:
        """Apply these fields of the settings."""
        self.view = replace(self.view, settings=with_changes(self.view.settings, fields))

    def current(self) -> SettingsView:
        self._pass_gate("current")
        if self.unread is not None:
            raise self.unread
        return self.view

    def test(self, secret: str, public: str, base_url: str = "") -> Account:  # noqa: ARG002 - the protocol's
        self.tested.append((secret, public))
        if isinstance(self.answer, TillError):
            raise self.answer
        return self.answer

    def save(self, change: SettingsChange) -> SettingsSaved:
        if self.refusal is not None:
            raise self.refusal
        self.saved.append(change)
        settings = with_changes(self.view.settings, change.fields)
        self.view = replace(
            self.view,
            settings=settings,
            language=settings.language or self.view.language,
            has_secret=self.view.has_secret or change.secret is not None,
            has_public=self.view.has_public or change.public is not None,
        )
        self.on_change(self.view)
        return SettingsSaved(self.view, self.needs_restart, self.storage_error)

    def try_camera(self, camera: str | None, orientation: CameraOrientation | None = None) -> None:  # noqa: ARG002 - the protocol's
        self.tried.append(camera)

    def cameras(self) -> list[str]:
        return list(self.plugged_in)

    def serial_ports(self) -> list[str]:
        self._pass_gate("serial_ports")
        return list(self.ports)

    def updates(self) -> UpdateView:
        return self.update


class FakeNetwork:
    """A network that records its faults and the threads that asked; it answers once its gate is open."""

    def __init__(self) -> None:
        self.wrong: frozenset[NetworkFault] = frozenset()
        self.threads: set[str] = set()
        self.gate = _open()

    def faults(self) -> frozenset[NetworkFault]:
        self._wait()
        return self.wrong

    def set_fault(self, fault: NetworkFault, *, is_on: bool) -> frozenset[NetworkFault]:
        self._wait()
        self.wrong = self.wrong | {fault} if is_on else self.wrong - {fault}
        return self.wrong

    def _wait(self) -> None:
        self.threads.add(threading.current_thread().name)
        self.gate.wait(20)


def _open() -> threading.Event:
    gate = threading.Event()
    gate.set()
    return gate
