"""The shipped files: inside the package once installed, beside it in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]
_PLACES = (_PACKAGE / "resources", _PACKAGE.parent / "resources")


def path(name: str) -> Path:
    """Return the path of the file `name`, such as `icons/star.svg`; where it is missing, its path when installed."""
    return next((place / name for place in _PLACES if (place / name).exists()), _PLACES[0] / name)
