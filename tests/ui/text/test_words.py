"""Every expected failure has a text, and amounts are right for one and for many."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication

from kreward_pos.api.errors import Conflict
from kreward_pos.api.models import Account, Template
from kreward_pos.errors import TillError
from kreward_pos.scan.errors import CodeKind, NotACard
from kreward_pos.till.model.entries import Attempt, EntryKind, EntryState, Read
from kreward_pos.till.model.errors import NotEnough
from kreward_pos.till.model.views import LastTap, TierView
from kreward_pos.ui.text import review_text, words
from tests.ui.desk_fake import JANE, a_status, a_view, an_entry
from tests.ui.pseudo_locale import CapitalsTranslator
from tests.ui.wording import every_kind_of_failure


@pytest.fixture
def capitals(qapp: QApplication) -> Iterator[None]:
    translator = CapitalsTranslator(qapp)
    assert qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def test_error_text_has_its_details() -> None:
    assert words.title(NotEnough(to_go=3)) == "Not there yet"
    assert words.sentence(NotEnough(to_go=3)) == "3 to go until this reward. Tell the customer; nothing was claimed."


@pytest.mark.usefixtures("capitals")
def test_errors_are_translated_with_their_literal_details_alone() -> None:
    assert words.title(Conflict("low_balance")) == "THE CARD DOES NOT ALLOW THAT NOW"
    assert "low_balance" in words.sentence(Conflict("low_balance"))
    assert words.sentence(NotACard(CodeKind.WIFI)).startswith("THIS IS A WI-FI CODE.")


@pytest.mark.usefixtures("capitals")
def test_texts_of_entries_and_the_connection_are_translated() -> None:
    for state in EntryState:
        said = words.entry_state(an_entry(state=state))
        assert said == said.upper()
    for connection_state in ("connecting", "online", "offline", "paused"):
        said = words.connection_status(a_status(connection_state, waiting=2, needs_person=1))
        assert said == said.upper()
        said = words.connection_details(a_status(connection_state, next_try_s=3.2))
        assert said == said.upper()


def test_checked_entries_are_not_counted_as_waiting() -> None:
    assert words.connection_status(a_status(waiting=1, checking=1)) == "Online · 1 being checked"
    assert (
        words.connection_status(a_status("offline", waiting=3, checking=1)) == "Offline · 2 waiting · 1 being checked"
    )
    assert words.connection_details(a_status(waiting=3, checking=1)).endswith(" · 2 waiting · 1 being checked")


@pytest.mark.parametrize(
    ("left_s", "said"),
    [(58.0, "next try in 58 s"), (0.4, "next try in 1 s"), (0.0, "trying now …")],
)
def test_next_try_is_never_in_no_seconds(left_s: float, said: str) -> None:
    assert words.connection_details(a_status("offline", next_try_s=left_s)).endswith(f" · {said}")


def test_amounts_differ_for_one_and_many() -> None:
    assert [words.amount(n) for n in (1, 2, 1000)] == ["1 stamp", "2 stamps", "1,000 stamps"]
    assert [words.amount(n, "points") for n in (1, 2)] == ["1 point", "2 points"]
    assert words.add_button(1, "stamps") == "Add 1 stamp"
    assert [words.needs_person(n) for n in (1, 2)] == ["1 needs you", "2 need you"]
    assert [words.signed_number(n) for n in (2, -1)] == ["+2", "−1"]


def test_tier_states_have_texts() -> None:
    said = [words.tier_state(TierView(8, None, state, 3)) for state in ("claimed", "claiming", "ready", "ahead")]
    assert said == ["Claimed", "Claiming …", "Ready", "3 to go"]
    assert words.reward_name(None, 8) == "Reward at 8"


def test_messages_name_what_was_done() -> None:
    assert words.tap_message(an_entry(delta=-2), a_view()) == "2 stamps taken back from Jane"
    assert words.entry_content(an_entry(delta=-1, undo_of=3)) == "−1 (undo)"
    assert words.entry_content(an_entry(kind=EntryKind.REDEEM, at=8, reward="Free coffee")) == "Free coffee (8)"
    assert words.entry_content(an_entry(kind=EntryKind.ENROL)) == "New card"
    assert words.customer_name(an_entry(name=None)) == JANE.masked


def test_last_tap_shows_its_outcome() -> None:
    at = datetime(2026, 11, 22, 5, 52, tzinfo=UTC)
    tap = LastTap(JANE, "Jane", None, 1, None, at)
    outcomes = (None, EntryState.CANCELLED, EntryState.BLOCKED, EntryState.WRITTEN_OFF)
    said = [words.last_tap(replace(tap, outcome=outcome)).split(" · ")[0] for outcome in outcomes]
    assert said == ["+1", "Undone", "Refused", "Written off"]
    assert words.last_tap(replace(tap, delta=None)).startswith("New · ")


def test_review_has_its_evidence() -> None:
    at = datetime(2026, 11, 22, 5, 52, tzinfo=UTC)
    said = review_text.evidence(an_entry(7, EntryState.REVIEW), [Attempt(7, 1, at, 4, None, "answer_lost", at)])
    assert "+1 for Jane." in said
    assert f"It was sent at {words.date_time(at)}." in said
    assert "The balance before was 4." in said
    assert "till-1-7f3a/000007" in said


def test_late_change_is_mentioned_in_the_evidence() -> None:
    at = datetime(2026, 11, 22, 5, 52, tzinfo=UTC)
    reads = tuple(Read(60.0 * n, at + timedelta(minutes=n), balance, None) for n, balance in ((1, 4), (2, 5)))
    review = an_entry(7, EntryState.REVIEW)
    late = Attempt(7, 1, at, 4, None, "answer_lost", at, reads=reads)
    assert review_text.evidence(review, [late]).endswith(
        f"At {words.date_time(reads[0].read_at)} it was still 4. At {words.date_time(reads[1].read_at)} it was 5. "
        "It changed so late that somebody else may have done it. "
        "In the Kreward dashboard, look for the note till-1-7f3a/000007. Was it added?"
    )
    assert "still" not in review_text.evidence(review, [replace(late, reads=reads[1:])])


def test_problem_of_a_blocked_entry_is_found_by_its_code() -> None:
    assert words.problem_title("customer_unknown") == "No customer has this e-mail"
    assert words.problem_title("never_heard_of") is None
    assert words.problem_title(None) is None
    blocked = an_entry(state=EntryState.BLOCKED, problem="customer_unknown")
    assert "It was not added: No customer has this e-mail." in review_text.evidence(blocked, [])


def test_every_failure_has_a_title_by_its_code() -> None:
    for kind in set(every_kind_of_failure()) - {TillError}:
        code = kind.__new__(kind).code
        assert words.problem_title(code)


def test_parts_are_joined_as_the_language_does() -> None:
    assert words.name_list(["Ka Yan"]) == "Ka Yan"
    assert words.name_list(["Ka Yan", "Ah Ming"]) == "Ka Yan and Ah Ming"
    assert words.as_sentences(["My Café", "", "Hello", "5 stamps"]) == "My Café. Hello. 5 stamps"
    assert words.as_sentences([]) == ""
    assert words.list_line(["14:02", "Jane", "+1"]) == "14:02, Jane, +1"
    cards = (Template("t1", "Coffee", "stamps", 8), Template("t2", "Club", "points", None))
    told = words.plan_and_cards(Account("My Café", "Growth", cards))
    assert told == "Plan Growth · Coffee (8 stamps) and Club (points)"
    assert words.plan_and_cards(Account("My Café", None, ())) == "one card"
