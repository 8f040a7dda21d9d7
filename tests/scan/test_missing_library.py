"""Reports of a scanner whose camera or decoder cannot be loaded because a system library is missing."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from kreward_pos.scan.camera.camera import Camera, Frame, Pixels
from kreward_pos.scan.decoding.decoder import Decoder, Reading
from kreward_pos.scan.scanner import Scanner

from .recorder import CallbackRecorder

UNLOADABLE = "libgone.so.9: cannot open shared object file: No such file or directory"


class Machine:
    """A machine with a camera and a decoder, or without the library that one of them needs."""

    name = "Counter cam"

    def __init__(self, *, lacks_camera: bool = False, lacks_decoder: bool = False) -> None:
        self.lacks_camera, self.lacks_decoder = lacks_camera, lacks_decoder
        self.over = threading.Event()

    def open(self) -> Camera:
        if self.lacks_camera:
            raise ImportError(UNLOADABLE)
        return self

    def decoder(self) -> Decoder:
        if self.lacks_decoder:
            raise ImportError(UNLOADABLE)
        return self

    def read(self) -> Frame:
        self.over.wait(0.002)
        return Frame(np.full((72, 128, 3), 90, np.uint8), 1.0)

    def skip(self) -> float:
        return 1.0

    def close(self) -> None:
        pass

    def decode(self, _grey: Pixels) -> list[Reading]:
        return []

    decode_still = decode


@contextmanager
def scanning(machine: Machine) -> Iterator[CallbackRecorder]:
    recorder = CallbackRecorder()
    scanner = Scanner(machine.open, recorder.callbacks(), decoder=machine.decoder, reopen_delays_s=(0.001,))
    scanner.start()
    try:
        yield recorder
    finally:
        machine.over.set()
        scanner.stop()


@pytest.mark.expected_logs(r"ERROR kreward_pos\.scan\.camera\.open_session: Reading pictures failed: ImportError")
def test_library_that_the_camera_lacks_is_named_until_it_is_installed() -> None:
    machine = Machine(lacks_camera=True)
    with scanning(machine) as recorder:
        recorder.wait_for(lambda: len(recorder.failures) == 1)
        assert "libgone.so.9" in str(recorder.failures[0])
        machine.lacks_camera = False
        recorder.wait_for(lambda: len(recorder.failures) == 2)
    assert recorder.failure_kinds() == ["ScannerIncomplete", None]


@pytest.mark.expected_logs(r"ERROR kreward_pos\.scan\.scanner: Scanning failed: ImportError")
def test_library_that_the_decoder_lacks_is_named_until_it_is_installed() -> None:
    machine = Machine(lacks_decoder=True)
    with scanning(machine) as recorder:
        recorder.wait_for(lambda: len(recorder.failures) == 1)
        assert "libgone.so.9" in str(recorder.failures[0])
        machine.lacks_decoder = False
        recorder.wait_for(lambda: len(recorder.failures) == 2)
    assert recorder.failure_kinds() == ["ScannerIncomplete", None]
