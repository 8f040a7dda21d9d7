"""The transport of a simulated till: carries calls to the simulated Kreward by the fault plan, in simulated time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kreward_pos.api.transport import NoResponse, Request, Response
from kreward_pos.till.storage.store import Store
from tests.simulation.fault_plan import CallOutcome, Ending, FaultPlan
from tests.simulation.kreward import Reply, SimKreward
from tests.simulation.scheduler import Scheduler

_PAGE = b"<!doctype html><title>Guest Wi-Fi</title><p>Please log in.</p>"


class CallingTill(Protocol):
    """The till whose calls a transport carries."""

    def step(self, step: str) -> None:
        """Pass a step at which the computer may crash."""
        ...

    @property
    def store(self) -> Store:
        """Return the till's database."""
        ...

    def log(self, text: str) -> None:
        """Add a line to the story."""
        ...


@dataclass
class _Call:
    """A request under way, and Kreward's reply once it has arrived."""

    request: Request
    op: str | None
    arrived_s: float = 0.0
    reply: Reply | None = None


class SimTransport:
    """The transport of one till.

    `on_write` is called with each write and its entry's op id before it leaves; `on_answer` with the customer and the
    time of arrival of each write that has a good answer.
    """

    def __init__(
        self,
        till: CallingTill,
        kreward: SimKreward,
        fault_plan: FaultPlan,
        scheduler: Scheduler,
        on_write: Callable[[Request, str], None],
        on_answer: Callable[[str, float], None],
    ) -> None:
        self._till = till
        self._kreward = kreward
        self._fault_plan = fault_plan
        self._scheduler = scheduler
        self._on_write = on_write
        self._on_answer = on_answer
        self.writes = 0
        self.reads = 0

    def exchange(self, request: Request, deadline_s: float) -> Response:
        """Exchange one request by the fault plan."""
        self._till.step("before a call leaves")
        op = _op_of(self._till.store, request) if request.is_write else None
        if op is not None:
            self._on_write(request, op)
        outcome = self._fault_plan.outcome(self._scheduler.now_s, is_write=request.is_write)
        self._till.log(f"{request.method} {request.path} {_subject(request)} {op or ''}: {outcome.description}")
        call = _Call(request, op)
        self._send(call, outcome)
        self._scheduler.sleep(min(outcome.ends_in_s, deadline_s))
        self._till.step("before an answer is read")
        answer = _received(call, outcome, deadline_s)
        if op is not None and outcome.ending is Ending.ANSWER and answer.status == 200:
            self._on_answer(str((request.body or {})["email"]).casefold(), call.arrived_s)
        return answer

    def close(self) -> None:
        """Do nothing."""

    def _send(self, call: _Call, outcome: CallOutcome) -> None:
        if call.request.is_write:
            self.writes += 1
        else:
            self.reads += 1
        if outcome.arrives_in_s is None:
            return
        if call.op is not None:
            self._kreward.in_flight[call.op] += 1

        def arrive() -> None:
            call.arrived_s = self._scheduler.now_s
            call.reply = self._kreward.receive(call.request, call.op)
            if call.op is not None:
                self._till.log(f"{call.op} arrives at Kreward: {call.reply[0]}")

        self._scheduler.call_at(self._scheduler.now_s + outcome.arrives_in_s, arrive)


def _op_of(store: Store, request: Request) -> str | None:
    """Return the op id of a write: its note, or that of the claim that is being sent by the journal."""
    body = request.body or {}
    if "note" in body:
        return str(body["note"])
    if request.path != "/redeem":
        return None
    with store.reading() as connection:
        op: str | None = connection.execute(
            "SELECT op_id FROM entries WHERE kind = 'redeem' AND customer = ? AND at = ?"
            " AND state IN ('sending', 'waiting') ORDER BY state, seq LIMIT 1",
            (str(body["email"]).casefold(), body["at"]),
        ).get
    return op


def _received(call: _Call, outcome: CallOutcome, deadline_s: float) -> Response:
    """Return or raise what the till receives."""
    if outcome.ending is Ending.REFUSED:
        raise NoResponse("ConnectError", has_left=False)
    if outcome.ends_in_s > deadline_s or outcome.ending is Ending.CUT:
        raise NoResponse("ReadTimeout", has_left=True)
    match outcome.ending:
        case Ending.STATUS:
            return Response(outcome.status, _PAGE)
        case Ending.PAGE:
            return Response(200, _PAGE)
        case Ending.DOCUMENTED:
            return Response(outcome.status, b'{"error": "as_documented"}', 3.0 if outcome.status == 429 else None)
    assert call.reply is not None
    status, body = call.reply
    return Response(status, body[: len(body) // 2] if outcome.ending is Ending.TRUNCATED else body)


def _subject(request: Request) -> str:
    fields = {**request.query, **(request.body or {})}
    return " ".join(str(fields[name]) for name in ("email", "delta", "at") if name in fields)
