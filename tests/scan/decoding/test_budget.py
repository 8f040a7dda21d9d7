from kreward_pos.scan.decoding.attempts import DecodeAttempt
from kreward_pos.scan.decoding.budget import AttemptCosts, TimeBudget
from kreward_pos.scan.decoding.decoder import Reading

CORNERS = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


class Attempts:
    """Looks that take a second each, and note that they were taken; those in `reading` read something."""

    def __init__(self, *names: str) -> None:
        self.now_s = 0.0
        self.taken: list[str] = []
        self.reading: set[str] = set()
        self.attempts = [DecodeAttempt(name, lambda name=name: self._take(name)) for name in names]  # type: ignore[misc]
        self.budget = TimeBudget(AttemptCosts(lambda: self.now_s))

    def _take(self, name: str) -> list[Reading]:
        self.now_s += 1
        self.taken.append(name)
        return [Reading(name, CORNERS, name)] if name in self.reading else []

    def read(self, seconds: float) -> str:
        """The looks taken in so many seconds, as letters."""
        self.taken.clear()
        self.budget.read(self.attempts, self.now_s + seconds)
        return "".join(self.taken)


def test_what_has_no_time_now_has_its_turn_next() -> None:
    world = Attempts("a", "b", "c", "d")
    assert world.read(100) == "abcd"
    assert [world.read(seconds) for seconds in (2, 1, 0, 3)] == ["ab", "c", "d", "abc"]


def test_there_is_one_look_at_least() -> None:
    world = Attempts("a", "b")
    assert [world.read(-5) for _ in range(3)] == ["a", "b", "a"]


def test_what_read_a_code_has_the_first_turn_again() -> None:
    world = Attempts("a", "b", "c")
    world.reading = {"b"}
    assert [world.read(100) for _ in range(2)] == ["ab", "b"]


def test_a_list_that_grows_shorter_or_empty_does_no_harm() -> None:
    world = Attempts("a", "b", "c")
    assert world.read(2.5) == "abc"[: len(world.taken)]
    del world.attempts[1:]
    assert world.read(0) == "a"
    world.attempts.clear()
    assert world.read(5) == ""


def test_costs_follow_what_looks_take() -> None:
    clock = {"s": 0.0}
    costs = AttemptCosts(lambda: clock["s"])
    takes = {"s": 4.0}

    def read() -> list[Reading]:
        clock["s"] += takes["s"]
        return []

    attempt = DecodeAttempt("a", read)
    assert costs.of(attempt) == 0
    costs.run(attempt)
    assert costs.of(attempt) == 4
    takes["s"] = 8
    costs.run(attempt)
    assert costs.of(attempt) == 5
