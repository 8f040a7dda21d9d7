from kreward_pos.scan.decoding.attempts import DecodeAttempt
from kreward_pos.scan.decoding.budget import AttemptCosts, TimeBudget
from kreward_pos.scan.decoding.decoder import Reading

CORNERS = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


class Attempts:
    """Attempts that take a second each and are recorded; those in `reading` read something."""

    def __init__(self, *names: str) -> None:
        self.now_s = 0.0
        self.run: list[str] = []
        self.reading: set[str] = set()
        self.attempts = [DecodeAttempt(name, lambda name=name: self._run(name)) for name in names]  # type: ignore[misc]
        self.budget = TimeBudget(AttemptCosts(lambda: self.now_s))

    def _run(self, name: str) -> list[Reading]:
        self.now_s += 1
        self.run.append(name)
        return [Reading(name, CORNERS, name)] if name in self.reading else []

    def read(self, seconds: float) -> str:
        """Return the attempts that ran in so many seconds, as letters."""
        self.run.clear()
        self.budget.read(self.attempts, self.now_s + seconds)
        return "".join(self.run)


def test_attempt_without_time_runs_in_the_next_frame() -> None:
    attempts = Attempts("a", "b", "c", "d")
    assert attempts.read(100) == "abcd"
    assert [attempts.read(seconds) for seconds in (2, 1, 0, 3)] == ["ab", "c", "d", "abc"]


def test_at_least_one_attempt_runs() -> None:
    attempts = Attempts("a", "b")
    assert [attempts.read(-5) for _ in range(3)] == ["a", "b", "a"]


def test_successful_attempt_runs_first_again() -> None:
    attempts = Attempts("a", "b", "c")
    attempts.reading = {"b"}
    assert [attempts.read(100) for _ in range(2)] == ["ab", "b"]


def test_list_may_become_shorter_or_empty() -> None:
    attempts = Attempts("a", "b", "c")
    assert attempts.read(2.5) == "abc"[: len(attempts.run)]
    del attempts.attempts[1:]
    assert attempts.read(0) == "a"
    attempts.attempts.clear()
    assert attempts.read(5) == ""


def test_costs_follow_the_measured_times() -> None:
    clock = {"s": 0.0}
    costs = AttemptCosts(lambda: clock["s"])
    cost = {"s": 4.0}

    def read() -> list[Reading]:
        clock["s"] += cost["s"]
        return []

    attempt = DecodeAttempt("a", read)
    assert costs.of(attempt) == 0
    costs.run(attempt)
    assert costs.of(attempt) == 4
    cost["s"] = 8
    costs.run(attempt)
    assert costs.of(attempt) == 5
