"""Reading a request's fields: whatever is missing, of the wrong type or unreadable is refused as 400.

Knows JSON and the names of fields, no rules about their values.
"""

import json
from collections.abc import Mapping
from typing import NoReturn

from kreward_pos.sandbox.shop import Refusal


def json_object(body: bytes) -> dict[str, object]:
    """Return the body as a JSON object."""
    try:
        value = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Refusal(400, "invalid_json") from None
    if not isinstance(value, dict):
        raise Refusal(400, "invalid_json")
    return value


def optional_text(fields: Mapping[str, object], name: str) -> str | None:
    """Return a string, or None where it is left out, null or empty."""
    value = fields.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not _is_storable(value):
        raise Refusal(400, f"invalid_{name}")
    return value


def optional_text_or_number(fields: Mapping[str, object], name: str) -> str | None:
    """Return a string, or a number as JSON writes it; None where it is left out, null or empty."""
    value = fields.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return json.dumps(value)
    return optional_text(fields, name)


def required_text(fields: Mapping[str, object], name: str) -> str:
    """Return a string that is not empty."""
    value = optional_text(fields, name)
    if value is None:
        raise Refusal(400, f"missing_{name}")
    return value


def required_integer(fields: Mapping[str, object], name: str) -> int:
    """Return a whole number as JSON writes it: neither `true`, nor `1.0`, nor `"1"`."""
    value = fields.get(name)
    if value is None:
        raise Refusal(400, f"missing_{name}")
    if not isinstance(value, int) or isinstance(value, bool):
        raise Refusal(400, f"invalid_{name}")
    return value


def _refuse_constant(name: str) -> NoReturn:
    """Refuse `NaN` and `Infinity`, which Python reads and JSON does not know."""
    raise ValueError(name)


def _is_storable(text: str) -> bool:
    """Return whether it is text: half a surrogate pair is valid JSON, but no text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
