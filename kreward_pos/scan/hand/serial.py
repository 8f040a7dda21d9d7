"""A hand scanner on a serial port (RS-232, or USB as a virtual COM port): a thread that reads texts from bytes.

A text ends when an end character (CR, LF or Tab) is followed by a moment of silence, so that a code of several lines
stays one; without an end character, after a longer silence. The owner's prefix and suffix are removed; no keyboard is
involved, so the layout is not applied. After it is unplugged, the port is reopened when it is back. Knows no keys, no
till and no window.
"""

import errno
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, Self

import msgspec

from kreward_pos.errors import CardRefused, capped
from kreward_pos.scan.camera.camera import Clock
from kreward_pos.scan.errors import HandScannerFailure, PortBusy, PortMissing, PortUnplugged
from kreward_pos.scan.hand.bursts import RepeatFilter, scanned_text
from kreward_pos.scan.payload.reference import reference_in
from kreward_pos.scan.scanner import Scan
from kreward_pos.system.settings import HandScannerSettings

log = logging.getLogger(__name__)

BAUD: Final = 9600
"""The makers' default for a real serial cable; a virtual port accepts any."""
REOPEN_DELAYS_S: Final = (0.5, 1.0, 2.0, 5.0)
JOIN_TIMEOUT_S: Final = 1.0
MAX_TEXT_BYTES: Final = 4096
"""Maximum length of a text; the rest, up to the next pause, is dropped."""
_QUIET_S = 0.05
_QUIET_READS_WITHOUT_END = 4
_ENDS = b"\r\n\t"
_MISSING_ERRNOS = frozenset({errno.ENOENT, errno.ENODEV, errno.ENXIO})


class Port(Protocol):
    """The part of `serial.Serial` that is used. `read` waits for at most `_QUIET_S`."""

    @property
    def in_waiting(self) -> int: ...  # noqa: D102
    def read(self, size: int) -> bytes: ...  # noqa: D102
    def close(self) -> None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class SerialCallbacks:
    """The functions that the scanner calls on its own thread, one at a time; each should return at once.

    `on_failure` is called when the port fails, when it fails differently, and with None once it is open.
    """

    on_scan: Callable[[Scan], None]
    on_refusal: Callable[[CardRefused], None]
    on_failure: Callable[[HandScannerFailure | None], None]


class TextSplitter:
    """Splits the bytes from a port into texts."""

    def __init__(self) -> None:
        self._pending = bytearray()
        self._quiet_reads = 0

    def add(self, received: bytes) -> str | None:
        """Return the text that has ended, if any. Call it for every read, even if nothing was received."""
        if received:
            self._quiet_reads = 0
            self._pending += received[: MAX_TEXT_BYTES - len(self._pending)]
            return None
        self._quiet_reads += 1
        is_ended = self._pending[-1:] in _ENDS
        if not self._pending or not (is_ended or self._quiet_reads >= _QUIET_READS_WITHOUT_END):
            return None
        data = bytes(self._pending)
        self._pending.clear()
        return decode_text(data).strip() or None


