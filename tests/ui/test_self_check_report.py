"""The report of a self-check, for a person and for a program."""

import json

from kreward_pos.ui.self_check.plan import Report
from kreward_pos.ui.self_check.steps import StepResult

HELD = StepResult("scan", ok=True, ms=597.3, seen="customer: 7 +0; online, 0 waiting")
FAILED = StepResult("second stamp offline", ok=False, ms=30_000.0, seen="customer: 8 +1; offline, 1 waiting")


def report(*results: StepResult) -> Report:
    return Report("1.2.3", "xcb", results)


def test_passed_steps_are_listed_in_two_columns() -> None:
    first, second, last = report(HELD, HELD, FAILED).as_table().splitlines()
    assert first.split() == ["ok", "scan", "0.60", "s", "FAILED", "second", "stamp", "offline", "30.00", "s"]
    assert second.split() == ["ok", "scan", "0.60", "s"]
    assert last == "Kreward POS 1.2.3 FAILED (xcb). On the screen then: customer: 8 +1; offline, 1 waiting."


def test_table_fits_a_terminal() -> None:
    assert max(map(len, report(FAILED, FAILED, HELD).as_table().splitlines()[:-1])) <= 80


def test_report_is_good_only_if_all_of_some_steps_passed() -> None:
    assert report(HELD, HELD).is_good
    assert "2 steps held (xcb)" in report(HELD, HELD).as_table()
    assert not report(HELD, FAILED).is_good
    assert not report().is_good
    assert "FAILED" in report().as_table()


def test_json_report_is_one_object_on_one_line() -> None:
    told = json.loads(report(HELD).as_json())
    assert told == {
        "ok": True,
        "version": "1.2.3",
        "platform": "xcb",
        "steps": [{"step": "scan", "ok": True, "ms": 597.3, "seen": "customer: 7 +0; online, 0 waiting"}],
    }
    assert "\n" not in report(HELD, FAILED).as_json()
