"""The scanner that the app holds: two threads between a camera and four callbacks.

One thread reads and keeps only the newest picture; the other decodes it, decides what counts as a scan and calls
back. Knows no till and no window: whoever gives the callbacks brings the values to its own thread.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from kreward_pos.cards import CardReference
from kreward_pos.errors import CameraFailure, CardRefused
from kreward_pos.scan.acceptance import Acceptance, Focus
from kreward_pos.scan.camera import Camera, Picture, Pixels
from kreward_pos.scan.decoder import Corners, Decoder
from kreward_pos.scan.decoders import standard_decoder
from kreward_pos.scan.failures import ScannerFault
from kreward_pos.scan.mailbox import CameraWord, Mailbox
from kreward_pos.scan.payload import reference_in
from kreward_pos.scan.reader import Reader

log = logging.getLogger(__name__)

SIGHT_WIDTH: Final = 640
"""Pixels: the widest picture that a viewfinder gets."""
REOPEN_AFTER_S: Final = (0.5, 1.0, 2.0, 5.0)
JOIN_S: Final = 0.45
"""How long `stop` waits for each thread; one held by a driver ends when the driver lets it."""
_AFTER_FAULT_S = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What a viewfinder shows: a small picture, and the outline of the code in focus. Nobody else's to keep.

    `pixels` is RGB, uint8, height x width x 3, contiguous, at most `SIGHT_WIDTH` wide; the outline's corners are
    shares of width and height, 0 to 1, or None where no code was read.
    """

    pixels: Pixels = field(repr=False)
    outline: Corners | None


@dataclass(frozen=True, slots=True)
class Scan:
    """A card was shown; once a showing."""

    reference: CardReference


@dataclass(frozen=True, slots=True)
class Callbacks:
    """Whom the scanner tells; all are called on its decoding thread, one at a time, and should return at once.

    `on_sight` comes with every picture decoded; `on_scan` or `on_refusal` once a showing; `on_trouble` when the
    camera fails, when it fails in another way, and with None when it gives pictures again.
    """

    on_sight: Callable[[Sight], None]
    on_scan: Callable[[Scan], None]
    on_refusal: Callable[[CardRefused], None]
    on_trouble: Callable[[CameraFailure | None], None]


class Scanner:
    """Owns the two threads. `start`, `stop`, `pause` and `resume` may be called from any one thread.

    `open_camera` and `decoder` are called on the scanner's threads, so neither loading OpenCV nor opening a slow
    camera holds anybody up. Pace and times are the camera's own: a picture's `taken_s` is the only clock here.
    """

    def __init__(
        self,
        open_camera: Callable[[], Camera],
        callbacks: Callbacks,
        *,
        decoder: Callable[[], Decoder] = standard_decoder,
        reopen_after_s: Sequence[float] = REOPEN_AFTER_S,
    ) -> None:
        self._callbacks = callbacks
        self._make_decoder = decoder
        self._decoder: Decoder | None = None
        self._acceptance = Acceptance()
        self._has_fault = False
        self._stopped = threading.Event()
        self._mailbox = Mailbox()
        self._reader = Reader(open_camera, self._mailbox, reopen_after_s)
        # Daemons: a driver that never returns must not keep the till from closing.
        self._threads = (
            threading.Thread(target=self._reader.run, name="camera", daemon=True),
            threading.Thread(target=self._run, name="decoder", daemon=True),
        )

    def start(self) -> None:
        """Begin; a scanner is started once, and another camera means another scanner."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End both threads; returns within a second, and no callback begins after it. Harmless when repeated."""
        self._stopped.set()
        self._reader.stop()
        self._mailbox.close()
        for thread in self._threads:
            if thread.is_alive() and thread is not threading.current_thread():
                thread.join(JOIN_S)

    def pause(self) -> None:
        """Let go of the camera while nobody looks; at most one more picture is told of."""
        self._reader.sleep()
        self._mailbox.empty()

    def resume(self) -> None:
        """Open the camera again."""
        self._reader.wake()

    @property
    def is_running(self) -> bool:
        """Whether any of the threads is alive."""
        return any(thread.is_alive() for thread in self._threads)

    def _run(self) -> None:
        """The decoding thread; its boundary, so nothing leaves it."""
        while not self._stopped.is_set():
            try:
                self._decode_on()
            except Exception as error:  # noqa: BLE001 - the thread's boundary
                # Neither message nor traceback: either may quote the text of a code.
                log.error("Scanning failed: %s", type(error).__name__)  # noqa: TRY400
                self._report_fault()
                self._stopped.wait(_AFTER_FAULT_S)

    def _decode_on(self) -> None:
        decoder = self._decoder = self._decoder or self._make_decoder()
        while (item := self._mailbox.take()) is not None:
            if isinstance(item, CameraWord):
                self._callbacks.on_trouble(item.failure)
                continue
            self._look_at(item, decoder)
            if self._has_fault:
                self._has_fault = False
                self._callbacks.on_trouble(None)

    def _report_fault(self) -> None:
        """Say it once, by way of the mailbox, so that a callback which fails cannot fail here."""
        if not self._has_fault:
            self._has_fault = True
            self._mailbox.put(CameraWord(ScannerFault()))

    def _look_at(self, picture: Picture, decoder: Decoder) -> None:
        height, width = picture.pixels.shape[:2]
        readings = decoder.decode(grey_of(picture.pixels))
        focus = self._acceptance.consider(readings, width, height, picture.taken_s)
        if self._stopped.is_set():
            return
        self._callbacks.on_sight(sight_of(picture.pixels, focus))
        if focus and focus.is_new:
            self._accept(focus.reading.text)

    def _accept(self, text: str) -> None:
        try:
            reference = reference_in(text)
        except CardRefused as refusal:
            self._callbacks.on_refusal(refusal)
            return
        self._callbacks.on_scan(Scan(reference))


def grey_of(pixels: Pixels) -> Pixels:
    """A BGR picture in grey: the engines would take twice as long over colour."""
    from kreward_pos.scan.opencv import cv2  # late: loads OpenCV

    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)


def sight_of(pixels: Pixels, focus: Focus | None) -> Sight:
    """A BGR picture made small and RGB, with the outline of what is in focus as shares of its size."""
    from kreward_pos.scan.opencv import cv2  # late: loads OpenCV

    height, width = pixels.shape[:2]
    if width > SIGHT_WIDTH:
        size = (SIGHT_WIDTH, max(1, round(height * SIGHT_WIDTH / width)))
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    small = np.ascontiguousarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), np.uint8)
    return Sight(small, _shares(focus.reading.corners, width, height) if focus else None)


def _shares(corners: Corners, width: int, height: int) -> Corners:
    def share(x: float, y: float) -> tuple[float, float]:
        return min(1.0, max(0.0, x / width)), min(1.0, max(0.0, y / height))

    first, second, third, fourth = corners
    return share(*first), share(*second), share(*third), share(*fourth)
