"""The benchmark in short: that it runs, that the scanner reads what it must, and nothing wrong. Never how fast."""

from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.scan_bench import albums, demands, run, tables
from tests.scan_bench.counts import UNION, paced, tallied
from tests.scan_bench.films import FILMS, film_of
from tests.scan_bench.kinds import KINDS, empty_picture, sample_of
from tests.scan_bench.readers import APP, ZXING, plain_readers
from tests.scan_bench.showings import Showing, Watched, watched

ALWAYS = ("clean", "dark", "inverted", "moire", "perspective", "turned")


def test_every_kind_of_damage_is_read_and_nothing_is_misread() -> None:
    zxing = {ZXING: plain_readers()[ZXING]}
    tally = tallied(islice(albums.made(31), 2 * len(KINDS)), zxing, lambda: False)
    assert {kind: tally.share(APP, kind) for kind in ALWAYS} == dict.fromkeys(ALWAYS, 1.0)
    assert tally.total(APP) >= 0.97 * tally.total(UNION)
    assert tally.total(APP) > tally.total(ZXING)
    assert tally.wrong == {APP: 0, ZXING: 0}


@pytest.mark.parametrize("kind", FILMS)
def test_every_film_ends_in_the_right_scan(kind: str) -> None:
    film = watched(film_of(kind, 3), {})
    assert film.by(APP).frame is not None
    assert film.by(APP).wrong == 0


def test_frames_are_timed_with_and_without_a_code() -> None:
    for has_code in (False, True):
        (pace,) = paced({}, 720, has_code=has_code, most=3, is_over=lambda: False)
        assert (pace.reader, len(pace.each_ms)) == (APP, 3)


def test_same_seed_makes_the_same_frame() -> None:
    assert np.array_equal(sample_of("glare", 5).pixels, sample_of("glare", 5).pixels)
    assert not np.array_equal(sample_of("glare", 5).pixels, sample_of("glare", 6).pixels)
    assert np.array_equal(film_of("dark", 1).frame(2), film_of("dark", 1).frame(2))


def test_folder_of_pictures_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample = sample_of("clean", 1)
    (tmp_path / "good").mkdir()
    cv2.imwrite(str(tmp_path / "good" / "card.png"), sample.pixels)
    (tmp_path / "good" / "card.txt").write_text(f"{sample.text}\n", encoding="utf-8")
    cv2.imwrite(str(tmp_path / "nothing.png"), empty_picture(1, 640, 480))
    (tmp_path / "broken.png").write_bytes(b"no picture")
    assert run.main(["--pictures", str(tmp_path), "--parts", "stills"]) == 0
    told = capsys.readouterr().out
    assert "PASS  single pictures: 0 wrong reads (0)" in told
    assert "single pictures: 1 read" in told
    assert "video" not in told


def test_misread_is_counted_and_reported() -> None:
    sample = sample_of("clean", 2)
    other = type(sample)(sample.kind, sample.pixels, "something else")
    tally = tallied([other], {}, lambda: False)
    assert (tally.total(APP), tally.wrong[APP]) == (0, 1)
    told = [str(demand) for demand in demands.of_stills(tally, are_made=False)]
    assert "MISS  single pictures: 1 wrong reads (0)" in told
    assert tables.of_stills(tally)[-1].split()[:4] == ["wrong", "reads", "1", "1"]


def film_seen(accepted: int | None, readable: int | None, in_hindsight: int | None) -> Watched:
    return Watched("dark", (Showing(APP, accepted, 100.0, 0),), readable, in_hindsight)


def test_lost_frames_are_counted_from_live_readability_and_in_hindsight() -> None:
    films = [film_seen(9, 8, 2), film_seen(4, 4, 4), film_seen(None, None, 40)]
    assert [str(demand) for demand in demands.of_films(films)] == [
        "PASS  video: 0 of 2 readable films missed (0); 1 more that only a still reader reads",
        "PASS  video: 0 wrong reads (0)",
        "PASS  video: accepted 0.5 frames after the first readable, median (3)",
        "PASS  video: accepted 1.0 frames after the first readable, 99 in 100 (10); "
        "7.0 after the first that a still reader with a second for each reads",
    ]


def test_film_is_readable_before_it_is_read() -> None:
    film = watched(film_of("focus hunting", 3), {})
    assert film.in_hindsight is not None
    assert film.readable is not None
    assert film.in_hindsight <= film.readable <= (film.by(APP).frame or 0)
