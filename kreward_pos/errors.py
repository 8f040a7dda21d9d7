"""Every failure that the till expects, each with a title and a sentence that says what to do next.

    TillError
    ├── EmailRefused                 what was typed or scanned is no e-mail address
    ├── CardRefused                  a code was read, but it is no customer's card        (scan)
    ├── CameraFailure                no pictures: missing, busy, unplugged, refused       (scan)
    ├── ApiFailure                   the Kreward API did not do what was asked            (kreward)
    ├── TapRefused                   the counter's own rules say no                       (till)
    ├── StoreFailure                 the till's database cannot keep or give what it must (till)
    ├── SettingsRefused              the settings file, or an option, makes no sense
    ├── KeyUnusable                  a key is missing, malformed or of the wrong kind
    └── SetupFailure                 this machine lacks something: display, keyring, free folder

Anything else that is raised is a bug. The packages named in brackets refine their branch.

Titles and messages are English source texts; the window translates them by the context `errors`, in one
place, and fills the named placeholders in afterwards. Nothing personal and no key may stand in a detail
that reaches a message, unless the person at the till has just typed or scanned it.
"""

from typing import ClassVar


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Mark `text` for translation where Qt must not be imported; returns it unchanged."""
    return text


class TillError(Exception):
    """An expected failure. `details` fill the message's placeholders."""

    title: ClassVar[str] = QT_TRANSLATE_NOOP("errors", "Something did not work")
    message: ClassVar[str] = QT_TRANSLATE_NOOP("errors", "Try again. If it keeps happening, ask the owner to look.")

    def __init__(self, **details: str | int) -> None:
        self.details = {name: capped(str(value)) for name, value in details.items()}
        super().__init__(self.sentence)

    @property
    def code(self) -> str:
        """A stable name for scripts, such as `customer_unknown`, taken from the class's name."""
        return code_of(type(self))

    @property
    def sentence(self) -> str:
        """The English sentence; the window shows its translation instead."""
        return self.message.format(**self.details)


class EmailRefused(TillError):
    """Not an e-mail address by the syntax of RFC 5321 and 5322."""

    title = QT_TRANSLATE_NOOP("errors", "That is not an e-mail address")
    message = QT_TRANSLATE_NOOP("errors", "Check it with the customer: it looks like name@example.com.")


class CardRefused(TillError):
    """A code was read whose text cannot be a customer's card."""

    title = QT_TRANSLATE_NOOP("errors", "That is not a customer's card")
    message = QT_TRANSLATE_NOOP("errors", "Ask the customer to open their wallet card and show its QR code.")


class CameraFailure(TillError):
    """The camera delivers no pictures."""

    title = QT_TRANSLATE_NOOP("errors", "The camera gives no picture")
    message = QT_TRANSLATE_NOOP(
        "errors", "Check its cable. Until it is back, type the customer's e-mail or use a hand scanner."
    )


class ApiFailure(TillError):
    """The Kreward API did not do what was asked; `api.errors` refines it."""

    title = QT_TRANSLATE_NOOP("errors", "Kreward did not do that")


class TapRefused(TillError):
    """The counter's own rules say no; nothing was written."""

    title = QT_TRANSLATE_NOOP("errors", "That is not possible now")


class StoreFailure(TillError):
    """The till's database cannot keep or give what it must; nothing was ticked."""

    title = QT_TRANSLATE_NOOP("errors", "This till cannot save")


class SettingsRefused(TillError):
    """A setting or an option makes no sense."""

    title = QT_TRANSLATE_NOOP("errors", "A setting cannot be used")
    message = QT_TRANSLATE_NOOP("errors", "{where}: {problem}. Correct it, then start again.")


class KeyUnusable(TillError):
    """An API key is missing, malformed or of the wrong kind."""

    title = QT_TRANSLATE_NOOP("errors", "The key cannot be used")
    message = QT_TRANSLATE_NOOP(
        "errors", "Copy the whole key from the Kreward dashboard: it begins with kw_sk_ or kw_pub_."
    )


class SetupFailure(TillError):
    """This machine lacks something that the app needs to start."""

    title = QT_TRANSLATE_NOOP("errors", "The till cannot start")


def code_of(kind: type[TillError]) -> str:
    """Return the `TillError.code` of a class."""
    return "".join("_" + c.lower() if c.isupper() else c for c in kind.__name__).lstrip("_")


def codes_below(kind: type[TillError]) -> frozenset[str]:
    """Return the codes of a class and of all its subclasses."""
    return frozenset({code_of(kind)}).union(*map(codes_below, kind.__subclasses__()))


REMOTE_TEXT_LIMIT = 120
"""Characters of a text from elsewhere (names, error codes) that reach a screen or a log."""


def capped(text: str, limit: int = REMOTE_TEXT_LIMIT) -> str:
    """Return `text` as one plain line of at most `limit` characters: no controls, no bidi marks, cut with `…`."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"
