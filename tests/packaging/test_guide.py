"""The guides: their pictures exist, both languages have the same structure, and the run that takes them works."""

import ast
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

REPOSITORY = Path(__file__).parents[2]
GUIDE = REPOSITORY / "docs" / "guide"
PICTURES = GUIDE / "pictures"
TS = REPOSITORY / "resources" / "translations" / "kreward_pos_zh_HK.ts"
PAGES = ("cashier", "owner")
LANGUAGES = ("en", "zh_HK")
_MOST_BYTES = 12_000_000


def page(name: str, language: str) -> str:
    return (GUIDE / f"{name}.{language}.md").read_text(encoding="utf-8")


def pictures_in(text: str) -> list[str]:
    return re.findall(r'pictures/([^"\s)]+\.png)', text)


def named_anywhere() -> set[str]:
    texts = [page(name, language) for name in PAGES for language in LANGUAGES]
    return {found for text in (*texts, (REPOSITORY / "README.md").read_text("utf-8")) for found in pictures_in(text)}


def headings(text: str) -> list[str]:
    """Each heading's level."""
    return re.findall(r"^(#+) ", text, re.MULTILINE)


def windows_words(text: str) -> set[str]:
    """What stands in bold: the window's own words."""
    return {without_details(words) for words in re.findall(r"\*\*(.+?)\*\*", text)}


def without_details(source: str) -> str:
    """A text of the window without the key or the count that stands behind it."""
    return re.split(r" ?\((?:Esc|Enter|F\d+)\)| · \{n\}| ?…", source)[0]


def texts_of_the_app() -> set[str]:
    found = set()
    for path in (REPOSITORY / "kreward_pos").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {node.value, without_details(node.value)}
    return found


def translations() -> dict[str, set[str]]:
    """The finished ones, by what they say in English."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for message in ET.parse(TS).getroot().iter("message"):
        translation = message.find("translation")
        if translation is not None and translation.text and translation.get("type") is None:
            found[without_details(message.findtext("source", ""))].add(without_details(translation.text))
    return found


def test_every_picture_exists_and_is_used() -> None:
    assert {path.name for path in PICTURES.iterdir()} == named_anywhere()


def test_pictures_are_small() -> None:
    assert sum(path.stat().st_size for path in PICTURES.iterdir()) < _MOST_BYTES


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_shows_its_own_language_in_both_themes(name: str, language: str) -> None:
    shown = pictures_in(page(name, language))
    assert shown
    for dark, light in zip(shown[::2], shown[1::2], strict=True):
        assert dark == light.replace(f"-{language}-light", f"-{language}-dark")
        assert dark != light


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_have_the_same_structure(name: str) -> None:
    english, chinese = page(name, "en"), page(name, "zh_HK")
    assert headings(english) == headings(chinese)
    assert [each.replace("-en-", "-zh_HK-") for each in pictures_in(english)] == pictures_in(chinese)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_links_point_to_existing_files(name: str, language: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page(name, language)):
        assert (GUIDE / target).exists(), target


@pytest.mark.parametrize("name", PAGES)
def test_bold_words_are_texts_of_the_window(name: str) -> None:
    said = texts_of_the_app()
    assert {label for label in windows_words(page(name, "en")) if label not in said} == set()


@pytest.mark.parametrize("name", PAGES)
def test_chinese_page_uses_the_windows_words(name: str) -> None:
    chinese, known = windows_words(page(name, "zh_HK")), translations()
    english = windows_words(page(name, "en"))
    assert {label: known[label] for label in english if label in known and not known[label] & chinese} == {}


@pytest.mark.slow
def test_guide_run_goes_from_an_empty_machine_to_the_first_stamp(tmp_path: Path) -> None:
    command = [sys.executable, str(REPOSITORY / "packaging" / "guide" / "make_guide.py"), "--short"]
    command += ["--language", "en", "--theme", "light", "--folder", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    (first,) = report["ledger"]
    assert (first["email"], first["delta"], first["balance_after"]) == ("jane@example.com", 1, 6)
    assert set(report["pictures"]) == {path.name for path in tmp_path.iterdir()}
    stamped = QImage(str(tmp_path / "stamped-en-light.png"))
    assert (stamped.width(), stamped.height()) == (1280, 800)
    assert stamped.format() == QImage.Format.Format_Indexed8
