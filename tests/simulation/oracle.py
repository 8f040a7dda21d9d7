"""What must hold: three witnesses beside each other, the ticks shown, the journal and Kreward's own ledger.

Per tap at the ledger: once for `applied`; never for what waits, is blocked, cancelled or written off; at most once for
what nobody knows yet. Per customer: the balance lies between what the journals call applied and that with all that is
undecided. A wrong guess that the default rule owns up to counts apart, and only where what happened really was the
coincidence that it names.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kreward_pos.api.client import READ_DEADLINE_S, WRITE_DEADLINE_S
from kreward_pos.api.transport import Request
from kreward_pos.till.model.entries import EntryState, SettledBy
from kreward_pos.till.sending.sender import BASELINE_AGE_S
from kreward_pos.till.sending.settling_rule import SEND_AGAIN_AFTER_S
from tests.simulation.counter import SimTill
from tests.simulation.kreward import ELSEWHERE, Effect, SimKreward
from tests.simulation.memory import Guess

OLDEST_BASELINE_S = BASELINE_AGE_S + max(READ_DEADLINE_S, WRITE_DEADLINE_S) + 1.0
"""A baseline is at most so old when a write leaves: what was read, on its way back, and then kept."""

_OPEN = {EntryState.HELD, EntryState.WAITING, EntryState.SENDING, EntryState.UNSURE, EntryState.SETTLING}
_UNKNOWN = {EntryState.SENDING, EntryState.UNSURE, EntryState.SETTLING, EntryState.REVIEW}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not be. `kind`: lost, doubled, missing, off, stuck, unjournalled, stale or bug."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as the journal holds it."""

    seq: int
    op: str
    kind: str
    state: EntryState
    customer: str
    delta: int | None
    at: int | None
    settled_by: SettledBy | None
    undo_of: int | None


