"""The lock is exact, complete and free of addresses, so that it holds wherever packages come from."""

import re
from pathlib import Path

LOCK = (Path(__file__).parents[2] / "requirements.lock").read_text()
ENTRIES = re.split(r"\n(?=\S)", LOCK.strip())


def test_it_bears_no_address() -> None:
    assert not re.search(r"://|^-|@", LOCK, re.MULTILINE)


def test_every_pin_is_exact_and_has_hashes() -> None:
    assert len(ENTRIES) > 30
    for entry in ENTRIES:
        assert re.match(r"[a-z0-9.-]+==[\w.]+( ; .*)? \\\n    --hash=sha256:[0-9a-f]{64}", entry), entry
