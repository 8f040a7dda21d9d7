"""A day's figures, the shift and the CSV export, by the shop's own days, whatever its clock does."""

import csv
import os
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kreward_pos.api.models import CardType
from kreward_pos.cards import Email
from kreward_pos.sandbox.seeds import POINTS_CARD
from kreward_pos.till.counter.day_summary import Outcomes, Share, day_bounds, summarize_day
from kreward_pos.till.model.entries import Entry, EntryKind, EntryState, SettledBy
from kreward_pos.till.model.errors import DiskTrouble
from kreward_pos.till.records.audit_log import AuditEvent, AuditLine
from tests.till.conftest import Counter

DAY = date(2026, 11, 22)
NINE = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
JANE, SUKI = Email.parse("jane@example.com"), Email.parse("suki@example.com")


@pytest.fixture(autouse=True)
def _hong_kong() -> Iterator[None]:
    yield from in_zone("Asia/Hong_Kong")


def in_zone(name: str) -> Iterator[None]:
    """Use this time zone; where the system cannot be set, its own."""
    if sys.platform == "win32":
        yield
        return
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def an_entry(
    seq: int,
    state: EntryState = EntryState.APPLIED,
    *,
    delta: int | None = 1,
    at: int | None = None,
    email: Email = JANE,
    made: datetime = NINE,
    cashier: str | None = None,
    settled_by: SettledBy | None = SettledBy.ANSWER,
    undo_of: int | None = None,
    problem: str | None = None,
    is_offline: bool = False,
    card_type: CardType | None = None,
) -> Entry:
    kind = EntryKind.REDEEM if at is not None else EntryKind.STAMP
    return Entry(
        kind,
        email,
        seq=seq,
        op_id=f"till/{seq}",
        state=state,
        created_at=made,
        delta=None if at else delta,
        at=at,
        undo_of=undo_of,
        settled_by=settled_by,
        cashier=cashier,
        problem=problem,
        is_offline=is_offline,
        card_type=card_type,
    )


def test_figures_are_summed_by_hour_and_by_cashier() -> None:
    entries = [
        an_entry(1, delta=2, cashier="Ka Yan"),
        an_entry(2, at=8, cashier="Ka Yan", made=NINE + timedelta(hours=2)),
        an_entry(3, email=SUKI, made=NINE + timedelta(minutes=59)),
        an_entry(4, EntryState.CANCELLED),
        an_entry(5, EntryState.WAITING, delta=3, cashier="Ah Ming", made=NINE + timedelta(hours=2)),
    ]
    day = summarize_day(DAY, entries, [AuditLine(1, NINE, AuditEvent.ENROLLED), AuditLine(2, NINE, AuditEvent.TAPPED)])
    assert {hour: share for hour, share in enumerate(day.hours) if share != Share()} == {
        17: Share(3, 0),
        19: Share(3, 1),
    }
    assert day.cashiers == (("Ah Ming", Share(3, 0)), ("Ka Yan", Share(2, 1)), (None, Share(1, 0)))
    assert (day.total, day.customers, day.new_customers) == (Share(6, 1), 2, 1)
    assert (day.outcomes.sent, day.outcomes.waiting, day.outcomes.undone) == (3, 1, 1)


def test_stamps_and_points_are_never_one_sum() -> None:
    entries = [an_entry(1, delta=2), an_entry(2, delta=250, card_type="points"), an_entry(3, at=8)]
    day = summarize_day(DAY, entries, [])
    assert (day.total, day.card_types) == (Share(stamps=2, redeems=1, points=250), ("stamps", "points"))
    assert summarize_day(DAY, entries[1:2], []).card_types == ("points",)
    assert summarize_day(DAY, [], [], {"points"}).card_types == ("points",)


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (an_entry(1), "sent"),
        (an_entry(1, settled_by=SettledBy.BALANCE), "confirmed"),
        (an_entry(1, settled_by=SettledBy.PERSON), "decided"),
        (an_entry(1, EntryState.HELD), "waiting"),
        (an_entry(1, EntryState.SETTLING), "waiting"),
        (an_entry(1, EntryState.REVIEW), "in_review"),
        (an_entry(1, EntryState.BLOCKED), "in_review"),
        (an_entry(1, EntryState.CANCELLED), "undone"),
        (an_entry(1, EntryState.WRITTEN_OFF), "written_off"),
        (an_entry(1, EntryState.WRITTEN_OFF, at=8, problem="shop_loss", is_offline=True), "lost"),
    ],
)
def test_each_entry_counts_once(entry: Entry, field: str) -> None:
    assert Outcomes.of([entry]) == Outcomes(**{field: 1})


