"""The settings, as frozen values in a TOML file in the till's folder. They hold no secrets."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import tomli_w

from kreward_pos import languages
from kreward_pos.api.address import checked_base_url, checked_proxy
from kreward_pos.errors import QT_TRANSLATE_NOOP, SettingsRefused, SetupFailure
from kreward_pos.system.atomic_file import write_atomically

LIVE_BASE_URL = "https://api.kreward.net/v1"
FILE_NAME = "settings.toml"

Theme = Literal["system", "light", "dark"]
CustomerDisplay = Literal["off", "auto"]
"""`auto` shows it on a second screen where there is one."""

_Affix = Annotated[str, msgspec.Meta(max_length=20)]
_Character = Annotated[str, msgspec.Meta(min_length=1, max_length=1)]
_Line = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class SettingsUnsaved(SetupFailure):
    """The settings file cannot be written."""

    title = QT_TRANSLATE_NOOP("errors", "The settings could not be saved")
    message = QT_TRANSLATE_NOOP("errors", "Check the free space and permissions of {where}, then save again.")


class CameraOrientation(msgspec.Struct, frozen=True, omit_defaults=True):
    """The correction of the camera's frames: turned clockwise in degrees, and mirrored where the camera mirrors."""

    turn: Literal[0, 90, 180, 270] = 0
    is_mirrored: bool = False


class HandScannerSettings(msgspec.Struct, frozen=True, omit_defaults=True):
    """A hand scanner's affixes, keyboard layout and port.

    `layout` maps each character that the scanner's keyboard layout gets wrong to the right one. `serial_port`
    is empty for a scanner that types.
    """

    prefix: _Affix = ""
    suffix: _Affix = ""
    layout: dict[_Character, _Character] = {}
    serial_port: Annotated[str, msgspec.Meta(max_length=120)] = ""


class Limits(msgspec.Struct, frozen=True, omit_defaults=True):
    """The limits of one tap and of one customer's day, beyond which the till asks for confirmation or the owner's PIN.

    `repeat_minutes`: a second stamp for the same customer within this time asks first; 0 never asks.
    """

    stamps_per_tap: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 10
    repeat_minutes: Annotated[int, msgspec.Meta(ge=0, le=1440)] = 10
    stamps_per_day: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 20
    may_redeem_offline: bool = False
    offline_redeems_per_day: Annotated[int, msgspec.Meta(ge=1, le=10)] = 1


class Settings(msgspec.Struct, frozen=True, omit_defaults=True):
    """All settings, each with a default that works.

    `template_ids` are the card templates of this till, the default one first; empty means the shop's default.
    `always_ask` sends every tap whose response was lost to review, so that nothing is inferred. `tier_names` names
    tiers by threshold where Kreward does not. `language` is a code of `kreward_pos.languages`, empty for the
    computer's language. `proxy` is the address of an HTTP proxy, empty for none.
    """

    base_url: str = LIVE_BASE_URL
    proxy: Annotated[str, msgspec.Meta(max_length=300)] = ""
    till_name: _Line = "Till 1"
    cashiers: tuple[_Line, ...] = ()
    language: str = ""
    theme: Theme = "system"
    has_sounds: bool = True
    has_motion: bool = True
    is_kiosk: bool = False
    customer_display: CustomerDisplay = "auto"
    camera: str = "0"
    picture: CameraOrientation = CameraOrientation()
    hand_scanner: HandScannerSettings = HandScannerSettings()
    template_ids: tuple[str, ...] = ()
    always_ask: bool = False
    limits: Limits = Limits()
    tier_names: dict[Annotated[str, msgspec.Meta(pattern="^[0-9]{1,9}$")], _Line] = {}
    looks_for_updates: bool = True

    def __post_init__(self) -> None:
        """Refuse invalid addresses and unknown languages."""
        checked_base_url(self.base_url)
        checked_proxy(self.proxy)
        if self.language not in {"", *languages.codes()}:
            raise ValueError(f"language must be one of: {', '.join(languages.codes())}")

    @property
    def template_id(self) -> str | None:
        """The template of a tap when the cashier chose no other; None leaves the choice to Kreward."""
        return self.template_ids[0] if self.template_ids else None

    @property
    def names_of_tiers(self) -> dict[int, str]:
        """`tier_names` with their thresholds as numbers, which TOML keys cannot be."""
        return {int(at): name for at, name in self.tier_names.items()}


@dataclass(frozen=True, slots=True)
class Options:
    """The command line's options; None leaves the setting unchanged."""

    data_dir: Path | None = None
    base_url: str | None = None
    camera: str | None = None
    lang: str | None = None
    kiosk: bool | None = None

    def over(self, settings: Settings) -> Settings:
        """Return the settings with these changes, checked as if they were in the file."""
        changes = {"base_url": self.base_url, "camera": self.camera, "language": self.lang, "is_kiosk": self.kiosk}
        return with_changes(settings, changes)


def with_changes(settings: Settings, changes: Mapping[str, object]) -> Settings:
    """Return the settings with these changes (None: unchanged), checked as if they were in the file."""
    given = {name: msgspec.to_builtins(value) for name, value in changes.items() if value is not None}
    try:
        return msgspec.convert(msgspec.to_builtins(settings) | given, Settings)
    except msgspec.ValidationError as error:
        raise SettingsRefused(where=", ".join(given), problem=str(error)) from error


def load(folder: Path) -> Settings:
    """Read the folder's settings, the defaults where there are none; raise `SettingsRefused`."""
    path = folder / FILE_NAME
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Settings)
    except FileNotFoundError:
        return Settings()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise SettingsRefused(where=str(path), problem=str(error)) from error
    except OSError as error:
        raise SettingsRefused(where=str(path), problem=error.strerror or "cannot be read") from error


def save(folder: Path, settings: Settings) -> None:
    """Write the settings so that a power cut leaves either the old file or the new one; raises `SettingsUnsaved`."""
    try:
        write_atomically(folder / FILE_NAME, tomli_w.dumps(msgspec.to_builtins(settings)).encode())
    except OSError as error:
        raise SettingsUnsaved(where=str(folder)) from error