def decode_text(data: bytes) -> str:
    """Return the text in the bytes: UTF-8, which most scanners send, otherwise Latin-1."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def serial_ports() -> list[str]:
    """Return the serial ports of this machine, for a person to choose from."""
    from serial.tools import list_ports  # late: only a serial scanner needs it

    return sorted(port.device for port in list_ports.comports())


def open_port(name: str) -> Port:
    """Open a port exclusively for reading; raise `PortMissing` or `PortBusy`."""
    import serial  # late: only a serial scanner needs it

    try:
        port: Port = serial.Serial(name, BAUD, timeout=_QUIET_S, exclusive=True)
    except (OSError, ValueError) as error:
        number = getattr(error, "errno", None)  # Windows gives none
        is_missing = number in _MISSING_ERRNOS or (number is None and name not in serial_ports())
        raise (PortMissing if is_missing else PortBusy)(port=capped(name)) from error
    return port


class SerialScanner:
    """A port's reading thread. Call `start` and `stop` from any one thread; other settings need another scanner."""

    def __init__(
        self,
        settings: HandScannerSettings,
        callbacks: SerialCallbacks,
        *,
        open_port: Callable[[str], Port] = open_port,
        reopen_delays_s: Sequence[float] = REOPEN_DELAYS_S,
        clock: Clock = time.monotonic,
    ) -> None:
        self._settings = msgspec.structs.replace(settings, layout={})
        self._callbacks, self._open, self._clock = callbacks, open_port, clock
        self._reopen_delays_s = reopen_delays_s
        self._failed_attempts = 0
        self._reported: type[HandScannerFailure] | str | None = "nothing"
        self._repeats = RepeatFilter()
        self._stopped = threading.Event()
        # A daemon: a driver that never returns must not keep the till from closing.
        self._thread = threading.Thread(target=self._run, name="serial scanner", daemon=True)

    def start(self) -> None:
        """Start reading. A scanner starts once."""
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread and close the port; no callback begins afterwards. Repeating it is harmless."""
        self._stopped.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(JOIN_TIMEOUT_S)

    def _run(self) -> None:
        """Read until `stop`. This is the thread's boundary, so no exception leaves it."""
        while not self._stopped.is_set():
            try:
                self._read_port()
            except HandScannerFailure as failure:
                self._report_and_wait(failure)
            except Exception as error:  # noqa: BLE001 - the thread's boundary
                # Neither message nor traceback: either may quote a code's text.
                log.error("Reading the serial scanner failed: %s", type(error).__name__)  # noqa: TRY400
                self._report_and_wait(HandScannerFailure())

    def _read_port(self) -> None:
        """Open the port and read from it until it fails or `stop`."""
        port = self._open(self._settings.serial_port)
        try:
            self._failed_attempts = 0
            self._report(None)
            texts = TextSplitter()
            while not self._stopped.is_set():
                if (text := texts.add(self._receive(port))) is not None:
                    self._accept(text)
        finally:
            port.close()

    def _receive(self, port: Port) -> bytes:
        try:
            return port.read(1) + port.read(port.in_waiting)
        except OSError as error:
            raise PortUnplugged(port=capped(self._settings.serial_port)) from error

    def _accept(self, arrived: str) -> None:
        text = scanned_text(arrived, self._settings)
        if not self._repeats.is_new(text, self._clock()) or self._stopped.is_set():
            return
        try:
            reference = reference_in(text)
        except CardRefused as refusal:
            self._callbacks.on_refusal(refusal)
            return
        self._callbacks.on_scan(Scan(reference))

    def _report_and_wait(self, failure: HandScannerFailure) -> None:
        self._report(failure)
        delay_s = self._reopen_delays_s[min(self._failed_attempts, len(self._reopen_delays_s) - 1)]
        self._failed_attempts += 1
        self._stopped.wait(delay_s)

    def _report(self, failure: HandScannerFailure | None) -> None:
        kind = type(failure) if failure else None
        if kind is not self._reported and not self._stopped.is_set():
            self._reported = kind
            self._callbacks.on_failure(failure)


class SerialScannerHolder:
    """The serial scanner in use, if any: other settings need another scanner. Use it from one thread at a time."""

    def __init__(self) -> None:
        self._settings = HandScannerSettings()
        self._callbacks: SerialCallbacks | None = None
        self._scanner: SerialScanner | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._end()

    def set_callbacks(self, callbacks: SerialCallbacks) -> None:
        """Set the callbacks for what is read."""
        self._callbacks = callbacks

    def apply_settings(self, settings: HandScannerSettings) -> None:
        """Read from the port in `settings` from now on; wait for the previous scanner to stop."""
        if settings == self._settings or self._callbacks is None:
            return
        self._end()
        self._settings = settings
        if settings.serial_port:
            self._scanner = SerialScanner(settings, self._callbacks)
            self._scanner.start()

    def _end(self) -> None:
        if self._scanner is not None:
            self._scanner.stop()
            self._scanner = None