def test_tap_and_its_undo_count_as_undone() -> None:
    entries = [an_entry(1, delta=2), an_entry(2, delta=-2, undo_of=1)]
    day = summarize_day(DAY, entries, [])
    assert (day.total, day.outcomes) == (Share(), Outcomes(undone=2))


def test_order_of_entries_does_not_change_the_figures() -> None:
    entries = [an_entry(n, delta=n % 3 + 1, made=NINE + timedelta(minutes=7 * n)) for n in range(1, 90)]
    mixed = random.Random(5).sample(entries, len(entries))
    assert summarize_day(DAY, mixed, []) == summarize_day(DAY, entries, [])


def test_empty_day_has_empty_figures() -> None:
    day = summarize_day(DAY, [], [])
    assert (day.is_empty, day.total, day.cashiers) == (True, Share(), ())


@pytest.mark.skipif(sys.platform == "win32", reason="the time zone is the system's")
@pytest.mark.parametrize(
    ("day", "hours", "begins"),
    [
        (date(2026, 3, 29), 23, "2026-03-29T00:00:00+01:00"),
        (date(2026, 10, 25), 25, "2026-10-25T00:00:00+02:00"),
        (date(2026, 6, 1), 24, "2026-06-01T00:00:00+02:00"),
    ],
)
def test_days_with_a_clock_change_have_23_or_25_hours(day: date, hours: int, begins: str) -> None:
    zone = in_zone("Europe/Berlin")
    next(zone)
    since, until = day_bounds(day)
    assert (until - since, since.isoformat()) == (timedelta(hours=hours), begins)
    assert day_bounds(day + timedelta(days=1))[0] == until
    taps = [an_entry(n + 1, made=since + timedelta(hours=n)) for n in range(hours)]
    assert summarize_day(day, taps, []).total == Share(hours, 0)
    next(zone, None)


@pytest.fixture
def busy(counter: Counter) -> Counter:
    """A counter with two days: one settled, with an undone stamp, and one that has just begun."""
    counter.daybook.change_cashier("Ka Yan")
    counter.desk.stamp(JANE)
    counter.desk.stamp(SUKI, 2)
    counter.flush()
    counter.desk.undo(counter.desk.stamp(JANE).seq)
    counter.clock.pass_s(24 * 3600)
    counter.daybook.change_cashier("Ah Ming")
    with counter.sandbox.offline():
        counter.desk.stamp(SUKI)
    return counter


def test_any_stored_day_can_be_summed_up(busy: Counter) -> None:
    today = busy.daybook.today()
    yesterday = busy.daybook.day(today - timedelta(days=1))
    assert (yesterday.total, yesterday.cashiers) == (Share(3, 0), (("Ka Yan", Share(3, 0)),))
    assert (yesterday.outcomes.sent, yesterday.outcomes.undone) == (2, 1)
    assert busy.daybook.day(today).outcomes == Outcomes(waiting=1)
    assert busy.daybook.day(today - timedelta(days=700)).is_empty


def test_points_are_counted_and_undone_as_points(counter: Counter) -> None:
    counter.sandbox.add_customer(SUKI.address, "Suki", template_id=POINTS_CARD.id)
    counter.desk.look_up(SUKI, POINTS_CARD.id)
    counter.desk.stamp(JANE)
    first = counter.desk.stamp(SUKI, 40, POINTS_CARD.id)
    counter.desk.stamp(SUKI, 5, POINTS_CARD.id)
    counter.flush()
    counter.desk.undo(first.seq)
    day, shift = counter.daybook.day(counter.daybook.today()), counter.daybook.shift()
    assert day.total == shift.total == Share(stamps=1, points=5)
    assert day.card_types == shift.card_types == ("stamps", "points")