class Oracle:
    """Looks on and judges; touches nothing. Findings and coincidences are told once for each tap."""

    def __init__(self, kreward: SimKreward, tills: Sequence[SimTill], *, allows_coincidences: bool) -> None:
        self._kreward = kreward
        self._tills = tills
        self._allows_coincidences = allows_coincidences
        self._seen: set[tuple[str, str]] = set()
        self.findings: list[Finding] = []
        self.coincidences: list[Finding] = []
        self.answered_s: dict[tuple[int, str], float] = {}

    def write_leaves(self, till: SimTill, request: Request, op: str, now_s: float) -> None:
        """Before a write's first byte: its try is journalled, on a balance that the card really held just now, and
        nothing else of its customer's may still count."""
        with till.store.reading() as connection:
            tries = connection.execute(
                "SELECT state, baseline FROM entries JOIN attempts ON entry = seq WHERE op_id = ? AND outcome IS NULL",
                (op,),
            ).fetchall()
            unsettled = connection.execute(
                "SELECT other.op_id FROM entries JOIN entries AS other USING (customer) WHERE entries.op_id = ?"
                " AND other.state IN ('unsure', 'settling')",
                (op,),
            ).fetchall()
        if [state for state, _ in tries] != ["sending"]:
            self._find("unjournalled", op, f"left without a try in the journal: {tries}")
            return
        if unsettled:
            self._find("at once", op, f"left while {unsettled} was not settled")
        email = str((request.body or {})["email"]).casefold()
        since_s = max(now_s - OLDEST_BASELINE_S, self.answered_s.get((till.number, email), 0.0))
        if tries[0][1] not in self._kreward.held_between(email, since_s, now_s):
            self._find("stale", op, f"left on a baseline of {tries[0][1]} that the card has not held lately")

    def check(self, till: SimTill) -> list[Row]:
        """At any moment at which the till is on; returns its journal."""
        rows = journal(till)
        for row in rows:
            self._check_count(till, row)
        self._check_ticks(till, {row.op: row for row in rows})
        if till.bug is not None:
            self._find("bug", f"till {till.number}", repr(till.bug))
        if till.is_spinning:
            self._find("bug", f"till {till.number}", "the courier spins")
        return rows

    def check_end(self, *, is_calm: bool) -> None:
        """Once every till is on: all of the above and the balances; where it `is_calm`, nothing may be on its way."""
        journals = {till.number: self.check(till) for till in self._tills}
        self._check_balances([row for rows in journals.values() for row in rows])
        if is_calm:
            for rows in journals.values():
                for row in stuck(rows):
                    self._find("stuck", row.op, f"still {row.state.value} long after the faults have stopped")

    def _check_count(self, till: SimTill, row: Row) -> None:
        count = self._kreward.counts[row.op]
        if row.kind == "enrol":
            return
        if row.state is EntryState.APPLIED and count == 0:
            self._judge("lost", till, row, "applied here, never at Kreward")
        most = 1 if row.state in _UNKNOWN or row.state is EntryState.APPLIED else 0
        if count > most:
            self._judge("doubled", till, row, f"{row.state.value} here, applied {count} times at Kreward")

    def _judge(self, kind: str, till: SimTill, row: Row, text: str) -> None:
        if (kind, row.op) in self._seen:
            return
        why = self._why_lost(till, row) if kind == "lost" else self._why_doubled(till, row)
        if why is not None and self._allows_coincidences:
            self._seen.add((kind, row.op))
            self.coincidences.append(Finding(kind, f"{row.op} {text}: {why}"))
        else:
            self._find(kind, row.op, text if why is None else f"{text} ({why})")

    def _why_lost(self, till: SimTill, row: Row) -> str | None:
        """ "b1 = b0 + d, applied": only where somebody else changed the card meanwhile, to just that."""
        for guess in till.memory.guesses.get(row.op, []):
            others = self._others(row, guess)
            is_balance = row.settled_by is SettledBy.BALANCE and self._has_shown(row, guess, self._effect(row))
            if guess.to is EntryState.APPLIED and is_balance and others:
                return f"another writer did the same meanwhile ({_listed(others)})"
        return None

    def _why_doubled(self, till: SimTill, row: Row) -> str | None:
        """ "b1 = b0, send again": only where the first copy outlived the quiet time, or somebody else hid it."""
        own = [effect for effect in self._kreward.effects if effect.op == row.op]
        for guess in till.memory.guesses.get(row.op, []):
            if guess.to is not EntryState.WAITING:
                continue
            still_to_come = [effect for effect in own if guess.judged_s <= effect.at_s]
            if len(still_to_come) > 1 and guess.sent_s + SEND_AGAIN_AFTER_S < still_to_come[-1].at_s:
                return "the first copy outlived the quiet time"
            is_hidden = any(guess.sent_s <= effect.at_s <= guess.judged_s for effect in own)
            if is_hidden and self._has_shown(row, guess, 0) and (others := self._others(row, guess)):
                return f"another writer took it away meanwhile ({_listed(others)})"
        return None

    def _others(self, row: Row, guess: Guess) -> list[Effect]:
        since_s = guess.sent_s - OLDEST_BASELINE_S
        return self._kreward.changes_between(row.customer, since_s, guess.judged_s, but=row.op)

    def _has_shown(self, row: Row, guess: Guess, change: int) -> bool:
        """Whether the read that decided can have been so far from the baseline."""
        balances = self._kreward.held_between(row.customer, guess.read_since_s, guess.judged_s)
        return guess.baseline is not None and guess.baseline + change in balances

    def _check_ticks(self, till: SimTill, rows: dict[str, Row]) -> None:
        for op, tick in till.memory.ticks.items():
            row = rows.get(op)
            kept = None if row is None else (row.kind, row.customer, row.delta, row.at)
            if kept != (tick.kind.value, tick.email.key, tick.delta, tick.at):
                self._find("missing", op, f"its tick was shown, and the journal holds {kept}")
        for op in till.memory.cancelled:
            if op not in rows or rows[op].state is not EntryState.CANCELLED:
                self._find("missing", op, "it was shown as cancelled")

    def _check_balances(self, rows: list[Row]) -> None:
        doubted = {text.text.split()[0] for text in self.coincidences}
        by_customer: defaultdict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by_customer[row.customer].append(row)
        for email, start in self._kreward.starts.items():
            standing = self._kreward.standing(email)
            own = by_customer[email]
            if standing is None or email in self._kreward.goes or any(row.op in doubted for row in own):
                continue
            elsewhere = [each.change for each in self._kreward.effects if each.email == email and each.op == ELSEWHERE]
            sure = start + sum(elsewhere) + sum(self._effect(row) for row in own if row.state is EntryState.APPLIED)
            unsure = [self._effect(row) for row in own if row.state in _UNKNOWN]
            least, most = sure + sum(min(0, each) for each in unsure), sure + sum(max(0, each) for each in unsure)
            if not least <= standing.balance <= most:
                self._find("off", email, f"holds {standing.balance}, which is not in {least}…{most}")

    def _effect(self, row: Row) -> int:
        template = self._kreward.shape.seed.default
        if row.kind == "redeem":
            return -template.goal if template.kind == "stamps" and row.at == template.goal else 0
        return row.delta or 0

    def _find(self, kind: str, subject: str, text: str) -> None:
        if (kind, subject) not in self._seen:
            self._seen.add((kind, subject))
            self.findings.append(Finding(kind, f"{subject} {text}"))


def journal(till: SimTill) -> list[Row]:
    """Every entry of a till."""
    with till.store.reading() as connection:
        rows: list[Any] = connection.execute(
            "SELECT seq, op_id, kind, state, customer, delta, at, settled_by, undo_of FROM entries ORDER BY seq"
        ).fetchall()
    return [
        Row(seq, op, kind, EntryState(state), customer, delta, at, None if by is None else SettledBy(by), undo_of)
        for seq, op, kind, state, customer, delta, at, by, undo_of in rows
    ]


def stuck(rows: Sequence[Row]) -> list[Row]:
    """What is on its way and waits for nobody. An undo waits for the person who decides what it undoes, and with it
    whatever comes after it for the same customer."""
    by_seq = {row.seq: row for row in rows}
    waits_for_person: set[str] = set()
    found = []
    for row in rows:
        if row.state not in _OPEN or row.customer in waits_for_person:
            continue
        undone = by_seq.get(row.undo_of or 0)
        if undone is not None and undone.state in {EntryState.REVIEW, EntryState.BLOCKED}:
            waits_for_person.add(row.customer)
            continue
        found.append(row)
    return found


def _listed(effects: Sequence[Effect]) -> str:
    return ", ".join(f"{effect.op} {effect.change:+}" for effect in effects)
