"""A serial scanner on a real pseudo-terminal in place of the port."""

import os
import queue
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreward_pos.cards import CardReference, Email, OpaqueCode
from kreward_pos.errors import CardRefused
from kreward_pos.scan.errors import (
    CardTooLong,
    CodeKind,
    HandScannerFailure,
    NotACard,
    PortBusy,
    PortMissing,
    PortUnplugged,
)
from kreward_pos.scan.hand.serial import (
    MAX_TEXT_BYTES,
    Port,
    SerialCallbacks,
    SerialScanner,
    SerialScannerHolder,
    TextSplitter,
    decode_text,
    open_port,
    serial_ports,
)
from kreward_pos.scan.scanner import Scan
from kreward_pos.system.settings import HandScannerSettings

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo-terminals", allow_module_level=True)

JANE = Email.parse("jane@example.com")
TIMEOUT_S = 20.0


class Cable:
    """A port with both ends: what is sent at one end is read at the other, until it is pulled."""

    def __init__(self) -> None:
        self._near, self._far = os.openpty()
        self.name = os.ttyname(self._far)

    def send(self, data: bytes) -> None:
        os.write(self._near, data)

    def pull(self) -> None:
        for end in (self._near, self._far):
            if end >= 0:
                os.close(end)
        self._near = self._far = -1


@dataclass
class CallbackRecorder:
    """What a scanner has reported, in order."""

    received: "queue.Queue[CardReference | CardRefused | HandScannerFailure | None]" = field(
        default_factory=queue.Queue
    )

    @property
    def callbacks(self) -> SerialCallbacks:
        return SerialCallbacks(self._on_scan, self.received.put, self.received.put)

    def next(self) -> CardReference | CardRefused | HandScannerFailure | None:
        return self.received.get(timeout=TIMEOUT_S)

    def _on_scan(self, scan: Scan) -> None:
        self.received.put(scan.reference)


@pytest.fixture
def cable() -> Iterator[Cable]:
    cable = Cable()
    yield cable
    cable.pull()


@pytest.fixture
def recorder() -> CallbackRecorder:
    return CallbackRecorder()


@pytest.fixture
def scanner(cable: Cable, recorder: CallbackRecorder) -> Iterator[SerialScanner]:
    scanner = SerialScanner(HandScannerSettings(serial_port=cable.name, prefix="[", suffix="]"), recorder.callbacks)
    scanner.start()
    assert recorder.next() is None
    yield scanner
    scanner.stop()
    assert not scanner._thread.is_alive()


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\t", b""])
@pytest.mark.usefixtures("scanner")
def test_text_is_a_scan_whatever_ends_it(cable: Cable, recorder: CallbackRecorder, end: bytes) -> None:
    cable.send(b"[jane@example.com]" + end)
    assert recorder.next() == JANE


@pytest.mark.usefixtures("scanner")
def test_code_of_several_lines_is_one_scan(cable: Cable, recorder: CallbackRecorder) -> None:
    cable.send(b"BEGIN:VCARD\r\nEMAIL:jane@example.com\r\nEND:VCARD\r\n")
    assert recorder.next() == JANE


@pytest.mark.usefixtures("scanner")
def test_two_texts_in_succession_are_two_scans(cable: Cable, recorder: CallbackRecorder) -> None:
    cable.send(b"KW-0042\r")
    assert recorder.next() == OpaqueCode("KW-0042")
    cable.send("caf\u00e9-7\r".encode("latin-1"))
    assert recorder.next() == OpaqueCode("caf\u00e9-7")


def test_same_text_within_a_second_is_one_scan(cable: Cable, recorder: CallbackRecorder) -> None:
    times = iter([10.0, 10.5, 10.6])
    looked: queue.Queue[float] = queue.Queue()

    def clock() -> float:
        now_s = next(times)
        looked.put(now_s)
        return now_s

    scanner = SerialScanner(HandScannerSettings(serial_port=cable.name), recorder.callbacks, clock=clock)
    scanner.start()
    assert recorder.next() is None
    for text in (b"KW-0042\r", b"KW-0042\r", b"KW-0043\r"):
        cable.send(text)
        looked.get(timeout=TIMEOUT_S)
    assert [recorder.next(), recorder.next()] == [OpaqueCode("KW-0042"), OpaqueCode("KW-0043")]
    scanner.stop()
    assert recorder.received.empty()


@pytest.mark.usefixtures("scanner")
def test_code_that_is_not_a_card_is_refused(cable: Cable, recorder: CallbackRecorder) -> None:
    cable.send(b"WIFI:T:WPA;S:Cafe;P:secret;;\r")
    refusal = recorder.next()
    assert isinstance(refusal, NotACard)
    assert refusal.kind is CodeKind.WIFI