def test_thousands_of_taps_are_read_in_batches_without_a_gap(counter: Counter) -> None:
    with counter.store.transaction():
        for _ in range(2_100):
            counter.desk.stamp(JANE)
    today = counter.daybook.today()
    assert counter.daybook.day(today).total == counter.daybook.shift().total == Share(2_100, 0)
    assert len(counter.daybook._audit_log.lines(*day_bounds(today))) == 2_100


def test_taps_under_a_wrong_clock_count_on_the_day_it_showed(counter: Counter) -> None:
    counter.desk.stamp(JANE)
    counter.clock.wall += timedelta(days=400)
    counter.desk.stamp(JANE)
    counter.clock.wall -= timedelta(days=400)
    counter.desk.stamp(JANE)
    today = counter.daybook.today()
    assert counter.daybook.day(today).total == Share(2, 0)
    assert counter.daybook.day(today + timedelta(days=400)).total == Share(1, 0)


def test_shift_lasts_from_the_last_end_to_now(busy: Counter) -> None:
    whole = busy.daybook.end_shift()
    assert (whole.since, whole.total, whole.cashiers) == (None, Share(4, 0), ("Ka Yan", "Ah Ming"))
    assert whole.outcomes == Outcomes(sent=2, undone=1, waiting=1)
    busy.clock.wall -= timedelta(days=2)  # a clock that goes back moves no tap into another shift
    busy.desk.stamp(JANE, 3)
    second = busy.daybook.shift()
    assert (second.total, second.since) == (Share(3, 0), whole.until)
    assert busy.daybook.end_shift().outcomes == Outcomes(waiting=1)
    assert busy.daybook.shift().outcomes == Outcomes()


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_export_covers_one_or_several_days_without_e_mails(busy: Counter, tmp_path: Path) -> None:
    today = busy.daybook.today()
    one = busy.daybook.export_csv(tmp_path / "new" / "folder", today, today)
    several = busy.daybook.export_csv(tmp_path, today - timedelta(days=7), today)
    assert one.name == f"kreward-{today}.csv"
    assert [(row["amount"], row["state"], row["cashier"]) for row in rows(one)] == [("1", "waiting", "Ah Ming")]
    assert [row["amount"] for row in rows(several)] == ["1", "2", "1", "1"]
    assert {row["unit"] for row in rows(several)} == {"stamps"}
    assert "@" not in several.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.glob("*.new")] == []
    exported = busy.daybook._audit_log.newest(AuditEvent.EXPORTED)
    assert exported is not None
    assert exported.detail == f"{today - timedelta(days=7)} {today}"


def test_export_contains_e_mails_only_on_request(busy: Counter, tmp_path: Path) -> None:
    today = busy.daybook.today()
    path = busy.daybook.export_csv(tmp_path, today, today, with_emails=True)
    assert [row["email"] for row in rows(path)] == [SUKI.address]


def test_no_exported_text_begins_a_formula(counter: Counter, tmp_path: Path) -> None:
    counter.daybook.change_cashier("=1+1")
    counter.desk.stamp(JANE, -1)
    today = counter.daybook.today()
    (row,) = rows(counter.daybook.export_csv(tmp_path, today, today))
    assert (row["cashier"], row["amount"]) == ("'=1+1", "-1")


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_exported_name_begins_a_formula_in_any_language(counter: Counter, tmp_path: Path, begin: str) -> None:
    name = f'{begin}HYPERLINK("https://evil.example","陳大文")'
    with counter.sandbox.offline():
        counter.enrolment.enrol(Email.parse("evil@example.com"), name)
    today = counter.daybook.today()
    path = counter.daybook.export_csv(tmp_path, today, today, with_emails=True)
    (row,) = rows(path)
    assert row["name"] == f"'{name}"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert path.read_bytes().endswith(b"\r\n")


def test_unwritable_folder_raises_disk_trouble(busy: Counter, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DiskTrouble):
        busy.daybook.export_csv(tmp_path / "file", busy.daybook.today(), busy.daybook.today())
