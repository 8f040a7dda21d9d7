"""Which language of the app each locale gets."""

import pytest

from kreward_pos.languages import LANGUAGES, codes, language_for


@pytest.mark.parametrize(
    ("locale", "code"),
    [
        ("en", "en"),
        ("en_GB", "en"),
        ("zh_HK", "zh_HK"),
        ("zh_TW", "zh_HK"),
        ("zh_CN", "zh_HK"),
        ("de_AT", "en"),
        ("C", "en"),
        ("", "en"),
    ],
)
def test_every_locale_has_the_nearest_language(locale: str, code: str) -> None:
    assert language_for(locale).code == code


def test_codes_and_names_are_unique() -> None:
    assert len(set(codes())) == len(LANGUAGES)
    assert len({language.name for language in LANGUAGES}) == len(LANGUAGES)
