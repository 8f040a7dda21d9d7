"""Sign the app, put it on a disk image, and have Apple look at it, as far as this Mac has what that takes.

    make_dmg.py APP FOLDER        writes the image into FOLDER

Without a certificate the app is signed for nobody, and the image's name says UNSIGNED: macOS then starts it only after
a person has allowed it in the system's settings. What the variables hold is told in docs/release.md; none is printed.
"""

import base64
import os
import platform
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from mac_app import is_code
from product import COMMAND, COUNTER, NAME, version

HERE = Path(__file__).parent
_NOBODY = "-"


class StepFailed(Exception):
    """A tool refused; tells which, and what it said of it."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A Developer ID Application certificate with its key, as a PKCS #12 file in base64."""

    identity: str
    content: str = field(repr=False)
    password: str = field(repr=False)

    @classmethod
    def given(cls, variables: Mapping[str, str]) -> "Certificate | None":
        """Return what the variables hold; None where they hold none."""
        names = ("MACOS_SIGNING_IDENTITY", "MACOS_CERTIFICATE", "MACOS_CERTIFICATE_PASSWORD")
        values = [variables.get(name, "") for name in names]
        return cls(*values) if all(values) else None


@dataclass(frozen=True, slots=True)
class NotaryKey:
    """A key of App Store Connect, by which Apple's notary is asked."""

    key_id: str
    issuer: str
    content: str = field(repr=False)

    @classmethod
    def given(cls, variables: Mapping[str, str]) -> "NotaryKey | None":
        """Return what the variables hold; None where they hold none."""
        values = [variables.get(name, "") for name in ("APPLE_API_KEY_ID", "APPLE_API_ISSUER", "APPLE_API_KEY")]
        return cls(*values) if all(values) else None


def run(*command: object) -> None:
    """Run a tool, quietly; raises `StepFailed` with the tool's own words, and never with its arguments."""
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StepFailed(f"{' '.join(words[:2])} refused: {(done.stderr or done.stdout).strip()}")


def code_in(app: Path) -> Iterator[Path]:
    """Everything that needs a signature of its own, what is inside before what holds it; the app itself not."""
    frameworks = app / "Contents" / "Frameworks"
    single = [path for path in frameworks.rglob("*") if path.is_file() and not path.is_symlink() and is_code(path)]
    yield from sorted(single, key=lambda path: (-len(path.parts), path))
    held = [path for path in frameworks.rglob("*.framework") if not path.is_symlink()]
    yield from sorted(held, key=lambda path: (-len(path.parts), path))


def sign(app: Path, identity: str) -> None:
    """Sign from the inside out; only the programs may do what the entitlements allow."""
    options = ["--force", "--sign", identity]
    # Under the hardened runtime a program loads only libraries of its own signer, and nobody is none.
    options += [] if identity == _NOBODY else ["--options", "runtime", "--timestamp"]
    for path in code_in(app):
        run("codesign", *options, path)
    entitled = [*options, "--entitlements", HERE / "entitlements.plist"]
    for program in (COMMAND, COUNTER):
        run("codesign", *entitled, app / "Contents" / "MacOS" / program)
    run("codesign", *entitled, app)
    run("codesign", "--verify", "--deep", "--strict", app)


@contextmanager
def keychain_with(certificate: Certificate) -> Iterator[None]:
    """Yield a keychain of its own that holds the certificate, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        keychain, file, password = Path(folder, "release.keychain-db"), Path(folder, "key.p12"), secrets.token_hex(16)
        file.write_bytes(base64.b64decode(certificate.content))
        run("security", "create-keychain", "-p", password, keychain)
        try:
            run("security", "unlock-keychain", "-p", password, keychain)
            run("security", "import", file, "-k", keychain, "-P", certificate.password, "-T", "/usr/bin/codesign")
            run("security", "set-key-partition-list", "-S", "apple-tool:,apple:", "-s", "-k", password, keychain)
            run("security", "list-keychains", "-d", "user", "-s", keychain, "login.keychain-db")
            yield
        finally:
            run("security", "delete-keychain", keychain)


def notarise(image: Path, key: NotaryKey) -> None:
    """Let Apple look at the image, and fasten its answer to it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "key.p8")
        file.write_bytes(base64.b64decode(key.content))
        who = ["--key", file, "--key-id", key.key_id, "--issuer", key.issuer]
        run("xcrun", "notarytool", "submit", image, *who, "--wait", "--timeout", "1h")
    run("xcrun", "stapler", "staple", image)


def build(app: Path, image: Path) -> None:
    """Put the app on a disk image."""
    image.parent.mkdir(parents=True, exist_ok=True)
    run("dmgbuild", "-s", HERE / "dmg_settings.py", "-D", f"app={app}", NAME, image)


def make(app: Path, folder: Path, variables: Mapping[str, str]) -> Path:
    """Do all of it; returns the image."""
    certificate, key = Certificate.given(variables), NotaryKey.given(variables)
    name = f"kreward-pos-{version()}-macos-{platform.machine()}"
    if certificate is None:
        print("UNSIGNED: there is no certificate here (MACOS_SIGNING_IDENTITY, MACOS_CERTIFICATE and its password).")
        sign(app, _NOBODY)
        image = folder / f"{name}-UNSIGNED.dmg"
        build(app, image)
        return image
    image = folder / f"{name}{'' if key else '-NOT-NOTARISED'}.dmg"
    with keychain_with(certificate):
        sign(app, certificate.identity)
        build(app, image)
        run("codesign", "--sign", certificate.identity, "--timestamp", image)
    if key is None:
        print("NOT NOTARISED: there is no key to ask Apple with (APPLE_API_KEY, its id and its issuer).")
    else:
        notarise(image, key)
    return image


def main() -> int:
    """Make the image; 1 with a sentence where a tool refused."""
    try:
        print(make(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), os.environ))
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
