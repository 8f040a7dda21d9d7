"""Every status with every kind of body, for a write. The server's own record says what was really applied.

Kreward tells the truth in two answers alone: 200 with its documented body when it was applied, and a documented
status with its documented error when it was not. Whatever else says the same thing, says it by accident.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import product

import pytest

from kreward_pos.api.client import KrewardClient
from kreward_pos.api.errors import (
    AnswerLost,
    AnswerUnreadable,
    NotApplied,
    NotSent,
    Redirected,
    ServerTrouble,
    StatusUnexpected,
)
from kreward_pos.api.models import TransactionResult
from kreward_pos.api.rate_limit import Priority, RateLimiter
from kreward_pos.errors import ApiFailure

from .builders import DOCUMENTED, JANE, Connect, Serve
from .faulty_server import Conversation, http_response

GOOD = b'{"ok": true, "new_balance": 6, "card_type": "stamps", "goal": 8}'
ERROR = b'{"error": "some_reason"}'
BODIES = {
    "good": http_response(body=GOOD),
    "error": http_response(body=ERROR),
    "html": http_response(body=b"<!doctype html><title>Free Wi-Fi</title>", headers={"Content-Type": "text/html"}),
    "empty": http_response(),
    "truncated": http_response(body=GOOD, length=len(GOOD) + 10),
}


def expected(status: int, kind: str) -> type[object]:
    """What the client must make of it."""
    if status < 200:
        return AnswerLost  # none of them is an answer, and no other came
    if kind == "truncated" and status not in {204, 304}:
        return AnswerLost
    if status == 200:
        return TransactionResult if kind == "good" else AnswerUnreadable
    if status in DOCUMENTED and kind == "error":
        return DOCUMENTED[status]
    return {2: AnswerUnreadable, 3: Redirected, 4: StatusUnexpected, 5: ServerTrouble}[status // 100]


class Unlimited(RateLimiter):
    """Lets every call leave, even after a 429."""

    def delay_s(self, now_s: float, priority: Priority) -> float:  # noqa: ARG002 - the signature of RateLimiter
        return 0.0


def transact(client: KrewardClient, status: int) -> TransactionResult | ApiFailure:
    try:
        return client.transact(JANE, 1, str(status))
    except ApiFailure as failure:
        return failure


@pytest.mark.parametrize(("hundreds", "kind"), [*product(range(1, 6), BODIES)])
def test_no_status_and_body_make_the_client_report_a_false_outcome(
    serve: Serve, connect: Connect, hundreds: int, kind: str
) -> None:
    def script(conversation: Conversation) -> None:
        received = conversation.read_request()
        status = int(json.loads(received.body)["note"])
        if not (status in DOCUMENTED and kind == "error"):
            server.applied.append(received)
        conversation.send(BODIES[kind].replace(b"200", str(status).encode(), 1))

    server = serve(script)
    client = connect(server.base_url, rate_limiter=Unlimited())
    statuses = range(100 * hundreds, 100 * hundreds + 100)
    with ThreadPoolExecutor(8) as pool:
        outcomes = dict(zip(statuses, pool.map(partial(transact, client), statuses), strict=True))
    applied = {int(json.loads(received.body)["note"]) for received in server.applied}
    assert len(server.received) == len(statuses)
    for status, outcome in outcomes.items():
        assert type(outcome) is expected(status, kind), status
        assert not (isinstance(outcome, TransactionResult) and status not in applied)
        assert not (isinstance(outcome, NotApplied | NotSent) and status in applied)
