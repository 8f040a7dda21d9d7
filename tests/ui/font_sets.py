"""Try every screen on machines with other typefaces, so that what is installed here hides no text that is cut there.

python -m tests.ui.font_sets [--short] [SET …]      (make check-fonts; WORKERS says how many tests run at a time)

Each set is a few Debian packages and nothing else: those installed here, or brought by apt into build/font-sets and not
installed. In the sets that end in `-alone` the shipped typeface cannot be loaded. --short looks at two sets, and only
for what is cut.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "font-sets"
_DEJAVU, _NOTO, _WENQUANYI = "fonts-dejavu-core", "fonts-noto-cjk", "fonts-wqy-microhei"
SETS: dict[str, tuple[str, ...]] = {
    "dejavu": (_DEJAVU,),
    "noto": (_DEJAVU, _NOTO),
    "wenquanyi": (_WENQUANYI,),
    "none": (),
    "dejavu-alone": (_DEJAVU,),
    "noto-alone": (_DEJAVU, _NOTO),
    "wenquanyi-alone": (_WENQUANYI,),
}
SHORT = ("noto", "dejavu-alone")
_SHORT_TESTS = tuple(f"screens/test_{each}.py" for each in ("scenes", "clipping", "clipping_customer_display"))
_TESTS = ("screens", "panels", "printing", "widgets", "theme", "customer_display", "test_window.py")


def folder_of(package: str) -> Path:
    """Return the folder that holds a package's fonts, brought here where it is not installed."""
    listed = subprocess.run(["dpkg", "--listfiles", package], check=False, capture_output=True, text=True)
    fonts = [Path(line) for line in listed.stdout.splitlines() if line.endswith((".ttf", ".ttc", ".otf"))]
    if fonts and all(font.exists() for font in fonts):
        return fonts[0].parent
    brought = FOLDER / package
    if not brought.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "download", package], cwd=FOLDER, check=True)
        (archive,) = FOLDER.glob(f"{package}_*.deb")
        subprocess.run(["dpkg-deb", "--extract", archive, brought], check=True)
        archive.unlink()
    return brought


def configuration(name: str) -> Path:
    """Write what fontconfig has to know of a set."""
    folders = "".join(f"<dir>{folder_of(package)}</dir>" for package in SETS[name])
    file = FOLDER / f"{name}.conf"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
        f"<fontconfig>{folders}<cachedir>{FOLDER / 'cache'}</cachedir>"
        '<include ignore_missing="yes">/etc/fonts/conf.d</include></fontconfig>\n',
        encoding="utf-8",
    )
    return file


def run(name: str, *, is_short: bool, options: Sequence[str]) -> bool:
    """Run the tests with one set; return whether they passed. The short form leaves out what cannot be had here."""
    try:
        file = configuration(name)
    except subprocess.CalledProcessError:
        sys.stdout.write(f"{name}: left out, since {' or '.join(SETS[name])} is not here and cannot be downloaded.\n")
        return is_short
    command = [sys.executable, "-m", "pytest", "-q", "--tb=short", "-n", os.environ.get("WORKERS", "2"), *options]
    command += [f"tests/ui/{each}" for each in (_SHORT_TESTS if is_short else _TESTS)]
    plugin = "-p tests.ui.without_fonts_plugin" if name.endswith("-alone") else ""
    environment = os.environ | {"FONTCONFIG_FILE": str(file), "PYTEST_ADDOPTS": plugin}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    lines = done.stdout.splitlines() or done.stderr.splitlines()[-1:]
    told = [*(lines if done.returncode else ()), f"{name}: {lines[-1]}"]
    sys.stdout.write("\n".join(told) + "\n")
    sys.stdout.flush()
    return done.returncode == 0


def main() -> int:
    """Run what is asked for; 1 where a test failed."""
    parser = argparse.ArgumentParser(description="Try every screen with other typefaces installed.")
    parser.add_argument("--short", action="store_true", help=f"only what is cut, and only with {' and '.join(SHORT)}")
    parser.add_argument("sets", nargs="*", metavar="SET", help=", ".join(SETS))
    given, options = parser.parse_known_args()
    if unknown := set(given.sets) - SETS.keys():
        parser.error(f"no set is called {', '.join(sorted(unknown))}")
    if shutil.which("dpkg-deb") is None:
        sys.exit("The sets are made of Debian's packages, and this system has no dpkg.")
    names = given.sets or (SHORT if given.short else SETS)
    failed = [name for name in names if not run(name, is_short=given.short, options=options)]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
