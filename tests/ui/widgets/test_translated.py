"""Translated widgets set their texts once for each change of language, at every depth of the window."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QStackedWidget, QVBoxLayout

from kreward_pos.overriding import override
from kreward_pos.ui.theme.application import set_language
from kreward_pos.ui.widgets.translated import Translated


class CountingFrame(Translated, QFrame):
    """A frame that counts how often its texts were set."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    @override
    def retranslate(self) -> None:
        self.count += 1


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[QApplication]:
    set_language("en")
    qapp.processEvents()
    yield qapp
    set_language("en")
    qapp.processEvents()


def test_widgets_of_every_depth_are_retranslated_once(chinese: QApplication) -> None:
    window, shown, hidden, scrolled = (CountingFrame() for _ in range(4))
    pages, area = QStackedWidget(), QScrollArea()
    area.setWidget(scrolled)
    for page in (shown, hidden, area):
        pages.addWidget(page)
    QVBoxLayout(window).addWidget(pages)
    set_language("zh_HK")
    assert window.count == 0
    chinese.processEvents()
    assert [part.count for part in (window, shown, hidden, scrolled)] == [1, 1, 1, 1]
