"""What must hold after any number of kills, by three witnesses: the ticks shown, the journal, Kreward's own ledger.

Per note at the ledger: exactly once for `applied`; never for `waiting`, `held`, `blocked`, `cancelled`,
`written_off`; at most once for what is not decided. Per customer: start + Σ applied ≤ balance ≤ start + Σ applied +
Σ undecided (the signs of the deltas minded; a redeem of the last stamp tier takes the tier's threshold away). Redeems
bear no note, so they are counted by customer and tier. Pure: takes plain values, starts nothing.
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
    """A card before the run and after it. `loops_at`: the tier whose claim takes its threshold off the balance."""

    start: int
    balance: int
    loops_at: int | None = None

    def effect(self, entry: Line) -> int:
        """What an applied entry does to the balance."""
        if entry["kind"] == "stamp":
            return int(entry["delta"])
        return -self.loops_at if self.loops_at is not None and entry["at"] == self.loops_at else 0


@dataclass(frozen=True, slots=True)
class Journal:
    """One database at the end: its outbox as it answers, and what its cashier remembers."""

    entries: Sequence[Line]
    memory: Memory


@dataclass
class Verdict:
    """The counts of the table.

    `restored`: in review since the database is a copy, which `in_review` leaves out. `barred`: waiting behind what a
    person must decide or what is being settled. `stuck`: waiting though nothing is in the way. `off`: balances out of
    bounds.
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

    def tell(self, name: str, by: int, story: str) -> None:
        setattr(self, name, getattr(self, name) + by)
        self.stories.append(f"{name}: {story}")


def judge(
    journals: Sequence[Journal],
    ledger: Sequence[Line],
    customers: Mapping[str, Customer],
    given_up: Sequence[Tick] = (),
) -> Verdict:
    """Compare the witnesses. `given_up` are taps of a database in whose place an older copy was put."""
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
    if not given_up:
        for row in strangers:
            verdict.tell("missing", 1, f"{row['note']!r} stands in the ledger and in no journal")
    claims = [tick for tick in given_up if tick.kind == "redeem"]
    _compare_redeems(merged, ledger, claims, verdict)
    _compare_balances(merged, customers, strangers, claims, verdict)
    return verdict


def may_still_move(entries: Sequence[Line]) -> bool:
    """Whether anything is under way that needs no person."""
    verdict = Verdict()
    _count_stuck(entries, verdict)
    return verdict.stuck > 0 or any(entry["state"] in UNDECIDED for entry in entries)


def _compare_ticks(journal: Journal, verdict: Verdict) -> None:
    """Every tick shown stands in the journal as it was shown, and nothing stands there that nobody tapped."""
    entries = {entry["entry"]: entry for entry in journal.entries}
    memory = journal.memory
    for seq, tick in memory.ticks.items():
        if seq not in entries:
            verdict.tell("missing", 1, f"entry {seq} ({tick.kind}) was shown and is not in the journal")
        elif _tick(entries[seq]) != tick:
            verdict.tell("missing", 1, f"entry {seq} was shown as {tick} and is {_tick(entries[seq])}")
    for seq in memory.reused:
        verdict.tell("missing", 1, f"entry {seq} was shown for two taps")
    for seq in memory.cancelled:
        if seq in entries and entries[seq]["state"] != "cancelled":
            verdict.tell("missing", 1, f"entry {seq} was shown as cancelled and is {entries[seq]['state']}")
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
    """Once the network is sound nothing may wait, but behind what a person must decide or what is being settled.

    An undo waits for the verdict on what it undoes, and later taps of the same customer wait behind that undo.
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
                verdict.tell("stuck", 1, f"entry {entry['entry']} ({entry['kind']}) is {entry['state']} to the end")


def _merged(journals: Sequence[Journal]) -> list[Line]:
    """Each note once: a copy of a database has the same entries, and what one of them knows holds for all."""
    weight = {"applied": 2} | dict.fromkeys(_MAY_HAVE_COUNTED, 1)
    merged: dict[str, Line] = {}
    for journal in journals:
        for entry in journal.entries:
            other = merged.get(entry["note"], entry)
            merged[entry["note"]] = max(other, entry, key=lambda one: weight.get(one["state"], 0))
    return list(merged.values())


def _compare_notes(merged: Iterable[Line], ledger: Sequence[Line], verdict: Verdict) -> list[Line]:
    """Returns what stands in the ledger and in no journal."""
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
        verdict.tell("lost", 1, story)
    if len(rows) > most:
        verdict.tell("doubled", len(rows) - most, story)
    if any((row["email"], row["delta"]) != (entry["email"], entry["delta"]) for row in rows):
        verdict.stories.append(f"{entry['note']} was applied as something else")


def _compare_redeems(
    merged: Iterable[Line], ledger: Sequence[Line], given_up: Iterable[Tick], verdict: Verdict
) -> None:
    at_kreward = Counter((row["email"], row["at"]) for row in ledger if row["kind"] == "redeem")
    applied: Counter[tuple[str, int]] = Counter()
    maybe = Counter((tick.email, tick.at or 0) for tick in given_up)
    for entry in merged:
        if entry["kind"] == "redeem":
            applied[entry["email"], entry["at"]] += entry["state"] == "applied"
            maybe[entry["email"], entry["at"]] += entry["state"] in _MAY_HAVE_COUNTED
    for claim in at_kreward.keys() | applied.keys():
        story = (
            f"tier {claim[1]} of {claim[0]}: {applied[claim]} applied, {maybe[claim]} open, {at_kreward[claim]} there"
        )
        if at_kreward[claim] < applied[claim]:
            verdict.tell("lost", applied[claim] - at_kreward[claim], story)
        if at_kreward[claim] > applied[claim] + maybe[claim]:
            verdict.tell("doubled", at_kreward[claim] - applied[claim] - maybe[claim], story)


def _compare_balances(
    merged: Sequence[Line],
    customers: Mapping[str, Customer],
    strangers: Sequence[Line],
    given_up: Sequence[Tick],
    verdict: Verdict,
) -> None:
    for email, customer in customers.items():
        own = [entry for entry in merged if entry["email"] == email]
        sure = customer.start + sum(_effects(own, customer, {"applied"}))
        sure += sum(row["delta"] for row in strangers if row["email"] == email)
        maybe = list(_effects(own, customer, _MAY_HAVE_COUNTED))
        maybe += [customer.effect({"kind": "redeem", "at": tick.at}) for tick in given_up if tick.email == email]
        least, most = sure + sum(min(0, effect) for effect in maybe), sure + sum(max(0, effect) for effect in maybe)
        if not least <= customer.balance <= most:
            verdict.tell("off", 1, f"{email} has {customer.balance}, not {least} to {most}")


def _effects(entries: Iterable[Line], customer: Customer, states: set[str]) -> Iterator[int]:
    return (customer.effect(entry) for entry in entries if entry["state"] in states)
