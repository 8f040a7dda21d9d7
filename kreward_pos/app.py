"""The composition root: builds the parts, wires them, joins their threads at the end. The only file that knows all."""

import logging
import logging.handlers
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import platformdirs

from kreward_pos import settings as settings_file
from kreward_pos.clock import SystemClock
from kreward_pos.keychain import Keychain
from kreward_pos.kreward.client import KrewardClient
from kreward_pos.kreward.keys import ApiKeys
from kreward_pos.kreward.wire import HttpWire
from kreward_pos.settings import Options, Settings
from kreward_pos.till.desk import House
from kreward_pos.till.till import Till

APP_NAME = "Kreward POS"
_LOG_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """A till's folder, the settings in force there, and its keys."""

    folder: Path
    settings: Settings
    keys: ApiKeys

    @classmethod
    def of(cls, options: Options) -> Self:
        """Read the folder's settings and keys; raises `SettingsRefused` or `KeyUnusable`."""
        folder = options.data_dir or platformdirs.user_data_path(APP_NAME, appauthor=False)
        return cls(folder, options.over(settings_file.load(folder)), Keychain(folder).load())


def run_headless(options: Options) -> int:
    """`kreward-pos headless`."""
    from kreward_pos import headless
    from kreward_pos.scan.payload import reference_in

    place = Place.of(options)
    with logged(place.folder), running_till(place) as till:
        return headless.run(till, reference_in)


@contextmanager
def running_till(place: Place) -> Iterator[Till]:
    """A till at work in `place`; afterwards its threads have ended and what was not sent is kept."""
    settings = place.settings
    client = KrewardClient(HttpWire(settings.base_url), place.keys, SystemClock())
    house = House(settings.template_id or None, settings.names_of_tiers)
    try:
        till = Till.open(place.folder, client, name=settings.till_name, house=house)
    except BaseException:
        client.close()
        raise
    try:
        till.start()
        yield till
    finally:
        till.close()


@contextmanager
def logged(folder: Path) -> Iterator[None]:
    """Keep a log in the folder, rotated at a megabyte. Nothing personal and no key is ever given to it."""
    logger = logging.getLogger("kreward_pos")
    try:
        (folder / "logs").mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = logging.handlers.RotatingFileHandler(
            folder / "logs" / "kreward-pos.log", maxBytes=_LOG_BYTES, backupCount=3, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.NullHandler()  # the store will say what is wrong with the folder
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        handler.close()
