"""The sandbox as Python sees it: a context manager that serves a shop on loopback from a thread of its own.

    with Sandbox(dialect="reference") as sandbox:
        httpx.get(f"{sandbox.base_url}/ping")

The only file of the package that knows all the others.
"""

import random
import socket
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, Self

from kreward_pos.errors import SettingsRefused
from kreward_pos.sandbox.api import PREFIX, Api
from kreward_pos.sandbox.bodies import DIALECTS, DialectName
from kreward_pos.sandbox.books import open_connection
from kreward_pos.sandbox.control import Control
from kreward_pos.sandbox.cors import Cors
from kreward_pos.sandbox.faults import Faults, Rule
from kreward_pos.sandbox.front import Front
from kreward_pos.sandbox.gate import RATE_LIMIT, AccessCheck, Terms, shop_key
from kreward_pos.sandbox.link import ConnectionSwitch
from kreward_pos.sandbox.listener import LoopbackServer, bound_socket, loopback_address
from kreward_pos.sandbox.seed_file import read_seed
from kreward_pos.sandbox.seeds import DEMO_CUSTOMERS, DEMO_SHOP, DemoCustomer, ShopSeed
from kreward_pos.sandbox.shop import CardState, SandboxShop

SeedName = Literal["demo", "empty"]

WAIT_LIMIT_S = 10.0

ELSEWHERE = "elsewhere"
"""The ledger's note for a change that another till made."""


