from kreward_pos.errors import CardRefused
from kreward_pos.scan.errors import CardTooLong, CodeKind, NotACard
from kreward_pos.scan.remark import MIN_SHOWN_S, Hint, Remark, RemarkDebouncer

FRAME_INTERVAL_S = 0.1


class RemarkRecorder:
    """The changes of the shown remark over time."""

    def __init__(self) -> None:
        self.remarks = RemarkDebouncer()
        self.now_s = 5.0
        self.changes: list[Remark | None] = [None]

    def show(self, wanted: Remark | None, seconds: float) -> None:
        for _ in range(round(seconds / FRAME_INTERVAL_S)):
            self.now_s += FRAME_INTERVAL_S
            shown = self.remarks.update(wanted, self.now_s)
            if shown is not self.changes[-1]:
                self.changes.append(shown)


def test_remark_stays_a_moment_after_its_cause() -> None:
    recorder = RemarkRecorder()
    recorder.show(Hint.CLOSER, 0.2)
    recorder.show(None, MIN_SHOWN_S * 0.9)
    assert recorder.changes == [None, Hint.CLOSER]
    recorder.show(None, MIN_SHOWN_S * 0.3)
    assert recorder.changes == [None, Hint.CLOSER, None]


def test_alternating_causes_do_not_flicker() -> None:
    recorder = RemarkRecorder()
    for _ in range(10):
        recorder.show(Hint.CLOSER, 0.2)
        recorder.show(Hint.HOLD_STILL, 0.2)
    assert len(recorder.changes) <= 2 + 4.0 / MIN_SHOWN_S


def test_cause_that_comes_and_goes_is_one_remark() -> None:
    recorder = RemarkRecorder()
    for _ in range(10):
        recorder.show(Hint.REFLECTS, 0.2)
        recorder.show(None, 0.5)
    assert recorder.changes == [None, Hint.REFLECTS]


def test_refusal_is_shown_at_once() -> None:
    recorder = RemarkRecorder()
    wifi = NotACard(CodeKind.WIFI)
    recorder.show(Hint.CLOSER, 0.2)
    recorder.show(wifi, 0.1)
    recorder.show(Hint.ONE_AT_A_TIME, 0.1)
    assert recorder.changes == [None, Hint.CLOSER, wifi, Hint.ONE_AT_A_TIME]


def test_repeated_refusal_is_the_same_remark() -> None:
    recorder = RemarkRecorder()
    first = NotACard(CodeKind.WIFI)
    recorder.show(first, 0.2)
    recorder.show(NotACard(CodeKind.WIFI), 0.2)
    assert recorder.changes == [None, first]
    other: CardRefused = CardTooLong(limit=9)
    recorder.show(other, 0.2)
    assert recorder.changes[-1] is other


def test_card_that_is_read_ends_the_remark() -> None:
    recorder = RemarkRecorder()
    recorder.show(Hint.CLOSER, 0.2)
    recorder.remarks.clear()
    recorder.show(None, 0.1)
    assert recorder.changes == [None, Hint.CLOSER, None]
