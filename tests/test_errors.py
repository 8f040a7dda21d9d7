"""Every expected failure says what happened and what to do about it, in a plain sentence for a cashier."""

import re

import pytest

from kreward_pos.errors import TillError
from tests.ui.wording import every_kind_of_failure

_ACTS = """
add ask check choose close connect copy correct enter export free go install log look make name open paste plug redeem
save scan send set settle start switch take tell try type unlock unplug use wait
"""
ACTS = frozenset(_ACTS.split())
"""What a sentence tells somebody to do begins with one of these."""

KINDS = sorted(every_kind_of_failure(), key=lambda kind: kind.__name__)


def clauses(sentence: str) -> list[str]:
    return [each for each in re.split(r"[.:;,]\s+", sentence) if each]


def gives_advice(sentence: str) -> bool:
    return any(clause.split()[0].casefold() in ACTS for clause in clauses(sentence))


@pytest.mark.parametrize("kind", KINDS)
def test_error_says_what_to_do(kind: type[TillError]) -> None:
    assert gives_advice(kind.message), kind.message


@pytest.mark.parametrize("kind", KINDS)
def test_error_is_written_in_words(kind: type[TillError]) -> None:
    assert not kind.title.endswith(".")
    assert re.search(r"[.)?}]$|packaging/\S+ \w+$", kind.message), kind.message
    assert not re.search(r"Error\b|Exception|Traceback|errno|_\w+_", kind.title)
    assert len(kind.message) < 300


def test_sentence_without_advice_is_rejected() -> None:
    assert not gives_advice("This reward was claimed on this card before.")
    assert gives_advice("It stays. Until it is back, type the e-mail.")
