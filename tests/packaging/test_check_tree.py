"""The check of tracked files, run over small repositories."""

import subprocess
import sys
from pathlib import Path

import pytest

CHECK = Path(__file__).parents[2] / "packaging" / "check_tree.py"


def check(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    (folder / "notes.py").write_text(text)
    for command in (["git", "init", "--quiet"], ["git", "add", "."]):
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return subprocess.run([sys.executable, CHECK], cwd=folder, check=False, capture_output=True, text=True)


@pytest.mark.parametrize("line", ["see https://py" + "pi.org/simple", "/ho" + "me/ann/till", r"C:\Use" + r"rs\ann"])
def test_line_with_a_machine_path_is_named(tmp_path: Path, line: str) -> None:
    checked = check(tmp_path, f"# fine\n# {line}\n")
    assert checked.returncode == 1
    assert checked.stdout.startswith("notes.py:2: ")


def test_long_file_is_warned_about(tmp_path: Path) -> None:
    checked = check(tmp_path, "pass\n" * 401)
    assert (checked.returncode, checked.stdout.count("over 400 lines")) == (0, 1)


def test_a_plain_tree_passes(tmp_path: Path) -> None:
    checked = check(tmp_path, "# docs at https://example.com/home\n")
    assert (checked.returncode, checked.stdout) == (0, "")
