"""Pictures with the text to be read in them: generated, or from a folder."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from kreward_pos.scan.camera.film import PICTURE_SUFFIXES, load_picture
from kreward_pos.scan.decoding.filters import to_grey
from kreward_pos.scan.errors import FilmUnreadable
from tests.scan_bench.kinds import KINDS, Sample, make_sample


def generated(seed: int) -> Iterator[Sample]:
    """Yield a picture of each kind, then another of each, for ever."""
    for number in count(seed):
        for kind in KINDS:
            yield make_sample(kind, number)


def from_folder(folder: Path) -> Iterator[Sample]:
    """Yield the pictures of a folder and its subfolders, each of the kind that its own folder is named for.

    `NAME.txt` beside a picture holds the text in it; without that file, the picture holds no code.
    """
    for file in sorted(file for file in folder.rglob("*") if file.suffix.lower() in PICTURE_SUFFIXES):
        text_file = file.with_suffix(".txt")
        expected = text_file.read_bytes().decode("utf-8") if text_file.exists() else None
        try:
            grey = to_grey(load_picture(file))
        except FilmUnreadable:
            continue
        if grey is not None:
            yield Sample(file.parent.name, grey, expected)
