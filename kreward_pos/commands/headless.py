"""`kreward-pos headless`: the same till without a window, for scripts and other till software.

One JSON object per line comes in, one answer per line goes out, each bearing the request's `id`; lines with an
`event` tell of changes in between. The protocol is in `docs/headless.md`. Taps are answered in order, once
durable; look-ups, enrolments and flushes run beside them and are answered when they are done.
"""

import io
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Literal, TextIO, TypeVar

import msgspec

from kreward_pos.api.models import CardEnrolment, WalletOffer
from kreward_pos.cards import CardReference, Email
from kreward_pos.errors import QT_TRANSLATE_NOOP, TillError
from kreward_pos.till.model.entries import Entry
from kreward_pos.till.model.limits import Consent, LimitReached
from kreward_pos.till.model.views import ConnectionView, CustomerView
from kreward_pos.till.till import Till

FLUSH_TIMEOUT_S = 60.0
LINE_LIMIT = 16 * 1024


class BadRequest(TillError):
    """A line that is no request."""

    title = QT_TRANSLATE_NOOP("errors", "Not a request")
    message = QT_TRANSLATE_NOOP("errors", "Send one JSON object per line, as docs/headless.md shows. ({problem})")


class Command(msgspec.Struct, frozen=True):
    """One line of input. Which fields a `do` needs is in the protocol; the rest are ignored."""

    do: Literal["look_up", "stamp", "redeem", "undo", "enrol", "outbox", "flush", "cashier", "quit"]
    id: str | int | None = None
    card: str | None = None
    email: str | None = None
    name: str | None = None
    delta: int = 1
    at: int | None = None
    entry: int | None = None
    confirm: bool = False
    owner: bool = False
    template_id: str | None = None
    limit: int = 1000
    timeout_s: float = FLUSH_TIMEOUT_S

    @property
    def consent(self) -> Consent:
        """Who has said yes to what a limit asks about."""
        return Consent.OWNER if self.owner else Consent.CASHIER if self.confirm else Consent.NOBODY


Answer = dict[str, object]
_T = TypeVar("_T")


class _Output:
    """One line at a time, from any thread."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def write(self, answer: Answer) -> None:
        line = msgspec.json.encode(answer).decode()
        with self._lock:
            self._stream.write(line + "\n")
            self._stream.flush()


class _Events:
    """The till's listener: writes events, and lets a flush wait for the queue to empty."""

    def __init__(self, output: _Output) -> None:
        self._output = output
        self._changed = threading.Condition()
        self._status: Answer = {}

    def entry_changed(self, entry: Entry) -> None:
        self._output.write({"event": "entry", **_entry_fields(entry)})

    def customer_changed(self, email: Email) -> None:
        """Do nothing: scripts look a customer up when they want to know."""

    def status_changed(self, status: ConnectionView) -> None:
        fields = _status_fields(status)
        with self._changed:
            is_news, self._status = fields != self._status, fields
            self._changed.notify_all()
        if is_news:
            self._output.write({"event": "link", **fields})

    def error_occurred(self, error: TillError) -> None:
        self._output.write({"event": "trouble", **_error_fields(error)})

    def wait_until(self, is_done: Callable[[], bool], timeout_s: float) -> None:
        with self._changed:
            self._changed.wait_for(is_done, timeout_s)


