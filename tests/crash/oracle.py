"""The oracle of the crash campaign: compares the ticks shown, the journal and Kreward's own ledger.

A note is in the ledger exactly once for `applied`; never for `waiting`, `held`, `blocked`, `cancelled`, `written_off`;
at most once for what is undecided. For each customer, start + Σ applied ≤ balance ≤ start + Σ applied + Σ undecided,
with the signs of the deltas; a redeem of the last stamp tier subtracts its threshold. Redeems have no note, so they are
counted by customer and tier. Pure functions.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tests.crash.cashier import Memory, Tick
from tests.crash.process import Line

UNDECIDED = {"sending", "unsure", "settling"}
NEEDS_PERSON = {"review", "blocked"}
_MAY_HAVE_COUNTED = UNDECIDED | {"review"}


@dataclass(frozen=True, slots=True)
class Customer:
    """A card before and after the campaign. `loops_at`: the tier whose claim subtracts its threshold."""

    start: int
    balance: int
    loops_at: int | None = None

    def effect(self, entry: Line) -> int:
        """Return what an applied entry does to the balance."""
        if entry["kind"] == "stamp":
            return int(entry["delta"])
        return -self.loops_at if self.loops_at is not None and entry["at"] == self.loops_at else 0


@dataclass(frozen=True, slots=True)
class Journal:
    """One database at the end: its outbox's answer, and what its cashier remembers."""

    entries: Sequence[Line]
    memory: Memory


@dataclass
class Verdict:
    """The counts of the table.

    `restored`: in review because the database is a copy, not counted in `in_review`. `barred`: waiting behind what a
    person must decide or what is being settled. `stuck`: waiting for no reason. `off`: balances out of bounds.
    """

    entries: int = 0
    applied: int = 0
    in_review: int = 0
    restored: int = 0
    blocked: int = 0
    undecided: int = 0
    barred: int = 0
    stuck: int = 0
    lost: int = 0
    doubled: int = 0
    missing: int = 0
    off: int = 0
    stories: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.doubled or self.missing or self.stuck or self.off or self.stories)

    def add(self, name: str, by: int, story: str) -> None:
        setattr(self, name, getattr(self, name) + by)
        self.stories.append(f"{name}: {story}")


def judge(
    journals: Sequence[Journal],
    ledger: Sequence[Line],
    customers: Mapping[str, Customer],
    discarded: Sequence[Tick] = (),
) -> Verdict:
    """Compare the sources. `discarded` are taps of a database that an older copy has replaced."""
    verdict = Verdict()
    for journal in journals:
        _compare_ticks(journal, verdict)
        _count_stuck(journal.entries, verdict)
    merged = _merged(journals)
    states = Counter(entry["state"] for entry in merged)
    verdict.entries, verdict.applied, verdict.blocked = len(merged), states["applied"], states["blocked"]
    verdict.restored = sum(_is_restored(entry) for entry in merged)
    verdict.in_review = states["review"] - verdict.restored
    verdict.undecided = sum(states[state] for state in UNDECIDED)
    strangers = _compare_notes(merged, ledger, verdict)
    if not discarded:
        for row in strangers:
            verdict.add("missing", 1, f"{row['note']!r} is in the ledger and in no journal")
    claims = [tick for tick in discarded if tick.kind == "redeem"]
    _compare_redeems(merged, ledger, claims, verdict)
    _compare_balances(merged, customers, strangers, claims, verdict)
    return verdict


def may_still_move(entries: Sequence[Line]) -> bool:
    """Return whether anything is under way that needs no person."""
    verdict = Verdict()
    _count_stuck(entries, verdict)
    return verdict.stuck > 0 or any(entry["state"] in UNDECIDED for entry in entries)


def _compare_ticks(journal: Journal, verdict: Verdict) -> None:
    """Check that every tick shown is in the journal as shown, and nothing else is."""
    entries = {entry["entry"]: entry for entry in journal.entries}
    memory = journal.memory
    for seq, tick in memory.ticks.items():
        if seq not in entries:
            verdict.add("missing", 1, f"entry {seq} ({tick.kind}) was shown and is not in the journal")
        elif _tick(entries[seq]) != tick:
            verdict.add("missing", 1, f"entry {seq} was shown as {tick} and is {_tick(entries[seq])}")
    for seq in memory.reused:
        verdict.add("missing", 1, f"entry {seq} was shown for two taps")
    for seq in memory.cancelled:
        if seq in entries and entries[seq]["state"] != "cancelled":
            verdict.add("missing", 1, f"entry {seq} was shown as cancelled and is {entries[seq]['state']}")
    unknown = len(entries.keys() - memory.ticks.keys())
    if unknown > len(memory.unanswered):
        unanswered = len(memory.unanswered)
        verdict.stories.append(f"{unknown} entries were never shown, but only {unanswered} taps went unanswered")
    verdict.stories += memory.problems


def _is_restored(entry: Line) -> bool:
    return bool(entry["state"] == "review" and entry.get("problem") == "database_restored")


