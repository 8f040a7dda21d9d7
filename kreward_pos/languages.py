"""The languages that the app speaks. A further one is a line here and a catalogue in resources/translations."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the window.

    `code` stands in settings, notices and `--lang`, and names the catalogue (`kreward_pos_<code>.ts`). `name` is what
    its own speakers call it. `qt_catalogue` holds Qt's own texts in it, where they are not in the sources' language.
    """

    code: str
    name: str
    qt_catalogue: str = ""


LANGUAGES = (
    Language("en", "English"),
    Language("zh_HK", "繁體中文（香港）", "qtbase_zh_TW"),  # Qt brings no zh_HK
)
"""All of them; the first is the language of the sources, which needs no catalogue."""


def codes() -> tuple[str, ...]:
    """Return the code of every language."""
    return tuple(language.code for language in LANGUAGES)


def language_for(locale: str) -> Language:
    """Return the language for readers of `locale`, such as `zh_TW`: just this one, else a relative, else the first."""
    relatives = [language for language in LANGUAGES if _family(language.code) == _family(locale)]
    exact = [language for language in relatives if language.code == locale]
    return (exact + relatives + list(LANGUAGES))[0]


def _family(locale: str) -> str:
    return locale.partition("_")[0]
