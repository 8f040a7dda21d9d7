"""The shipped typeface is where the app looks for it, wherever the app is installed."""

import subprocess
import sys
import zipfile
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
FOLDER = REPOSITORY / "resources" / "fonts"


def test_wheel_contains_the_fonts_and_their_licence(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    carried = [Path(name) for name in zipfile.ZipFile(wheel).namelist()]
    fonts = {path.name for path in carried if path.parent == Path("kreward_pos/resources/fonts")}
    assert fonts == {path.name for path in FOLDER.iterdir()}


def test_the_fonts_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 400_000