def _tick(entry: Line) -> Tick:
    return Tick(entry["kind"], entry["email"], entry.get("delta"), entry.get("at"))


def _count_stuck(entries: Sequence[Line], verdict: Verdict) -> None:
    """Count what waits on a sound network for any reason but a person's decision or settling.

    An undo waits for the verdict on what it undoes, and the customer's later taps wait for the undo.
    """
    states = {entry["entry"]: entry["state"] for entry in entries}
    barred: set[str] = set()
    for entry in sorted(entries, key=lambda entry: int(entry["entry"])):
        if entry["state"] in UNDECIDED:
            barred.add(entry["email"])
        elif entry["state"] in {"held", "waiting"}:
            if states.get(entry.get("undo_of", 0)) in NEEDS_PERSON:
                barred.add(entry["email"])
            if entry["email"] in barred:
                verdict.barred += 1
            else:
                verdict.add("stuck", 1, f"entry {entry['entry']} ({entry['kind']}) is {entry['state']} to the end")


def _merged(journals: Sequence[Journal]) -> list[Line]:
    """Return each note once: copies of a database share entries, and what one of them knows holds for all."""
    weight = {"applied": 2} | dict.fromkeys(_MAY_HAVE_COUNTED, 1)
    merged: dict[str, Line] = {}
    for journal in journals:
        for entry in journal.entries:
            other = merged.get(entry["note"], entry)
            merged[entry["note"]] = max(other, entry, key=lambda one: weight.get(one["state"], 0))
    return list(merged.values())


def _compare_notes(merged: Iterable[Line], ledger: Sequence[Line], verdict: Verdict) -> list[Line]:
    """Compare the notes; return what is in the ledger and in no journal."""
    rows: defaultdict[str, list[Line]] = defaultdict(list)
    for row in ledger:
        if row["kind"] == "transaction":
            rows[row["note"] or ""].append(row)
    for entry in merged:
        if entry["kind"] == "stamp":
            _compare_note(entry, rows.pop(entry["note"], []), verdict)
    return [row for strangers in rows.values() for row in strangers]


def _compare_note(entry: Line, rows: list[Line], verdict: Verdict) -> None:
    most = 1 if entry["state"] in _MAY_HAVE_COUNTED | {"applied"} else 0
    story = f"{entry['note']} is {entry['state']} and {len(rows)} times in the ledger"
    if entry["state"] == "applied" and not rows:
        verdict.add("lost", 1, story)
    if len(rows) > most:
        verdict.add("doubled", len(rows) - most, story)
    if any((row["email"], row["delta"]) != (entry["email"], entry["delta"]) for row in rows):
        verdict.stories.append(f"{entry['note']} was applied as something else")


def _compare_redeems(
    merged: Iterable[Line], ledger: Sequence[Line], discarded: Iterable[Tick], verdict: Verdict
) -> None:
    at_kreward = Counter((row["email"], row["at"]) for row in ledger if row["kind"] == "redeem")
    applied: Counter[tuple[str, int]] = Counter()
    maybe = Counter((tick.email, tick.at or 0) for tick in discarded)
    for entry in merged:
        if entry["kind"] == "redeem":
            applied[entry["email"], entry["at"]] += entry["state"] == "applied"
            maybe[entry["email"], entry["at"]] += entry["state"] in _MAY_HAVE_COUNTED
    for claim in at_kreward.keys() | applied.keys():
        story = (
            f"tier {claim[1]} of {claim[0]}: {applied[claim]} applied, {maybe[claim]} open, {at_kreward[claim]} there"
        )
        if at_kreward[claim] < applied[claim]:
            verdict.add("lost", applied[claim] - at_kreward[claim], story)
        if at_kreward[claim] > applied[claim] + maybe[claim]:
            verdict.add("doubled", at_kreward[claim] - applied[claim] - maybe[claim], story)


def _compare_balances(
    merged: Sequence[Line],
    customers: Mapping[str, Customer],
    strangers: Sequence[Line],
    discarded: Sequence[Tick],
    verdict: Verdict,
) -> None:
    for email, customer in customers.items():
        own = [entry for entry in merged if entry["email"] == email]
        sure = customer.start + sum(_effects(own, customer, {"applied"}))
        sure += sum(row["delta"] for row in strangers if row["email"] == email)
        maybe = list(_effects(own, customer, _MAY_HAVE_COUNTED))
        maybe += [customer.effect({"kind": "redeem", "at": tick.at}) for tick in discarded if tick.email == email]
        least, most = sure + sum(min(0, effect) for effect in maybe), sure + sum(max(0, effect) for effect in maybe)
        if not least <= customer.balance <= most:
            verdict.add("off", 1, f"{email} has {customer.balance}, not {least} to {most}")


def _effects(entries: Iterable[Line], customer: Customer, states: set[str]) -> Iterator[int]:
    return (customer.effect(entry) for entry in entries if entry["state"] in states)
