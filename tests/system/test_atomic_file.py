"""A file that is written is the new one or still the old one."""

from pathlib import Path

import pytest

from kreward_pos.system.atomic_file import write_atomically


def test_the_new_file_takes_the_place_of_the_old(tmp_path: Path) -> None:
    path = tmp_path / "till" / "notes.txt"
    for content in (b"longer than the next", b"new", b""):
        write_atomically(path, content)
        assert path.read_bytes() == content
    assert list(path.parent.iterdir()) == [path]


def test_what_a_power_cut_left_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"old")
    (tmp_path / "notes.txt.new").write_bytes(b"half of what was to be writ")
    assert path.read_bytes() == b"old"
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_where_the_new_one_cannot_be_made_the_old_one_stays(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"old")
    (tmp_path / "notes.txt.new").mkdir()
    with pytest.raises(OSError, match=r"notes\.txt\.new"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"


def test_a_folder_that_cannot_be_is_an_error_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        write_atomically(tmp_path / "file" / "notes.txt", b"new")
