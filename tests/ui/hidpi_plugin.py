"""A pytest plugin for a process of its own, in which Qt draws everything at 200 %."""

import os

import pytest


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Set Qt's scale after the tests have set their environment, and before there is a Qt application."""
    os.environ["QT_SCALE_FACTOR"] = "2"
