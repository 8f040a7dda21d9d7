"""The counter's four sounds: short, soft and easy to tell apart. Synthesised, and played on a separate thread.

Knows no window and no till. A computer that cannot play is silent.
"""

import logging
import threading
from collections.abc import Callable
from enum import Enum
from functools import cache
from queue import Empty, SimpleQueue
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 44_100
_LOUDNESS = 0.25
"""A share of full scale: the people at the counter hear it."""
_FADE_IN_S = 0.004
"""Prevents a click at the start of each note."""
_OVERTONES = ((1.0, 1.0), (2.0, 0.28), (3.0, 0.09))
"""Multiples of a note's pitch and their shares, as in a struck bar."""

_log = logging.getLogger(__name__)

Samples = NDArray[np.float32]
"""One channel, -1 to 1, `RATE_HZ` a second."""


class Sound(Enum):
    """A sound for each event; the values are notes: pitch in Hz, start and length in seconds."""

    SCANNED = ((880.0, 0.0, 0.09),)
    STAMPED = ((659.3, 0.0, 0.12), (987.8, 0.08, 0.2))
    REWARD = ((523.3, 0.0, 0.16), (659.3, 0.1, 0.16), (784.0, 0.2, 0.16), (1046.5, 0.3, 0.45))
    REFUSED = ((233.1, 0.0, 0.16), (196.0, 0.15, 0.26))


@cache
def samples(sound: Sound) -> Samples:
    """Return the samples of `sound`, computed at its first use."""
    length_s = max(begin_s + note_s for _pitch, begin_s, note_s in sound.value)
    wave = np.zeros(round(length_s * RATE_HZ), np.float64)
    for pitch_hz, begin_s, note_s in sound.value:
        first, note = round(begin_s * RATE_HZ), _note(pitch_hz, note_s)
        wave[first : first + len(note)] += note[: len(wave) - first]
    wave *= _LOUDNESS / float(np.abs(wave).max())
    return wave.astype(np.float32)


def _note(pitch_hz: float, length_s: float) -> NDArray[np.float64]:
    """Return a struck note that fades to silence."""
    at_s = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    wave = sum(share * np.sin(2 * np.pi * pitch_hz * times * at_s) for times, share in _OVERTONES)
    fading = np.exp(-5 * at_s / length_s) * np.minimum(1, (length_s - at_s) / 0.01)
    return np.asarray(wave * fading * np.minimum(1, at_s / _FADE_IN_S))


class Output(Protocol):
    """A player of samples."""

    def play(self, wave: Samples) -> None:
        """Play to the end; raise an `OSError` where there is no device."""
        ...


class Loudspeaker:
    """The computer's loudspeaker, by PortAudio."""

    def __init__(self) -> None:
        # Imported late: it looks for a system library and devices, which may be slow or fail.
        import sounddevice

        self._device = sounddevice

    def play(self, wave: Samples) -> None:
        """Play to the end by PortAudio; raise an `OSError` where there is no device."""
        try:
            self._device.play(wave, RATE_HZ, blocking=True)
        except self._device.PortAudioError as error:
            raise OSError(str(error)) from error


class SoundPlayer:
    """A player of one sound after another; a newer one replaces a waiting one.

    `play` and `close` may be called from any thread and never wait for a device. The first failure is logged, and the
    player stays silent for the rest of the run.
    """

    def __init__(self, open_output: Callable[[], Output] = Loudspeaker) -> None:
        self._open_output = open_output
        self._queue: SimpleQueue[Sound | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="sounds", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def play(self, sound: Sound) -> None:
        """Play `sound` as soon as the one before it has ended."""
        self._queue.put(sound)

    def close(self, timeout_s: float = 1.0) -> None:
        """End the thread; do not wait for a device that hangs."""
        self._queue.put(None)
        self._thread.join(timeout_s)

    def _run(self) -> None:
        output: Output | None = None
        while (sound := self._newest()) is not None:
            try:
                output = output or self._open_output()
                output.play(samples(sound))
            except (OSError, ImportError) as error:
                _log.info("no sounds: %s", error)
                return

    def _newest(self) -> Sound | None:
        """Wait for a sound and return the newest of those waiting; None at the end."""
        sound = self._queue.get()
        while sound is not None:
            try:
                sound = self._queue.get_nowait()
            except Empty:
                return sound
        return None
