"""Checks of what belongs to this till: its settings, keys and database, and the way to Kreward."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from kreward_pos.api.client import KrewardClient
from kreward_pos.api.keys import ApiKeys
from kreward_pos.api.transport import HttpTransport, NoResponse, Request
from kreward_pos.clock import SystemClock
from kreward_pos.doctor.findings import Finding, failed, fine, warning
from kreward_pos.errors import QT_TRANSLATE_NOOP
from kreward_pos.system.settings import Settings
from kreward_pos.till.records.audit_log import AuditLog
from kreward_pos.till.records.entry_queries import EntryQueries
from kreward_pos.till.storage.access import snapshot
from kreward_pos.till.storage.store import FILE_NAME

_MOST_DRIFT = timedelta(minutes=2)
_DEADLINE_S = 8.0


def keys(given: ApiKeys) -> Finding:
    """Report which kinds of key this till has, and no more."""
    if given.secret is not None:
        return fine(QT_TRANSLATE_NOOP("doctor", "A secret key is set."))
    if given.public is not None:
        return warning(
            QT_TRANSLATE_NOOP("doctor", "Only a public key is set: this till can enrol, not stamp. Add the secret key.")
        )
    return warning(
        QT_TRANSLATE_NOOP("doctor", "No key is set yet. Start the app, or open its settings, and enter the secret key.")
    )


def shop(settings: Settings, given: ApiKeys) -> Finding:
    """Return whether Kreward answers and accepts each key that is given; raises an `ApiFailure`."""
    if given == ApiKeys():
        return warning(QT_TRANSLATE_NOOP("doctor", "Kreward was not asked, since no key is set yet."))
    client = KrewardClient(HttpTransport(settings.base_url, proxy=settings.proxy), given, SystemClock())
    try:
        name = client.me().merchant if given.secret is not None else client.ping().merchant
        if given.public is not None:
            client.join_page()  # a ping proves no key where Kreward answers it without one
    finally:
        client.close()
    if name is None:
        return fine(QT_TRANSLATE_NOOP("doctor", "Kreward answers and accepts the key."))
    return fine(QT_TRANSLATE_NOOP("doctor", "Kreward answers, and the key is that of {shop}."), shop=name)


def clock(settings: Settings, now: datetime | None = None) -> Finding:
    """Check how far this computer's clock is from the server's."""
    transport = HttpTransport(settings.base_url, proxy=settings.proxy)
    try:
        server_time = transport.exchange(Request("GET", "/ping", None), _DEADLINE_S).server_time
    except NoResponse:
        server_time = None
    finally:
        transport.close()
    if server_time is None:
        return warning(QT_TRANSLATE_NOOP("doctor", "The clock could not be compared, since no server told its time."))
    off = abs((now or datetime.now(UTC)) - server_time)
    if off > _MOST_DRIFT:
        return failed(
            QT_TRANSLATE_NOOP("doctor", "The clock is {minutes} minutes off. Let the computer set its time by itself."),
            minutes=round(off.total_seconds() / 60),
        )
    return fine(QT_TRANSLATE_NOOP("doctor", "The clock is right."))


def database(folder: Path) -> Finding:
    """Check that the database opens and is sound, and what waits in it; an app may be running.

    Raises a `StoreFailure` or what the keychain does.
    """
    if not (folder / FILE_NAME).exists():
        return fine(QT_TRANSLATE_NOOP("doctor", "This till has no data yet."))
    with snapshot(folder) as store:
        on_the_way, need_person = EntryQueries(store).counts()
    if store.key is None:
        return warning(QT_TRANSLATE_NOOP("doctor", "The data is sound, but not encrypted. Start the app once."))
    text = QT_TRANSLATE_NOOP(
        "doctor", "The data is sound and encrypted; {waiting} taps are waiting, {reviews} need a person."
    )
    return (warning if need_person else fine)(text, waiting=on_the_way, reviews=need_person)


def record(folder: Path) -> Finding:
    """Check that the audit log is as the till wrote it.

    Raises a `StoreFailure` or what the keychain does.
    """
    if not (folder / FILE_NAME).exists():
        return fine(QT_TRANSLATE_NOOP("doctor", "Nothing was done at this till yet."))
    with snapshot(folder) as store:
        broken_line = AuditLog(store, SystemClock()).first_broken_line()
    if broken_line is not None:
        return failed(
            QT_TRANSLATE_NOOP(
                "doctor", "Line {number} of the record was changed or removed from outside. Taps are not affected."
            ),
            number=broken_line,
        )
    return fine(QT_TRANSLATE_NOOP("doctor", "The record of what was done here is complete."))
