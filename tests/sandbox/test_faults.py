import random

import pytest

from kreward_pos.sandbox.faults import CALLS, FAULTS, Faults, Rule
from kreward_pos.sandbox.mishaps import MISHAPS
from kreward_pos.sandbox.shop import Refusal


@pytest.fixture
def faults() -> Faults:
    return Faults(random.Random(7))


def test_every_fault_is_implemented() -> None:
    assert set(MISHAPS) == set(FAULTS)


def test_nothing_fails_without_rules(faults: Faults) -> None:
    assert [faults.choose(call) for call in CALLS] == [None] * len(CALLS)


def test_rule_matches_its_call_only(faults: Faults) -> None:
    faults.replace([{"call": "redeem", "fault": "html"}])
    assert faults.choose("transaction") is None
    assert faults.choose("redeem") == Rule("redeem", "html")


def test_star_matches_every_call(faults: Faults) -> None:
    faults.replace([{"call": "*", "fault": "html"}])
    assert all(faults.choose(call) for call in CALLS)


def test_a_count_runs_out_and_the_next_rule_follows(faults: Faults) -> None:
    faults.replace([{"call": "ping", "fault": "html", "count": 1}, {"call": "ping", "fault": "reset", "count": 1}])
    chosen = [faults.choose("ping") for _ in range(3)]
    assert [rule and rule.fault for rule in chosen] == ["html", "reset", None]
    assert [rule["fired"] for rule in faults.listed()] == [1, 1]


def test_seed_repeats_the_sequence(faults: Faults) -> None:
    def sequence() -> list[bool]:
        faults.replace([{"call": "*", "fault": "html", "rate": 0.3}], seed=11)
        return [faults.choose("ping") is not None for _ in range(200)]

    first = sequence()
    assert first == sequence()
    assert 30 < sum(first) < 90


def test_a_rate_of_zero_never_fires(faults: Faults) -> None:
    faults.replace([{"call": "*", "fault": "html", "rate": 0}])
    assert not any(faults.choose("ping") for _ in range(50))


def test_rule_put_first_is_chosen_first(faults: Faults) -> None:
    faults.replace([{"call": "*", "fault": "html"}])
    faults.put_first(Rule("ping", "reset", count=1))
    chosen = [faults.choose("ping") for _ in range(2)]
    assert [rule and rule.fault for rule in chosen] == ["reset", "html"]


def test_listed_rules_can_be_sent_back(faults: Faults) -> None:
    rule = {"call": "ping", "fault": "status", "rate": 0.5, "count": 2, "code": 429, "retry_after": 3}
    faults.replace([rule])
    listed = faults.listed()[0]
    assert rule.items() <= listed.items()
    del listed["fired"]
    faults.replace([listed])


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("html", "object"),
        ({"fault": "html"}, "a rule needs a call, one of ping, me"),
        ({"call": "stamp", "fault": "html"}, "there is no call stamp; there are ping, me"),
        ({"call": ["ping"], "fault": "html"}, "there is no call ['ping']; there are ping, me"),
        ({"call": "ping"}, "a rule needs a fault, one of drop_before, drop_after"),
        ({"call": "ping", "fault": "explode"}, "there is no fault explode; there are drop_before, drop_after"),
        ({"call": "ping", "fault": "html", "rate": 1.5}, "rate must be"),
        ({"call": "ping", "fault": "html", "rate": True}, "rate must be"),
        ({"call": "ping", "fault": "html", "rate": float("nan")}, "rate must be"),
        ({"call": "ping", "fault": "html", "rate": "often"}, "rate must be"),
        ({"call": "ping", "fault": "html", "count": 0}, "count must be"),
        ({"call": "ping", "fault": "html", "count": 1.5}, "count must be"),
        ({"call": "ping", "fault": "delay", "ms": -1}, "ms must be"),
        ({"call": "ping", "fault": "delay", "ms": 10**9}, "ms must be"),
        ({"call": "ping", "fault": "status", "code": 200}, "code must be"),
        ({"call": "ping", "fault": "status", "error": 5}, "error must be"),
        ({"call": "ping", "fault": "status", "retry_after": -5}, "retry_after must be"),
        ({"call": "ping", "fault": "html", "speed": 5, "mood": 1}, "no field mood, speed"),
    ],
)
def test_error_about_an_invalid_rule_says_what_is_wrong(faults: Faults, rule: object, sentence: str) -> None:
    faults.replace([{"call": "ping", "fault": "html"}])
    with pytest.raises(Refusal) as caught:
        faults.replace([rule])
    assert caught.value.status == 400
    assert sentence in caught.value.error
    assert faults.choose("ping"), "the rules before stay in force"
