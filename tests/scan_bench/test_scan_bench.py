"""A short run of the benchmark: it works, and the scanner reads what it must and nothing wrong. Never how fast."""

from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.scan_bench import run, samples, tables, targets
from tests.scan_bench.films import FILMS, make_film
from tests.scan_bench.kinds import KINDS, empty_frame, make_sample
from tests.scan_bench.measure import UNION, count_reads, time_frames
from tests.scan_bench.playback import FilmResult, ReaderResult, play
from tests.scan_bench.readers import APP, ZXING, plain_readers

ALWAYS = ("clean", "dark", "inverted", "moire", "perspective", "turned")


def test_every_kind_of_damage_is_read_and_nothing_is_misread() -> None:
    zxing = {ZXING: plain_readers()[ZXING]}
    tally = count_reads(islice(samples.generated(31), 2 * len(KINDS)), zxing, lambda: False)
    assert {kind: tally.share(APP, kind) for kind in ALWAYS} == dict.fromkeys(ALWAYS, 1.0)
    assert tally.total(APP) >= 0.97 * tally.total(UNION)
    assert tally.total(APP) > tally.total(ZXING)
    assert tally.wrong == {APP: 0, ZXING: 0}


@pytest.mark.parametrize("kind", FILMS)
def test_every_film_ends_in_the_right_scan(kind: str) -> None:
    film = play(make_film(kind, 3), {})
    assert film.of(APP).frame is not None
    assert film.of(APP).wrong == 0


def test_frames_are_timed_with_and_without_a_code() -> None:
    for has_code in (False, True):
        (times,) = time_frames({}, 720, has_code=has_code, max_frames=3, is_time_up=lambda: False)
        assert (times.reader, len(times.times_ms)) == (APP, 3)


def test_same_seed_makes_the_same_frame() -> None:
    assert np.array_equal(make_sample("glare", 5).pixels, make_sample("glare", 5).pixels)
    assert not np.array_equal(make_sample("glare", 5).pixels, make_sample("glare", 6).pixels)
    assert np.array_equal(make_film("dark", 1).frame(2), make_film("dark", 1).frame(2))


def test_folder_of_pictures_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample = make_sample("clean", 1)
    (tmp_path / "good").mkdir()
    cv2.imwrite(str(tmp_path / "good" / "card.png"), sample.pixels)
    (tmp_path / "good" / "card.txt").write_text(f"{sample.text}\n", encoding="utf-8")
    cv2.imwrite(str(tmp_path / "nothing.png"), empty_frame(1, 640, 480))
    (tmp_path / "broken.png").write_bytes(b"no picture")
    assert run.main(["--pictures", str(tmp_path), "--parts", "stills"]) == 0
    output = capsys.readouterr().out
    assert "PASS  single pictures: 0 wrong reads (0)" in output
    assert "single pictures: 1 read" in output
    assert "video" not in output


def test_misread_is_counted_and_reported() -> None:
    sample = make_sample("clean", 2)
    other = type(sample)(sample.kind, sample.pixels, "something else")
    tally = count_reads([other], {}, lambda: False)
    assert (tally.total(APP), tally.wrong[APP]) == (0, 1)
    output = [str(demand) for demand in targets.of_stills(tally, are_made=False)]
    assert "MISS  single pictures: 1 wrong reads (0)" in output
    assert tables.of_stills(tally)[-1].split()[:4] == ["wrong", "reads", "1", "1"]


def film_result(accepted: int | None, readable: int | None, in_hindsight: int | None) -> FilmResult:
    return FilmResult("dark", (ReaderResult(APP, accepted, 100.0, 0),), readable, in_hindsight)


def test_lost_frames_are_counted_from_live_readability_and_in_hindsight() -> None:
    films = [film_result(9, 8, 2), film_result(4, 4, 4), film_result(None, None, 40)]
    assert [str(demand) for demand in targets.of_films(films)] == [
        "PASS  video: 0 of 2 readable films missed (0); 1 more that only a still reader reads",
        "PASS  video: 0 wrong reads (0)",
        "PASS  video: accepted 0.5 frames after the first readable, median (3)",
        "PASS  video: accepted 1.0 frames after the first readable, 99 in 100 (10); "
        "7.0 after the first that a still reader with a second for each reads",
    ]


def test_film_is_readable_before_it_is_read() -> None:
    film = play(make_film("focus hunting", 3), {})
    assert film.in_hindsight is not None
    assert film.readable is not None
    assert film.in_hindsight <= film.readable <= (film.of(APP).frame or 0)
