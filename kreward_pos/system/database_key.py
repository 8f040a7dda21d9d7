"""The key that the till's database is encrypted with: a value that never shows itself.

Knows neither where keys are kept nor what they open.
"""

import re
import secrets
from dataclasses import dataclass, field
from typing import Self

from kreward_pos.errors import QT_TRANSLATE_NOOP, KeyUnusable

DATABASE_VARIABLE = "KREWARD_POS_DATABASE_KEY"
_BYTES = 32
_FORM = re.compile(rf"[0-9a-f]{{{2 * _BYTES}}}", re.ASCII)


class DatabaseKeyMalformed(KeyUnusable):
    """The environment's database key is not 64 hexadecimal digits."""

    title = QT_TRANSLATE_NOOP("errors", "The database key cannot be used")
    message = QT_TRANSLATE_NOOP(
        "errors", "KREWARD_POS_DATABASE_KEY must be 64 hexadecimal digits. Correct or remove it, then start again."
    )


@dataclass(frozen=True, slots=True)
class DatabaseKey:
    """256 bits as 64 hexadecimal digits in lower case; in no repr and no message."""

    digits: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read 64 hexadecimal digits; raises `DatabaseKeyMalformed`, which does not quote them."""
        digits = text.strip().lower()
        if not _FORM.fullmatch(digits):
            raise DatabaseKeyMalformed
        return cls(digits)

    @classmethod
    def new(cls) -> Self:
        """Make a new random key."""
        return cls(secrets.token_hex(_BYTES))
