"""Make the typeface that the app ships, resources/fonts, from a published package of Inter.

make fonts                  (ARGS=--check makes it elsewhere, and fails where resources/fonts differs)

npm brings the package, and its hash is checked. Of five weights the characters in `characters` are kept. Figures are
as wide as each other; nothing else changes a letter by its neighbours, so that a name or an e-mail stands as it was
written. The family gets a name of its own: an Inter that a computer has already, of another version and other widths,
can then not take its place.
"""

import argparse
import base64
import hashlib
import string
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "resources" / "fonts"
PUBLISHED = tomllib.loads((Path(__file__).parent / "inter.toml").read_text(encoding="utf-8"))
FAMILY = "Kreward Inter"
WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold", "ExtraBold")
"""400 to 800, as the style sheet uses them."""
LICENCE = "OFL.txt"
_FEATURES = ["ccmp", "kern", "mark", "mkmk"]
"""Accents put together from letter and mark, and the distances between letters."""
_NAMES_WITH_FAMILY = (1, 3, 4, 6, 16)
_CHARACTERS = (
    (0x20, 0x7E),  # ASCII
    (0xA0, 0x17F),  # Latin-1, Latin Extended-A
    *((each, each) for each in (0x18F, 0x1A0, 0x1A1, 0x1AF, 0x1B0, 0x259)),  # Azerbaijani, Vietnamese
    (0x1CD, 0x1DC),  # pinyin with tones
    (0x218, 0x21B),  # Romanian
    (0x2C6, 0x2DD),  # accents that stand alone
    *((0x300, 0x304), (0x306, 0x30C), (0x31B, 0x31B), (0x323, 0x328)),  # accents that follow their letter
    *((0x1E80, 0x1E85), (0x1E9E, 0x1E9E), (0x1EA0, 0x1EF9)),  # Welsh, German, Vietnamese
    *((0x2002, 0x2027), (0x202F, 0x203A), (0x2044, 0x2044), (0x2060, 0x2060)),  # spaces, dashes, quotes, bullets
    *((each, each) for each in (0x20A9, 0x20AB, 0x20AC, 0x20B1, 0x20B9, 0x2116, 0x2122)),  # currencies, № and ™
    *((0x2190, 0x2193), (0x2212, 0x2212), (0x221E, 0x221E), (0x2248, 0x2248), (0x2260, 0x2265)),  # arrows, mathematics
    *((each, each) for each in (0x25B2, 0x25B6, 0x25BC, 0x25C0, 0x25CB, 0x25CF, 0x2605, 0x2606, 0x2713, 0x2717)),
)


def characters() -> Iterator[int]:
    """Yield the code points that are kept, where the published font has them."""
    for first, last in _CHARACTERS:
        yield from range(first, last + 1)


def fetch(folder: Path) -> Path:
    """Return the published package, brought into `folder` by npm; raises where it is not the one known here."""
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder)]
    command.append("{package}@{version}".format_map(PUBLISHED))
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (package,) = folder.glob("*.tgz")
    found = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
    if found != PUBLISHED["sha512"]:
        sys.exit(f"{package.name} is not the package that this was written for: its sha512 is {found}.")
    return package


def make(package: Path, folder: Path) -> None:
    """Write the fonts and their licence into `folder`."""
    with tarfile.open(package) as archive, tempfile.TemporaryDirectory() as name:
        archive.extractall(name, filter="data")
        published = Path(name, "package")
        for weight in WEIGHTS:
            font = TTFont(published / "web" / f"{PUBLISHED['name']}-{weight}.woff2", recalcTimestamp=False)
            set_tabular_figures(font)
            cut(font)
            rename(font)
            font.save(folder / f"{FAMILY.replace(' ', '')}-{weight}.ttf")
        (folder / LICENCE).write_bytes((published / "LICENSE.txt").read_bytes())


def set_tabular_figures(font: TTFont) -> None:
    """Let the digits be those of the feature `tnum`, whoever asks for them."""
    substitution = font["GSUB"].table
    features = [each.Feature for each in substitution.FeatureList.FeatureRecord if each.FeatureTag == "tnum"]
    tables = (table for each in features[0].LookupListIndex for table in substitution.LookupList.Lookup[each].SubTable)
    tabular = {name: other for table in tables for name, other in table.mapping.items()}
    digits = {code: tabular[name] for code, name in font.getBestCmap().items() if chr(code) in string.digits}
    for table in font["cmap"].tables:
        table.cmap.update(digits)


def cut(font: TTFont) -> None:
    """Leave out what the app does not use."""
    options = subset.Options(layout_features=_FEATURES, name_IDs=["*"], notdef_outline=True, hinting=False)
    options.flavor = None
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters())
    cutter.subset(font)
    font.flavor = None


def rename(font: TTFont) -> None:
    """Give the family its own name; copyright, trademark and licence stay."""
    for record in font["name"].names:
        if record.nameID in _NAMES_WITH_FAMILY:
            family = FAMILY.replace(" ", "") if record.nameID in {3, 6} else FAMILY
            record.string = record.toUnicode().replace(PUBLISHED["name"], family)


def differing(one: Path, other: Path) -> list[str]:
    """Return the names of files that are not the same in both folders."""
    names = {path.name for folder in (one, other) for path in folder.iterdir()}
    return sorted(name for name in names if _content(one / name) != _content(other / name))


def main() -> int:
    """Make them, or check those that are here; 1 where they differ."""
    parser = argparse.ArgumentParser(description="Make the shipped typeface from its published package.")
    parser.add_argument("--check", action="store_true", help="change nothing; fail where a file differs")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        fresh = Path(name, "fresh")
        fresh.mkdir()
        make(fetch(Path(name)), fresh)
        FOLDER.mkdir(exist_ok=True)
        changed = differing(fresh, FOLDER)
        if not given.check:
            for path in fresh.iterdir():
                (FOLDER / path.name).write_bytes(path.read_bytes())
        for path in sorted(fresh.iterdir()):
            print(f"{path.name}: {path.stat().st_size:,} bytes" + (", differs" if path.name in changed else ""))
    return 1 if given.check and changed else 0


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
