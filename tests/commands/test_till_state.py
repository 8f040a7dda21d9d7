"""What installers ask of the app: whether any tap is open, and the removal of its data."""

import json
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest

from kreward_pos.api.keys import ApiKey, ApiKeys
from kreward_pos.app.modes import running_till
from kreward_pos.cards import Email
from kreward_pos.cli import EXIT_TROUBLE, main
from kreward_pos.clock import SystemClock
from kreward_pos.commands.till_state import AT_REST, IN_USE, TAPS_OPEN
from kreward_pos.system.crash_report import crash_reporting
from kreward_pos.system.data_folder import DataFolder, logging_to, restore_guard_folder
from kreward_pos.system.keychain import Keychain
from kreward_pos.system.settings import Options, Settings, save
from kreward_pos.till.model.entries import Draft, EntryKind, EntryState
from kreward_pos.till.records.outbox import Outbox
from kreward_pos.till.storage import backup
from kreward_pos.till.storage.store import Store, exclusive_access
from tests.memory_keyring import MemoryKeyring

STAMP = Draft(EntryKind.STAMP, Email.parse("jane@example.com"), "Jane", delta=1)


@pytest.fixture(autouse=True)
def secrets() -> Iterator[MemoryKeyring]:
    before, own = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(own)
    yield own
    keyring.set_keyring(before)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "till"


def with_a_tap(folder: Path) -> None:
    store = Store.open(folder, Keychain(folder).database_key(may_create=True))
    Outbox(store, SystemClock()).add(STAMP)
    store.close()


def printed_state(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, int | bool]]:
    status = main(["outbox", "state", "--data-dir", str(folder)])
    return status, json.loads(capsys.readouterr().out)


def removed(folder: Path, *words: str) -> int:
    return main(["remove-data", *words, "--data-dir", str(folder)])


def test_missing_till_is_at_rest_and_nothing_is_created(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed_state(folder, capsys) == (AT_REST, {"is_in_use": False, "on_the_way": 0, "needs_person": 0})
    assert removed(folder) == AT_REST
    assert not folder.exists()


def test_waiting_tap_is_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with_a_tap(folder)
    assert printed_state(folder, capsys) == (TAPS_OPEN, {"is_in_use": False, "on_the_way": 1, "needs_person": 0})


def test_tap_that_needs_a_person_is_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store.open(folder)
    outbox = Outbox(store, SystemClock())
    outbox.move(outbox.add(STAMP).seq, EntryState.BLOCKED, "refused")
    store.close()
    assert printed_state(folder, capsys) == (TAPS_OPEN, {"is_in_use": False, "on_the_way": 0, "needs_person": 1})


def test_open_app_is_reported(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with_a_tap(folder)
    with exclusive_access(folder):
        assert printed_state(folder, capsys) == (IN_USE, {"is_in_use": True, "on_the_way": 1, "needs_person": 0})
        assert removed(folder) == IN_USE
        assert removed(folder, "--even-open") == EXIT_TROUBLE
    capsys.readouterr()
    assert printed_state(folder, capsys)[0] == TAPS_OPEN


def test_unreadable_outbox_is_not_at_rest(folder: Path, secrets: MemoryKeyring) -> None:
    with_a_tap(folder)
    secrets.passwords.clear()
    assert main(["outbox", "state", "--data-dir", str(folder)]) == EXIT_TROUBLE
    assert removed(folder) == EXIT_TROUBLE
    assert (folder / "till.db").exists()
    assert removed(folder, "--even-open") == AT_REST
    assert not folder.exists()


def test_data_with_open_taps_is_not_removed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with_a_tap(folder)
    assert removed(folder) == TAPS_OPEN
    capsys.readouterr()
    assert printed_state(folder, capsys)[0] == TAPS_OPEN


def test_everything_that_a_till_leaves_is_removed(folder: Path, secrets: MemoryKeyring) -> None:
    keys = ApiKeys(ApiKey.parse("kw_sk_kept"), ApiKey.parse("kw_pub_kept"))
    settings = Settings(base_url="http://127.0.0.1:9/v1", camera="none")
    keychain = Keychain(folder)
    save(folder, settings)
    keychain.save(keys)
    place = DataFolder(folder, settings, keys, keychain)
    with logging_to(folder), crash_reporting(folder), running_till(place, keychain.database_key(may_create=True)):
        pass
    (folder / backup.FOLDER).mkdir()
    assert secrets.passwords
    assert list(restore_guard_folder().iterdir())
    assert removed(folder) == AT_REST
    assert (folder.exists(), secrets.passwords, restore_guard_folder().exists()) == (False, {}, False)


def test_files_that_are_not_this_tills_remain(folder: Path, tmp_path: Path, secrets: MemoryKeyring) -> None:
    other = tmp_path / "other"
    with_a_tap(other)
    save(folder, Options(None, None, None, None).over(Settings()))
    (folder / "logs").mkdir()
    (folder / "logs" / "mine.txt").write_text("holidays")
    assert removed(folder) == AT_REST
    assert [path.name for path in folder.rglob("*")] == ["logs", "mine.txt"]
    assert (other / "till.db").exists()
    assert len(secrets.passwords) == 1
