"""A language of one's own, in which everything that is translated can be seen to be."""

import re

from PySide6.QtCore import QTranslator


class Capitals(QTranslator):
    """Translates by shouting, but for what stands in braces."""

    def translate(self, _context: str, source: str, _disambiguation: str = "", _n: int = -1) -> str:  # type: ignore[override]
        parts = re.split(r"({\w+})", source)
        return "".join(part if part.startswith("{") else part.upper() for part in parts)

    def isEmpty(self) -> bool:
        return False
