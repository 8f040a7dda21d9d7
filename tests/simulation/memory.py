"""What outlives the crashes of a simulated till: the ticks that were shown, and what it inferred."""

from collections.abc import Callable
from dataclasses import dataclass, field

from kreward_pos.api.client import READ_DEADLINE_S
from kreward_pos.cards import Email
from kreward_pos.errors import TillError
from kreward_pos.till.counter.review import Review
from kreward_pos.till.model.entries import Entry, EntryState, SettledBy
from kreward_pos.till.model.views import ConnectionView

_ALL = 10_000


@dataclass(frozen=True, slots=True)
class Inference:
    """An inference: an unsure entry that the till settled by itself, to `applied` or to `waiting`.

    `sent_s` is when the attempt left, `read_since_s` the earliest time of the deciding read.
    """

    sent_s: float
    baseline: int | None
    read_since_s: float
    judged_s: float
    to: EntryState


@dataclass
class Memory:
    """Memories by op id. `ticks` and `cancelled` are what the cashier has seen."""

    ticks: dict[str, Entry] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    sent_s: dict[str, float] = field(default_factory=dict)
    inferences: dict[str, list[Inference]] = field(default_factory=dict)
    reviewed: set[str] = field(default_factory=set)
    states: dict[str, EntryState] = field(default_factory=dict)


class Recorder:
    """A listener to one run of a till. `step` is where the computer may crash, `log` adds to the story."""

    def __init__(
        self,
        memory: Memory,
        review: Review,
        now: Callable[[], float],
        step: Callable[[str], None],
        log: Callable[[str], None],
    ) -> None:
        self._memory = memory
        self._review = review
        self._now = now
        self._step = step
        self._log = log

    def catch_up(self) -> None:
        """Take note of changes that a crash kept from being notified."""
        memory = self._memory
        for entry in self._review.entries(_ALL):
            if memory.states.get(entry.op_id) is not entry.state:
                if self._is_inferred(entry):
                    self._note_inference(entry, memory.sent_s.get(entry.op_id, 0.0))
                memory.states[entry.op_id] = entry.state

    def entry_changed(self, entry: Entry) -> None:
        """Take note of the change."""
        self._step("the window is notified")
        memory, op = self._memory, entry.op_id
        if entry.state is EntryState.SENDING:
            memory.sent_s[op] = self._now()
        if self._is_inferred(entry):
            self._note_inference(entry, self._now() - READ_DEADLINE_S)
        memory.states[op] = entry.state
        if entry.state is EntryState.REVIEW:
            memory.reviewed.add(op)
        by = f" by {entry.settled_by.value}" if entry.settled_by else ""
        self._log(f"{op} is {entry.state.value}{by} {entry.problem or ''}".rstrip())

    def customer_changed(self, email: Email) -> None:
        """Take note of the change."""

    def status_changed(self, status: ConnectionView) -> None:
        """Take note of the change."""

    def error_occurred(self, error: TillError) -> None:
        """Take note of the change."""
        self._log(f"reports {error.code}")

    def _note_inference(self, entry: Entry, read_since_s: float) -> None:
        baseline = self._review.attempts(entry.seq)[-1].baseline
        sent_s = self._memory.sent_s.get(entry.op_id, 0.0)
        inference = Inference(sent_s, baseline, read_since_s, self._now(), entry.state)
        self._memory.inferences.setdefault(entry.op_id, []).append(inference)

    def _is_inferred(self, entry: Entry) -> bool:
        """Return whether the till has just settled an entry by itself; a crash may have hidden the state before."""
        if entry.state is EntryState.APPLIED:
            return entry.settled_by is SettledBy.BALANCE
        before = self._memory.states.get(entry.op_id)
        was_unsure = before in {EntryState.SENDING, EntryState.UNSURE, EntryState.SETTLING}
        return entry.state is EntryState.WAITING and was_unsure and self._review.attempts(entry.seq)[-1].is_unsure
