"""The locks are exact, complete, up to date and free of index addresses."""

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
RUNTIME, DEV = "requirements.lock", "requirements-dev.lock"
TOOLS = {"coverage", "hatchling", "hypothesis", "import-linter", "mypy", "pytest", "pytest-qt", "pytest-xdist", "ruff"}

both = pytest.mark.parametrize("lock", [RUNTIME, DEV])


def text(lock: str) -> str:
    return (REPOSITORY / lock).read_text()


def entries(lock: str) -> list[str]:
    return re.split(r"\n(?=\S)", text(lock).strip())


def pins(lock: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9.-]+==\S+)", text(lock), re.MULTILINE))


@both
def test_lock_contains_no_index_address(lock: str) -> None:
    assert not re.search(r"://|^-|@", text(lock), re.MULTILINE)


@both
def test_every_pin_is_exact_and_has_hashes(lock: str) -> None:
    assert len(entries(lock)) > 30
    for entry in entries(lock):
        assert re.match(r"[a-z0-9.-]+==[\w.]+( ; .*)? \\\n    --hash=sha256:[0-9a-f]{64}", entry), entry


def test_app_runs_with_the_versions_that_the_tests_run_with() -> None:
    assert pins(RUNTIME) < pins(DEV)


def test_app_does_not_depend_on_developers_tools() -> None:
    assert {pin.partition("==")[0] for pin in pins(DEV) - pins(RUNTIME)} >= TOOLS
