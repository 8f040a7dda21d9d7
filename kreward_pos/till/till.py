"""The whole till, put together and running: database, outbox, courier, maintenance and what the counter calls."""

import random
from pathlib import Path
from typing import Self

from kreward_pos import __version__
from kreward_pos.api.client import KrewardClient
from kreward_pos.api.keys import ApiKeys
from kreward_pos.clock import Clock, SystemClock
from kreward_pos.system.database_key import DatabaseKey
from kreward_pos.till.counter.connection import Connection
from kreward_pos.till.counter.daybook import Daybook
from kreward_pos.till.counter.desk import Desk, TillConfig
from kreward_pos.till.counter.enrolment import Enrolment
from kreward_pos.till.counter.owner_actions import OwnerActions
from kreward_pos.till.counter.review import Review
from kreward_pos.till.maintenance import Maintenance
from kreward_pos.till.model.api_status import ApiStatus
from kreward_pos.till.model.limits import HOLD_S
from kreward_pos.till.records.audit_log import AuditEvent, AuditLog, RecordBroken
from kreward_pos.till.records.context import TillContext
from kreward_pos.till.records.customers import Customers
from kreward_pos.till.records.events import Listener, Notifier
from kreward_pos.till.records.outbox import Outbox
from kreward_pos.till.records.restore_guard import MarkStore, NoRestoreGuard, RestoreCheck, RestoreGuard
from kreward_pos.till.records.retention import Retention
from kreward_pos.till.records.shop import Shop
from kreward_pos.till.sending.courier import Courier
from kreward_pos.till.sending.courier_thread import CourierThread
from kreward_pos.till.storage.store import Store


class Till:
    """A running till, which owns the database, the client and the threads behind the counter.

    The counter calls its `desk` for customers and taps, `review` for the outbox, `enrolment` for new customers,
    `connection`, `daybook` for what was done, and `owner_actions`.

    `restore_check` notices a copy of the database; only tests and benchmarks go without.
    """

    def __init__(
        self,
        store: Store,
        client: KrewardClient,
        *,
        config: TillConfig | None = None,
        clock: Clock | None = None,
        rng: random.Random | None = None,
        hold_s: float = HOLD_S,
        restore_check: RestoreCheck | None = None,
    ) -> None:
        clock, config = clock or SystemClock(), config or TillConfig()
        self._is_started = False
        self._store = store
        self._client = client
        restore_check = restore_check or NoRestoreGuard()
        outbox = Outbox(store, clock, config.till_name, restore_check)
        api_status = ApiStatus(clock, rng or random.Random())  # noqa: S311 - jitter, not a secret
        self._notifier = Notifier(api_status, outbox.queries)
        self._audit_log = AuditLog(store, clock)
        shop = Shop(store)
        context = TillContext(
            client,
            store,
            outbox,
            self._audit_log,
            Customers(store, clock),
            shop,
            api_status,
            self._notifier,
            clock,
            self._wake,
        )
        self.courier = Courier(context, hold_s=hold_s, always_ask=config.always_ask)
        self._thread = CourierThread(self.courier)
        self.daybook = Daybook(outbox.queries, self._audit_log, shop, clock)
        self._maintenance = Maintenance(
            store, Retention(store, clock, self._audit_log), restore_check.save_mark, self._check_audit_log
        )
        self.desk = Desk(context, config)
        self.review = Review(context, config.till_name)
        self.enrolment = Enrolment(context, config.template_id)
        self.connection = Connection(context)
        self.owner_actions = OwnerActions(store, self._audit_log)

    @classmethod
    def open(
        cls,
        folder: Path,
        client: KrewardClient,
        *,
        key: DatabaseKey | None,
        mark_store: MarkStore,
        config: TillConfig | None = None,
    ) -> Self:
        """Open the till in `folder`; raise a `StoreFailure` where its database cannot be trusted."""
        store = Store.open(folder, key)
        try:
            return cls(store, client, config=config, restore_check=RestoreGuard.check(store, mark_store, SystemClock()))
        except BaseException:
            store.close()
            raise

    def add_listener(self, listener: Listener) -> None:
        """Notify `listener` of every change from now on."""
        self._notifier.add_listener(listener)

    def start(self) -> None:
        """Start sending what waits."""
        self._is_started = True
        self._audit_log.try_write(AuditEvent.STARTED, __version__)
        self.courier.recover()
        self._thread.start()
        self._maintenance.start()

    def use_keys(self, keys: ApiKeys) -> None:
        """Use other API keys from now on, and try a paused connection again at once."""
        self._client.replace_keys(keys)
        self.connection.try_now()

    def apply_config(self, config: TillConfig) -> None:
        """Apply the owner's changed settings; the till's name in the notes of entries changes at the next start."""
        self.desk.apply_config(config)
        self.enrolment.use_template(config.template_id)
        self.courier.set_always_ask(config.always_ask)

    def close(self) -> None:
        """Stop every thread and close the database; what is not sent stays in the outbox."""
        self._client.close()
        self._thread.stop()
        self._maintenance.stop()
        if self._is_started:
            self._audit_log.try_write(AuditEvent.CLOSED)
        self._is_started = False
        self._store.close()

    def _check_audit_log(self) -> None:
        broken_at = self.daybook.check_audit_log()
        if broken_at is not None:
            self._notifier.error_occurred(RecordBroken(number=broken_at))

    def _wake(self, tapped: int | None) -> None:
        if tapped is not None:
            self.courier.note_tap(tapped)
        self._thread.wake()
