"""The settings file: defaults, round trips, and errors that say where and what."""

from pathlib import Path

import pytest

from kreward_pos.errors import SettingsRefused
from kreward_pos.system import settings
from kreward_pos.system.settings import FILE_NAME, Options, Settings, SettingsUnsaved


def test_defaults_apply_without_a_file(tmp_path: Path) -> None:
    assert settings.load(tmp_path) == Settings()


def test_saved_settings_are_loaded(tmp_path: Path) -> None:
    wanted = Settings(till_name="收銀 2", theme="dark", language="zh_HK", tier_names={"8": "免費咖啡"})
    settings.save(tmp_path / "new", wanted)
    loaded = settings.load(tmp_path / "new")
    assert loaded == wanted
    assert loaded.names_of_tiers == {8: "免費咖啡"}


@pytest.mark.parametrize(
    "text",
    [
        "till_name = ",
        "till_name = 7",
        'till_name = ""',
        'theme = "pink"',
        'base_url = "http://api.example.com/v1"',
        'base_url = "ftp://x"',
        '[tier_names]\neight = "x"',
        "\udcff",
    ],
)
def test_error_about_an_invalid_file_names_the_file(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SettingsRefused) as raised:
        settings.load(tmp_path)
    assert str(raised.value.details["problem"])


def test_unknown_settings_of_a_newer_app_are_ignored(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('colour = "red"\ntill_name = "Till 2"')
    assert settings.load(tmp_path).till_name == "Till 2"


def test_options_override_the_file() -> None:
    options = Options(base_url="http://127.0.0.1:8123/v1", camera="demo", lang="zh_HK")
    wanted = Settings(base_url="http://127.0.0.1:8123/v1", camera="demo", language="zh_HK", till_name="Till 2")
    assert options.over(Settings(till_name="Till 2")) == wanted
    with pytest.raises(SettingsRefused):
        Options(base_url="http://example.com").over(Settings())


def test_unwritable_folder_raises_settings_unsaved(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SettingsUnsaved):
        settings.save(tmp_path / "file", Settings())
