"""The oracle: compares three sources, the ticks shown, the journal and Kreward's own ledger.

A tap is in the ledger exactly once for `applied`; never while it waits, or is blocked, cancelled or written off; at
most once while it is undecided. A customer's balance is between the sum of what the journals call applied and that
with all undecided changes. A wrong inference within the rule's known limits counts separately, and only where the
coincidence that the limits name has really happened.
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
from tests.simulation.memory import Inference

OLDEST_BASELINE_S = BASELINE_AGE_S + max(READ_DEADLINE_S, WRITE_DEADLINE_S) + 1.0
"""The most age of a baseline when a write leaves: the read on its way back, and then its use."""

_OPEN = {EntryState.HELD, EntryState.WAITING, EntryState.SENDING, EntryState.UNSURE, EntryState.SETTLING}
_UNKNOWN = {EntryState.SENDING, EntryState.UNSURE, EntryState.SETTLING, EntryState.REVIEW}


@dataclass(frozen=True, slots=True)
class Finding:
    """A violation. `kind`: lost, doubled, missing, off, stuck, unjournalled, stale or bug."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of the journal."""

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
    """The judge of a run, which changes nothing. Reports findings and coincidences once for each tap."""

    def __init__(self, kreward: SimKreward, tills: Sequence[SimTill], *, allows_coincidences: bool) -> None:
        self._kreward = kreward
        self._tills = tills
        self._allows_coincidences = allows_coincidences
        self._seen: set[tuple[str, str]] = set()
        self.findings: list[Finding] = []
        self.coincidences: list[Finding] = []
        self.answered_s: dict[tuple[int, str], float] = {}

    def check_write(self, till: SimTill, request: Request, op: str, now_s: float) -> None:
        """Check a write before its first byte.

        Its attempt is journalled, on a balance that the card has just held, and nothing else of its customer's is
        unsure.
        """
        with till.store.reading() as connection:
            attempts = connection.execute(
                "SELECT state, baseline FROM entries JOIN attempts ON entry = seq WHERE op_id = ? AND outcome IS NULL",
                (op,),
            ).fetchall()
            unsettled = connection.execute(
                "SELECT other.op_id FROM entries JOIN entries AS other USING (customer) WHERE entries.op_id = ?"
                " AND other.state IN ('unsure', 'settling')",
                (op,),
            ).fetchall()
        if [state for state, _ in attempts] != ["sending"]:
            self._add_finding("unjournalled", op, f"left without an attempt in the journal: {attempts}")
            return
        if unsettled:
            self._add_finding("at once", op, f"left while {unsettled} was not settled")
        email = str((request.body or {})["email"]).casefold()
        since_s = max(now_s - OLDEST_BASELINE_S, self.answered_s.get((till.number, email), 0.0))
        if attempts[0][1] not in self._kreward.balances_between(email, since_s, now_s):
            self._add_finding("stale", op, f"left on a baseline of {attempts[0][1]} that the card has not held lately")

    def check(self, till: SimTill) -> list[Row]:
        """Check a running till at any moment; return its journal."""
        rows = journal(till)
        for row in rows:
            self._check_count(till, row)
        self._check_ticks(till, {row.op: row for row in rows})
        if till.bug is not None:
            self._add_finding("bug", f"till {till.number}", repr(till.bug))
        if till.is_spinning:
            self._add_finding("bug", f"till {till.number}", "the courier spins")
        return rows

    def check_end(self, *, is_calm: bool) -> None:
        """Check every till and the balances, once all run; where it `is_calm`, nothing may be on its way."""
        journals = {till.number: self.check(till) for till in self._tills}
        self._check_balances([row for rows in journals.values() for row in rows])
        if is_calm:
            for rows in journals.values():
                for row in stuck(rows):
                    self._add_finding("stuck", row.op, f"still {row.state.value} long after the faults have stopped")

    def _check_count(self, till: SimTill, row: Row) -> None:
        count = self._kreward.times_applied[row.op]
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
            self._add_finding(kind, row.op, text if why is None else f"{text} ({why})")

    def _why_lost(self, till: SimTill, row: Row) -> str | None:
        """Return the coincidence behind a loss by "b1 = b0 + d, applied": somebody else made the same change."""
        for inference in till.memory.inferences.get(row.op, []):
            others = self._others(row, inference)
            is_balance = row.settled_by is SettledBy.BALANCE and self._has_shown(row, inference, self._effect(row))
            if inference.to is EntryState.APPLIED and is_balance and others:
                return f"another writer did the same ({_listed(others)})"
        return None

    def _why_doubled(self, till: SimTill, row: Row) -> str | None:
        """Return the coincidence behind a double by "b1 = b0, send again": a late or a hidden first copy."""
        own = [effect for effect in self._kreward.effects if effect.op == row.op]
        for inference in till.memory.inferences.get(row.op, []):
            if inference.to is not EntryState.WAITING:
                continue
            still_to_come = [effect for effect in own if inference.judged_s <= effect.at_s]
            if len(still_to_come) > 1 and inference.sent_s + SEND_AGAIN_AFTER_S < still_to_come[-1].at_s:
                return "the first copy arrived after 600 s"
            is_hidden = any(inference.sent_s <= effect.at_s <= inference.judged_s for effect in own)
            if is_hidden and self._has_shown(row, inference, 0) and (others := self._others(row, inference)):
                return f"another writer took it away ({_listed(others)})"
        return None

    def _others(self, row: Row, inference: Inference) -> list[Effect]:
        since_s = inference.sent_s - OLDEST_BASELINE_S
        return self._kreward.changes_between(row.customer, since_s, inference.judged_s, but=row.op)

    def _has_shown(self, row: Row, inference: Inference, change: int) -> bool:
        """Return whether the deciding read can have shown this change from the baseline."""
        balances = self._kreward.balances_between(row.customer, inference.read_since_s, inference.judged_s)
        return inference.baseline is not None and inference.baseline + change in balances

    def _check_ticks(self, till: SimTill, rows: dict[str, Row]) -> None:
        for op, tick in till.memory.ticks.items():
            row = rows.get(op)
            found = None if row is None else (row.kind, row.customer, row.delta, row.at)
            if found != (tick.kind.value, tick.email.key, tick.delta, tick.at):
                self._add_finding("missing", op, f"its tick was shown, and the journal has {found}")
        for op in till.memory.cancelled:
            if op not in rows or rows[op].state is not EntryState.CANCELLED:
                self._add_finding("missing", op, "it was shown as cancelled")

    def _check_balances(self, rows: list[Row]) -> None:
        doubted = {text.text.split()[0] for text in self.coincidences}
        by_customer: defaultdict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by_customer[row.customer].append(row)
        for email, start in self._kreward.start_balances.items():
            standing = self._kreward.standing(email)
            own = by_customer[email]
            if standing is None or email in self._kreward.deleted or any(row.op in doubted for row in own):
                continue
            elsewhere = [each.change for each in self._kreward.effects if each.email == email and each.op == ELSEWHERE]
            sure = start + sum(elsewhere) + sum(self._effect(row) for row in own if row.state is EntryState.APPLIED)
            unsure = [self._effect(row) for row in own if row.state in _UNKNOWN]
            least, most = sure + sum(min(0, each) for each in unsure), sure + sum(max(0, each) for each in unsure)
            if not least <= standing.balance <= most:
                self._add_finding("off", email, f"holds {standing.balance}, which is not in {least}…{most}")

    def _effect(self, row: Row) -> int:
        template = self._kreward.variant.seed.default
        if row.kind == "redeem":
            return -template.goal if template.kind == "stamps" and row.at == template.goal else 0
        return row.delta or 0

    def _add_finding(self, kind: str, subject: str, text: str) -> None:
        if (kind, subject) not in self._seen:
            self._seen.add((kind, subject))
            self.findings.append(Finding(kind, f"{subject} {text}"))


def journal(till: SimTill) -> list[Row]:
    """Return every entry of a till."""
    with till.store.reading() as connection:
        rows: list[Any] = connection.execute(
            "SELECT seq, op_id, kind, state, customer, delta, at, settled_by, undo_of FROM entries ORDER BY seq"
        ).fetchall()
    return [
        Row(seq, op, kind, EntryState(state), customer, delta, at, None if by is None else SettledBy(by), undo_of)
        for seq, op, kind, state, customer, delta, at, by, undo_of in rows
    ]


def stuck(rows: Sequence[Row]) -> list[Row]:
    """Return the entries that are on their way and wait for no person.

    An undo waits for the decision on what it undoes, and the customer's later entries wait for the undo.
    """
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
