"""Pictures with what is to be read in them: made for the purpose, or from a folder of one's own."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from kreward_pos.scan.camera.film import PICTURE_SUFFIXES, load_picture
from kreward_pos.scan.decoding.filters import to_grey
from kreward_pos.scan.errors import FilmUnreadable
from tests.scan_bench.kinds import KINDS, Sample, sample_of


def made(seed: int) -> Iterator[Sample]:
    """A picture of each kind, then another of each, for ever."""
    for number in count(seed):
        for kind in KINDS:
            yield sample_of(kind, number)


def found(folder: Path) -> Iterator[Sample]:
    """The pictures of a folder and those below it, each of the kind that its own folder is named for.

    `NAME.txt` beside a picture holds what is to be read in it; where there is none, nothing is.
    """
    for file in sorted(file for file in folder.rglob("*") if file.suffix.lower() in PICTURE_SUFFIXES):
        words = file.with_suffix(".txt")
        text = words.read_bytes().decode("utf-8") if words.exists() else None
        try:
            grey = to_grey(load_picture(file))
        except FilmUnreadable:
            continue
        if grey is not None:
            yield Sample(file.parent.name, grey, text)
