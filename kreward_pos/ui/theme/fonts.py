"""The shipped typeface, registered with Qt, and the typefaces that are used in its place or for Chinese."""

import logging
from functools import cache

from PySide6.QtGui import QFontDatabase

from kreward_pos.ui.runtime import resources

SHIPPED = "Kreward Inter"
FAMILIES = [
    SHIPPED,
    "Segoe UI",
    "SF Pro",
    "Noto Sans",
    "Noto Sans CJK HK",
    "Microsoft JhengHei UI",
    "PingFang HK",
    "sans-serif",
]
"""Families in order of preference; where none has a character, Qt asks the system."""
FOLDER = "fonts"
_log = logging.getLogger(__name__)


@cache
def load() -> bool:
    """Register every weight of the shipped typeface, once the application is made; return whether all were found.

    Without them the system's own typefaces are used.
    """
    files = sorted(resources.path(FOLDER).glob("*.ttf"))
    failed = [file.name for file in files if QFontDatabase.addApplicationFont(str(file)) == -1]
    is_loaded = bool(files) and not failed
    if not is_loaded:
        _log.warning("The shipped typeface cannot be loaded: %s", ", ".join(failed) or "its files are missing")
    return is_loaded
