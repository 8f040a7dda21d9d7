"""The `override` mark of Python 3.12, for 3.11 too: type checkers read it, and nothing happens when the app runs."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import override
else:

    def override(method):
        """Return `method` as it is."""
        return method


__all__ = ["override"]
