"""What is remembered of a simulated till although its computer dies: ticks that were shown, and what it guessed."""

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
class Guess:
    """An unsure entry that the till settled by itself, to `applied` or to `waiting`.

    `sent_s` is the try's time, `read_since_s` the earliest at which the deciding read can have been made.
    """

    sent_s: float
    baseline: int | None
    read_since_s: float
    judged_s: float
    to: EntryState


@dataclass
class Memory:
    """By op id. `ticks` and `cancelled` are what the cashier was shown."""

    ticks: dict[str, Entry] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    sent_s: dict[str, float] = field(default_factory=dict)
    guesses: dict[str, list[Guess]] = field(default_factory=dict)
    reviewed: set[str] = field(default_factory=set)
    states: dict[str, EntryState] = field(default_factory=dict)


class Recorder:
    """Listens to one run of a till. `point` is a step at which the computer may die, `tell` writes the story."""

    def __init__(
        self,
        memory: Memory,
        review: Review,
        now: Callable[[], float],
        point: Callable[[str], None],
        tell: Callable[[str], None],
    ) -> None:
        self._memory = memory
        self._review = review
        self._now = now
        self._point = point
        self._tell = tell

    def catch_up(self) -> None:
        """What became of entries without being told, because the computer died in between."""
        memory = self._memory
        for entry in self._review.entries(_ALL):
            if memory.states.get(entry.op_id) is not entry.state:
                if self._is_guessed(entry):
                    self._note_guess(entry, memory.sent_s.get(entry.op_id, 0.0))
                memory.states[entry.op_id] = entry.state

    def entry_changed(self, entry: Entry) -> None:
        """See `Listener`."""
        self._point("the window is told")
        memory, op = self._memory, entry.op_id
        if entry.state is EntryState.SENDING:
            memory.sent_s[op] = self._now()
        if self._is_guessed(entry):
            self._note_guess(entry, self._now() - READ_DEADLINE_S)
        memory.states[op] = entry.state
        if entry.state is EntryState.REVIEW:
            memory.reviewed.add(op)
        by = f" by {entry.settled_by.value}" if entry.settled_by else ""
        self._tell(f"{op} is {entry.state.value}{by} {entry.problem or ''}".rstrip())

    def customer_changed(self, email: Email) -> None:
        """See `Listener`."""

    def status_changed(self, status: ConnectionView) -> None:
        """See `Listener`."""

    def error_occurred(self, error: TillError) -> None:
        """See `Listener`."""
        self._tell(f"says {error.code}")

    def _note_guess(self, entry: Entry, read_since_s: float) -> None:
        baseline = self._review.attempts(entry.seq)[-1].baseline
        sent_s = self._memory.sent_s.get(entry.op_id, 0.0)
        guess = Guess(sent_s, baseline, read_since_s, self._now(), entry.state)
        self._memory.guesses.setdefault(entry.op_id, []).append(guess)

    def _is_guessed(self, entry: Entry) -> bool:
        """Whether the till has just settled it by itself. A death may have kept what was before from being told."""
        if entry.state is EntryState.APPLIED:
            return entry.settled_by is SettledBy.BALANCE
        before = self._memory.states.get(entry.op_id)
        was_unsure = before in {EntryState.SENDING, EntryState.UNSURE, EntryState.SETTLING}
        return entry.state is EntryState.WAITING and was_unsure and self._review.attempts(entry.seq)[-1].is_unsure
