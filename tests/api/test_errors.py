"""What each outcome proves. The failure table of `docs/api-dialects.md`, row by row."""

import pytest

from kreward_pos.api import errors
from kreward_pos.api.errors import (
    AnswerLost,
    AnswerUnreadable,
    CallMalformed,
    CallRefused,
    ClockWrong,
    Conflict,
    NotApplied,
    NotSent,
    PaceExceeded,
    ProxyRefused,
    RateLimited,
    Redirected,
    ServerTrouble,
    StatusUnexpected,
    Unreachable,
    Unsure,
    failure_for_status,
)
from kreward_pos.errors import ApiFailure, TillError

from .builders import DOCUMENTED

BRANCHES: dict[type[ApiFailure], set[type[ApiFailure]]] = {
    NotSent: {Unreachable, ProxyRefused, ClockWrong, PaceExceeded, CallRefused, CallMalformed},
    NotApplied: set(DOCUMENTED.values()),
    Unsure: {AnswerLost, AnswerUnreadable, Redirected, ServerTrouble, StatusUnexpected},
}


def every_failure() -> list[type[ApiFailure]]:
    return [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, ApiFailure)]


@pytest.mark.parametrize(("status", "failure"), DOCUMENTED.items())
def test_a_documented_refusal_with_its_json_was_not_applied(status: int, failure: type[NotApplied]) -> None:
    found = failure_for_status(status, "some_reason")
    assert type(found) is failure
    assert isinstance(found, NotApplied)
    assert found.error == "some_reason"


@pytest.mark.parametrize("status", DOCUMENTED)
def test_a_documented_status_without_its_json_proves_nothing(status: int) -> None:
    assert type(failure_for_status(status, None, 7.0)) is StatusUnexpected


@pytest.mark.parametrize("error", [None, "some_reason"])
def test_other_statuses_prove_nothing(error: str | None) -> None:
    for status in set(range(100, 1000)) - set(DOCUMENTED):
        found = failure_for_status(status, error)
        assert isinstance(found, Unsure)
        expected = {1: StatusUnexpected, 2: AnswerUnreadable, 3: Redirected, 4: StatusUnexpected}
        assert type(found) is expected.get(status // 100, ServerTrouble)


def test_each_failure_belongs_to_one_branch() -> None:
    leaves = set(every_failure()) - {ApiFailure, *BRANCHES}
    assert leaves == set.union(*BRANCHES.values())
    for leaf in leaves:
        assert [branch for branch in BRANCHES if issubclass(leaf, branch)] == [
            branch for branch, members in BRANCHES.items() if leaf in members
        ]


def test_each_failure_says_what_happened_and_what_to_do() -> None:
    built: list[TillError] = [
        Unreachable(),
        ProxyRefused(),
        ClockWrong(),
        PaceExceeded(),
        CallRefused(),
        CallMalformed(),
        AnswerLost(),
        AnswerUnreadable("balance is missing"),
        Redirected(302),
        ServerTrouble(500),
        StatusUnexpected(418),
        *(failure("reason") for failure in DOCUMENTED.values()),
    ]
    assert {type(each) for each in built} == set.union(*BRANCHES.values())
    titles = {each.title for each in built}
    assert len(titles) >= len(built) - 1  # a redirect is told as an unreadable answer
    for each in built:
        assert each.sentence.endswith((".", ")")), each.code
        assert "{" not in each.sentence


def test_a_remote_text_is_cut_to_one_plain_line() -> None:
    refused = failure_for_status(409, "a\nb\u202e" + "c" * 500)
    assert isinstance(refused, Conflict)
    assert refused.error.startswith("a b c")
    assert len(refused.error) == 60
    assert "\n" not in refused.sentence


def test_braces_in_a_remote_text_are_kept_literally() -> None:
    assert "{error} {0}" in failure_for_status(400, "{error} {0}").sentence


def test_retry_after_is_passed_on() -> None:
    limited = failure_for_status(429, "rate_limit_exceeded", 12.0)
    assert isinstance(limited, RateLimited)
    assert limited.retry_after_s == 12.0
