import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from kreward_pos.scan.decoding.engines import Zbar, find_codes, fix_encoding, load_second_engine

Grey = NDArray[np.uint8]
DrawFrame = Callable[..., Grey]

WITHOUT_PYZBAR = """
import sys
sys.modules["pyzbar"] = None
from kreward_pos.scan.decoding.engines import load_second_engine
from kreward_pos.scan.decoding.decoders import standard_decoder
import numpy as np
assert load_second_engine() is None
assert standard_decoder().decode_still(np.zeros((99, 99), np.uint8)) == []
"""


@pytest.fixture
def zbar() -> Zbar:
    found = load_second_engine()
    if found is None:
        pytest.skip("libzbar is not installed here")
    return found


@pytest.mark.parametrize(
    "text",
    ["jane@example.com", "Zo\u00eb M\u00fcller", "Gr\u00fc\u00dfe", "\u738b\u5c0f\u660e jane", "\uff71\uff72\uff73"],
)
def test_zbar_reads_the_text_that_was_encoded(zbar: Zbar, code: DrawFrame, text: str) -> None:
    (reading,) = zbar(code(text))
    assert (reading.text, reading.engine) == (text, "zbar")


def test_zbar_corners_match_the_code(zbar: Zbar, counter: DrawFrame) -> None:
    (reading,) = zbar(counter("jane@example.com", 6, (400, 200)))
    assert np.allclose(np.mean(reading.corners, axis=0), (499, 299), atol=4)


def test_zbar_accepts_a_tiny_image(zbar: Zbar) -> None:
    assert zbar(np.zeros((1, 9), np.uint8)) == []


@pytest.mark.parametrize(
    ("garbled", "text"),
    [
        ("Zo\u79b1 M\u7fb9ller", "Zo\u00eb M\u00fcller"),
        ("Gr\uff83\uff7c\uff83\u6b79", "Gr\u00fc\u00dfe"),
        ("\u00ef\u00bd\u00b1", "\uff71"),
        ("\u738b\u5c0f\u660e", "\u738b\u5c0f\u660e"),
        ("plain", "plain"),
    ],
)
def test_wrong_encoding_is_corrected(garbled: str, text: str) -> None:
    assert fix_encoding(garbled.encode()) == text


@given(st.binary(max_size=80))
def test_fix_encoding_never_raises(data: bytes) -> None:
    assert isinstance(fix_encoding(data), str)


def test_missing_pyzbar_means_no_second_engine_and_no_output() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT_PYZBAR], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("data", [bytes(range(128, 190)), b"\xff\xfe\x00\x01", b"\x83\x65\x83\x58"])
def test_binary_codes_are_read(code: DrawFrame, data: bytes) -> None:
    (found,) = find_codes(code(data))
    assert found.text is not None
    assert found.text.encode("utf-8")
