"""`make failure-table`: every way a write can fail, on a real socket, beside what the server really did.

A row is misclassified where the client says "not applied" or "not sent" of what was applied, or "applied" of what was
not. Exits 1 if any is.
"""

import ssl
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, TextIO

from kreward_pos.api.client import KrewardClient
from kreward_pos.api.errors import NotApplied, NotSent
from kreward_pos.api.models import TransactionResult
from kreward_pos.api.rate_limit import RateLimiter
from kreward_pos.api.transport import HttpTransport, NoResponse
from kreward_pos.errors import ApiFailure
from tests.columns import aligned
from tests.fake_clock import FakeClock

from .builders import JANE, KEYS, to_loopback
from .failure_modes import MODES, Mode, Protocol
from .faulty_server import CERTIFICATE, FaultyServer


@dataclass(frozen=True, slots=True)
class Row:
    """One call. `exception` is what the transport met, None where a whole answer came."""

    mode: str
    protocol: Protocol
    exception: str | None
    outcome: type[TransactionResult | ApiFailure]
    received: int
    applied: int

    @property
    def is_misclassified(self) -> bool:
        """Whether the client believes what is not so."""
        if issubclass(self.outcome, NotSent | NotApplied):
            return bool(self.applied)
        return self.outcome is TransactionResult and self.applied != 1


def rows() -> Iterator[Row]:
    """Every mode on each of its transports."""
    for mode in MODES:
        for protocol in mode.protocols:
            yield run(mode, protocol)


def run(mode: Mode, protocol: Protocol) -> Row:
    """One write against a server of its own."""
    speaks = "plain" if mode.is_proxied else mode.server or protocol
    with FaultyServer(mode.script, with_tls=speaks == "tls") as server:
        transport = _transport(mode, protocol, server)
        client = KrewardClient(
            transport, KEYS, FakeClock(), RateLimiter(10**6, 10**6), write_deadline_s=mode.deadline_s
        )
        with closing(client):
            result = _transact(client)
    silence = result.__cause__ if isinstance(result, ApiFailure) else None
    reason = str(silence).partition(" (")[0] if isinstance(silence, NoResponse) else None
    received = sum(each.method == "POST" for each in server.received)
    return Row(mode.name, protocol, reason, type(result), received, len(server.applied))


def _transport(mode: Mode, protocol: Protocol, server: FaultyServer) -> HttpTransport:
    trusting = ssl.create_default_context(cafile=CERTIFICATE)
    if mode.is_proxied:
        base_url = "https://till.example/v1" if protocol == "tls" else "http://127.0.0.1/v1"
        return HttpTransport(base_url, trusting, to_loopback, proxy=f"http://127.0.0.1:{server.port}")
    options: dict[str, Any] = {"base_url": server.base_url, "tls": trusting, "resolve": to_loopback} | mode.arrange(
        server
    )
    return HttpTransport(**options)


def _transact(client: KrewardClient) -> TransactionResult | ApiFailure:
    try:
        return client.transact(JANE, 1, "till-2/000123")
    except ApiFailure as failure:
        return failure


def table(found: list[Row]) -> list[str]:
    """One line for each row below a heading, then the count that matters."""
    cells = [("mode", "over", "the transport met", "the client says", "came in", "applied")]
    cells += [
        (row.mode, row.protocol, row.exception or "-", _said(row.outcome), str(row.received), str(row.applied))
        for row in found
    ]
    lines = aligned(cells, left=range(6))
    wrong = sum(row.is_misclassified for row in found)
    modes = len({row.mode for row in found})
    return [*lines, "", f"{modes} modes, {len(found)} calls, misclassified: {wrong}"]


def _said(outcome: type[TransactionResult | ApiFailure]) -> str:
    branch = next((base.__name__ for base in outcome.__mro__ if base.__base__ is ApiFailure), "Applied")
    return f"{branch}: {outcome.__name__}"


def main(out: TextIO = sys.stdout) -> int:
    """Print the table; 1 if a row is misclassified."""
    found = list(rows())
    out.write("\n".join(table(found)) + "\n")
    return int(any(row.is_misclassified for row in found))


if __name__ == "__main__":
    sys.exit(main())
