"""The database's key as a value: read strictly, never shown."""

import pytest

from kreward_pos.system.database_key import DatabaseKey, DatabaseKeyMalformed

DIGITS = "5a" * 32


def test_64_hexadecimal_digits_are_a_key() -> None:
    assert DatabaseKey.parse(f" {DIGITS.upper()}\n") == DatabaseKey.parse(DIGITS)


@pytest.mark.parametrize("text", ["", "5a", DIGITS + "5a", "x" * 64, "5a " * 32, "٥" * 64])
def test_anything_else_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(DatabaseKeyMalformed) as raised:
        DatabaseKey.parse(text)
    assert "64 hexadecimal digits" in raised.value.sentence
    assert not text or text not in str(raised.value)


def test_new_keys_differ_and_are_well_formed() -> None:
    first, second = DatabaseKey.new(), DatabaseKey.new()
    assert first != second
    assert DatabaseKey.parse(first.digits) == first


def test_key_appears_in_no_text_of_it() -> None:
    key = DatabaseKey.parse(DIGITS)
    assert DIGITS not in f"{key!r} {key}"
