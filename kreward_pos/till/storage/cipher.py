"""The encryption of the database: telling an encrypted file from a plain one, unlocking and encrypting.

SQLite3 Multiple Ciphers does the work (ChaCha20-Poly1305 by page, the write-ahead log too). Knows no tables.
"""

import shutil
from pathlib import Path

import apsw

from kreward_pos.system.atomic_file import replacing
from kreward_pos.system.database_key import DatabaseKey

_PLAIN = b"SQLite format 3\0"
_CIPHERED = bytes((32, 64, 32, 32))
"""Bytes 20 to 23, which the cipher leaves readable: 32 reserved bytes per page, then SQLite's three constants."""


def is_plain(path: Path) -> bool:
    """Return whether the file is an unencrypted database."""
    return _head(path)[:16] == _PLAIN


def is_encrypted(path: Path) -> bool:
    """Return whether the file looks like an encrypted database."""
    head = _head(path)
    return head[:16] != _PLAIN and head[20:24] == _CIPHERED


def unlock(connection: apsw.Connection, key: DatabaseKey) -> None:
    """Give a new connection its key; a wrong one shows at the first read."""
    # `raw:` spares the derivation that passwords need, 46 of 47 ms; the digits are random already.
    connection.pragma("key", f"raw:{key.digits}")


def encrypt(path: Path, key: DatabaseKey) -> None:
    """Encrypt a plain database that no connection has open and that has no log beside it.

    A power cut leaves the plain file or the encrypted one. Raises `OSError` or apsw's errors; the plain file is
    unchanged then.
    """
    with replacing(path) as draft:
        shutil.copyfile(path, draft)
        _rekey(draft, key)


def read_image(path: Path, key: DatabaseKey | None) -> bytes:
    """Return the committed content of a database, decrypted, without changing the file; an app may be running."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        if key is not None:
            unlock(connection, key)
        connection.set_busy_timeout(2000)
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()  # serialize does not report a wrong key
        serialized = connection.serialize("main")
    finally:
        connection.close()
    if serialized is None:
        raise apsw.CorruptError("the database cannot be read")
    content = bytearray(serialized)
    content[18:20] = b"\1\1"  # a database in memory has no log; SQLite's documentation of sqlite3_deserialize
    return bytes(content)


def _rekey(draft: Path, key: DatabaseKey) -> None:
    connection = apsw.Connection(str(draft))
    try:
        connection.execute("PRAGMA journal_mode = MEMORY")  # a draft needs no journal on disk, least of all a plain one
        connection.pragma("rekey", f"raw:{key.digits}")
    finally:
        connection.close()
    connection = apsw.Connection(str(draft), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        unlock(connection, key)
        if connection.execute("PRAGMA quick_check(1)").get != "ok":
            raise apsw.CorruptError("the encrypted copy is not sound")
    finally:
        connection.close()


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(24)
    except FileNotFoundError:
        return b""
