"""What a check finds, and checks that are run so that none can hold up the others."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from queue import Empty, SimpleQueue
from time import monotonic

from kreward_pos.errors import QT_TRANSLATE_NOOP, TillError, capped
from kreward_pos.libraries import missing_library
from kreward_pos.system.crash_report import traceback_summary

DEADLINE_S = 12.0


class Severity(Enum):
    """How grave a finding is."""

    OK = "ok"
    WARNING = "warning"
    """The till works, but not as well as it could."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: one plain English sentence with named placeholders, which the window translates.

    `is_failure` where the sentence is a `TillError`'s own.
    """

    health: Severity
    text: str
    details: Mapping[str, str] = field(default_factory=dict)
    is_failure: bool = False

    @property
    def sentence(self) -> str:
        """The English sentence."""
        return self.text.format(**self.details)


@dataclass(frozen=True, slots=True)
class Checked:
    """A finding under its check's name."""

    name: str
    finding: Finding


Check = Callable[[], Finding]
"""Blocks for as long as it must; a `TillError` is a failed finding."""

_STUCK = QT_TRANSLATE_NOOP("doctor", "No answer within {seconds} seconds. If it keeps happening, restart the computer.")
_BUG = QT_TRANSLATE_NOOP("doctor", "This check did not work: {problem}. Save a file for support and send it.")


def fine(text: str, **details: object) -> Finding:
    """Return a finding that all is well."""
    return Finding(Severity.OK, text, _texts(details))


def warning(text: str, **details: object) -> Finding:
    """Return a finding of what could be better."""
    return Finding(Severity.WARNING, text, _texts(details))


def failed(text: str, **details: object) -> Finding:
    """Return a finding of what must be mended."""
    return Finding(Severity.FAILED, text, _texts(details))


def run(checks: Mapping[str, Check], deadline_s: float = DEADLINE_S) -> list[Checked]:
    """Run all at once, each on a thread of its own, and give what was found in their order, after `deadline_s` at most.

    A check that hangs in a driver is left behind, and said so.
    """
    found: SimpleQueue[tuple[str, Finding]] = SimpleQueue()
    for name, check in checks.items():
        threading.Thread(target=_run_one, args=(name, check, found), name=f"check {name}", daemon=True).start()
    findings = dict(_collected(found, len(checks), monotonic() + deadline_s))
    stuck = failed(_STUCK, seconds=round(deadline_s))
    return [Checked(name, findings.get(name, stuck)) for name in checks]


def worst(checked: Sequence[Checked]) -> Severity:
    """Return the gravest severity of all."""
    healths = {each.finding.health for each in checked}
    return next((health for health in (Severity.FAILED, Severity.WARNING) if health in healths), Severity.OK)


def _collected(found: SimpleQueue[tuple[str, Finding]], count: int, until_s: float) -> list[tuple[str, Finding]]:
    collected: list[tuple[str, Finding]] = []
    while len(collected) < count:
        try:
            collected.append(found.get(timeout=max(0.0, until_s - monotonic())))
        except Empty:
            break
    return collected


def _run_one(name: str, check: Check, found: SimpleQueue[tuple[str, Finding]]) -> None:
    try:
        finding = check()
    except TillError as error:
        finding = _failure(error)
    except ImportError as error:
        missing = missing_library(error)
        finding = _bug(error) if missing is None else _failure(missing)
    except Exception as bug:  # noqa: BLE001 - the thread's boundary; a check must not end the others
        finding = _bug(bug)
    found.put((name, finding))


def _failure(error: TillError) -> Finding:
    return Finding(Severity.FAILED, error.message, error.details, is_failure=True)


def _bug(error: Exception) -> Finding:
    return failed(_BUG, problem=traceback_summary(type(error), error.__traceback__).splitlines()[0])


def _texts(details: Mapping[str, object]) -> dict[str, str]:
    return {name: capped(str(value)) for name, value in details.items()}