class Headless:
    """Serves requests until `quit` or the end of input."""

    def __init__(self, till: Till, read_card: Callable[[str], CardReference], output: TextIO) -> None:
        self._till = till
        self._read_card = read_card
        self._output = _Output(output)
        self._events = _Events(self._output)
        self._beside = ThreadPoolExecutor(max_workers=4, thread_name_prefix="headless")
        till.add_listener(self._events)

    def serve(self, lines: Iterable[str]) -> None:
        """Answer every line; finish what is under way before returning."""
        for line in lines:
            if line.strip() and not self._take(line):
                break
        self._beside.shutdown(wait=True)

    def _take(self, line: str) -> bool:
        """Answer one line, at once or on a thread; return False once it asks to quit."""
        try:
            request = _parsed(line)
        except BadRequest as error:
            self._output.write({"id": None, **_error_fields(error)})
            return True
        if request.do == "quit":
            self._beside.shutdown(wait=True)
            self._output.write({"id": request.id, "ok": True})
            return False
        if request.do in {"look_up", "enrol", "flush"}:
            self._beside.submit(self._answer, request)
        else:
            self._answer(request)
        return True

    def _answer(self, request: Command) -> None:
        try:
            fields = getattr(self, f"_do_{request.do}")(request)
        except TillError as error:
            fields = _error_fields(error)
        self._output.write({"id": request.id, **fields})

    def _do_look_up(self, request: Command) -> Answer:
        return _view_fields(self._till.desk.look_up(self._reference(request), request.template_id))

    def _do_stamp(self, request: Command) -> Answer:
        entry = self._till.desk.stamp(self._email(request), request.delta, request.template_id, request.consent)
        return _tap_fields(entry)

    def _do_redeem(self, request: Command) -> Answer:
        at = _needed("at", request.at)
        return _tap_fields(self._till.desk.redeem(self._email(request), at, request.template_id, request.consent))

    def _do_undo(self, request: Command) -> Answer:
        return _tap_fields(self._till.desk.undo(_needed("entry", request.entry)))

    def _do_enrol(self, request: Command) -> Answer:
        if request.email is None:
            return {"join_url": self._till.enrolment.join_page().offer.url}
        done = self._till.enrolment.enrol(Email.parse(request.email), request.name)
        return _tap_fields(done) if isinstance(done, Entry) else _enrolment_fields(done)

    def _do_cashier(self, request: Command) -> Answer:
        self._till.daybook.change_cashier(request.name)
        return {"cashier": request.name}

    def _do_outbox(self, request: Command) -> Answer:
        return {"entries": [_entry_fields(entry) for entry in self._till.review.entries(request.limit)]}

    def _do_flush(self, request: Command) -> Answer:
        self._till.connection.try_now()
        self._events.wait_until(lambda: self._till.connection.status().waiting == 0, request.timeout_s)
        return _status_fields(self._till.connection.status())

    def _reference(self, request: Command) -> CardReference:
        return self._read_card(request.card) if request.card is not None else self._email(request)

    def _email(self, request: Command) -> Email:
        if request.email is None and request.card is not None:
            return self._till.desk.customer_of(self._read_card(request.card))
        return Email.parse(_needed("email", request.email))


def run(till: Till, read_card: Callable[[str], CardReference]) -> int:
    """Serve standard input until it ends; UTF-8 both ways, whatever the console speaks."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    Headless(till, read_card, sys.stdout).serve(sys.stdin)
    return 0


def _parsed(line: str) -> Command:
    if len(line) > LINE_LIMIT:
        raise BadRequest(problem="the line is too long")
    try:
        return msgspec.json.decode(line, type=Command)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise BadRequest(problem=str(error)) from error


def _needed(name: str, value: _T | None) -> _T:
    if value is None:
        raise BadRequest(problem=f"{name} is missing")
    return value


def _error_fields(error: TillError) -> Answer:
    fields: Answer = {"error": error.code, "message": error.sentence}
    return fields | {"needs": error.needs.name.lower()} if isinstance(error, LimitReached) else fields


def _tap_fields(entry: Entry) -> Answer:
    return {"entry": entry.seq, "state": entry.state.value}


def _entry_fields(entry: Entry) -> Answer:
    what = {"at": entry.at} if entry.at is not None else {"delta": entry.delta}
    fields: Answer = {
        "entry": entry.seq,
        "kind": entry.kind.value,
        "email": entry.email.address,
        **what,
        "note": entry.op_id,
        "state": entry.state.value,
    }
    optional = {
        "problem": entry.problem,
        "undo_of": entry.undo_of,
        "template_id": entry.template_id,
        "cashier": entry.cashier,
    }
    return fields | {name: value for name, value in optional.items() if value is not None}


def _status_fields(status: ConnectionView) -> Answer:
    return {"link": status.state, "waiting": status.waiting, "needs_person": status.needs_person}


def _view_fields(view: CustomerView) -> Answer:
    return {
        "email": view.email.address,
        "name": view.name,
        "card_type": view.card_type,
        "balance": view.balance,
        "waiting": view.waiting,
        "unsure": view.unsure,
        "shown": view.shown,
        "goal": view.goal,
        "tiers": [{"at": t.at, "name": t.name, "state": t.state, "to_go": t.to_go} for t in view.tiers],
        "fresh": view.trouble is None,
        **({"trouble": view.trouble.code} if view.trouble else {}),
    }


def _enrolment_fields(enrolment: CardEnrolment) -> Answer:
    return {
        "card_id": enrolment.card_id,
        "is_new": enrolment.is_new,
        "wallet_url_ios": _url(enrolment.apple),
        "wallet_url_android": _url(enrolment.google),
    }


def _url(offer: WalletOffer | None) -> str | None:
    return offer.url if offer else None
