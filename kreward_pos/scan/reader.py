"""The reading thread's work: keep a camera open, pass its newest picture on, and bring it back when it fails.

Knows no decoder. What it learns goes into a `Mailbox`; what stops it is a pair of events.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Final

from kreward_pos.errors import CameraFailure
from kreward_pos.scan.camera import Camera, Picture
from kreward_pos.scan.failures import CameraBlack, ScannerFault
from kreward_pos.scan.mailbox import CameraWord, Mailbox

log = logging.getLogger(__name__)

BLACK_LEVEL: Final = 16
"""Brightness, of 255, up to which a pixel counts as black."""
LIT_SHARE: Final = 0.005
"""Share of pixels above it that makes a picture lit: more than a sensor's hot spots, less than a phone."""
BLACK_AFTER_S: Final = 2.0
"""Black for so long is said; shorter is a camera waking up, or a hand."""
REOPEN_BLACK_AFTER_S: Final = 15.0
"""Some drivers deliver black without end until they are opened anew."""


class Reader:
    """Reads until told to stop. `run` is the thread; it alone opens, reads and closes the camera.

    Trouble is told once, and its end once. Between two attempts to open, it waits for the delays of
    `reopen_after_s` in turn, the last again and again; a picture that is not black begins them anew.
    """

    def __init__(self, open_camera: Callable[[], Camera], mailbox: Mailbox, reopen_after_s: Sequence[float]) -> None:
        self._open = open_camera
        self._mailbox = mailbox
        self._reopen_after_s = reopen_after_s
        self._attempts = 0
        self._told: type[CameraFailure] | None = None
        self._black_since_s: float | None = None
        self._stopped = threading.Event()
        self._awake = threading.Event()
        self._awake.set()

    def run(self) -> None:
        """Read until `stop`; a thread's boundary, so nothing leaves it."""
        while not self._stopped.is_set():
            self._awake.wait()
            try:
                self._read_on()
            except CameraFailure as failure:
                self._fail(failure)
            except Exception as error:  # noqa: BLE001 - the thread's boundary
                # Neither message nor traceback: either may quote what a driver was given.
                log.error("Reading pictures failed: %s", type(error).__name__)  # noqa: TRY400
                self._fail(ScannerFault())

    def stop(self) -> None:
        """End `run` as soon as the camera lets it."""
        self._stopped.set()
        self._awake.set()

    def sleep(self) -> None:
        """Close the camera until `wake`: its light goes out, and other programs may have it."""
        self._awake.clear()

    def wake(self) -> None:
        """Open the camera again."""
        self._awake.set()

    def _read_on(self) -> None:
        """Read one opening's pictures, until told otherwise."""
        if self._is_over:
            return
        camera = self._open()
        try:
            while not self._is_over:
                picture = camera.read()
                self._judge(camera.name, picture)
                self._mailbox.put(picture)
        finally:
            self._black_since_s = None
            camera.close()

    @property
    def _is_over(self) -> bool:
        return self._stopped.is_set() or not self._awake.is_set()

    def _judge(self, name: str, picture: Picture) -> None:
        if is_lit(picture):
            self._black_since_s = None
            self._attempts = 0
            self._tell(None)
            return
        if self._black_since_s is None:
            self._black_since_s = picture.taken_s
        black_s = picture.taken_s - self._black_since_s
        if black_s >= REOPEN_BLACK_AFTER_S:
            raise CameraBlack(camera=name)
        if black_s >= BLACK_AFTER_S:
            self._tell(CameraBlack(camera=name))

    def _fail(self, failure: CameraFailure) -> None:
        self._tell(failure)
        delay_s = self._reopen_after_s[min(self._attempts, len(self._reopen_after_s) - 1)]
        self._attempts += 1
        self._stopped.wait(delay_s)

    def _tell(self, failure: CameraFailure | None) -> None:
        kind = type(failure) if failure else None
        if kind is not self._told:
            self._told = kind
            self._mailbox.put(CameraWord(failure))


def is_lit(picture: Picture) -> bool:
    """Whether anything is to be seen, judged by every eighth pixel each way."""
    sample = picture.pixels[::8, ::8]
    return int((sample > BLACK_LEVEL).sum()) > LIT_SHARE * sample.size
