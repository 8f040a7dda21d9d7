"""The calls of the Kreward External API, one method each.

A method blocks its (worker) thread for at most the deadline plus a short wait for the rate limit. It returns a value
of `models` or raises an `ApiFailure` of `errors`, nothing else. Thread-safe. Never retries.
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
    failure_for_status,
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
MAX_DELTA = 100_000
"""Largest amount of one transaction, either way (dialect B)."""

_MAX_RATE_LIMIT_WAIT_S = 3.0
_T = TypeVar("_T")


class KrewardClient:
    """A client of one shop's API, with one pair of keys.

    The deadlines bound each call in seconds, name look-up included.
    """

    def __init__(
        self,
        transport: Transport,
        keys: ApiKeys,
        clock: Clock,
        rate_limiter: RateLimiter | None = None,
        *,
        read_deadline_s: float = READ_DEADLINE_S,
        write_deadline_s: float = WRITE_DEADLINE_S,
    ) -> None:
        self._transport = transport
        self._keys = keys
        self._clock = clock
        self._rate_limiter = rate_limiter or RateLimiter()
        self._read_deadline_s = read_deadline_s
        self._write_deadline_s = write_deadline_s
        self._lock = threading.Lock()

    @property
    def keys(self) -> ApiKeys:
        """The keys that calls use."""
        return self._keys

    def replace_keys(self, keys: ApiKeys) -> None:
        """Use other keys from the next call on."""
        self._keys = keys

    def close(self) -> None:
        """Abort calls in progress; later ones fail as `Unreachable`."""
        self._transport.close()

    def rate_limit_delay_s(self, priority: Priority) -> float:
        """Return the seconds until the rate limit allows a call of this priority."""
        with self._lock:
            return self._rate_limiter.delay_s(self._clock.monotonic(), priority)

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
        """Call `POST /enroll` with an e-mail: create the card or find it again, so the call may be repeated."""
        body = {"email": email.address, **_optional(name=name, template_id=template_id)}
        request = Request("POST", "/enroll", self._any_key(), body=body, is_write=True)
        return self._call(request, parsing.read_enrolment, priority)

    def join_page(self, template_id: str | None = None, priority: Priority = Priority.PERSON) -> JoinPage:
        """Call `POST /enroll` without an e-mail and return the shop's enrolment page."""
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
        if delta == 0 or abs(delta) > MAX_DELTA:
            raise CallMalformed
        body: dict[str, str | int] = {"email": email.address, "delta": delta, "note": note}
        body |= _optional(template_id=template_id)
        request = Request("POST", "/transaction", self._secret(), body=body, is_write=True)
        return self._call(request, lambda content: parsing.read_transaction(content, delta), priority)

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
        return self._call(request, lambda content: parsing.read_redemption(content, at), priority)

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
        self._wait_for_turn(priority)
        deadline_s = self._write_deadline_s if request.is_write else self._read_deadline_s
        try:
            response = self._transport.exchange(request, deadline_s)
        except NoResponse as error:
            raise _failure_for_no_response(error) from error
        if response.status == 200:
            return read(response.body)
        raise self._refusal(response)

    def _refusal(self, response: Response) -> ApiFailure:
        if response.status == 429:
            # Also without the documented JSON: whoever sent the 429 wants fewer calls.
            with self._lock:
                self._rate_limiter.record_refusal(self._clock.monotonic(), response.retry_after_s)
        return failure_for_status(response.status, parsing.read_error(response.body), response.retry_after_s)

    def _wait_for_turn(self, priority: Priority) -> None:
        """Wait for the rate limiter, a few seconds at most; raise `PaceExceeded` where it takes longer."""
        waited_s = 0.0
        while delay_s := self._delay_or_record(priority):
            if waited_s + delay_s > _MAX_RATE_LIMIT_WAIT_S:
                raise PaceExceeded
            self._clock.sleep(delay_s)
            waited_s += delay_s

    def _delay_or_record(self, priority: Priority) -> float:
        with self._lock:
            now_s = self._clock.monotonic()
            delay_s = self._rate_limiter.delay_s(now_s, priority)
            if not delay_s:
                self._rate_limiter.record(now_s, priority)
            return delay_s


def _failure_for_no_response(error: NoResponse) -> ApiFailure:
    if error.has_left:
        return AnswerLost()
    if error.is_malformed:
        return CallMalformed()
    return {"proxy": ProxyRefused, "clock": ClockWrong, None: Unreachable}[error.cause]()


def _optional(**fields: str | None) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value}
