"""Which card is whose, carried from one till of a shop to another: one file, sealed with a password.

    kreward-pos links 1\\n · 16 bytes of salt · a nonce and what it seals (XSalsa20-Poly1305, key by argon2id)

Inside is JSON. Nothing of it can be told without the password, not even how many cards there are but by its size.
"""

from pathlib import Path

import msgspec
from nacl import pwhash, secret, utils
from nacl.exceptions import CryptoError

from kreward_pos.errors import QT_TRANSLATE_NOOP, SetupFailure
from kreward_pos.system.atomic_file import replacing
from kreward_pos.till.records.shop import Shop
from kreward_pos.till.storage.store import Store

_MAGIC = b"kreward-pos links 1\n"
_SALT = pwhash.argon2id.SALTBYTES
_MOST_BYTES = 64 * 1024 * 1024
SHORTEST_PASSWORD = 8


class LinksRefused(SetupFailure):
    """The file cannot be read, written or believed; nothing was changed."""

    title = QT_TRANSLATE_NOOP("errors", "The cards could not be saved or loaded")


class PasswordTooShort(LinksRefused):
    """Anybody who finds the file could guess it."""

    message = QT_TRANSLATE_NOOP("errors", "Choose a password of at least {least} characters.")


class NotALinksFile(LinksRefused):
    """Something else, or cut short."""

    message = QT_TRANSLATE_NOOP(
        "errors", "{where} is not a card file from Kreward POS. Save it again on the other till."
    )


class LinksSealed(LinksRefused):
    """The password does not open it, or it was changed on the way; the two cannot be told apart."""

    message = QT_TRANSLATE_NOOP(
        "errors", "The password is wrong, or the file is damaged. Try again, or save the file again."
    )


class LinksOfAnotherShop(LinksRefused):
    """Its cards are not this shop's."""

    message = QT_TRANSLATE_NOOP(
        "errors",
        "Nothing was loaded: these cards belong to another shop ({shop}). Save them on a till of this shop.",
    )


class LinksFileTrouble(LinksRefused):
    """The disk refuses."""

    message = QT_TRANSLATE_NOOP("errors", "{where} cannot be read or written. Check the disk and its permissions.")


class ImportResult(msgspec.Struct, frozen=True):
    """How many links came in: new ones, ones that replaced an older one here, and ones that changed nothing."""

    added: int
    replaced: int
    unchanged: int


class _Link(msgspec.Struct, frozen=True, array_like=True):
    card: str
    customer: str
    email: str
    learned_ms: int


class _Contents(msgspec.Struct, frozen=True):
    shop: str | None
    identity: str | None
    links: list[_Link]


def export_links(store: Store, path: Path, password: str) -> int:
    """Write every link of this till into `path`; returns how many. Takes about a second; raises a `LinksRefused`."""
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordTooShort(least=SHORTEST_PASSWORD)
    with store.reading() as connection:
        rows = connection.execute("SELECT card, customer, email, learned_ms FROM links ORDER BY card").fetchall()
    shop = Shop(store)
    contents = _Contents(shop.name, shop.identity, msgspec.convert(rows, list[_Link]))
    salt = utils.random(_SALT)
    sealed = secret.SecretBox(_key(password, salt)).encrypt(msgspec.json.encode(contents))
    try:
        with replacing(path) as draft:
            draft.write_bytes(_MAGIC + salt + sealed)
    except OSError as error:
        raise LinksFileTrouble(where=str(path)) from error
    return len(rows)


def import_links(store: Store, path: Path, password: str) -> ImportResult:
    """Take over the links in `path`, all or nothing; raises a `LinksRefused`.

    Where both tills know a card, the one that learned it last is right: a card can be given to somebody else. A till
    that has not met its shop takes it for the file's; should Kreward tell of another, the cards go again.
    """
    contents = _opened(path, password)
    shop = Shop(store)
    if contents.identity is not None and not shop.is_identity(contents.identity):
        raise LinksOfAnotherShop(shop=contents.shop or "?")
    added = replaced = 0
    with store.transaction() as connection:
        if contents.identity is not None:
            shop.take_for(contents.identity)
        for link in contents.links:
            known = connection.execute("SELECT customer, learned_ms FROM links WHERE card = ?", (link.card,)).fetchone()
            is_newer = known is not None and known[0] != link.customer and link.learned_ms > known[1]
            if known is None or is_newer:
                connection.execute("INSERT OR REPLACE INTO links VALUES (?, ?, ?, ?)", msgspec.structs.astuple(link))
            added += known is None
            replaced += is_newer
    return ImportResult(added, replaced, len(contents.links) - added - replaced)


def _opened(path: Path, password: str) -> _Contents:
    try:
        with path.open("rb") as file:
            whole = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise LinksFileTrouble(where=str(path)) from error
    salt, sealed = whole[len(_MAGIC) :][:_SALT], whole[len(_MAGIC) + _SALT :]
    shortest = secret.SecretBox.NONCE_SIZE + secret.SecretBox.MACBYTES
    if not whole.startswith(_MAGIC) or len(sealed) < shortest or len(whole) > _MOST_BYTES:
        raise NotALinksFile(where=path.name)
    try:
        return msgspec.json.decode(secret.SecretBox(_key(password, salt)).decrypt(sealed), type=_Contents)
    except (CryptoError, msgspec.DecodeError):
        raise LinksSealed from None


def _key(password: str, salt: bytes) -> bytes:
    """argon2id, three passes over 64 MiB: what a small till can spare, for a file that lies about on a stick."""
    return pwhash.argon2id.kdf(
        secret.SecretBox.KEY_SIZE,
        password.encode(),
        salt,
        opslimit=pwhash.argon2id.OPSLIMIT_MODERATE,
        memlimit=pwhash.argon2id.MEMLIMIT_INTERACTIVE,
    )
