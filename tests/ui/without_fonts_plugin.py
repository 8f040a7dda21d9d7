"""A pytest plugin for a process of its own, in which the shipped typeface cannot be loaded."""

import pytest

from kreward_pos.ui.theme import fonts


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Lead the app to a folder that is not there."""
    fonts.FOLDER = "no-fonts"
