"""Export and import of the links from cards to customers, in one file that a password encrypts.

    kreward-pos links 1\\n · 16 bytes of salt · a nonce and the encrypted JSON (XSalsa20-Poly1305, key by argon2id)

Without the password the file shows nothing but its size.
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
    """A file that cannot be read, written or trusted; nothing was changed."""

    title = QT_TRANSLATE_NOOP("errors", "The cards could not be saved or loaded")


class PasswordTooShort(LinksRefused):
    """A password that anybody who finds the file could guess."""

    message = QT_TRANSLATE_NOOP("errors", "Choose a password of at least {least} characters.")


class NotALinksFile(LinksRefused):
    """A file that is something else, or cut short."""

    message = QT_TRANSLATE_NOOP(
        "errors", "{where} is not a card file from Kreward POS. Save it again on the other till."
    )


class LinksSealed(LinksRefused):
    """A file that the password does not open, or that was changed; the two cannot be told apart."""

    message = QT_TRANSLATE_NOOP(
        "errors", "The password is wrong, or the file is damaged. Try again, or save the file again."
    )


class LinksOfAnotherShop(LinksRefused):
    """A file with the cards of another shop."""

    message = QT_TRANSLATE_NOOP(
        "errors",
        "Nothing was loaded: these cards belong to another shop ({shop}). Save them on a till of this shop.",
    )


class LinksFileTrouble(LinksRefused):
    """A disk that refuses to read or write."""

    message = QT_TRANSLATE_NOOP("errors", "{where} cannot be read or written. Check the disk and its permissions.")


class ImportResult(msgspec.Struct, frozen=True):
    """The numbers of imported links that are new, that replaced an older one here, and that changed nothing."""

    added: int
    replaced: int
    unchanged: int


class _LinkRow(msgspec.Struct, frozen=True, array_like=True):
    card: str
    customer: str
    email: str
    learned_ms: int


class _Contents(msgspec.Struct, frozen=True):
    shop: str | None
    identity: str | None
    links: list[_LinkRow]


def export_links(store: Store, path: Path, password: str) -> int:
    """Write every link of this till to `path`; return how many. Takes about a second; raises a `LinksRefused`."""
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordTooShort(least=SHORTEST_PASSWORD)
    with store.reading() as connection:
        rows = connection.execute("SELECT card, customer, email, learned_ms FROM links ORDER BY card").fetchall()
    shop = Shop(store)
    contents = _Contents(shop.name, shop.identity, msgspec.convert(rows, list[_LinkRow]))
    salt = utils.random(_SALT)
    sealed = secret.SecretBox(_key(password, salt)).encrypt(msgspec.json.encode(contents))
    try:
        with replacing(path) as draft:
            draft.write_bytes(_MAGIC + salt + sealed)
    except OSError as error:
        raise LinksFileTrouble(where=str(path)) from error
    return len(rows)


def import_links(store: Store, path: Path, password: str) -> ImportResult:
    """Import the links in `path`, all or nothing; raise a `LinksRefused`.

    Where both tills know a card, the newer link wins: a card can be given to somebody else. A till that does not know
    its shop yet assumes the file's; if Kreward names another later, the cards are deleted again.
    """
    contents = _read_file(path, password)
    shop = Shop(store)
    if contents.identity is not None and not shop.has_identity(contents.identity):
        raise LinksOfAnotherShop(shop=contents.shop or "?")
    added = replaced = 0
    with store.transaction() as connection:
        if contents.identity is not None:
            shop.assume_identity(contents.identity)
        for link in contents.links:
            known = connection.execute("SELECT customer, learned_ms FROM links WHERE card = ?", (link.card,)).fetchone()
            is_newer = known is not None and known[0] != link.customer and link.learned_ms > known[1]
            if known is None or is_newer:
                connection.execute("INSERT OR REPLACE INTO links VALUES (?, ?, ?, ?)", msgspec.structs.astuple(link))
            added += known is None
            replaced += is_newer
    return ImportResult(added, replaced, len(contents.links) - added - replaced)


def _read_file(path: Path, password: str) -> _Contents:
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
    """Derive the key by argon2id, with three passes over 64 MiB: what a small computer can spare."""
    return pwhash.argon2id.kdf(
        secret.SecretBox.KEY_SIZE,
        password.encode(),
        salt,
        opslimit=pwhash.argon2id.OPSLIMIT_MODERATE,
        memlimit=pwhash.argon2id.MEMLIMIT_INTERACTIVE,
    )
