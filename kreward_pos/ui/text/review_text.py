"""The evidence on an entry that needs a person, in plain words: what was sent, what was read, what to look for."""

from collections.abc import Iterator, Sequence

from kreward_pos.till.model.entries import Attempt, Entry, EntryState
from kreward_pos.ui.text import words
from kreward_pos.ui.text.words import translate


def evidence(entry: Entry, attempts: Sequence[Attempt]) -> str:
    """Return the evidence on an entry, in plain words."""
    return words.join_sentences(_facts(entry, attempts))


def _facts(entry: Entry, attempts: Sequence[Attempt]) -> Iterator[str]:
    subject = translate("words", "{what} for {name}.").format(
        what=words.entry_content(entry), name=words.customer_name(entry)
    )
    yield subject
    yield _outcome(entry, attempts)
    for attempt in attempts[-2:]:
        yield from _attempt_facts(attempt)
    if entry.state is EntryState.REVIEW:
        yield translate("words", "In the Kreward dashboard, look for the note {note}. Was it added?").format(
            note=entry.op_id
        )


def _attempt_facts(attempt: Attempt) -> Iterator[str]:
    """Return when an attempt was sent, and which balances were read before and since."""
    yield translate("words", "It was sent at {time}.").format(time=words.date_time(attempt.started_at))
    if attempt.baseline is not None:
        yield translate("words", "The balance before was {n}.").format(n=words.number(attempt.baseline))
    if not attempt.reads:
        return
    first, last = attempt.reads[0], attempt.reads[-1]
    has_changed_late = first.balance == attempt.baseline != last.balance
    if has_changed_late:
        yield translate("words", "At {time} it was still {n}.").format(
            time=words.date_time(first.read_at), n=words.number(first.balance)
        )
    now = translate("words", "At {time} it was {n}.")
    yield now.format(time=words.date_time(last.read_at), n=words.number(last.balance))
    if has_changed_late:
        yield translate("words", "It changed so late that somebody else may have done it.")


def _outcome(entry: Entry, attempts: Sequence[Attempt]) -> str:
    problem = words.problem_title(entry.problem)
    if entry.state is EntryState.REVIEW:
        return _doubt(entry, attempts, problem)
    if problem is None:
        return translate("words", "Kreward refused it, so nothing was changed there.")
    return translate("words", "It was not added: {problem}.").format(problem=problem)


def _doubt(entry: Entry, attempts: Sequence[Attempt], problem: str | None) -> str:
    """Return why nobody knows whether it was added."""
    if entry.problem == "balance_is_off":
        return translate(
            "words",
            "It was settled by reading the balance, but a later balance is off by just this amount: "
            "it may have counted twice, or not at all.",
        )
    if entry.problem == "database_restored":
        return translate("words", "This till's data was restored or copied, so nobody knows whether it was sent.")
    if problem is not None and attempts and not attempts[-1].is_unsure:
        return translate(
            "words", "Its answer was lost, and when it was sent again Kreward refused it: {problem}."
        ).format(problem=problem)
    if not (attempts and attempts[-1].reads):
        return translate("words", "The connection was lost while it was being sent, so it may have been added or not.")
    return translate(
        "words", "The connection was lost while it was being sent, and the balance does not tell what happened."
    )
