from kreward_pos.errors import CardRefused
from kreward_pos.scan.errors import CardTooLong, CodeKind, NotACard
from kreward_pos.scan.remark import MIN_SHOWN_S, Hint, Remark, RemarkDebouncer

PACE_S = 0.1


class Said:
    """Remarks over time: keeps each change."""

    def __init__(self) -> None:
        self.remarks = RemarkDebouncer()
        self.now_s = 5.0
        self.changes: list[Remark | None] = [None]

    def want(self, wanted: Remark | None, seconds: float) -> None:
        for _ in range(round(seconds / PACE_S)):
            self.now_s += PACE_S
            stands = self.remarks.update(wanted, self.now_s)
            if stands is not self.changes[-1]:
                self.changes.append(stands)


def test_a_remark_stays_a_moment_after_its_cause() -> None:
    said = Said()
    said.want(Hint.CLOSER, 0.2)
    said.want(None, MIN_SHOWN_S * 0.9)
    assert said.changes == [None, Hint.CLOSER]
    said.want(None, MIN_SHOWN_S * 0.3)
    assert said.changes == [None, Hint.CLOSER, None]


def test_two_causes_by_turns_do_not_flicker() -> None:
    said = Said()
    for _ in range(10):
        said.want(Hint.CLOSER, 0.2)
        said.want(Hint.HOLD_STILL, 0.2)
    assert len(said.changes) <= 2 + 4.0 / MIN_SHOWN_S


def test_a_cause_that_comes_and_goes_is_one_remark() -> None:
    said = Said()
    for _ in range(10):
        said.want(Hint.REFLECTS, 0.2)
        said.want(None, 0.5)
    assert said.changes == [None, Hint.REFLECTS]


def test_what_a_code_is_instead_is_said_at_once() -> None:
    said = Said()
    wifi = NotACard(CodeKind.WIFI)
    said.want(Hint.CLOSER, 0.2)
    said.want(wifi, 0.1)
    said.want(Hint.ONE_AT_A_TIME, 0.1)
    assert said.changes == [None, Hint.CLOSER, wifi, Hint.ONE_AT_A_TIME]


def test_the_same_refusal_read_again_is_the_same_remark() -> None:
    said = Said()
    first = NotACard(CodeKind.WIFI)
    said.want(first, 0.2)
    said.want(NotACard(CodeKind.WIFI), 0.2)
    assert said.changes == [None, first]
    other: CardRefused = CardTooLong(limit=9)
    said.want(other, 0.2)
    assert said.changes[-1] is other


def test_a_card_that_is_read_ends_every_remark() -> None:
    said = Said()
    said.want(Hint.CLOSER, 0.2)
    said.remarks.clear()
    said.want(None, 0.1)
    assert said.changes == [None, Hint.CLOSER, None]
