"""What each fault does to an exchange: where it breaks off, and whether the shop has applied it by then.

Knows no rules of choosing; the names are those of `faults.FAULTS`.
"""

from collections.abc import Awaitable, Callable

from kreward_pos.sandbox.exchange import Exchange, HttpResponse
from kreward_pos.sandbox.faults import Rule

DOCUMENTED_ERRORS = {
    400: "invalid_request",
    401: "invalid_api_key",
    403: "plan_not_eligible",
    404: "customer_not_found",
    409: "insufficient_balance",
    429: "rate_limit_exceeded",
    500: "internal_error",
}

CAPTIVE_PORTAL = (
    b"<!doctype html><html><head><title>Free Wi-Fi</title></head>"
    b"<body><h1>Welcome</h1><p>Accept the terms to go online.</p></body></html>"
)

PORTAL_ADDRESS = "https://portal.example/login"


async def befall(exchange: Exchange, rule: Rule) -> None:
    """Let the rule's fault happen."""
    await MISHAPS[rule.fault](exchange, rule)


async def _drop_before(exchange: Exchange, _rule: Rule) -> None:
    """Drop the request: close the connection without applying or answering."""
    await exchange.read()
    await exchange.hang_up()


async def _drop_after(exchange: Exchange, _rule: Rule) -> None:
    """Apply, and close the connection without an answer."""
    await exchange.apply()
    await exchange.hang_up()


async def _delay(exchange: Exchange, rule: Rule) -> None:
    """Apply at once, and answer after `ms`."""
    answer = await exchange.apply()
    await exchange.is_over_within(rule.ms)
    await exchange.answer(answer)


async def _late(exchange: Exchange, rule: Rule) -> None:
    """Apply only when the client has given up, or after `ms` if it waits that long; then answer."""
    await exchange.read()
    await exchange.is_over_within(rule.ms)
    await exchange.answer(await exchange.apply())


async def _status(exchange: Exchange, rule: Rule) -> None:
    """Refuse with a documented error body, without applying."""
    await exchange.read()
    await exchange.answer(_refusal(rule))


async def _status_after(exchange: Exchange, rule: Rule) -> None:
    """Apply, and answer with an error, as a gateway before a slow server does."""
    await exchange.apply()
    await exchange.answer(_refusal(rule))


async def _html(exchange: Exchange, _rule: Rule) -> None:
    """Answer 200 with the page of a captive portal, without applying."""
    await exchange.read()
    await exchange.answer(HttpResponse.of(200, "text/html; charset=utf-8", CAPTIVE_PORTAL))


async def _redirect(exchange: Exchange, _rule: Rule) -> None:
    """Redirect to another host with 302, without applying."""
    await exchange.read()
    await exchange.answer(HttpResponse.of(302, "text/html", b"", {"location": PORTAL_ADDRESS}))


async def _truncate(exchange: Exchange, _rule: Rule) -> None:
    """Apply, and close the connection half-way through the answer."""
    await exchange.answer_half(await exchange.apply())
    await exchange.hang_up()


async def _clip(exchange: Exchange, _rule: Rule) -> None:
    """Apply, and answer half of the JSON as if it were all, as a broken proxy does."""
    answer = await exchange.apply()
    await exchange.answer(HttpResponse.of(answer.status, "application/json", answer.body[: len(answer.body) // 2]))


async def _reset(exchange: Exchange, _rule: Rule) -> None:
    """Apply, and reset the TCP connection half-way through the answer."""
    await exchange.answer_half(await exchange.apply())
    await exchange.reset()


async def _slow_drip(exchange: Exchange, rule: Rule) -> None:
    """Apply, and send the answer a byte at a time, `ms` apart."""
    await exchange.answer_in_drips(await exchange.apply(), rule.ms)


def _refusal(rule: Rule) -> HttpResponse:
    retry_after = {} if rule.retry_after is None else {"retry-after": str(rule.retry_after)}
    error = rule.error or DOCUMENTED_ERRORS.get(rule.code, "error")
    return HttpResponse.refusal(rule.code, error, retry_after)


MISHAPS: dict[str, Callable[[Exchange, Rule], Awaitable[None]]] = {
    "drop_before": _drop_before,
    "drop_after": _drop_after,
    "delay": _delay,
    "late": _late,
    "status": _status,
    "status_after": _status_after,
    "html": _html,
    "redirect": _redirect,
    "truncate": _truncate,
    "clip": _clip,
    "reset": _reset,
    "slow_drip": _slow_drip,
}
