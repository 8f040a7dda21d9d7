"""`kreward-pos doctor`: every check, as text or as JSON."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from kreward_pos.api.keys import ApiKeys
from kreward_pos.doctor import machine, shop
from kreward_pos.doctor.findings import Check, Checked, Finding, Severity, fine, run, worst
from kreward_pos.errors import QT_TRANSLATE_NOOP
from kreward_pos.system import settings as settings_file
from kreward_pos.system.data_folder import data_folder_path
from kreward_pos.system.keychain import Keychain
from kreward_pos.system.settings import Options, Settings

_SIGNS = {Severity.OK: "ok", Severity.WARNING: "WARNING", Severity.FAILED: "FAILED"}


def checked(options: Options) -> list[Checked]:
    """Check this till, within some 12 seconds; settings that cannot be read are a finding, too."""
    folder = data_folder_path(options)
    return run(checks(folder, lambda: options.over(settings_file.load(folder)), lambda: Keychain(folder).load()))


def run_command(options: Options, *, is_json: bool) -> int:
    """Print what was found; 0 where nothing failed."""
    found = checked(options)
    if is_json:
        json.dump(as_json(found), sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    else:
        for each in found:
            sys.stdout.write(f"{_SIGNS[each.finding.health]:8} {each.name:14} {each.finding.sentence}\n")
    return 1 if worst(found) is Severity.FAILED else 0


def as_json(found: list[Checked]) -> dict[str, object]:
    """Return the findings for other programs."""
    return {
        "health": worst(found).value,
        "checks": [
            {"name": each.name, "health": each.finding.health.value, "sentence": each.finding.sentence}
            for each in found
        ],
    }


def checks(folder: Path, settings: Callable[[], Settings], keys: Callable[[], ApiKeys]) -> dict[str, Check]:
    """Return every check of the till in `folder`; each reads the settings or keys that it needs by itself."""

    def settings_check() -> Finding:
        settings()
        return fine(QT_TRANSLATE_NOOP("doctor", "The settings can be read."))

    return {
        "versions": machine.versions,
        "settings": settings_check,
        "disk": lambda: machine.disk(folder),
        "database": lambda: shop.database(folder),
        "record": lambda: shop.record(folder),
        "keyring": machine.keyring,
        "keys": lambda: shop.keys(keys()),
        "kreward": lambda: shop.shop(settings(), keys()),
        "clock": lambda: shop.clock(settings()),
        "camera": lambda: machine.camera(settings()),
        "decoders": machine.decoders,
        "hand scanner": lambda: machine.hand_scanner(settings()),
        "libraries": machine.libraries,
        "screen": machine.screen,
        "typefaces": machine.typefaces,
        "sound": machine.sound,
    }
