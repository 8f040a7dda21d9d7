"""The scanner that the app uses: two threads between a camera and four callbacks.

One thread reads and keeps only the newest frame; the other decodes it, decides what counts as a scan and calls back.
Knows no till and no window: the callbacks move the values to their own thread.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kreward_pos.cards import CardReference
from kreward_pos.errors import CameraFailure, CardRefused
from kreward_pos.scan.acceptance import Acceptance, Focus
from kreward_pos.scan.camera.camera import Camera, Frame, Pixels
from kreward_pos.scan.camera.mailbox import CameraStatus, Mailbox
from kreward_pos.scan.camera.reader import CameraReader, DriverTimeouts
from kreward_pos.scan.decoding.decoder import Decoder
from kreward_pos.scan.decoding.decoders import standard_decoder
from kreward_pos.scan.errors import scanner_failure
from kreward_pos.scan.hints import HintFinder
from kreward_pos.scan.motion import MotionDetector
from kreward_pos.scan.payload.reference import reference_in
from kreward_pos.scan.preview import Preview, make_preview, to_decoder_input
from kreward_pos.scan.remark import Hint, Remark, RemarkDebouncer

log = logging.getLogger(__name__)

REOPEN_DELAYS_S: Final = (0.5, 1.0, 2.0, 5.0)
JOIN_TIMEOUT_S: Final = 0.45
"""How long `stop` waits for each thread; one blocked in a driver ends when the driver returns."""
_FAULT_PAUSE_S = 1.0


@dataclass(frozen=True, slots=True)
class Scan:
    """A card was shown; one per showing."""

    reference: CardReference


@dataclass(frozen=True, slots=True)
class Callbacks:
    """The functions that the scanner calls, all on its decoding thread, one at a time; each should return at once.

    `on_preview` is called for every decoded frame, `on_scan` or `on_refusal` once per showing. `on_failure` is called
    when the camera fails, when it fails differently, and with None when it delivers frames again.
    """

    on_preview: Callable[[Preview], None]
    on_scan: Callable[[Scan], None]
    on_refusal: Callable[[CardRefused], None]
    on_failure: Callable[[CameraFailure | None], None]


class Scanner:
    """A camera's reading and decoding threads. Call `start`, `stop`, `pause` and `resume` from any one thread.

    `open_camera` and `decoder` are called on the scanner's threads, so neither loading OpenCV nor opening a slow camera
    blocks the caller. Timing follows the camera: a frame's `taken_s` is the only clock here.
    """

    def __init__(
        self,
        open_camera: Callable[[], Camera],
        callbacks: Callbacks,
        *,
        decoder: Callable[[], Decoder] = standard_decoder,
        reopen_delays_s: Sequence[float] = REOPEN_DELAYS_S,
        timeouts: DriverTimeouts | None = None,
    ) -> None:
        self._callbacks = callbacks
        self._make_decoder = decoder
        self._decoder: Decoder | None = None
        self._acceptance = Acceptance(card_key_of)
        self._motion = MotionDetector()
        self._hint_finder = HintFinder()
        self._remarks = RemarkDebouncer()
        self._has_fault = False
        self._stopped = threading.Event()
        self._mailbox = Mailbox()
        self._reader = CameraReader(open_camera, self._mailbox, reopen_delays_s, timeouts)
        # Daemons: a driver that never returns must not keep the till from closing.
        self._threads = (
            threading.Thread(target=self._reader.run, name="camera", daemon=True),
            threading.Thread(target=self._run, name="decoder", daemon=True),
        )

    def start(self) -> None:
        """Start both threads. A scanner starts once; another camera needs another scanner."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop both threads. Return within a second; no callback begins afterwards. Repeating it is harmless."""
        self._stopped.set()
        self._reader.stop()
        self._mailbox.close()
        for thread in self._threads:
            if thread.is_alive() and thread is not threading.current_thread():
                thread.join(JOIN_TIMEOUT_S)

    def pause(self) -> None:
        """Close the camera while nobody is watching; at most one more frame is reported."""
        self._reader.pause()
        self._mailbox.drop_frame()

    def resume(self) -> None:
        """Open the camera again."""
        self._reader.resume()

    @property
    def is_running(self) -> bool:
        """Return whether either thread is alive."""
        return any(thread.is_alive() for thread in self._threads)

    def _run(self) -> None:
        """Decode until `stop`. This is the thread's boundary, so no exception leaves it."""
        while not self._stopped.is_set():
            try:
                self._decode_frames()
            except Exception as error:  # noqa: BLE001 - the thread's boundary
                # Neither message nor traceback: either may quote a code's text.
                log.error("Scanning failed: %s", type(error).__name__)  # noqa: TRY400
                self._report_fault(error)
                self._stopped.wait(_FAULT_PAUSE_S)

    def _decode_frames(self) -> None:
        if not self._has_fault:
            self._get_decoder()  # while the camera opens
        while (item := self._mailbox.take()) is not None:
            if isinstance(item, CameraStatus):
                self._callbacks.on_failure(item.failure)
                continue
            self._process(item, self._get_decoder())
            if self._has_fault:
                self._has_fault = False
                self._callbacks.on_failure(None)

    def _get_decoder(self) -> Decoder:
        self._decoder = self._decoder or self._make_decoder()
        return self._decoder

    def _report_fault(self, error: Exception) -> None:
        """Report the fault once, through the mailbox, so that a failing callback cannot fail here."""
        if not self._has_fault:
            self._has_fault = True
            self._mailbox.put(CameraStatus(scanner_failure(error)))

    def _process(self, frame: Frame, decoder: Decoder) -> None:
        now_s, grey = frame.taken_s, to_decoder_input(frame.pixels)
        height, width = grey.shape
        self._motion.update(grey, now_s)
        readings = self._motion.cached_readings(now_s)
        if readings is None:
            readings = decoder.decode(grey)
            self._motion.record_readings(readings, now_s)
        self._reader.set_frame_interval(self._motion.frame_interval_s(now_s))
        focus = self._acceptance.update(readings, width, height, now_s)
        preview = make_preview(frame, grey, focus, self._choose_remark(grey, focus, now_s))
        if self._stopped.is_set():
            return
        self._callbacks.on_preview(preview)
        if focus and focus.is_new:
            self._report_scan(focus.reading.text)

    def _choose_remark(self, grey: Pixels, focus: Focus | None, now_s: float) -> Remark | None:
        """Return the remark to show below this frame."""
        if focus is None:
            hint = self._hint_finder.update(grey, self._motion.still_s(now_s), now_s)
            return self._remarks.update(hint, now_s)
        self._hint_finder.reset()
        if focus.is_ambiguous:
            return self._remarks.update(Hint.ONE_AT_A_TIME, now_s)
        result = interpret_code(focus.reading.text)
        if isinstance(result, CardRefused):
            return self._remarks.update(result, now_s)
        self._remarks.clear()
        return None

    def _report_scan(self, text: str) -> None:
        result = interpret_code(text)
        if isinstance(result, CardRefused):
            self._callbacks.on_refusal(result)
        else:
            self._callbacks.on_scan(Scan(result))


@lru_cache(maxsize=32)
def interpret_code(text: str) -> CardReference | CardRefused:
    """Return the card reference in a code's text, or why it is refused. The last few results are cached."""
    try:
        return reference_in(text)
    except CardRefused as refusal:
        # Without its traceback, which would keep the stack's local variables alive.
        return refusal.with_traceback(None)


def card_key_of(text: str) -> str | None:
    """Return a key that all codes of one card share; None for a code that is not a card's."""
    result = interpret_code(text)
    return None if isinstance(result, CardRefused) else f"{type(result).__name__} {result.key}"
