"""Sign programs and installers for Windows, on any system, by osslsigncode; say so where there is no certificate.

    sign_windows.py [--mark-unsigned] FILE …

The certificate comes as a PKCS #12 file in base64 by WINDOWS_CERTIFICATE, its password by WINDOWS_CERTIFICATE_PASSWORD.
WINDOWS_TIMESTAMPS names another service that says when it was signed, or, empty, none: for trying it without a network.
Without it nothing is changed; with --mark-unsigned the files are then named …-UNSIGNED, as those that are handed out.
"""

import argparse
import base64
import os
import subprocess
import sys
import tempfile
from pathlib import Path

NAME = "Kreward POS"
TIMESTAMPS = "http://timestamp.digicert.com"
"""Says when it was signed, so that the signature outlives the certificate. The answer is signed itself."""


def sign(file: Path, certificate: Path, password: Path) -> str:
    """Sign in place; returns what went wrong, empty where nothing did."""
    signed = file.with_name(file.name + ".signed")
    who = ["-pkcs12", str(certificate), "-readpass", str(password)]
    service = os.environ.get("WINDOWS_TIMESTAMPS", TIMESTAMPS)
    when = ["-ts", service] if service else []
    what = ["-h", "sha256", "-n", NAME, *when, "-in", str(file), "-out", str(signed)]
    done = subprocess.run(["osslsigncode", "sign", *who, *what], check=False, capture_output=True, text=True)
    if done.returncode == 0:
        signed.replace(file)
        return ""
    signed.unlink(missing_ok=True)
    return f"{file.name} could not be signed: {(done.stderr or done.stdout).strip()}"


def leave(file: Path, *, is_marked: bool) -> None:
    """Say that it is not signed, in its name too where that is wanted."""
    print(f"UNSIGNED: {file.name}, since there is no certificate here (WINDOWS_CERTIFICATE and its password).")
    if is_marked:
        file.rename(file.with_name(f"{file.stem}-UNSIGNED{file.suffix}"))


def main() -> int:
    """Sign each file named, or leave it; 1 where one could not be signed."""
    parser = argparse.ArgumentParser(description="Sign for Windows.")
    parser.add_argument("--mark-unsigned", action="store_true")
    parser.add_argument("files", nargs="+", type=Path)
    given = parser.parse_args()
    content, password = os.environ.get("WINDOWS_CERTIFICATE"), os.environ.get("WINDOWS_CERTIFICATE_PASSWORD")
    if not content or not password:
        for file in given.files:
            leave(file, is_marked=given.mark_unsigned)
        return 0
    with tempfile.TemporaryDirectory() as folder:  # which nobody else may read
        key, secret = Path(folder, "key.p12"), Path(folder, "password")
        key.write_bytes(base64.b64decode(content))
        secret.write_text(password, encoding="utf-8")
        troubles = [trouble for file in given.files if (trouble := sign(file, key, secret))]
    print("".join(f"{trouble}\n" for trouble in troubles), end="", file=sys.stderr)
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
