import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from kreward_pos.commands.decode import escaped, run

MakePicture = Callable[..., NDArray[np.uint8]]


def test_each_file_gets_a_line(tmp_path: Path, code: MakePicture, capsys: pytest.CaptureFixture[str]) -> None:
    files = []
    for suffix, text in (
        ("png", "jane@example.com"),
        ("jpg", "https://wallet.example.com/?c=1&d=2"),
        ("webp", "\u5361"),
    ):
        files.append(str(tmp_path / f"\u5361 {suffix}.{suffix}"))
        Path(files[-1]).write_bytes(cv2.imencode(f".{suffix}", code(text))[1].tobytes())
    assert run(files) == 0
    out, err = capsys.readouterr()
    assert out == (
        f"{files[0]}\tjane@example.com\n{files[1]}\thttps://wallet.example.com/?c=1&d=2\n{files[2]}\t\u5361\n"
    )
    assert err == ""


def test_picture_without_a_code_is_not_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "empty.png"
    cv2.imwrite(str(file), np.full((60, 60), 200, np.uint8))
    assert run([str(file)]) == 0
    assert capsys.readouterr() == (f"{file}\t\n", "")


def test_unreadable_file_is_reported_and_the_others_are_decoded(
    tmp_path: Path, code: MakePicture, capsys: pytest.CaptureFixture[str]
) -> None:
    missing, broken, good = (str(tmp_path / name) for name in ("missing.png", "broken.png", "good.png"))
    Path(broken).write_bytes(b"no picture")
    cv2.imwrite(good, code("jane@example.com"))
    assert run([missing, broken, str(tmp_path), "nul\0byte", good]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        f"{missing}\t",
        f"{broken}\t",
        f"{tmp_path}\t",
        "nul\\x00byte\t",
        f"{good}\tjane@example.com",
    ]
    assert [line.split(": ")[0] for line in err.splitlines()] == [missing, broken, str(tmp_path), "nul\\x00byte"]


def two_codes(path: Path, counter: MakePicture) -> None:
    both = counter("middle", 6, (540, 250))
    both[:, :400] = counter("edge", 6, (40, 40))[:, :400]
    cv2.imwrite(str(path), both)


def test_code_nearest_the_middle_is_chosen_among_several(
    tmp_path: Path, counter: MakePicture, capsys: pytest.CaptureFixture[str]
) -> None:
    two_codes(tmp_path / "two.png", counter)
    run([str(tmp_path / "two.png")])
    assert capsys.readouterr().out.endswith("\tmiddle\n")


def test_transparent_picture_is_decoded_on_white(
    tmp_path: Path, code: MakePicture, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = code("jane@example.com")
    picture = np.zeros((*drawn.shape, 4), np.uint8)
    picture[:, :, 3] = 255 - drawn
    cv2.imwrite(str(tmp_path / "clear.png"), picture)
    run([str(tmp_path / "clear.png")])
    assert capsys.readouterr().out.endswith("\tjane@example.com\n")


def test_json_holds_text_corners_and_decoder(
    tmp_path: Path, counter: MakePicture, capsys: pytest.CaptureFixture[str]
) -> None:
    two_codes(tmp_path / "two.png", counter)
    assert run([str(tmp_path / "two.png")], is_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert told.keys() == {"file", "text", "ms", "problem", "codes"}
    assert (told["file"], told["text"], told["problem"]) == (str(tmp_path / "two.png"), "middle", None)
    assert told["ms"] > 0
    assert [code["text"] for code in told["codes"]] == ["middle", "edge"]
    assert (told["codes"][0]["engine"], told["codes"][0]["pass"]) == ("zxing", "")
    assert np.allclose(told["codes"][0]["corners"][0], (564, 274), atol=3)


def test_json_has_a_line_for_an_unreadable_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blank, missing = str(tmp_path / "blank.png"), str(tmp_path / "missing\n.png")
    cv2.imwrite(blank, np.full((60, 60), 200, np.uint8))
    assert run([blank, missing], is_json=True) == 1
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["text"], first["codes"], first["problem"]) == (None, [], None)
    assert (second["file"], second["problem"]) == (missing, "No such file or directory")


JPEG_ON_ITS_SIDE = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"


def test_corners_are_those_of_the_picture_as_displayed(
    tmp_path: Path, counter: MakePicture, capsys: pytest.CaptureFixture[str]
) -> None:
    data = cv2.imencode(".jpg", np.rot90(counter("jane@example.com")))[1].tobytes()
    marker = b"\xff\xe1" + (len(JPEG_ON_ITS_SIDE) + 2).to_bytes(2, "big") + JPEG_ON_ITS_SIDE
    (tmp_path / "side.jpg").write_bytes(data[:2] + marker + data[2:])
    run([str(tmp_path / "side.jpg")], is_json=True)
    (code,) = json.loads(capsys.readouterr().out)["codes"]
    assert np.allclose(code["corners"][0], (424, 224), atol=3)


@pytest.mark.parametrize("suffix", ["gif", "webp"])
def test_first_frame_of_an_animation_is_decoded(
    tmp_path: Path, code: MakePicture, capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    moving = cv2.Animation()
    moving.frames = [cv2.cvtColor(code(text), cv2.COLOR_GRAY2BGRA) for text in ("jane@example.com", "suki@example.com")]
    moving.durations = [100, 100]
    cv2.imwriteanimation(str(tmp_path / f"moving.{suffix}"), moving)
    assert run([str(tmp_path / f"moving.{suffix}")]) == 0
    assert capsys.readouterr().out.endswith("\tjane@example.com\n")


def test_broken_file_is_reported_in_a_sentence(
    tmp_path: Path, code: MakePicture, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = {suffix: cv2.imencode(f".{suffix}", code("jane"))[1].tobytes() for suffix in ("png", "jpg", "webp", "tiff")}
    contents = [b"", b"\0" * 5000, *(data[:cut] for data in whole.values() for cut in (3, 12, 30))]
    files = [str(tmp_path / f"broken-{number}") for number in range(len(contents))]
    for file, data in zip(files, contents, strict=True):
        Path(file).write_bytes(data)
    assert run(files) == 1
    out, err = capsys.readouterr()
    assert out.splitlines() == [f"{file}\t" for file in files]
    assert err.splitlines() == [f"{file}: not a picture that can be read" for file in files]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("jane@example.com", "jane@example.com"),
        ("https://wallet.example.com/c?x=%40&y#z", "https://wallet.example.com/c?x=%40&y#z"),
        ("\u5c0f\u660e", "\u5c0f\u660e"),
        ("a\nb\tc\rd\\e", r"a\nb\tc\rd\\e"),
        ("\x1b[2J\x00", r"\x1b[2J\x00"),
        ("\u202e\u2028\ud800\U000e0001", r"\u202e\u2028\ud800\U000e0001"),
    ],
)
def test_decoded_text_stays_on_one_line(text: str, line: str) -> None:
    assert escaped(text) == line
