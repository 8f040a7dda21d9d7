"""Make the publisher's key, and sign the notice of a new version with it. For the publisher's own computer.

    python packaging/release/sign_notice.py new-key ~/kreward-pos-publisher.key
    python packaging/release/sign_notice.py sign --key ~/kreward-pos-publisher.key --version 1.2.0 \
        --page https://kreward.net/pos/1.2.0 --notes-en "Scans faster." \
        --notes-zh_HK "掃描更快。" > update.json

The private key never enters the repository or a workflow; docs/release.md says where its public half goes.
"""

import argparse
import base64
import datetime as dt
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
from nacl.encoding import HexEncoder
from nacl.signing import SigningKey

from kreward_pos import languages
from kreward_pos.system.updates import NOTES_LIMIT, PUBLIC_KEY, NoticeRefused, Publisher, Release, signed_text


def envelope(key: SigningKey, release: Release) -> bytes:
    """Return what is published at the notice's address."""
    notice = msgspec.json.encode(release).decode()
    signature = base64.b64encode(key.sign(signed_text(notice)).signature).decode()
    return msgspec.json.format(msgspec.json.encode({"notice": notice, "signature": signature})) + b"\n"


def new_key(path: Path) -> str:
    """Write a fresh private key that its owner alone may read; returns the public half. Never overwrites."""
    key = SigningKey.generate()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key.encode(HexEncoder) + b"\n")
    return public_half(key)


def public_half(key: SigningKey) -> str:
    """Return what stands in `kreward_pos/system/updates.py`."""
    return key.verify_key.encode(HexEncoder).decode()


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked; 1 with a sentence where it cannot be done."""
    given = _parser().parse_args(arguments)
    try:
        if given.command == "new-key":
            print(f'PUBLIC_KEY = "{new_key(given.file)}"')
        else:
            sys.stdout.buffer.write(_signed(given))
    except (OSError, ValueError, NoticeRefused) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _signed(given: argparse.Namespace) -> bytes:
    key = SigningKey(given.key.read_bytes().strip(), encoder=HexEncoder)
    if public_half(key) != given.public_key:
        raise ValueError(
            "that is not the key whose public half is in kreward_pos/system/updates.py: the app would ignore it"
        )
    notes = {code: getattr(given, f"notes_{code}") for code in languages.codes()}
    if any(len(text) > NOTES_LIMIT for text in notes.values()):
        raise ValueError(f"notes have room for {NOTES_LIMIT} characters")
    fields = {"version": given.version, "date": given.date, "page": given.page, "notes": notes}
    signed = envelope(key, msgspec.convert(fields, Release))
    Publisher(given.base_url, given.public_key).read(signed)
    return signed


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="The signed notice of a new version.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("new-key", help="make the publisher's key").add_argument("file", type=Path)
    sign = commands.add_parser("sign", help="print the notice of a version")
    sign.add_argument("--key", type=Path, required=True)
    for name in ("version", "page", *(f"notes-{code}" for code in languages.codes())):
        sign.add_argument(f"--{name}", required=True)
    sign.add_argument("--date", default=dt.datetime.now(dt.UTC).date().isoformat())
    sign.add_argument("--base-url", default=Publisher().base_url, help="where the notice is published")
    sign.add_argument("--public-key", default=PUBLIC_KEY, help="what the app checks it against")
    return parser


if __name__ == "__main__":
    sys.exit(main())
