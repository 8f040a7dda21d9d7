"""What a failed call proves.

    ApiFailure
    ├── NotSent        nothing reached Kreward
    │   ├── Unreachable        no connection: DNS, refused, TLS, connect time-out
    │   │   ├── ProxyRefused       the proxy would not carry the call
    │   │   └── ClockWrong         by this computer's clock, Kreward's certificate is not valid
    │   ├── PaceExceeded       this till's rate limiter refused
    │   └── CallRefused        refused before sending: the key may not make this call
    │       └── CallMalformed  refused before sending: no request can be built (a bug)
    ├── NotApplied     Kreward refused with its documented error JSON
    │   ├── RequestRefused     400
    │   ├── KeyRefused         401
    │   ├── ShopRefused        403
    │   ├── CustomerUnknown    404
    │   ├── Conflict           409
    │   └── RateLimited        429
    └── Unsure         it may or may not have been applied
        ├── AnswerLost         the request began to leave, and no complete response came
        ├── AnswerUnreadable   2xx that is not the documented response (captive portals, truncation)
        │   └── Redirected         3xx
        └── ServerTrouble      5xx
            └── StatusUnexpected   1xx, any other 4xx, a 4xx without the documented JSON

For reads the class only decides what the person is shown. For writes it decides how the entry continues; the
table is in `docs/api-dialects.md`, and every row has a test.
"""

from kreward_pos.errors import QT_TRANSLATE_NOOP, ApiFailure, capped


class NotSent(ApiFailure):
    """Nothing reached Kreward; the same call may be made again."""


class NotApplied(ApiFailure):
    """Kreward refused the call with its documented error."""

    def __init__(self, error: str = "") -> None:
        self.error = capped(error, 60)
        super().__init__(error=self.error)


class Unsure(ApiFailure):
    """The call may or may not have been applied."""


class Unreachable(NotSent):
    """No connection could be made."""

    title = QT_TRANSLATE_NOOP("errors", "No connection to Kreward")
    message = QT_TRANSLATE_NOOP(
        "errors", "Check this till's internet connection. Stamps are kept here and sent when it returns."
    )


class ProxyRefused(Unreachable):
    """The proxy of the settings refuses the call, for example because it requires a password (407)."""

    title = QT_TRANSLATE_NOOP("errors", "The proxy does not let this till through")
    message = QT_TRANSLATE_NOOP(
        "errors",
        "Ask whoever looks after the network to let this computer through, or correct the proxy in the settings. "
        "Stamps are kept here and sent afterwards.",
    )


class ClockWrong(Unreachable):
    """The certificate is expired or not yet valid by this computer's clock, which is most likely wrong."""

    title = QT_TRANSLATE_NOOP("errors", "This computer's clock seems wrong")
    message = QT_TRANSLATE_NOOP(
        "errors",
        "Check its date and time: a secure connection to Kreward needs them. Stamps are kept here and sent afterwards.",
    )


class PaceExceeded(NotSent):
    """The till has used up its share of the 100 calls a minute."""

    title = QT_TRANSLATE_NOOP("errors", "Too many requests this minute")
    message = QT_TRANSLATE_NOOP("errors", "Wait a few seconds, then try again.")


class CallRefused(NotSent):
    """The call was refused before sending, since the key may not make it."""

    title = QT_TRANSLATE_NOOP("errors", "This key may not do that")
    message = QT_TRANSLATE_NOOP(
        "errors",
        "Looking up, stamping and redeeming need the secret key. Ask the owner to enter it in the settings.",
    )


class CallMalformed(CallRefused):
    """The call was refused before sending: no such request can be built. The same call would fail again."""

    title = QT_TRANSLATE_NOOP("errors", "This cannot be sent")
    message = QT_TRANSLATE_NOOP("errors", "Nothing was sent. Ask the owner to look at it.")


class RequestRefused(NotApplied):
    """400: a parameter is missing or invalid."""

    title = QT_TRANSLATE_NOOP("errors", "Kreward did not accept that")
    message = QT_TRANSLATE_NOOP("errors", "Nothing was changed. Kreward says: {error}. Ask the owner to look.")


