"""A till's data folder: its settings, keys and log."""

import logging
import logging.handlers
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import platformdirs

from kreward_pos.api.keys import ApiKeys
from kreward_pos.system import settings as settings_file
from kreward_pos.system.keychain import Keychain, KeyStore, MemoryKeyStore
from kreward_pos.system.settings import Options, Settings

APP_NAME = "Kreward POS"
LOG_FOLDER, LOG_NAME = "logs", "kreward-pos.log"
_LOG_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class DataFolder:
    """A till's folder with the settings and keys that it starts with. `is_session_only`: nothing outlives the run."""

    folder: Path
    settings: Settings
    keys: ApiKeys
    key_store: KeyStore
    is_session_only: bool = False

    @classmethod
    def of(cls, options: Options) -> Self:
        """Read the folder's settings and keys; raise `SettingsRefused` or `KeyUnusable`."""
        folder = data_folder_path(options)
        keychain = Keychain(folder)
        return cls(folder, options.over(settings_file.load(folder)), keychain.load(), keychain)

    @classmethod
    def for_session(cls, options: Options, folder: Path) -> Self:
        """Return an empty `folder` in place of the till's own, with its settings; keys come from the environment."""
        of_the_till = cls.of(options)
        return replace(of_the_till, folder=folder, key_store=MemoryKeyStore(), is_session_only=True)


def data_folder_path(options: Options) -> Path:
    """Return the folder of the options, else the system's folder for this app's data."""
    return options.data_dir or platformdirs.user_data_path(APP_NAME, appauthor=False)


def restore_guard_folder() -> Path:
    """Return the folder of the restore guard's marks.

    Never inside a till's folder: restoring that folder must not restore the marks.
    """
    return platformdirs.user_state_path(f"{APP_NAME} witness", appauthor=False)


@contextmanager
def logging_to(folder: Path) -> Iterator[None]:
    """Log into the folder, rotated at a megabyte. The log never gets personal data or keys."""
    logger = logging.getLogger("kreward_pos")
    handler = _handler(folder)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        handler.close()


def _handler(folder: Path) -> logging.Handler:
    try:
        (folder / LOG_FOLDER).mkdir(parents=True, exist_ok=True)
    except OSError:
        return logging.NullHandler()  # opening the store raises the error
    return logging.handlers.RotatingFileHandler(
        folder / LOG_FOLDER / LOG_NAME, maxBytes=_LOG_BYTES, backupCount=3, encoding="utf-8", delay=True
    )
