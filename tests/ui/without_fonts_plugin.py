"""A pytest plugin for a process of its own, in which the shipped typeface cannot be loaded."""

import pytest

from kreward_pos.ui.theme import fonts


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Point the app to a folder that does not exist."""
    fonts.FOLDER = "no-fonts"
