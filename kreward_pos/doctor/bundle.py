"""`kreward-pos support FILE.zip`: what a helper needs to see of a till, and nothing of anybody's.

Logs and reports hold no keys and nobody's data to begin with; all that goes in here is nevertheless scrubbed of
what looks like a key, an e-mail or a card's id, of every name that the till knows, and of the user's home.
"""

import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from kreward_pos.doctor.command import as_json, checked
from kreward_pos.doctor.findings import Checked
from kreward_pos.errors import QT_TRANSLATE_NOOP, SetupFailure, TillError
from kreward_pos.system import crash_report
from kreward_pos.system import settings as settings_file
from kreward_pos.system.atomic_file import replacing
from kreward_pos.system.data_folder import LOG_FOLDER, data_folder_path
from kreward_pos.system.settings import Options, Settings
from kreward_pos.till.model.entries import Entry
from kreward_pos.till.records.entry_queries import EntryQueries
from kreward_pos.till.storage.access import snapshot

_MOST_ENTRIES = 5000
_PRIVATE = re.compile(
    r"(?P<key>kw_[a-z]{2,4}_[^\s\"'<>]+)"
    r"|(?P<email>[^\s\"'<>=:,;|()\[\]]+(@|%40)[^\s\"'<>=,;|()\[\]]+)"
    r"|(?P<card>[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12})"
)
_SHORTEST_NAME = 2


class BundleUnsaved(SetupFailure):
    """The file cannot be written."""

    title = QT_TRANSLATE_NOOP("errors", "The support bundle could not be saved")
    message = QT_TRANSLATE_NOOP("errors", "Choose another place than {where}, or make room there.")


def write(options: Options, path: Path) -> None:
    """Write the bundle, replacing an old one; raises `BundleUnsaved`. An app may be running."""
    folder = data_folder_path(options)
    write_of(folder, _settings(options, folder), checked(options), path)


def write_of(folder: Path, settings: Settings, found: list[Checked], path: Path) -> None:
    """Write the bundle of the till in `folder`, of which this was found; raises `BundleUnsaved`."""
    entries = _entries(folder)
    scrub = Scrub([*(entry.name or "" for entry in entries), *settings.cashiers])
    try:
        with replacing(path) as draft, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as bundle:
            for name, text in _contents(folder, found, entries, settings):
                bundle.writestr(name, scrub(text))
    except OSError as error:
        raise BundleUnsaved(where=str(path)) from error


class Scrub:
    """Takes out what nobody else may see, and says what stood there."""

    def __init__(self, names: Iterable[str]) -> None:
        known = sorted({name.strip() for name in names if len(name.strip()) >= _SHORTEST_NAME}, key=len, reverse=True)
        self._names = re.compile("|".join(map(re.escape, known)), re.IGNORECASE) if known else None
        self._home = str(Path.home())

    def __call__(self, text: str) -> str:
        """Return `text` without keys, e-mails, card ids, names and the user's home."""
        text = _PRIVATE.sub(lambda found: f"[{found.lastgroup}]", text)
        if self._names is not None:
            text = self._names.sub("[name]", text)
        return text.replace(self._home, "~") if len(self._home) > 1 else text


def _contents(
    folder: Path, found: list[Checked], entries: list[Entry], settings: Settings
) -> Iterator[tuple[str, str]]:
    yield "doctor.json", _json(as_json(found))
    yield "outbox.json", _json([_story(entry) for entry in entries])
    yield "settings.json", _json(_impersonal(msgspec.to_builtins(settings)))
    for part, pattern in ((LOG_FOLDER, "*.log*"), (crash_report.FOLDER, "*.txt")):
        for file in sorted((folder / part).glob(pattern)):
            yield f"{part}/{file.name}", file.read_text(encoding="utf-8", errors="replace")


def _entries(folder: Path) -> list[Entry]:
    """Return the outbox's entries; none where it cannot be opened, which the doctor reports."""
    try:
        with snapshot(folder) as store:
            return EntryQueries(store).entries(_MOST_ENTRIES)
    except TillError:
        return []


def _settings(options: Options, folder: Path) -> Settings:
    try:
        return options.over(settings_file.load(folder))
    except TillError:
        return Settings()


def _story(entry: Entry) -> dict[str, object]:
    """Return what became of a tap, without the customer."""
    return {
        "entry": entry.seq,
        "created_at": entry.created_at.isoformat(timespec="seconds"),
        "kind": entry.kind.value,
        "state": entry.state.value,
        "problem": entry.problem,
        "attempts": entry.attempts,
        "undo_of": entry.undo_of,
        "settled_by": entry.settled_by.value if entry.settled_by else None,
    }


def _impersonal(value: object) -> object:
    """Return settings by their form: switches and numbers as they are, texts only by their length."""
    if isinstance(value, dict):
        return {name: _impersonal(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_impersonal(each) for each in value]
    return f"{len(value)} characters" if isinstance(value, str) else value


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
