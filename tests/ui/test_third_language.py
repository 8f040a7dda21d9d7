"""A further language is one line in `languages` and a catalogue: everything else finds it there."""

import importlib.util
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox

from kreward_pos import cli, languages
from kreward_pos.errors import SettingsRefused
from kreward_pos.languages import Language
from kreward_pos.system import settings
from kreward_pos.system.settings import Settings
from kreward_pos.system.updates import Release
from kreward_pos.ui.printing.poster import Poster
from kreward_pos.ui.runtime import resources
from kreward_pos.ui.text import day_words
from kreward_pos.ui.theme.application import current_language, set_language
from tests.ui.conftest import CounterDriver, OpenWindow

ROOT = Path(__file__).parents[2]
TEXTS = {
    "Header": {"Light or dark": "Clair ou sombre"},
    "day": {"dddd, d MMMM yyyy": "dddd d MMMM yyyy"},
    "poster": {"Join our loyalty card": "Notre carte de fidélité"},
}


def catalogue() -> str:
    contexts = "".join(
        f"<context><name>{context}</name>"
        + "".join(
            f"<message><source>{escape(source)}</source><translation>{escape(text)}</translation></message>"
            for source, text in texts.items()
        )
        + "</context>"
        for context, texts in TEXTS.items()
    )
    return f'<?xml version="1.0" encoding="utf-8"?><!DOCTYPE TS><TS version="2.1" language="fr">{contexts}</TS>'


@pytest.fixture(scope="module")
def with_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of resources with a French catalogue beside those that are shipped."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "packaging" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    translations = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(translations)
    folder = tmp_path_factory.mktemp("resources")
    shutil.copytree(resources.path("translations"), folder / "translations")
    ts = folder / "translations" / "kreward_pos_fr.ts"
    ts.write_text(catalogue(), "utf-8")
    translations.release(ts, ts.with_suffix(".qm"))
    return folder


@pytest.fixture
def french(qapp: QApplication, with_catalogue: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Language]:
    language = Language("fr", "Français", "qtbase_fr")
    with monkeypatch.context() as patch:
        patch.setattr(languages, "LANGUAGES", (*languages.LANGUAGES, language))
        patch.setattr(resources, "_PLACES", (with_catalogue, *resources._PLACES))
        yield language
    set_language("en")
    qapp.processEvents()


@pytest.fixture
def at_french_counter(french: Language, open_window: OpenWindow) -> CounterDriver:
    """Open a counter in English, in an app that knows French."""
    del french
    return open_window()


def test_language_chosen_in_the_settings_is_spoken(at_french_counter: CounterDriver) -> None:
    at = at_french_counter
    at.key(Qt.Key.Key_F9)
    box = at.find(QComboBox, "languageBox")
    at.await_settings()
    assert box.findText("Français") == box.count() - 1
    box.setCurrentIndex(box.findData("fr"))
    at.press("saveButton")
    at.until(lambda: at.button("themeButton").accessibleName() == "Clair ou sombre")
    assert at.setup.saved[-1].fields == {"language": "fr"}


def test_guided_set_up_offers_the_language(at_french_counter: CounterDriver) -> None:
    at = at_french_counter
    at.window.owner_pages.open_first_run()
    at.until(lambda: at.window.panel_name == "first_run")
    assert at.button("language_fr").text() == "Français"


def test_poster_panel_offers_the_language(at_french_counter: CounterDriver) -> None:
    at = at_french_counter
    at.key(Qt.Key.Key_F4)
    at.press("posterButton")
    at.until(lambda: at.window.panel_name == "poster")
    box = at.find(QComboBox, "posterLanguageBox")
    assert [box.itemText(place) for place in range(box.count())] == ["English", "繁體中文（香港）", "Français"]


def test_poster_has_english_below_the_language(french: Language) -> None:
    poster = Poster("My Café", None, french.code)
    assert (poster._leading.title, poster._other.title) == ("Notre carte de fidélité", "Join our loyalty card")


def test_command_line_takes_the_language(french: Language, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli._parser().parse_args(["--lang", french.code]).lang == "fr"
    with pytest.raises(SystemExit):
        cli._parser().parse_args(["--lang", "de"])
    assert "fr" in capsys.readouterr().err


def test_settings_keep_the_language(french: Language, tmp_path: Path) -> None:
    settings.save(tmp_path, Settings(language=french.code))
    assert settings.load(tmp_path).language == "fr"


@pytest.mark.usefixtures("french")
def test_settings_refuse_an_unknown_language() -> None:
    with pytest.raises(SettingsRefused, match="language must be one of: en, zh_HK, fr"):
        settings.with_changes(Settings(), {"language": "de"})


def test_dates_follow_the_language(french: Language) -> None:
    set_language(french.code)
    assert current_language() == french
    assert day_words.day_name(date(2026, 11, 22)) == "dimanche 22 novembre 2026"


def test_update_notes_are_english_where_they_are_not_told_in_the_language(french: Language) -> None:
    page = "https://kreward.net/pos/1.2.0"
    told = Release("1.2.0", date(2026, 11, 22), {"en": "Scans faster.", "fr": "Lit plus vite."}, page)
    untold = Release("1.2.0", date(2026, 11, 22), {"en": "Scans faster.", "zh_HK": "掃描更快。"}, page)
    assert (told.notes_in(french.code), untold.notes_in(french.code)) == ("Lit plus vite.", "Scans faster.")
