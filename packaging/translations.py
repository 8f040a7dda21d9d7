"""Keep the translations in step with the sources, by Qt's own lupdate and lrelease.

make translations           (brings the .ts up to the sources and builds the .qm)
make lint                   (runs it with --check: nothing missing, unfinished or stale, placeholders kept)

The built `.qm` stands in the repository beside its `.ts`, so that an editable install, a wheel and a system without
Qt's tools all speak Chinese without a build step; the check builds it anew and compares. Places in the sources are
left out of the `.ts`: they would change with every line that moves.
"""

import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kreward_pos import languages

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "resources" / "translations"
LANGUAGES = languages.codes()[1:]
_PLACEHOLDER = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Message:
    """A text of the sources; `translation` is empty where it is not finished."""

    context: str
    source: str
    translation: str

    @property
    def key(self) -> tuple[str, str]:
        """What Qt finds it by."""
        return self.context, self.source

    def __str__(self) -> str:
        return f"{self.context}: {self.source!r}"


def messages(ts: Path) -> list[Message]:
    """Everything that a `.ts` file holds, but for what it keeps of texts that are gone."""
    return [
        Message(context.findtext("name", ""), each.findtext("source", ""), _finished(each.find("translation")))
        for context in ET.parse(ts).getroot().iter("context")  # noqa: S314 - this repository's own file
        for each in context.iter("message")
        if not _is_gone(each.find("translation"))
    ]


def update(ts: Path, sources: Path) -> None:
    """Bring `ts` up to the Python files below `sources`; what is new is unfinished, what is gone goes."""
    files = sorted(str(path.relative_to(sources.parent)) for path in sources.rglob("*.py"))
    language = ts.stem.removeprefix("kreward_pos_")
    options = ["-silent", "-no-obsolete", "-locations", "none", "-source-language", "en"]
    command = [_tool("lupdate"), *options, "-target-language", language, *files, "-ts", str(ts)]
    subprocess.run(command, cwd=sources.parent, check=True)


def release(ts: Path, qm: Path) -> None:
    """Build `qm` from the finished texts of `ts`."""
    subprocess.run([_tool("lrelease"), "-silent", "-nounfinished", str(ts), "-qm", str(qm)], check=True)


def faults(ts: Path, sources: Path) -> Iterator[str]:
    """Return what is wrong with `ts` and the `.qm` beside it, in words; neither is changed."""
    with tempfile.TemporaryDirectory() as folder:
        fresh, built = Path(folder, ts.name), Path(folder, "built.qm")
        shutil.copy(ts, fresh)
        update(fresh, sources)
        here, there = messages(ts), messages(fresh)
        wanted, kept = {each.key for each in there}, {each.key for each in here}
        yield from (f"missing, run `make translations`: {each}" for each in there if each.key not in kept)
        yield from (f"stale, run `make translations`: {each}" for each in here if each.key not in wanted)
        for each in here:
            yield from _faults_of(each)
        release(ts, built)
        qm = ts.with_suffix(".qm")
        if not qm.exists() or qm.read_bytes() != built.read_bytes():
            yield f"{qm.name} is not what {ts.name} makes: run `make translations`"


def main() -> int:
    """Update and build; with `--check` only report, 1 where something is wrong."""
    is_check = sys.argv[1:] == ["--check"]
    found: list[str] = []
    for language in LANGUAGES:
        ts = FOLDER / f"kreward_pos_{language}.ts"
        if not is_check:
            FOLDER.mkdir(parents=True, exist_ok=True)
            update(ts, ROOT / "kreward_pos")
            release(ts, ts.with_suffix(".qm"))
        found += [f"{ts.name}: {fault}" for fault in faults(ts, ROOT / "kreward_pos")]
    for fault in found:
        print(fault)
    return 1 if found else 0


def _faults_of(message: Message) -> Iterator[str]:
    if not message.translation:
        yield f"not translated: {message}"
    elif sorted(_PLACEHOLDER.findall(message.source)) != sorted(_PLACEHOLDER.findall(message.translation)):
        yield f"other placeholders than in the source: {message}"


def _finished(translation: ET.Element | None) -> str:
    is_unfinished = translation is None or translation.get("type") == "unfinished"
    return "" if translation is None or is_unfinished else translation.text or ""


def _is_gone(translation: ET.Element | None) -> bool:
    return translation is not None and translation.get("type") in {"vanished", "obsolete"}


def _tool(name: str) -> str:
    """Qt's tool as PySide6 brings it, beside the Python that runs this."""
    found = shutil.which(f"pyside6-{name}", path=sysconfig.get_path("scripts"))
    if found is None:
        sys.exit(f"pyside6-{name} is missing: it comes with PySide6-Essentials, as `make` installs it")
    return found


if __name__ == "__main__":
    sys.exit(main())
