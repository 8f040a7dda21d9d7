"""The four sounds, and a player that never blocks its callers."""

import logging
import threading

import numpy as np
import pytest

from kreward_pos.system.sound_player import RATE_HZ, Output, Samples, Sound, SoundPlayer, samples


class FakeOutput:
    """Keeps what was played; holds each sound until it is let go, where it is told to."""

    def __init__(self, trouble: OSError | None = None) -> None:
        self.played: list[Samples] = []
        self.began = threading.Semaphore(0)
        self.may_end = threading.Event()
        self.may_end.set()
        self._trouble = trouble

    def play(self, wave: Samples) -> None:
        self.played.append(wave)
        self.began.release()
        if self._trouble is not None:
            raise self._trouble
        assert self.may_end.wait(20)


@pytest.mark.parametrize("sound", Sound)
def test_each_sound_is_short_and_soft_and_does_not_click(sound: Sound) -> None:
    wave = samples(sound)
    assert wave.dtype == np.float32
    assert 0.05 < len(wave) / RATE_HZ < 0.8
    assert 0.1 < np.abs(wave).max() < 0.3
    assert abs(wave[0]) < 0.01
    assert abs(wave[-1]) < 0.01
    assert np.abs(np.diff(wave)).max() < 0.1


def test_sounds_differ_in_pitch_or_length() -> None:
    heard = {sound: (_loudest_hz(samples(sound)), len(samples(sound)) / RATE_HZ) for sound in Sound}
    for one in Sound:
        for other in Sound:
            if one is not other:
                ratio = heard[one][0] / heard[other][0]
                assert abs(np.log2(ratio)) > 0.15 or abs(heard[one][1] - heard[other][1]) > 0.1


def test_requested_sound_is_played() -> None:
    output = FakeOutput()
    with SoundPlayer(lambda: output) as speaker:
        speaker.play(Sound.STAMPED)
        assert output.began.acquire(timeout=60)
    assert output.played[0] is samples(Sound.STAMPED)


def test_newest_of_several_waiting_sounds_is_played() -> None:
    output = FakeOutput()
    output.may_end.clear()
    with SoundPlayer(lambda: output) as speaker:
        speaker.play(Sound.SCANNED)
        assert output.began.acquire(timeout=60)
        speaker.play(Sound.STAMPED)
        speaker.play(Sound.REWARD)
        output.may_end.set()
        assert output.began.acquire(timeout=60)
    assert [wave is samples(sound) for wave, sound in zip(output.played, (Sound.SCANNED, Sound.REWARD), strict=True)]


def test_missing_output_is_logged_once_and_keeps_the_player_silent(caplog: pytest.LogCaptureFixture) -> None:
    opened = threading.Semaphore(0)

    def refuse() -> Output:
        opened.release()
        raise OSError("PortAudio library not found")

    with caplog.at_level(logging.INFO, "kreward_pos.system.sound_player"), SoundPlayer(refuse) as speaker:
        speaker.play(Sound.SCANNED)
        assert opened.acquire(timeout=60)
        speaker.play(Sound.SCANNED)
    assert [record.getMessage() for record in caplog.records] == ["no sounds: PortAudio library not found"]
    assert not opened.acquire(blocking=False)


def test_failed_device_is_not_used_again(caplog: pytest.LogCaptureFixture) -> None:
    output = FakeOutput(OSError("gone"))
    with caplog.at_level(logging.INFO, "kreward_pos.system.sound_player"), SoundPlayer(lambda: output) as speaker:
        speaker.play(Sound.SCANNED)
        assert output.began.acquire(timeout=60)
    assert [record.levelname for record in caplog.records] == ["INFO"]


def test_device_that_hangs_does_not_block_closing() -> None:
    output = FakeOutput()
    output.may_end.clear()
    speaker = SoundPlayer(lambda: output)
    speaker.play(Sound.SCANNED)
    assert output.began.acquire(timeout=60)
    speaker.close(timeout_s=0)
    output.may_end.set()


def _loudest_hz(wave: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(wave))
    return float(np.fft.rfftfreq(len(wave), 1 / RATE_HZ)[int(spectrum.argmax())])
