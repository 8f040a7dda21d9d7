"""Irregularities that are found, and regulars, quiet shops and chance that are not."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kreward_pos.cards import Email
from kreward_pos.till.counter.irregularities import Irregularity, irregularities
from kreward_pos.till.model.entries import Entry, EntryKind, EntryState
from kreward_pos.till.records.audit_log import AuditEvent, AuditLine

MONDAY = datetime(2026, 11, 2, 0, 0).astimezone()


def a_tap(
    seq: int, customer: int, *, hour: int = 10, day: int = 0, delta: int = 1, cashier: str | None = None
) -> Entry:
    email = Email.parse(f"customer{customer}@example.com")
    made = (MONDAY + timedelta(days=day, hours=hour)).astimezone(UTC)
    return Entry(
        EntryKind.STAMP,
        email,
        seq=seq,
        op_id=f"till/{seq}",
        state=EntryState.APPLIED,
        created_at=made,
        delta=delta,
        cashier=cashier,
    )


def a_month(chance: random.Random, customers: int = 150, **options: str) -> list[Entry]:
    """Return a café's month: most customers come a few times, some every day, between eight and six."""
    visits = [customer for customer in range(customers) for _ in range(max(1, round(chance.lognormvariate(0.9, 0.9))))]
    return [
        a_tap(seq, customer, hour=chance.randrange(8, 18), day=chance.randrange(28), **options)  # type: ignore[arg-type]
        for seq, customer in enumerate(visits, start=1)
    ]


def some_lines(event: AuditEvent, cashier: str | None, count: int) -> list[AuditLine]:
    return [AuditLine(n, MONDAY, event, cashier=cashier) for n in range(count)]


def test_honest_months_rarely_show_an_irregularity() -> None:
    months = [irregularities(a_month(random.Random(seed)), []) for seed in range(100)]
    assert sum(map(bool, months)) < 10  # a regular who comes every day, twice


def test_card_far_above_the_others_is_found_with_the_usual_figure() -> None:
    entries = a_month(random.Random(1))
    entries += [a_tap(1000 + n, 999, hour=9 + n % 8) for n in range(120)]
    (found,) = irregularities(entries, [])
    assert (found.kind, found.count) == ("card", 120)
    assert found.usual < 6
    assert "999" not in (found.who or "")


def test_one_outlier_does_not_hide_another() -> None:
    entries = a_month(random.Random(2))
    for customer in (998, 999):
        entries += [a_tap(customer * 1000 + n, customer, hour=9 + n % 8) for n in range(150)]
    assert [found.kind for found in irregularities(entries, [])] == ["card", "card"]


def test_few_cards_show_nothing() -> None:
    entries = [a_tap(1, 1, delta=500), *(a_tap(n, n) for n in range(2, 8))]
    assert irregularities(entries, []) == []


def test_points_are_not_measured_by_stamps() -> None:
    stamps = [a_tap(n, n) for n in range(1, 12)]
    points = [replace(a_tap(100 + n, n), delta=400 + 10 * n, template_id="points") for n in range(12)]
    assert [found for found in irregularities(stamps + points, []) if found.kind == "card"] == []


def test_one_cashiers_taps_at_night_are_found() -> None:
    entries = a_month(random.Random(3), customers=200)
    entries += [a_tap(5000 + n, n, hour=3, cashier="Ah Ming") for n in range(6)]
    assert irregularities(entries, []) == [Irregularity("hours", "Ah Ming", 6, len(entries))]


def test_cancelled_taps_are_not_counted() -> None:
    entries = a_month(random.Random(4))
    night = [a_tap(5000 + n, n, hour=3) for n in range(6)]
    assert irregularities(entries + [_cancelled(tap) for tap in night], []) == []


def test_cashier_who_undoes_more_than_others_is_found() -> None:
    entries = a_month(random.Random(5), cashier="Ka Yan")
    entries += [a_tap(5000 + n, n, hour=12, cashier="Ah Ming") for n in range(100)]
    lines = some_lines(AuditEvent.UNDONE, "Ka Yan", 8) + some_lines(AuditEvent.CANCELLED, "Ah Ming", 14)
    (found,) = (found for found in irregularities(entries, lines) if found.kind == "undone")
    assert (found.who, found.count) == ("Ah Ming", 14)
    assert 0 < found.usual < 5


def test_repeated_consents_of_an_only_cashier_are_found() -> None:
    entries = a_month(random.Random(6))
    few, many = (some_lines(AuditEvent.ALLOWED, None, round(len(entries) * part)) for part in (0.05, 0.2))
    assert irregularities(entries, few) == []
    (found,) = irregularities(entries, many)
    assert (found.kind, found.who, found.usual) == ("allowed", None, round(len(entries) * 0.05))


def _cancelled(tap: Entry) -> Entry:
    return replace(tap, state=EntryState.CANCELLED)