def test_unplugged_scanner_is_reported_once_and_recovers(recorder: CallbackRecorder) -> None:
    first, second = Cable(), Cable()
    ports = iter([first.name, "/dev/no-such-port", "/dev/no-such-port", second.name])
    scanner = SerialScanner(
        HandScannerSettings(serial_port="scanner"),
        recorder.callbacks,
        open_port=lambda _name: open_port(next(ports)),
        reopen_delays_s=(0.0,),
    )
    scanner.start()
    assert recorder.next() is None
    first.send(b"KW-0042\r")
    assert recorder.next() == OpaqueCode("KW-0042")
    first.pull()
    failure = recorder.next()
    assert isinstance(failure, PortUnplugged)
    assert "scanner" in failure.sentence
    assert isinstance(recorder.next(), PortMissing)
    assert recorder.next() is None
    second.send(b"KW-0043\r")
    assert recorder.next() == OpaqueCode("KW-0043")
    scanner.stop()
    second.pull()


def test_missing_port_is_reported_once(recorder: CallbackRecorder) -> None:
    attempts: queue.Queue[str] = queue.Queue()

    def open_none(name: str) -> Port:
        attempts.put(name)
        return open_port(name)

    scanner = SerialScanner(
        HandScannerSettings(serial_port="/dev/no-such-port"),
        recorder.callbacks,
        open_port=open_none,
        reopen_delays_s=(0.0,),
    )
    scanner.start()
    for _ in range(3):
        attempts.get(timeout=TIMEOUT_S)
    scanner.stop()
    assert isinstance(recorder.next(), PortMissing)
    assert recorder.received.empty()


@pytest.mark.expected_logs("ERROR kreward_pos.scan.hand.serial: .* failed: ZeroDivisionError")
def test_bug_is_logged_without_its_message_and_the_scanner_continues(cable: Cable, recorder: CallbackRecorder) -> None:
    bugs = [ZeroDivisionError("jane@example.com")]

    def open_at_last(name: str) -> Port:
        if bugs:
            raise bugs.pop()
        return open_port(name)

    scanner = SerialScanner(
        HandScannerSettings(serial_port=cable.name), recorder.callbacks, open_port=open_at_last, reopen_delays_s=(0.0,)
    )
    scanner.start()
    assert type(recorder.next()) is HandScannerFailure
    assert recorder.next() is None
    scanner.stop()


def test_port_that_another_program_uses_is_busy(cable: Cable) -> None:
    held = open_port(cable.name)
    with pytest.raises(PortBusy):
        open_port(cable.name)
    held.close()
    open_port(cable.name).close()


@pytest.mark.parametrize("name", ["/dev/no-such-port", "", "a\0b"])
def test_invalid_port_is_missing(name: str) -> None:
    with pytest.raises(PortMissing):
        open_port(name)


def test_file_is_not_a_port(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PortMissing):
        open_port(str(tmp_path / "file"))


def test_holder_follows_the_settings(cable: Cable, recorder: CallbackRecorder) -> None:
    with SerialScannerHolder() as line:
        line.apply_settings(HandScannerSettings(serial_port=cable.name))
        line.set_callbacks(recorder.callbacks)
        line.apply_settings(HandScannerSettings())
        line.apply_settings(HandScannerSettings(serial_port="/dev/no-such-port"))
        assert isinstance(recorder.next(), PortMissing)
        line.apply_settings(HandScannerSettings(serial_port=cable.name))
        assert recorder.next() is None
        cable.send(b"KW-0042\r")
        assert recorder.next() == OpaqueCode("KW-0042")
    open_port(cable.name).close()


def test_list_of_ports_contains_names() -> None:
    assert all(isinstance(name, str) for name in serial_ports())


def test_bytes_are_decoded_as_utf_8_or_latin_1() -> None:
    assert decode_text("caf\u00e9 \u5361".encode()) == "caf\u00e9 \u5361"
    assert decode_text(b"caf\xe9") == "caf\u00e9"


def test_endless_data_is_cut_to_one_text() -> None:
    texts = TextSplitter()
    for _ in range(10):
        assert texts.add(b"x" * MAX_TEXT_BYTES) is None
    whole = [text for text in (texts.add(b"") for _ in range(10)) if text]
    assert [len(text) for text in whole] == [MAX_TEXT_BYTES]


@pytest.mark.usefixtures("scanner")
def test_text_longer_than_any_card_is_refused(cable: Cable, recorder: CallbackRecorder) -> None:
    cable.send(b"x" * 600 + b"\r")
    assert isinstance(recorder.next(), CardTooLong)


@given(st.lists(st.binary(max_size=40), max_size=30))
def test_no_bytes_raise(received: list[bytes]) -> None:
    texts = TextSplitter()
    for data in [*received, b"", b"", b"", b""]:
        assert (texts.add(data) or "x").strip()
