"""Every text on the screen follows the language while the window is open; what came from elsewhere stays as it is."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication

from kreward_pos.ui.theme.application import set_language

from .conftest import CounterDriver
from .pseudo_locale import CapitalsTranslator
from .stage import PANELS, bring
from .wording import texts_on

REMOTE = re.compile(r"My Café|Till 1|\w•••@example\.com|name@example\.com|kw_(sk|pub)_…|till-1-7f3a|English")


@pytest.fixture
def capitals(qapp: QApplication) -> Iterator[CapitalsTranslator]:
    translator = CapitalsTranslator(qapp)
    yield translator
    qapp.removeTranslator(translator)


def untranslated_texts(at: CounterDriver) -> list[str]:
    """Return the texts that were not translated."""
    return [text for text in texts_on(at.window) if any(c.islower() for c in REMOTE.sub("", text))]


def install(at: CounterDriver, translator: QTranslator) -> None:
    QCoreApplication.installTranslator(translator)
    at.until(lambda: at.button("themeButton").accessibleName().isupper())


@pytest.mark.parametrize("panel", PANELS)
def test_every_panel_is_translated_again(at: CounterDriver, capitals: CapitalsTranslator, panel: str) -> None:
    bring(at, panel)
    install(at, capitals)
    assert untranslated_texts(at) == []


@pytest.mark.usefixtures("qapp")
def test_qts_own_texts_follow_the_language() -> None:
    set_language("zh_HK")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    set_language("en")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"