class Sandbox:
    """A Kreward of one's own. Every method may be called from any thread while the sandbox runs.

    `port` 0 takes a free one, and the same port is kept through `offline`. `data_dir` keeps shop and keys
    over restarts; without it they live in memory. `seed` "empty" leaves the demo's customers out, and a path is the
    file of another shop (`seed_file`). `tiers_in_body` False leaves tiers out of `GET /customer`, as both published
    texts do. `clock` gives seconds since the epoch, for the rate limit and for every time that is told.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        dialect: DialectName = "page",
        data_dir: Path | None = None,
        seed: SeedName | Path = "demo",
        *,
        plan: str = "growth",
        allowed_origins: Collection[str] | None = None,
        rate_limit: int | None = RATE_LIMIT,
        tiers_in_body: bool = True,
        redeem_reads_template: bool = True,
        clock: Callable[[], float] = time.time,
        rng: random.Random | None = None,
    ) -> None:
        self._address = loopback_address(host)
        self._port = port
        if dialect not in DIALECTS:
            raise SettingsRefused(where="--dialect", problem="it is page or reference")
        self._dialect = DIALECTS[dialect](has_tiers=tiers_in_body)
        self._data_dir = data_dir
        self._shop_seed, self._customers = _start_of(seed)
        self._terms = Terms(plan, allowed_origins, rate_limit)
        self._redeem_reads_template = redeem_reads_template
        self._clock = clock
        self._faults = Faults(rng or random.Random())  # noqa: S311 - chance, not secrecy
        self._link = ConnectionSwitch()
        self.public_key = ""
        self.secret_key = ""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.stop()

    @property
    def base_url(self) -> str:
        """Where the API is, such as `http://127.0.0.1:8123/v1`."""
        host = f"[{self._address}]" if ":" in self._address else self._address
        return f"http://{host}:{self._port}{PREFIX}"

    @property
    def control_url(self) -> str:
        """Where the control paths are."""
        return self.base_url.removesuffix(PREFIX) + "/_sandbox"

    def start(self) -> None:
        """Open the books and the port. Raises `SettingsRefused` where either cannot be used."""
        self._connection, self._shop = _opened_shop(self._data_dir, self._shop_seed, self._clock)
        try:
            _require_own_cards(self._shop)
            self._shop.populate(self._customers)
            self.public_key = shop_key(self._shop.books, "public", self._shop.now)
            self.secret_key = shop_key(self._shop.books, "secret", self._shop.now)
            gate = AccessCheck(self._shop.books, self._terms, now=lambda: self._shop.now, clock=self._clock)
            api = Api(self._shop, gate, self._dialect, redeem_reads_template=self._redeem_reads_template)
            control = Control(self._shop, self._link, self._faults)
            self._front = Front(Cors(api.application(), gate), control.application(), self._faults, self._link)
            self._listen(bound_socket(self._address, self._port))
        except BaseException:
            self._connection.close()
            raise

    def stop(self) -> None:
        """Close the port, end the thread, close the books."""
        self._listener.stop()
        self._connection.close()

    def ledger(self) -> list[dict[str, object]]:
        """Return every change ever applied, oldest first, as `GET /_sandbox/ledger` lists them."""
        return self._shop.books.ledger()

    def wait_for_ledger(self, count: int, timeout_s: float = WAIT_LIMIT_S) -> list[dict[str, object]]:
        """Wait until the ledger holds at least `count` entries and return it; raise `TimeoutError` otherwise."""
        if not self._shop.books.wait_for_entries(count, timeout_s):
            raise TimeoutError(f"the ledger has not reached {count} entries")
        return self.ledger()

    def set_faults(self, rules: Sequence[Mapping[str, object]], seed: int | None = None) -> None:
        """Put these rules in force instead of the old ones, written as `PUT /_sandbox/faults` takes them."""
        self._faults.replace(rules, seed)

    def faults(self) -> list[dict[str, object]]:
        """Return the rules, each with how often it `fired`."""
        return self._faults.listed()

    def drop_next_answer(self, call: str = "transaction") -> None:
        """Apply the next request of that call, and lose its answer."""
        self._faults.put_first(Rule.parse({"call": call, "fault": "drop_after", "count": 1}))

    def cut(self) -> None:
        """Cut the connection as `PUT /_sandbox/link {"up": false}` does: the port accepts, and resets every request."""
        self._listener.cut()

    def restore(self) -> None:
        """Restore the connection after `cut`."""
        self._link.is_up = True

    @contextmanager
    def offline(self) -> Iterator[None]:
        """Close the port, so that connections are refused: provably nothing was sent. Afterwards it is open again."""
        self._listener.stop()
        held = bound_socket(self._address, self._port)
        try:
            yield
        finally:
            self._listen(held)

    def add_customer(
        self,
        email: str,
        name: str | None,
        template_id: str | None = None,
        balance: int = 0,
        redeemed: Iterable[int] = (),
    ) -> CardState:
        """Put a customer's card into the shop as if it had always been there: the ledger does not list it."""
        return self._shop.add_customer(email, name, template_id=template_id, balance=balance, redeemed=redeemed)

    def apply_elsewhere(self, email: str, delta: int, template_id: str | None = None) -> CardState:
        """Change a balance as another till would; the ledger's note says so. Raises `shop.Refusal`."""
        return self._shop.transact(email, delta, ELSEWHERE, template_id).standing

    def standing(self, email: str, template_id: str | None = None) -> CardState:
        """Return the customer's card as the shop has it now; raise `shop.Refusal`."""
        return self._shop.look_up(email, template_id)

    def _listen(self, sock: socket.socket) -> None:
        self._port = sock.getsockname()[1]
        self._listener = LoopbackServer(self._front, sock, self._link)
        self._listener.start()


def _start_of(seed: SeedName | Path) -> tuple[ShopSeed, tuple[DemoCustomer, ...]]:
    if seed == "demo":
        return DEMO_SHOP, DEMO_CUSTOMERS
    return (DEMO_SHOP, ()) if seed == "empty" else read_seed(Path(seed))


def _opened_shop(
    data_dir: Path | None, seed: ShopSeed, clock: Callable[[], float]
) -> tuple[sqlite3.Connection, SandboxShop]:
    try:
        connection = open_connection(data_dir)
        try:
            return connection, SandboxShop(connection, seed=seed, clock=clock)
        except BaseException:
            connection.close()
            raise
    except (OSError, sqlite3.Error) as error:
        raise SettingsRefused(where="--data", problem="the folder or its database cannot be used") from error


def _require_own_cards(shop: SandboxShop) -> None:
    if shop.has_other_cards():
        raise SettingsRefused(where="--data", problem="the folder keeps another shop; give the seed it began with")
