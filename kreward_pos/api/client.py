"""The calls of the Kreward External API, one method each.

A method blocks its (worker) thread for at most the deadline plus the pace's short wait, returns a value of
`answers` or raises an `ApiFailure` of `failures`; nothing else comes out. Thread-safe. Never retries.
"""

import threading
from collections.abc import Callable
from typing import TypeVar

from kreward_pos.api import parsing
from kreward_pos.api.errors import (
    AnswerLost,
    CallMalformed,
    CallRefused,
    ClockWrong,
    PaceExceeded,
    ProxyRefused,
    Unreachable,
    failure_of_status,
)
from kreward_pos.api.keys import ApiKey, ApiKeys
from kreward_pos.api.models import (
    Account,
    CardEnrolment,
    CustomerRecord,
    JoinPage,
    Ping,
    RedeemResult,
    TransactionResult,
)
from kreward_pos.api.rate_limit import Priority, RateLimiter
from kreward_pos.api.transport import NoResponse, Request, Response, Transport
from kreward_pos.cards import Email
from kreward_pos.clock import Clock
from kreward_pos.errors import ApiFailure

READ_DEADLINE_S = 8.0
WRITE_DEADLINE_S = 15.0
MOST_DELTA = 100_000
"""Largest amount of one transaction, either way (dialect B)."""

_LONGEST_PACE_WAIT_S = 3.0
_T = TypeVar("_T")


class KrewardClient:
    """One shop's API, by one pair of keys. The deadlines bound each call in seconds, name look-up included."""

    def __init__(
        self,
        wire: Transport,
        keys: ApiKeys,
        clock: Clock,
        pace: RateLimiter | None = None,
        *,
        read_deadline_s: float = READ_DEADLINE_S,
        write_deadline_s: float = WRITE_DEADLINE_S,
    ) -> None:
        self._wire = wire
        self._keys = keys
        self._clock = clock
        self._pace = pace or RateLimiter()
        self._read_deadline_s = read_deadline_s
        self._write_deadline_s = write_deadline_s
        self._lock = threading.Lock()

    @property
    def keys(self) -> ApiKeys:
        """The keys that calls are made with."""
        return self._keys

    def replace_keys(self, keys: ApiKeys) -> None:
        """Use other keys from the next call on."""
        self._keys = keys

    def close(self) -> None:
        """Give up calls under way; later ones fail as `Unreachable`."""
        self._wire.close()

    def pace_delay_s(self, priority: Priority) -> float:
        """Return the seconds until the rate limit lets a call of this priority leave."""
        with self._lock:
            return self._pace.delay_s(self._clock.monotonic(), priority)

    def ping(self, priority: Priority = Priority.PERSON) -> Ping:
        """Call `GET /ping` with either key, or without one (dialect B)."""
        keys = self._keys
        request = Request("GET", "/ping", keys.secret or keys.public)
        return self._call(request, parsing.read_ping, priority)

    def me(self, priority: Priority = Priority.PERSON) -> Account:
        """Call `GET /me`: who the shop is and which card templates it has."""
        return self._call(Request("GET", "/me", self._secret()), parsing.read_account, priority)

    def customer(
        self, email: Email, template_id: str | None = None, priority: Priority = Priority.PERSON
    ) -> CustomerRecord:
        """Call `GET /customer`: a customer's card, the shop's default one where `template_id` is None."""
        query = {"email": email.address, **_optional(template_id=template_id)}
        request = Request("GET", "/customer", self._secret(), query=query)
        return self._call(request, parsing.read_customer, priority)

    def enroll(
        self,
        email: Email,
        name: str | None = None,
        template_id: str | None = None,
        priority: Priority = Priority.PERSON,
    ) -> CardEnrolment:
        """Call `POST /enroll` with an e-mail: makes the card or finds it again, so it may be repeated."""
        body = {"email": email.address, **_optional(name=name, template_id=template_id)}
        request = Request("POST", "/enroll", self._any_key(), body=body, is_write=True)
        return self._call(request, parsing.read_enrolment, priority)

    def join_page(self, template_id: str | None = None, priority: Priority = Priority.PERSON) -> JoinPage:
        """Call `POST /enroll` without an e-mail: returns the shop's own enrolment page."""
        request = Request("POST", "/enroll", self._any_key(), body=_optional(template_id=template_id))
        return self._call(request, parsing.read_join_page, priority)

    def transact(
        self,
        email: Email,
        delta: int,
        note: str,
        template_id: str | None = None,
        priority: Priority = Priority.BACKGROUND,
    ) -> TransactionResult:
        """Call `POST /transaction` once: add (`delta` > 0) or take back (`delta` < 0) stamps or points."""
        if delta == 0 or abs(delta) > MOST_DELTA:
            raise CallMalformed
        body: dict[str, str | int] = {"email": email.address, "delta": delta, "note": note}
        body |= _optional(template_id=template_id)
        request = Request("POST", "/transaction", self._secret(), body=body, is_write=True)
        return self._call(request, lambda answer: parsing.read_transaction(answer, delta), priority)

    def redeem(
        self,
        email: Email,
        at: int,
        template_id: str | None = None,
        priority: Priority = Priority.BACKGROUND,
    ) -> RedeemResult:
        """Call `POST /redeem` once: claim the tier at `at`. Neither dialect names `template_id`; None sends none."""
        if at < 1:
            raise CallMalformed
        body: dict[str, str | int] = {"email": email.address, "at": at, **_optional(template_id=template_id)}
        request = Request("POST", "/redeem", self._secret(), body=body, is_write=True)
        return self._call(request, lambda answer: parsing.read_redemption(answer, at), priority)

    def _secret(self) -> ApiKey:
        key = self._keys.secret
        if key is None:
            raise CallRefused
        return key

    def _any_key(self) -> ApiKey:
        key = self._keys.for_enrolling()
        if key is None:
            raise CallRefused
        return key

    def _call(self, request: Request, read: Callable[[bytes], _T], priority: Priority) -> _T:
        self._take_turn(priority)
        deadline_s = self._write_deadline_s if request.is_write else self._read_deadline_s
        try:
            answer = self._wire.exchange(request, deadline_s)
        except NoResponse as failure:
            raise _failure_of_silence(failure) from failure
        if answer.status == 200:
            return read(answer.body)
        raise self._refusal(answer)

    def _refusal(self, answer: Response) -> ApiFailure:
        if answer.status == 429:
            # Also without the documented JSON: whoever said so, less is wanted.
            with self._lock:
                self._pace.refused(self._clock.monotonic(), answer.retry_after_s)
        return failure_of_status(answer.status, parsing.read_error(answer.body), answer.retry_after_s)

    def _take_turn(self, priority: Priority) -> None:
        """Wait for the pace, a few seconds at the most; raises `PaceExceeded`."""
        waited_s = 0.0
        while delay_s := self._delay_or_leave(priority):
            if waited_s + delay_s > _LONGEST_PACE_WAIT_S:
                raise PaceExceeded
            self._clock.sleep(delay_s)
            waited_s += delay_s

    def _delay_or_leave(self, priority: Priority) -> float:
        with self._lock:
            now_s = self._clock.monotonic()
            delay_s = self._pace.delay_s(now_s, priority)
            if not delay_s:
                self._pace.record(now_s, priority)
            return delay_s


def _failure_of_silence(silence: NoResponse) -> ApiFailure:
    if silence.has_left:
        return AnswerLost()
    if silence.is_malformed:
        return CallMalformed()
    return {"proxy": ProxyRefused, "clock": ClockWrong, None: Unreachable}[silence.cause]()


def _optional(**fields: str | None) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value}
