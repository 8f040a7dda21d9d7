"""An atomic write leaves the new file or the old one."""

from pathlib import Path

import pytest

from kreward_pos.system.atomic_file import replacing, write_atomically


def test_new_file_replaces_the_old(tmp_path: Path) -> None:
    path = tmp_path / "till" / "notes.txt"
    for content in (b"longer than the next", b"new", b""):
        write_atomically(path, content)
        assert path.read_bytes() == content
    assert list(path.parent.iterdir()) == [path]


def test_draft_left_by_a_power_cut_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"old")
    (tmp_path / "notes.txt.new").write_bytes(b"half of what was to be writ")
    assert path.read_bytes() == b"old"
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_old_file_remains_when_the_new_one_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"old")
    (tmp_path / "notes.txt.new").mkdir()
    with pytest.raises(OSError, match=r"notes\.txt\.new"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"


def test_error_while_writing_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    def write_half() -> None:
        with replacing(path) as draft:
            draft.write_bytes(b"half of the new cont")
            raise ValueError("halfway")

    path = tmp_path / "notes.txt"
    path.write_bytes(b"old")
    with pytest.raises(ValueError, match="halfway"):
        write_half()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_folder_that_cannot_be_created_raises_oserror(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        write_atomically(tmp_path / "file" / "notes.txt", b"new")