class KeyRefused(NotApplied):
    """401: the key is missing, wrong or revoked."""

    title = QT_TRANSLATE_NOOP("errors", "Kreward does not accept this till's key")
    message = QT_TRANSLATE_NOOP(
        "errors", "Ask the owner to enter the current secret key in the settings. Nothing that waits is lost."
    )


class ShopRefused(NotApplied):
    """403: the plan does not include the API, or the origin is blocked."""

    title = QT_TRANSLATE_NOOP("errors", "Kreward does not let this shop use its API")
    message = QT_TRANSLATE_NOOP(
        "errors",
        "Ask the owner to check the plan (Growth or Enterprise) and the key's allowed origins in the Kreward "
        "dashboard. Nothing that waits is lost.",
    )


class CustomerUnknown(NotApplied):
    """404: no customer has this e-mail."""

    title = QT_TRANSLATE_NOOP("errors", "No customer has this e-mail")
    message = QT_TRANSLATE_NOOP("errors", "Check the spelling, or enrol them as a new customer.")


class Conflict(NotApplied):
    """409: for example an insufficient balance, or a tier that is claimed already."""

    title = QT_TRANSLATE_NOOP("errors", "The card does not allow that now")
    message = QT_TRANSLATE_NOOP("errors", "Nothing was changed. Kreward says: {error}. Look the card up again.")


class RateLimited(NotApplied):
    """429: more than 100 calls in a minute with this key. `retry_after_s` where the response has one."""

    title = QT_TRANSLATE_NOOP("errors", "Kreward asks for a pause")
    message = QT_TRANSLATE_NOOP("errors", "Too many calls in this minute. Wait a little, then try again.")

    def __init__(self, error: str = "", retry_after_s: float | None = None) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(error)


class AnswerLost(Unsure):
    """The request began to leave and no complete response came within the deadline."""

    title = QT_TRANSLATE_NOOP("errors", "Kreward did not answer")
    message = QT_TRANSLATE_NOOP("errors", "The connection is slow or was cut. Try again in a moment.")


class AnswerUnreadable(Unsure):
    """A 2xx that is not the documented response; `reason` names the field, never its value."""

    title = QT_TRANSLATE_NOOP("errors", "Something else answered in Kreward's place")
    message = QT_TRANSLATE_NOOP(
        "errors",
        "If this network asks to log in (a guest Wi-Fi page), log in with a browser, then try again. ({reason})",
    )

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)


class Redirected(AnswerUnreadable):
    """3xx: never followed, since captive portals and wrong addresses redirect."""

    def __init__(self, status: int) -> None:
        super().__init__(f"redirect {status}")


class ServerTrouble(Unsure):
    """5xx."""

    title = QT_TRANSLATE_NOOP("errors", "Kreward has a problem on its side")
    message = QT_TRANSLATE_NOOP("errors", "Try again in a minute (status {status}). Stamps are kept here.")

    def __init__(self, status: int) -> None:
        super().__init__(status=status)


class StatusUnexpected(ServerTrouble):
    """A status that the API does not document, or a documented one without its JSON."""

    title = QT_TRANSLATE_NOOP("errors", "Kreward gave an unexpected answer")
    message = QT_TRANSLATE_NOOP(
        "errors", "Check this till's network and the API address in the settings (status {status})."
    )


_BY_STATUS: dict[int, type[NotApplied]] = {
    400: RequestRefused,
    401: KeyRefused,
    403: ShopRefused,
    404: CustomerUnknown,
    409: Conflict,
    429: RateLimited,
}


def failure_for_status(status: int, error: str | None, retry_after_s: float | None = None) -> ApiFailure:
    """Return what a status other than 200 proves. `error` is the documented field, None where the body had none."""
    if 200 <= status < 300:
        return AnswerUnreadable(f"status {status}")
    if 300 <= status < 400:
        return Redirected(status)
    if status >= 500:
        return ServerTrouble(status)
    documented = _BY_STATUS.get(status)
    if error is None or documented is None:
        return StatusUnexpected(status)
    if documented is RateLimited:
        return RateLimited(error, retry_after_s)
    return documented(error)
