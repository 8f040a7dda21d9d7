"""Every word on the screen changes with the language, while running; what came from elsewhere stays as it is."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication

from kreward_pos.ui.theme.application import set_language

from .conftest import AtTheCounter
from .pseudo_locale import Capitals
from .stage import PANELS, bring
from .wording import said_on

REMOTE = re.compile(r"My Café|Till 1|\w•••@example\.com|name@example\.com|kw_(sk|pub)_…|till-1-7f3a|English")


@pytest.fixture
def shout(qapp: QApplication) -> Iterator[Capitals]:
    translator = Capitals(qapp)
    yield translator
    qapp.removeTranslator(translator)


def whispers(at: AtTheCounter) -> list[str]:
    """What was not translated."""
    return [text for text in said_on(at.window) if any(c.islower() for c in REMOTE.sub("", text))]


def speak_loudly(at: AtTheCounter, translator: QTranslator) -> None:
    QCoreApplication.installTranslator(translator)
    at.until(lambda: at.button("themeButton").accessibleName().isupper())


@pytest.mark.parametrize("panel", PANELS)
def test_every_panel_is_said_anew(at: AtTheCounter, shout: Capitals, panel: str) -> None:
    bring(at, panel)
    speak_loudly(at, shout)
    assert whispers(at) == []


@pytest.mark.usefixtures("qapp")
def test_qts_own_words_come_in_traditional_chinese_and_go_again() -> None:
    set_language("zh_HK")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    set_language("en")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"
