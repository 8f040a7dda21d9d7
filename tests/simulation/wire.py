"""The wire of a simulated till: carries calls to the simulated Kreward as the weather allows, in simulated time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kreward_pos.api.transport import NoResponse, Request, Response
from kreward_pos.till.storage.store import Store
from tests.simulation.fault_plan import Ending, Fate, Weather
from tests.simulation.kreward import Reply, SimKreward
from tests.simulation.scheduler import Scheduler

_PAGE = b"<!doctype html><title>Guest Wi-Fi</title><p>Please log in.</p>"


class Sender(Protocol):
    """The till that a wire belongs to."""

    def point(self, step: str) -> None:
        """A step at which the computer may die."""
        ...

    @property
    def store(self) -> Store:
        """Its journal."""
        ...

    def tell(self, text: str) -> None:
        """A line for the story."""
        ...


@dataclass
class _Call:
    """One request under way, and Kreward's reply once it has arrived."""

    request: Request
    op: str | None
    arrived_s: float = 0.0
    reply: Reply | None = None


class SimWire:
    """One till's. `on_write` is told of each write before it leaves, with its tap.

    `on_answer` is told of each write that was answered well, with the customer and the time at which it counted.
    """

    def __init__(
        self,
        sender: Sender,
        kreward: SimKreward,
        weather: Weather,
        scheduler: Scheduler,
        on_write: Callable[[Request, str], None],
        on_answer: Callable[[str, float], None],
    ) -> None:
        self._sender = sender
        self._kreward = kreward
        self._weather = weather
        self._scheduler = scheduler
        self._on_write = on_write
        self._on_answer = on_answer
        self.writes = 0
        self.reads = 0

    def exchange(self, request: Request, deadline_s: float) -> Response:
        """See `Wire.exchange`."""
        self._sender.point("before a call leaves")
        op = _op_of(self._sender.store, request) if request.is_write else None
        if op is not None:
            self._on_write(request, op)
        fate = self._weather.fate(self._scheduler.now_s, is_write=request.is_write)
        self._sender.tell(f"{request.method} {request.path} {_subject(request)} {op or ''}: {fate.story}")
        call = _Call(request, op)
        self._send(call, fate)
        self._scheduler.sleep(min(fate.ends_in_s, deadline_s))
        self._sender.point("before an answer is read")
        answer = _heard(call, fate, deadline_s)
        if op is not None and fate.ending is Ending.ANSWER and answer.status == 200:
            self._on_answer(str((request.body or {})["email"]).casefold(), call.arrived_s)
        return answer

    def close(self) -> None:
        """See `Wire.close`."""

    def _send(self, call: _Call, fate: Fate) -> None:
        if call.request.is_write:
            self.writes += 1
        else:
            self.reads += 1
        if fate.arrives_in_s is None:
            return
        if call.op is not None:
            self._kreward.alive[call.op] += 1

        def arrive() -> None:
            call.arrived_s = self._scheduler.now_s
            call.reply = self._kreward.arrived(call.request, call.op)
            if call.op is not None:
                self._sender.tell(f"{call.op} arrives at Kreward: {call.reply[0]}")

        self._scheduler.call_at(self._scheduler.now_s + fate.arrives_in_s, arrive)


def _op_of(store: Store, request: Request) -> str | None:
    """The entry that a write belongs to: by its note, or the claim that the journal says is being sent."""
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


def _heard(call: _Call, fate: Fate, deadline_s: float) -> Response:
    """What the till gets to know."""
    if fate.ending is Ending.REFUSED:
        raise NoResponse("ConnectError", has_left=False)
    if fate.ends_in_s > deadline_s or fate.ending is Ending.CUT:
        raise NoResponse("ReadTimeout", has_left=True)
    match fate.ending:
        case Ending.STATUS:
            return Response(fate.status, _PAGE)
        case Ending.PAGE:
            return Response(200, _PAGE)
        case Ending.DOCUMENTED:
            return Response(fate.status, b'{"error": "as_documented"}', 3.0 if fate.status == 429 else None)
    assert call.reply is not None
    status, body = call.reply
    return Response(status, body[: len(body) // 2] if fate.ending is Ending.TRUNCATED else body)


def _subject(request: Request) -> str:
    fields = {**request.query, **(request.body or {})}
    return " ".join(str(fields[name]) for name in ("email", "delta", "at") if name in fields)
